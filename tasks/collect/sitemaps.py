"""A sitemap's bytes to what it announces: news sitemaps, plain ones, indexes, lists of addresses, each also gzipped.

The protocol is sitemaps.org's 0.9, with the news extension that names an article's title, language and moment of
publication. A sitemap lists everything a site has; the items with a news entry, else the latest by `lastmod`, are those
that matter, and no more than `MAX_ITEMS` are announced.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lxml import etree

from tasks.collect.addresses import absolute, canonical
from tasks.collect.announcements import Announced, Announcement, NotReadable
from tasks.collect.plain import plain
from tasks.collect.xml_documents import MAX_BYTES, children, read_document, text_of
from tasks.text.timestamps import machine_written

MAX_ITEMS = 1_000  # the news extension's own limit
MAX_FURTHER = 500  # sub-sitemaps of an index that are named
_ROOTS = frozenset({"urlset", "sitemapindex"})
_ROWS = ("url", "sitemap")
_FIELDS = frozenset({
    "loc", "lastmod", "news", "title", "publication", "name", "language", "publication_date",
})  # fmt: skip
_GZIP = b"\x1f\x8b"
_LONGEST_DATE = 200


def read(body: bytes, *, url: str, content_type: str = "", charset: str | None = None) -> Announcement:
    """Read the sitemap that `url` answered with. Raises NotReadable with one sentence for what is none.

    The kind is "sitemap" or "sitemap index"; an index's sitemaps stand in `further`, the latest first.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body)
    if _is_list(body, content_type):
        return _from_list(text_of(body, charset), url)
    document = read_document(body, what="sitemap", roots=_ROOTS, rows=_ROWS, fields=_FIELDS, charset=charset)
    if document.name == "sitemapindex":
        return _index(list(children(document.root, "sitemap")), url, document.problems)
    rows = list(children(document.root, "url"))
    rows = [row for row in rows if any(True for _ in children(row, "news"))] or rows
    problems = (*document.problems, *_beyond(len(rows), MAX_ITEMS, "addresses"))
    return _announcement([_announced(row, url) for row in _latest(rows)], problems)


def _unpacked(body: bytes) -> bytes:
    """Unpack gzip, whole or cut off, up to the limit of a sitemap."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as cause:
        raise NotReadable("The sitemap is gzipped and can't be unpacked.") from cause
    if len(content) > MAX_BYTES:
        raise NotReadable(f"The sitemap has more than {MAX_BYTES // 1_000_000} MB when it is unpacked.")
    return content


def _is_list(body: bytes, content_type: str) -> bool:
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"http://", b"https://")) or ("text/plain" in content_type.lower() and b"<" not in start)


def _from_list(text: str, url: str) -> Announcement:
    """Read a sitemap that is one address a line."""
    if len(text) > MAX_BYTES:
        raise NotReadable(f"The sitemap has more than {MAX_BYTES // 1_000_000} MB.")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    items = [Announced(url=link, address=canonical(link)) for line in lines[:MAX_ITEMS] if (link := absolute(line))]
    if not items:
        raise NotReadable("The sitemap lists no address.")
    return _announcement(items, tuple(_beyond(len(lines), MAX_ITEMS, "addresses")))


def _announcement(found: list[Announced], problems: tuple[str, ...]) -> Announcement:
    by_address: dict[str, Announced] = {}
    for item in found:
        if item.address:
            by_address.setdefault(item.address, item)
    without = sum(not item.address for item in found)
    if without:
        problems = (*problems, f"{without:,} of its entries have no address that can be fetched.")
    return Announcement(title="", kind="sitemap", items=tuple(by_address.values()), problems=problems)


def _announced(row: etree._Element, url: str) -> Announced:
    news = next(children(row, "news"), None)
    publication = next(children(news, "publication"), None) if news is not None else None
    link = absolute(_said(row, "loc"), base=url)
    return Announced(
        url=link,
        address=canonical(link),
        title=plain(_said(news, "title")),
        published=_said(news, "publication_date")[:_LONGEST_DATE],
        modified=_said(row, "lastmod")[:_LONGEST_DATE],
        language=_said(publication, "language")[:20],
    )


def _index(rows: list[etree._Element], url: str, problems: tuple[str, ...]) -> Announcement:
    rows = sorted(rows, key=_moment, reverse=True)
    named = dict.fromkeys(link for row in rows if (link := absolute(_said(row, "loc"), base=url)) and link != url)
    return Announcement(
        title="",
        kind="sitemap index",
        further=tuple(named)[:MAX_FURTHER],
        problems=(*problems, *_beyond(len(named), MAX_FURTHER, "sitemaps")),
    )


def _latest(rows: list[etree._Element]) -> list[etree._Element]:
    """Return the rows to announce, in the sitemap's order: all, or the latest where there are too many."""
    if len(rows) <= MAX_ITEMS:
        return rows
    latest = sorted(range(len(rows)), key=lambda number: (_moment(rows[number]), -number), reverse=True)[:MAX_ITEMS]
    return [rows[number] for number in sorted(latest)]


def _moment(row: etree._Element) -> str:
    """Return a row's date so that dates sort; "" where it has none."""
    news = next(children(row, "news"), None)
    read = machine_written((_said(news, "publication_date") or _said(row, "lastmod"))[:_LONGEST_DATE])
    return read[0].isoformat() if read else ""


def _said(element: etree._Element | None, name: str) -> str:
    """Return the text of a child element, with what else stands inside it; "" if there is none."""
    if element is None:
        return ""
    return next(("".join(str(part) for part in child.itertext()).strip() for child in children(element, name)), "")


def _beyond(count: int, limit: int, what: str) -> Iterator[str]:
    if count > limit:
        yield f"Beyond the {limit:,} {what} that were read it has {count - limit:,} more."
