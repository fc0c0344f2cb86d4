"""A document that kills its process can't be read, with a reason of its own; the documents beside it are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.models import Page, Reason, Rejection
from tasks.collect import feeds, front_pages, opml, readers, sections, sitemaps
from tasks.collect.announcements import NotReadable
from tasks.collect.outcomes import Why
from tasks.collect.reading import Untrusted, What
from tasks.collect.warc import read_warc
from tasks.isolation.pool import pool_for
from tasks.isolation.work import Bounds

pytest.importorskip("resource")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "https://harbor.example/feed"
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://harbor.example/a</loc></url></urlset>'
PAGE = (
    b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>'
    b'<a href="/2026/03/02/ferry-line-two-returns">Ferry line two returns to the bay</a></body></html>'
)
OPML = (
    b'<opml version="2.0"><body><outline type="rss" text="Harbor" xmlUrl="https://harbor.example/feed"/></body></opml>'
)


def feed(items: int = 3, more: str = "") -> bytes:
    told = "".join(
        f"<item><title>Line {number}</title><link>https://harbor.example/{number}</link>"
        f"<description>{more}</description></item>"
        for number in range(items)
    )
    return f'<rss version="2.0"><channel><title>Harbor</title>{told}</channel></rss>'.encode()


def document(body: bytes, what: What = What.FEED) -> Untrusted:
    return Untrusted(what=what, body=body, url=URL, now=NOW)


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Give documents other bounds, and a reader that obeys the orders they hold."""
    used = []

    def bound(call: str = "tests.isolation.hostile:read", **bounds: float) -> None:
        work = replace(readers.DOCUMENTS, call=call, bounds=Bounds(**bounds))  # type: ignore[arg-type]
        monkeypatch.setattr(readers, "DOCUMENTS", work)
        used.append(work)

    yield bound
    for work in used:
        pool_for(work).close()


def test_a_process_reads_every_kind_of_document_as_this_one_does() -> None:
    assert readers.read_announcement(document(feed())) == feeds.read(feed(), url=URL, now=NOW)
    assert readers.read_announcement(document(SITEMAP, What.SITEMAP)) == sitemaps.read(SITEMAP, url=URL)
    assert readers.read_announcement(document(SITEMAP, What.EITHER)) == sitemaps.read(SITEMAP, url=URL)
    assert readers.read_announcement(document(feed(), What.EITHER)) == feeds.read(feed(), url=URL, now=NOW)
    assert readers.read_announcement(document(PAGE, What.SECTION)) == sections.article_links(PAGE, URL)
    assert readers.read_candidates(document(PAGE, What.FRONT_PAGE)) == front_pages.find(PAGE, URL)
    assert readers.read_outlines(document(OPML, What.OPML)) == opml.parse(OPML)


@pytest.mark.parametrize("what", list(What))
def test_what_is_no_such_document_is_refused_with_the_reader_s_own_sentence(what: What) -> None:
    empty = document(b"", what)
    if what is What.FRONT_PAGE:
        assert readers.read_candidates(empty) == []
        return
    with pytest.raises(NotReadable, match=r"\.$") as refused:
        readers.read_announcement(empty)
    assert refused.value.why is Why.NOT_READABLE


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ("spin", Why.READING_TOO_LONG),
        ("sleep", Why.READING_TOO_LONG),
        ("hoard", Why.READING_TOO_MUCH),
        ("crash", Why.READER_CRASHED),
    ],
)
def test_a_document_that_kills_its_reader_is_refused_with_why(
    bounded: Callable[..., None], order: str, why: Why
) -> None:
    bounded(cpu_seconds=1, wall_seconds=3, memory_mb=500)
    with pytest.raises(NotReadable, match=r"\.$") as refused:
        readers.read_announcement(document(f"<!-- order:{order} -->".encode() + feed()))
    assert refused.value.why is why
    assert readers.read_announcement(document(feed())) == feeds.read(feed(), url=URL, now=NOW)


def test_a_feed_whose_markup_takes_too_long_to_clean_is_stopped(bounded: Callable[..., None]) -> None:
    bounded(call=readers.DOCUMENTS.call, cpu_seconds=1)
    long = feed(900, "&lt;p&gt;The ferry sails.&lt;/p&gt; " * 300)
    with pytest.raises(NotReadable) as refused:
        readers.read_announcement(document(long))
    assert refused.value.why is Why.READING_TOO_LONG


def test_a_sitemap_that_needs_more_memory_than_it_may_is_stopped(bounded: Callable[..., None]) -> None:
    bounded(call=readers.DOCUMENTS.call, memory_mb=350)
    rows = b"<url><loc/></url>" * 600_000
    with pytest.raises(NotReadable) as refused:
        readers.read_announcement(document(b"<urlset>" + rows + b"</urlset>", What.SITEMAP))
    assert refused.value.why is Why.READING_TOO_MUCH


def archive(path: Path, pages: int, last: str = "") -> Path:
    """Write an archive of `pages` pages, and one more that holds `last`."""
    texts = [f"<p>Line {number} sails.</p>" for number in range(pages)]
    with path.open("wb") as file:
        for number, text in enumerate([*texts, *([last] if last else []), *texts[:1]]):
            html = f"<html><body>{text}</body></html>".encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(html), html)
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
                f"WARC-Target-URI: https://harbor.example/{number}\r\nWARC-Date: 2026-03-02T08:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{number:032}>\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(head.encode() + http + b"\r\n\r\n")
    return path


def test_an_archive_is_read_page_by_page_as_in_this_process(tmp_path: Path) -> None:
    path = archive(tmp_path / "day.warc", 30)
    read = list(readers.read_archive(path, now=NOW))
    assert read == list(read_warc(path, now=NOW))
    assert len(read) == 31


@pytest.mark.parametrize(("order", "reason"), [("spin", Reason.TIMED_OUT), ("crash", Reason.BAD_RECORD)])
def test_what_stands_before_a_page_that_kills_its_reader_is_kept(
    tmp_path: Path, bounded: Callable[..., None], order: str, reason: Reason
) -> None:
    bounded(cpu_seconds=1, wall_seconds=20)
    path = archive(tmp_path / "day.warc", 2, f"<!-- order:{order} -->")
    *kept, last = readers.read_archive(path, now=NOW)
    assert [one.address for one in kept if isinstance(one, Page)] == [f"https://harbor.example/{n}" for n in (0, 1)]
    assert isinstance(last, Rejection)
    assert (last.reason, last.address) == (reason, "day.warc#3")
    assert "What stands before that place was read." in last.detail
