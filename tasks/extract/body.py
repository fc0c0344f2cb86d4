"""A parsed page -> the text of its article. The only module that knows trafilatura (and htmldate, which comes with it).

The setting was measured (docs/decisions): precision first, and once more with trafilatura's defaults where that leaves
too little; tables stay in; captions and other articles' teaser cards are cut from the tree beforehand.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from lxml.html import HtmlElement

from tasks.extract.document import without_cards

TOO_LITTLE = 600  # characters
RESCUE_RATIO = 1.5  # the page's own article text, from its JSON-LD, must be this much longer to be believed instead
PAGES_PER_RESET = 200
_TABLE_RULE = re.compile(r"\|?(\s*:?-{3,}:?\s*\|)+\s*:?-*:?")
_LIST_MARK = re.compile(r"(?:[-–•·*‣▪]\s+)+")
_TAG = re.compile(r"<[^>]{1,400}>")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
_pages = itertools.count(1)


def extract_text(tree: HtmlElement, *, url: str | None = None, article_body: str | None = None) -> str:
    """Return the article's paragraphs, one a line; an empty text if there are none.

    `article_body` is what the page's JSON-LD gives as its text; it is used only where trafilatura found far less.
    Raises whatever trafilatura raises on a page that it can't digest. `tree` is not changed.
    """
    tree = without_cards(tree, url=url)
    text = paragraphs(_trafilatura(tree, url=url, favor_precision=True))
    if len(text) < TOO_LITTLE:
        text = paragraphs(_trafilatura(tree, url=url)) or text
    if article_body:
        stated = paragraphs(plain(article_body))
        if len(stated) > RESCUE_RATIO * len(text):
            text = stated
    if next(_pages) % PAGES_PER_RESET == 0:
        reset_caches()
    return text


def _trafilatura(tree: HtmlElement, **options: Any) -> str:
    from trafilatura import extract  # half a second of imports, paid by the first page only

    return extract(tree, include_comments=False, deduplicate=False, **options) or ""


def guess_date(tree: HtmlElement, *, url: str | None = None) -> str | None:
    """Return the date htmldate finds in the page's markup, as YYYY-MM-DD; it never searches the running text."""
    from htmldate import find_date

    found = find_date(tree, extensive_search=False, original_date=True, url=url, outputformat="%Y-%m-%d")
    return found if isinstance(found, str) else None


def reset_caches() -> None:
    """Empty the caches of trafilatura and its helpers, which otherwise grow with every page."""
    from trafilatura.meta import reset_caches as reset

    reset()


def plain(text: str) -> str:
    """Return `text` without the HTML tags that some sites leave in their JSON-LD; blocks become lines."""
    return _TAG.sub("", _BLOCK_END.sub("\n", text)) if "<" in text else text


def paragraphs(text: str) -> str:
    """Return trafilatura's plain text with one paragraph, heading, list item or table row a line, and no marks."""
    lines = (_line(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _line(line: str) -> str:
    line = " ".join(line.split())
    if line.startswith("|"):
        return "" if _TABLE_RULE.fullmatch(line) else " | ".join(cell for c in line.split("|") if (cell := c.strip()))
    return _LIST_MARK.sub("", line, count=1) if _LIST_MARK.match(line) else line
