"""One address for one article, whichever way it was linked.

Two addresses that differ only in what marketing added (tracking parameters, AMP variants, session ids), in a fragment
or in spelling (default port, dots, escapes, order of parameters, a trailing index file) have one canonical address.
What may tell articles apart is kept: any parameter that is not known to be tracking, the scheme, the host, a trailing
slash. Two spellings that stay apart cost one more download; two articles folded into one would lose one of them.

Escapes, dots, the order of parameters and international hosts are w3lib's work; a site's own part of its host is
courlan's, which holds the list of public suffixes.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from courlan import extract_domain
from w3lib.url import canonicalize_url, url_query_cleaner

MAX_LENGTH = 4_000  # characters; browsers and servers refuse longer ones
DEFAULT_PORTS = {"http": 80, "https": 443}
# Names of parameters that say how a reader came, never what is read.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|itm|oly|vero|ga|at|ns|wt|sc|hm|ml|amp)_[\w.-]+|wt\.\w+|wtmc|mkt_tok|trk\w*|xtor"
    r"|(?:fb|g|d|tw|tt|y|ys)clid|msclkid|srsltid|li_fat_id|rdt_cid|(?:mc_c|mc_e|s_c|s_kwc)id|[gw]braid|gclsrc|igsh(?:id)?"
    r"|fb_(?:action_\w+|source|ref)|__twitter_impression|_(?:ga|gl|hsenc|hsmi|openstat)|hs(?:ctatracking|enc|mi)"
    r"|(?:n|i|o|int|ext)cid|cmp(?:id)?|intcmp|mbid|ito|spm|smid|smtyp|smprod|soc_(?:src|trk)|ftag|ftcamp|taid"
    r"|guccounter|guce_\w+|traffic_source|ref_(?:src|url)|referr?er|rss|phpsessid|jsessionid|amp"
)
# These do so by some values only: `?ref=home` does, `?ref=4711` may be the article's number.
_WAYS = re.compile(
    r"[a-z_.-]*(?:rss|feed|atom|mail|newsletter|twitter|facebook|social|share|home\w*|app|google|amp)\d?"
)
_SOMETIMES_TRACKING = frozenset({"ref", "source", "src", "from", "via", "campaign", "channel", "medium"})
_FORMS = frozenset({"output", "outputtype", "view", "format", "type", "m"})  # `?outputType=amp`
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|s?html|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_AMP_LAST = re.compile(r"(?<=.)/amp(?=/?$)|\.amp(?=(?:\.html?)?$)")
_AMP_FIRST = re.compile(r"^/amp(?=/.)")
_ESCAPED_AMPERSAND = re.compile(r"([?&])amp;")
_VIEWER = re.compile(r"/(?:amp|[civ])/(s/)?(?=[^/]+\.)")


def canonical(url: str, *, base: str = "") -> str:
    """Return the one address of what `url` (relative to `base`) leads to; "" where it can't be fetched over HTTP.

    Applying it twice gives the same as applying it once. Never raises.
    """
    try:
        before, address = "", _canonical(absolute(_ESCAPED_AMPERSAND.sub(r"\1", url), base=base))
        while address != before:  # taking one part off can uncover another; each round shortens or settles
            before, address = address, _canonical(address)
        return address
    except ValueError:  # a port or a bracketed host that can't be read
        return ""


def absolute(url: str, *, base: str = "") -> str:
    """Return `url` as it can be fetched, joined to `base`, without fragment; "" if it is not an http address."""
    written = "".join(url.split()) if "\n" in url or "\t" in url else url.strip()
    if not written or len(written) > MAX_LENGTH:
        return ""
    try:
        joined = urljoin(base, written) if base else written
        parts = urlsplit(joined)
        if parts.scheme not in DEFAULT_PORTS or not _plausible(parts.hostname) or parts.port == 0:
            return ""
    except ValueError:
        return ""
    return urlunsplit(parts._replace(fragment=""))


def same_site(a: str, b: str) -> bool:
    """Tell whether two addresses belong to one registered domain ("news.example.co.uk" and "example.co.uk" do)."""
    first, second = site(a), site(b)
    return bool(first) and first == second


def site(url: str) -> str:
    """Return the registered domain of an address; the host itself where it has none; "" where it has no host."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not host or "." not in host or _is_number(host):
        return host
    return extract_domain(f"http://{host}/") or host


def _canonical(url: str) -> str:
    if not url:
        return ""
    address = canonicalize_url(_unwrapped(url), keep_fragments=False)
    parts = urlsplit(address)
    plain = parts._replace(netloc=_host(parts), path=_path(parts.path))
    tracking = [name for name, value in _parameters(parts.query) if _is_tracking(name, value)]
    if not tracking:
        return urlunsplit(plain)
    return str(url_query_cleaner(urlunsplit(plain), tracking, remove=True))


def _parameters(query: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in query.split("&"))
    return [(name, value) for name, _, value in pairs]


def _is_tracking(name: str, value: str) -> bool:
    plain, said = name.lower(), value.lower()
    if _TRACKING.fullmatch(plain):
        return True
    if plain in _SOMETIMES_TRACKING:
        return _WAYS.fullmatch(said) is not None
    return plain in _FORMS and said == "amp"


def _host(parts: SplitResult) -> str:
    """Return host and port without user name, final dot and default port."""
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{shown}:{parts.port}"


def _path(path: str) -> str:
    for pattern, replacement in ((_SESSION_IN_PATH, ""), (_AMP_LAST, ""), (_AMP_FIRST, ""), (_INDEX_FILE, "/")):
        path = pattern.sub(replacement, path)
    return path or "/"


def _unwrapped(url: str) -> str:
    """Return the article's address behind an AMP viewer (google.com/amp/s/..., cdn.ampproject.org/c/s/...)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not (host.endswith(".cdn.ampproject.org") or re.fullmatch(r"(?:www\.)?google\.[a-z.]+", host)):
        return url
    found = _VIEWER.match(parts.path)
    if not found:
        return url
    behind = f"{'https' if found[1] else 'http'}://{parts.path[found.end() :]}"
    return f"{behind}?{parts.query}" if parts.query else behind


def _plausible(host: str | None) -> bool:
    return bool(host) and not re.search(r"[\s<>\"'\\^`{|}%]", host or "")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
