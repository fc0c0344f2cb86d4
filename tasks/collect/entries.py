"""Feeds to entries: feedparser's one door, and JSON Feed.

feedparser knows two decades of dialects and reads dates as they were written; on hostile input it stalls for minutes.
So it only ever sees what `xml_documents` let through, with everything removed that is not read here (authors,
media, categories, the items beyond the limit) and every field cut to a sensible length.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from tasks.collect.announcements import NotReadable
from tasks.collect.xml_documents import Document, children, local, read_document, text_of
from tasks.text.timestamps import machine_written

MAX_ENTRIES = 1_000  # of one reading of a feed
MAX_BYTES = 20_000_000
_ROOTS = {"rss": "rss", "feed": "atom", "rdf": "rdf", "channel": "cdf"}
_ITEMS = ("item", "entry")
_FIELDS = frozenset({"title", "link", "id", "guid", "language", "base"})
_DATES = ("published", "pubdate", "date", "issued", "created", "updated", "modified")
_TEXTS = frozenset({"description", "summary", "content", "encoded", "fullitem", "body", "abstract", "a"})
_KEPT_OF_ITEM = _FIELDS | _TEXTS | frozenset(_DATES) | {"origlink"}
_KEPT_OF_FEED = _FIELDS | {"channel", *_ITEMS}
_KEPT_ATTRIBUTES = frozenset({
    "href", "rel", "type", "hreflang", "mode", "ispermalink", "base", "lang", "about", "src", "version", "value",
    "encoding",
})  # fmt: skip
_MAX_ATTRIBUTES, _MAX_ELEMENTS = 40, 20_000  # of and in an article's own markup
_LENGTHS = {"title": 5_000, "link": 4_000, "id": 4_000, "guid": 4_000, "origlink": 4_000, "language": 50}
_MAX_DATE, _MAX_TEXT = 200, 1_000_000
_MAX_REPEATED = 20  # fields of one name in one item


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as the feed gives it; every text may be HTML, the link may be missing."""

    link: str = ""
    title: str = ""
    title_is_text: bool = False  # said to be plain, so that "<b>" in it are three characters
    published: str = ""
    modified: str = ""
    key: str = ""
    summary: str = ""
    content: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's title (may be HTML), its kind, its entries in its own order, and what is wrong with it."""

    title: str
    kind: str
    entries: tuple[Entry, ...]
    further: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_entries(body: bytes, *, url: str, content_type: str = "", charset: str | None = None) -> Feed:
    """Read a feed of any kind; links are joined to `url`. Raises NotReadable with one sentence."""
    if "json" in content_type.lower() or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        if len(body) > MAX_BYTES:
            raise NotReadable(f"The feed has more than {MAX_BYTES // 1_000_000} MB.")
        return _json_feed(text_of(body, charset))
    fields = _KEPT_OF_ITEM - {"a", "body"}  # those are a rare format's, and HTML's
    document = read_document(
        body, what="feed", roots=frozenset(_ROOTS), rows=_ITEMS, fields=fields, charset=charset, max_bytes=MAX_BYTES
    )
    left_out = _prune(document.root)
    return _xml_feed(document, left_out, url)


def _xml_feed(document: Document, left_out: int, url: str) -> Feed:
    kind = "rss" if document.name == "channel" and not _is_channel_definition(document.root) else _ROOTS[document.name]
    parsed = feedparser.parse(
        io.BytesIO(etree.tostring(document.root, encoding="utf-8", xml_declaration=True)),
        response_headers={"content-location": url, "content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    language = _said(parsed.feed, "language")
    return Feed(
        title=_said(parsed.feed, "title"),
        kind=kind,
        entries=tuple(_entry(item, kind, language) for item in parsed.entries),
        further=_next_pages(parsed.feed),
        problems=(*document.problems, *_beyond(left_out)),
    )


def _entry(item: Any, kind: str, language: str) -> Entry:
    published, modified = _said(item, "published") or _said(item, "created"), _said(item, "updated")
    if not published and kind != "atom":  # an RSS item's only date (dc:date) is when it was published
        published, modified = modified, ""
    content = _longest(dict.get(item, "content") or ())
    title = dict.get(item, "title_detail") or {}
    return Entry(
        link=_said(item, "feedburner_origlink") or _said(item, "link") or _web_address(_said(item, "id")),
        title=_said(item, "title"),
        title_is_text=kind == "atom" and title.get("type") == "text/plain",
        published=published,
        modified=modified,
        key=_said(item, "id"),
        summary=_said(item, "summary"),
        content=content.get("value") or "",
        language=content.get("language") or title.get("language") or language,
    )


def _longest(contents: Any) -> Any:
    return max(contents, key=lambda content: len(content.get("value") or ""), default={})


def _said(item: Any, name: str) -> str:
    """Return a field as it stands; feedparser's own lookup would answer with another field's value."""
    value = dict.get(item, name)
    return value.strip() if isinstance(value, str) else ""


def _web_address(key: str) -> str:
    return key if key.startswith(("http://", "https://")) else ""


def _next_pages(feed: Any) -> tuple[str, ...]:
    links = dict.get(feed, "links") or ()
    return tuple(link["href"] for link in links if link.get("rel") == "next" and link.get("href"))


def _is_channel_definition(root: etree._Element) -> bool:
    return any(local(child) == "item" and _attribute(child, "href") for child in root) or bool(_attribute(root, "href"))


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if _plain(key) == name), "")


