"""Untrusted bytes of a web page to a tree of elements and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tasks.collect.addresses import absolute
from tasks.collect.announcements import NotReadable
from tasks.collect.plain import plain
from tasks.collect.xml_documents import text_of

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 200_000
MAX_LINKS = 5_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z][\w:-]*)[^<>]{10000,}>?")  # thousands of attributes take seconds each


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its absolute address without fragment, and its element."""

    url: str
    element: HtmlElement


def page_tree(body: bytes, *, charset: str | None = None) -> HtmlElement:
    """Parse a page. Raises NotReadable with one sentence for what is none or too much."""
    if len(body) > MAX_BYTES:
        raise NotReadable(f"The page has more than {MAX_BYTES // 1_000_000} MB.")
    declared = _CHARSET.search(body[:5_000])
    text = text_of(body, charset or (declared[1].decode("ascii") if declared else None))
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise NotReadable("The page has more elements than any real one.")
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(_LONG_TAG.sub(r"<\1>", text).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as cause:
        raise NotReadable("This is not a web page.") from cause


def base_of(tree: HtmlElement, url: str) -> str:
    """Return the address that a page's relative links start from."""
    said = next(iter(tree.xpath("//base/@href")), "")
    return absolute(str(said), base=url) or url


def links(tree: HtmlElement, url: str, *names: str) -> Iterator[Link]:
    """Yield the http links of the elements of these names (`a`, `link`), in the page's order."""
    base = base_of(tree, url)
    for number, element in enumerate(tree.iter(*names)):
        if number >= MAX_LINKS:
            return
        address = absolute(element.get("href") or "", base=base)
        if address:
            yield Link(url=address, element=element)


def words_of(element: HtmlElement) -> str:
    """Return an element's text as one plain line; of a picture, what it says it shows."""
    text = plain(" ".join(str(part) for part in element.itertext()), is_text=True)
    if text:
        return text
    said = [element.get("title") or "", element.get("aria-label") or "", *element.xpath(".//img/@alt")]
    return plain(" ".join(map(str, said)), is_text=True)
