"""What is readable in a web archive is kept, what is not is named, and neither costs more memory than a page."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.models import Page, Reason, Rejection, SeenOrigin
from tasks.collect.warc import read_warc

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
RECORDED = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
PAGE = b"<html><p>The lock gates at Brough were shut at dawn.</p></html>"
REAL_ARCHIVES = Path(__file__).parents[2] / "../shared/eval/data/warc"


Reading = Callable[..., list[Page | Rejection]]


def record(
    body: bytes = PAGE,
    *,
    url: str = "https://harbor.example/gates",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: str = "",
    warc_type: str = "response",
    date: str = "2026-03-02T06:30:00Z",
) -> bytes:
    sent = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {warc_type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent + b"\r\n\r\n"


def arc(body: bytes = PAGE, headers: str = "") -> bytes:
    """An archive of the kind that came before WARC, with one page."""
    about = b"1 0 Harbor Crawl\nURL IP-address Archive-date Content-type Archive-length\n"
    start = b"filedesc://harbor.arc 0.0.0.0 20260302063000 text/plain %d\n" % (len(about) - 1) + about + b"\n"
    sent = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body + b"\n"
    return start + b"https://harbor.example/gates 192.0.2.1 20260302063000 text/html %d\n" % len(sent) + sent


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(content: bytes, name: str = "crawl.warc", **options: int) -> list[Page | Rejection]:
        path = tmp_path / name
        path.write_bytes(content)
        return list(read_warc(path, now=NOW, **options))

    return reading


def pages(found: list[Page | Rejection]) -> list[Page]:
    return [one for one in found if isinstance(one, Page)]


def refusals(found: list[Page | Rejection]) -> list[tuple[str, Reason]]:
    for one in found:
        assert isinstance(one, Page) or (one.stage == "collect" and one.at == NOW and one.detail.endswith((".", ")")))
    return [(one.address, one.reason) for one in found if isinstance(one, Rejection)]


def test_a_recorded_page_is_a_page_of_the_day_it_was_recorded(read: Reading) -> None:
    (page,) = read(record(url="https://harbor.example/gates?utm_source=feed"))
    assert (page.address, page.content, page.loaded_at) == ("https://harbor.example/gates", PAGE, RECORDED)


@pytest.mark.parametrize("date", ["2031-01-01T00:00:00Z", "soon"])
def test_a_page_recorded_in_the_future_or_at_no_time_counts_as_loaded_now(read: Reading, date: str) -> None:
    (page,) = read(record(date=date))
    assert page.loaded_at == NOW


def test_whose_clock_dates_a_recorded_page_is_said(read: Reading) -> None:
    (recorded,) = read(record())
    (undated,) = read(record(date="yesterday"))
    assert isinstance(recorded, Page)
    assert isinstance(undated, Page)
    assert (recorded.seen_origin, undated.seen_origin) == (SeenOrigin.ARCHIVE, SeenOrigin.LOADED)


def test_packed_archives_are_read_record_by_record_or_as_one_stream(read: Reading) -> None:
    both = record() + record(url="https://harbor.example/second")
    single = gzip.compress(both)
    apart = gzip.compress(record()) + gzip.compress(record(url="https://harbor.example/second"))
    assert [p.address for p in read(single, "a.warc.gz")] == [p.address for p in read(apart, "b.warc.gz")]
    assert len(read(apart, "b.warc.gz")) == 2


def test_what_is_no_html_page_answered_with_200_is_passed_over(read: Reading) -> None:
    others = [
        record(status="404 Not Found"),
        record(status="301 Moved"),
        record(kind="image/png"),
        record(kind="application/json"),
        record(warc_type="request"),
        record(warc_type="metadata"),
    ]
    assert len(read(b"".join([*others, record(), *others]))) == 1


def test_an_archive_without_a_page_says_so(read: Reading) -> None:
    assert refusals(read(record(kind="image/png"))) == [("crawl.warc", Reason.EMPTY)]


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_unpacked_as_their_headers_say(read: Reading, packed: bool, chunked: bool) -> None:
    headers, body = "", gzip.compress(PAGE, mtime=0) if packed else PAGE
    if packed:
        headers += "Content-Encoding: gzip\r\n"
    if chunked:
        headers += "Transfer-Encoding: chunked\r\n"
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:20], body[20:])) + b"0\r\n\r\n"
    (page,) = read(record(body, headers=headers))
    assert page.content == PAGE


def test_the_charset_of_the_header_is_handed_on(read: Reading) -> None:
    text = "<p>Паром стоит у причала.</p>"
    (page,) = read(record(text.encode("koi8-r"), kind="text/html; charset=KOI8-R"))
    assert page.content == b'<meta charset="koi8-r">' + text.encode("koi8-r")


def test_a_page_larger_than_may_be_is_refused_and_the_next_is_read(read: Reading) -> None:
    found = read(record(b"x" * 5000) + record(url="https://harbor.example/small"), max_bytes=1000)
    assert refusals(found) == [("https://harbor.example/gates", Reason.TOO_LARGE)]
    assert [page.address for page in pages(found)] == ["https://harbor.example/small"]


def test_a_bomb_is_refused_in_little_memory_and_the_next_page_is_read(read: Reading) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    archive = record(bomb, headers="Content-Encoding: gzip\r\n") + record()
    tracemalloc.start()
    found = read(archive, max_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [reason for _, reason in refusals(found)] == [Reason.TOO_LARGE]
    assert len(pages(found)) == 1
    assert peak < 8_000_000


def test_a_packing_that_is_not_read_is_named(read: Reading) -> None:
    found = read(record(headers="Content-Encoding: br\r\n") + record())
    assert len(pages(found)) == 1
    (refusal,) = [one for one in found if isinstance(one, Rejection)]
    assert "'br'" in refusal.detail


@pytest.mark.parametrize("url", ["", "dns:harbor.example", "<urn:uuid:1>", "file:///etc/passwd"])
def test_a_record_of_no_web_address_is_refused(read: Reading, url: str) -> None:
    assert [reason for _, reason in refusals(read(record(url=url)))] == [Reason.BAD_RECORD]


def test_angle_brackets_and_spaces_in_addresses_do_no_harm(read: Reading) -> None:
    found = read(record(url="<https://harbor.example/lock gates>"))
    assert [page.address for page in pages(found)] == ["https://harbor.example/lock%20gates"]


def test_a_page_that_is_cut_off_is_never_taken_for_whole(read: Reading) -> None:
    found = read(record() + record(PAGE * 50, url="https://harbor.example/long")[:-400])
    assert [page.content for page in pages(found)] == [PAGE]
    assert ("https://harbor.example/long", Reason.BAD_RECORD) in refusals(found)


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_wherever_an_archive_breaks_off_whole_pages_are_kept_and_nothing_raises(read: Reading, name: str) -> None:
    parts = [record(PAGE + b"%d" % number, url=f"https://harbor.example/{number}") for number in range(6)]
    whole = b"".join(gzip.compress(part, mtime=0) if name.endswith(".gz") else part for part in parts)
    contents = [PAGE + b"%d" % number for number in range(6)]
    for cut in range(0, len(whole), 37):
        kept = [page.content for page in pages(read(whole[:cut], name))]
        assert kept == contents[: len(kept)]
        assert cut < len(whole) * (len(kept) + 2) // 6


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl.arc"])
def test_spoiled_bytes_never_raise(read: Reading, name: str) -> None:
    whole = arc() if name.endswith(".arc") else b"".join(record(url=f"https://harbor.example/{n}") for n in range(4))
    if name.endswith(".gz"):
        whole = gzip.compress(whole, mtime=0)
    chance = random.Random(7)
    for _ in range(60):
        spoiled = bytearray(whole)
        for _ in range(3):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        assert read(bytes(spoiled), name)


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"<html>no archive</html>", b"\x1f\x8b broken"])
def test_a_file_that_is_no_archive_is_one_rejection(read: Reading, content: bytes) -> None:
    assert len(refusals(read(content))) == 1


def test_a_missing_archive_is_a_rejection(tmp_path: Path) -> None:
    (found,) = read_warc(tmp_path / "none.warc", now=NOW, name="none")
    assert isinstance(found, Rejection)
    assert (found.address, found.reason) == ("none", Reason.UNREADABLE)


@pytest.mark.parametrize("packed", [False, True])
def test_older_archives_are_read_too(read: Reading, packed: bool) -> None:
    content = arc(gzip.compress(PAGE) if packed else PAGE, "Content-Encoding: gzip\r\n" if packed else "")
    for whole, name in ((content, "crawl.arc"), (gzip.compress(content), "crawl.arc.gz")):
        (page,) = read(whole, name)
        assert (page.address, page.loaded_at) == ("https://harbor.example/gates", RECORDED)
        assert page.content.strip() == PAGE


def test_a_long_archive_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "long.warc.gz"
    with path.open("wb") as file:
        for number in range(300):
            file.write(gzip.compress(record(PAGE * 2000, url=f"https://harbor.example/{number}"), 1))
    tracemalloc.start()
    count = sum(1 for _ in read_warc(path, now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert peak < 3_000_000  # of 38 MB unpacked


@pytest.mark.skipif(not REAL_ARCHIVES.is_dir(), reason="the evaluation's archives are not here")
def test_every_real_archive_gives_pages_or_says_why_not() -> None:
    archives = sorted(REAL_ARCHIVES.iterdir())
    found = {path.name: list(read_warc(path, now=NOW)) for path in archives}
    assert all(found.values())
    assert sum(len(pages(one)) for one in found.values()) == 10
    assert all(detail for one in found.values() for detail in refusals(one))