def _plain(name: Any) -> str:
    return str(name).rpartition("}")[2].lower()


def _beyond(left_out: int) -> tuple[str, ...]:
    return (f"{left_out:,} items beyond {MAX_ENTRIES:,} were left out.",) if left_out else ()


def _prune(root: etree._Element) -> int:
    """Remove from the tree what is not read, and the items beyond the limit; return how many those were."""
    holders = [root, *(child for child in root if local(child) == "channel")]
    items = [element for holder in holders for element in holder if local(element) in _ITEMS]
    surplus = _surplus(items)
    for item in surplus:
        _remove(item)
    gone = set(map(id, surplus))
    for holder in holders:
        _keep_attributes(holder)
        _keep_children(holder, _KEPT_OF_FEED, _shorten)
    for item in items:
        if id(item) not in gone:
            _keep_attributes(item)
            _keep_children(item, _KEPT_OF_ITEM, _shorten)
            _keep_first_link(item)
            _mark_bare_ids(item)
    return len(surplus)


def _keep_first_link(item: etree._Element) -> None:
    """Leave an item the first link to its page; feedparser would take the last one, be it an enclosure."""
    links = [child for child in item if local(child) == "link"]
    pages = [link for link in links if _leads_to_page(link)]
    for link in links:
        if link is not next(iter(pages), None):
            _remove(link)


def _mark_bare_ids(item: etree._Element) -> None:
    """Say of an id that is no address that it is none; by the letter of RSS every id is one unless this is said."""
    for key in children(item, "guid", "id"):
        if not (key.text or "").strip().startswith(("http://", "https://", "/")):
            key.attrib.clear()
            key.set("isPermaLink", "false")


def _leads_to_page(link: etree._Element) -> bool:
    relation, media = _attribute(link, "rel").rpartition("/")[2].lower(), _attribute(link, "type").lower()
    target = _attribute(link, "href") or (link.text or "").strip()
    return bool(target) and relation in ("", "alternate") and (not media or "html" in media)


def _surplus(items: list[etree._Element]) -> list[etree._Element]:
    """Return the items beyond the limit: the last ones, or the first ones where the feed runs from old to new."""
    if len(items) <= MAX_ENTRIES:
        return []
    first, last = _date_of(items[0]), _date_of(items[-1])
    return items[:-MAX_ENTRIES] if first and last and first < last else items[MAX_ENTRIES:]


def _date_of(item: etree._Element) -> str:
    texts = {local(child): (child.text or "")[:_MAX_DATE] for child in item if local(child) in _DATES}
    moment = next((read for name in _DATES if (read := machine_written(texts.get(name, "")))), None)
    return moment[0].isoformat() if moment else ""


def _keep_children(parent: etree._Element, kept: frozenset[str], then: Callable[[etree._Element], None]) -> None:
    seen: Counter[str] = Counter()
    for child in list(parent):
        name = local(child)
        seen[name] += 1
        if name in kept and (name in _ITEMS or seen[name] <= _MAX_REPEATED):
            then(child)
        else:
            _remove(child)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    del element[:]  # while it is in its tree: lxml takes minutes to take out an element with 100,000 inside
    if parent is not None:
        parent.remove(element)


def _shorten(element: etree._Element) -> None:
    name = local(element)
    if name in _ITEMS or name == "channel":
        return
    _keep_attributes(element)
    limit = _MAX_DATE if name in _DATES else _LENGTHS.get(name, _MAX_TEXT)
    element.text = (element.text or "")[:limit]
    inside = sum(1 for _ in islice(element.iterdescendants(), _MAX_ELEMENTS + 1))
    if name not in _TEXTS | {"title"} or inside > _MAX_ELEMENTS:
        del element[:]
    for inner in element.iterdescendants():
        if len(inner.attrib) > _MAX_ATTRIBUTES:
            inner.attrib.clear()


def _keep_attributes(element: etree._Element) -> None:
    for name in list(element.attrib):
        if _plain(name) not in _KEPT_ATTRIBUTES:
            del element.attrib[name]


def _json_feed(text: str) -> Feed:
    """Read JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as cause:
        raise NotReadable("The feed is JSON that can't be read, or is cut off.") from cause
    items = table.get("items") if isinstance(table, dict) else None
    if not isinstance(items, list):
        raise NotReadable("This is JSON, but not a JSON Feed: it has no list of items.")
    feed_language, further = _text(table, "language"), _text(table, "next_url")
    entries = tuple(_json_entries([item for item in items if isinstance(item, dict)], feed_language))
    return Feed(
        title=_text(table, "title"),
        kind="json",
        entries=entries[:MAX_ENTRIES],
        further=(further,) if further else (),
        problems=_beyond(max(0, len(entries) - MAX_ENTRIES)),
    )


def _json_entries(items: list[dict[str, Any]], language: str) -> Iterator[Entry]:
    for item in items:
        key = _text(item, "id")
        yield Entry(
            link=_text(item, "url") or _web_address(key) or _text(item, "external_url"),
            title=_text(item, "title"),
            title_is_text=True,
            published=_text(item, "date_published")[:_MAX_DATE],
            modified=_text(item, "date_modified")[:_MAX_DATE],
            key=key,
            summary=_text(item, "summary") or _text(item, "content_text"),
            content=_text(item, "content_html")[:_MAX_TEXT],
            language=_text(item, "language") or language,
        )


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""
