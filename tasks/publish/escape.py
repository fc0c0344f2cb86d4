"""Make a source's words harmless before they are shown.

Texts of articles are written by strangers. What they contain must be shown as it stands and must never act: no link, no
image, no markup, no footnote, no control of the terminal.
"""

import html
import re
from urllib.parse import quote, urlsplit

_BREAKS = re.compile("[\n\r\t\u2028\u2029]")
# Control characters and halves of characters. Bidirectional overrides and isolates can make our words around a quote
# look like part of it, or the reverse; the two characters that Unicode has reserved as none make an SVG unreadable.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_INLINE = re.compile(r"[\\`*_\[\]<>&|~$]")
_OPENING = re.compile(r"^([#+\-=:]|\d{1,9}(?=[.)]))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# The UI's renderer makes links of bare addresses after it has undone the escapes; a comment between the parts stops it.
_AUTOLINK = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(?=:)|(www)(?=\.)|(?<=[\w.+\-])(@)(?=[\w\-])")
_UNSAFE_IN_URL = re.compile(r"[\s\"'<>()\[\]\\^`{|}]")


def visible(text: str) -> str:
    """Return `text` on one line, without characters that control a screen instead of standing on it."""
    return _STEERING.sub("", _BREAKS.sub(" ", text))


def markdown(text: str) -> str:
    """Return Markdown that shows `text` literally, in a paragraph or a table's cell, and does nothing else."""
    shown = _INLINE.sub(r"\\\g<0>", visible(text).strip())
    shown = _OPENING.sub(_open, shown)
    return _AUTOLINK.sub(r"\g<0><!-- -->", shown)


def _open(match: re.Match[str]) -> str:
    """Keep a text's first characters from starting a heading, a list or a rule."""
    first = match.group(0)
    return f"{first}\\" if first.isdigit() else f"\\{first}"


def markup(text: str) -> str:
    """Return HTML that shows `text` literally."""
    return html.escape(visible(text))


def safe_url(url: str | None) -> str | None:
    """Return `url` if a reader can be sent there: http or https, a host, and no name or password in it."""
    if url is None:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if _STEERING.search(url):
        return None
    return _UNSAFE_IN_URL.sub(lambda match: quote(match.group(0), safe=""), url)


def link(label: str, url: str | None) -> str:
    """Return a Markdown link, or the label alone where there is nowhere safe to go."""
    target = safe_url(url)
    return markdown(label) if target is None else f"[{markdown(label)}]({_ENTITY.sub('&amp;', target)})"


def place_in(url: str | None, text: str) -> str | None:
    """Return the address of `text` within the page at `url`, as browsers find it (a text fragment)."""
    target = safe_url(url)
    words = visible(text).split()
    if target is None or not words:
        return None
    first, last = (words[:5], words[-5:]) if len(words) > 12 else (words, [])
    fragment = ",".join(quote(" ".join(run), safe="").replace("-", "%2D") for run in (first, last) if run)
    return f"{target}{'' if '#' in target else '#'}:~:text={fragment}"
