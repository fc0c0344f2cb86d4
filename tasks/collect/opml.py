"""Lists of sources in OPML, as every feed reader imports and exports them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from tasks.collect.addresses import absolute
from tasks.collect.plain import plain
from tasks.collect.xml_documents import read_document

MAX_OUTLINES = 10_000
_FEED_TYPES = ("rss", "atom", "rdf", "feed", "json", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One source of the list: its feed, its name ("" where none is given) and the page it belongs to."""

    url: str
    name: str = ""
    page: str = ""


def parse(body: bytes) -> list[Outline]:
    """Read the feeds of an OPML file, through its folders, in its order, each address once.

    Raises NotReadable with one sentence for what is no OPML.
    """
    document = read_document(
        body, what="OPML file", roots=frozenset({"opml"}), rows=("outline",), fields=frozenset({"outline"})
    )
    outlines = islice(document.root.iter("{*}outline"), MAX_OUTLINES)
    found = [outline for element in outlines if (outline := _outline(element)) is not None]
    by_url: dict[str, Outline] = {}
    for outline in found:
        by_url.setdefault(outline.url, outline)
    return list(by_url.values())


def render(outlines: Iterable[Outline], *, title: str) -> bytes:
    """Write an OPML 2.0 file; the same outlines give the same bytes."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for outline in outlines:
        name = plain(outline.name, is_text=True) or outline.url
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": outline.url}
        etree.SubElement(body, "outline", {**attributes, "htmlUrl": outline.page} if outline.page else attributes)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _outline(element: etree._Element) -> Outline | None:
    said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
    url = absolute(said.get("xmlurl", ""))
    if not url or said.get("type", "").strip().lower() not in _FEED_TYPES:
        return None
    name = plain(said.get("title", "") or said.get("text", ""), is_text=True)
    return Outline(url=url, name=name, page=absolute(said.get("htmlurl", "")))
