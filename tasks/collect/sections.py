"""A section page to the articles it links to, one level deep.

A link is taken for an article's when its address and the words it stands under both look like one; menus, footers,
topic and author pages do not. What is announced wrongly costs a download and is turned away when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from tasks.collect.addresses import canonical, same_site
from tasks.collect.announcements import Announced, Announcement
from tasks.collect.markup import Link, links, page_tree, words_of

MAX_ARTICLES = 300
_ENOUGH = 3  # points: an address or words alone don't make an article
_DATED = re.compile(r"/(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2])(?:[/-]|\d{2}\b)")
_NUMBERED = re.compile(r"(?:^|[/._-])[a-z]{0,3}\d{5,}(?:[/._-]|$)", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:html?|shtml|php|aspx?|jsp)$", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|themen?|author[s]?|autor(?:en)?|categor(?:y|ies)|kategorie|user|profile|people|staff|search|login"
    r"|log-in|sign-?(?:in|up)|register|account|subscri\w+|abo|newsletters?|about(?:-us)?|contact(?:-us)?|kontakt|impressum"
    r"|imprint|privacy\w*|datenschutz|terms\w*|cookies?|help|faq|jobs|careers|advertis\w+|rss|feeds?|podcasts?|weather"
    r"|games|puzzles|crosswords?|shop|store|apps?|wp-(?:admin|content|json)|cdn-cgi|share|print|comments?)(?:[/.?]|$)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|avif|pdf|mp[34]|m4a|zip|xml|json|rss|ics|css|js|docx?)$", re.IGNORECASE
)
_MENUS = frozenset({"nav", "footer"})
_BLOCKS = frozenset({"article", "li"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})


def article_links(html: bytes, url: str, *, charset: str | None = None) -> Announcement:
    """Announce the articles that the section page at `url` links to, in its order, each under its longest words.

    Raises NotReadable with one sentence for what is no page.
    """
    tree = page_tree(html, charset=charset)
    own = canonical(url)
    by_address: dict[str, Announced] = {}
    for link in links(tree, url, "a"):
        item = _announced(link)
        if item.address != own and same_site(link.url, url) and _points(link, item.title) >= _ENOUGH:
            known = by_address.get(item.address)
            if known is None or len(known.title) < len(item.title):
                by_address[item.address] = item
    items = tuple(by_address.values())
    return Announcement(
        title=_title(tree),
        kind="page",
        items=items[:MAX_ARTICLES],
        further=tuple(dict.fromkeys(_next_pages(tree, url))),
        problems=() if items else ("The page links to nothing that looks like an article.",),
    )


def _announced(link: Link) -> Announced:
    block = _block_of(link.element)
    return Announced(
        url=link.url,
        address=canonical(link.url),
        title=words_of(link.element)[:500],
        published=_only_time(block) if block is not None else "",
        language=(link.element.get("hreflang") or "")[:20],
    )


def _points(link: Link, words: str) -> int:
    """Weigh a link by its address (a date, a number, a long slug) and its words (a headline's length, a heading)."""
    parts = urlsplit(link.url)
    path = unquote(parts.path)
    if path in ("", "/") or _NO_ARTICLE.search(path) or _NO_PAGE.search(path) or _in_menu(link.element):
        return 0
    slug = next((part for part in reversed(path.split("/")) if part), "")
    hyphens = slug.count("-") + slug.count("_")
    address = 2 * bool(_DATED.search(path)) + bool(_NUMBERED.search(path) or re.search(r"\bid=\d+", parts.query))
    address += (2 if hyphens >= 3 else hyphens >= 1) + bool(_DOCUMENT.search(path))
    said = (2 if len(words.split()) >= 4 or len(words) >= 25 else len(words) >= 8) + _in_heading(link.element)
    return address + said if address and said else 0


def _in_menu(element: HtmlElement) -> bool:
    return any(parent.tag in _MENUS for parent in element.iterancestors())


def _in_heading(element: HtmlElement) -> bool:
    above = (parent.tag in _HEADINGS for parent in element.iterancestors())
    return any(above) or any(True for _ in element.iter(*_HEADINGS))


def _block_of(element: HtmlElement) -> HtmlElement | None:
    return next((parent for parent in element.iterancestors() if parent.tag in _BLOCKS), None)


def _only_time(block: HtmlElement) -> str:
    """Return the one moment that a block names, as written; "" if it names none or several."""
    moments = {str(moment).strip() for moment in block.xpath(".//time/@datetime")}
    return moments.pop()[:200] if len(moments) == 1 else ""


def _title(tree: HtmlElement) -> str:
    title = next(tree.iter("title"), None)
    return words_of(title)[:300] if title is not None else ""


def _next_pages(tree: HtmlElement, url: str) -> Iterator[str]:
    for link in links(tree, url, "a", "link"):
        if "next" in (link.element.get("rel") or "").lower().split() and same_site(link.url, url) and link.url != url:
            yield link.url
