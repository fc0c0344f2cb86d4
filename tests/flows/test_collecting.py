"""Sources on the web, from throughline.toml to articles in the store, against a small web on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.ingest import Taken, take_in
from flows.progress import silent
from flows.settings import load
from flows.steps import directly
from storage import articles, fetches
from storage.connection import Store
from storage.items import Health
from storage.models import DateOrigin
from tasks.collect import readers
from tasks.isolation.pool import pool_for
from tasks.isolation.work import Bounds
from tests.newswire import MISBEHAVIORS, Line, Newswire, answer

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
HASTY = """
[fetching]
contact = "desk@example.org"
pause_seconds = 0
deadline_seconds = 3
answer_seconds = 1
attempts = 1
max_megabytes = 0.2
seed = 1
"""
TOWNS = ("Sandholm", "Tarnhaven", "Elverby", "Norsund", "Vikstad", "Birkelund", "Havnes", "Lindby", "Rosvik", "Skarby")


def article(town: str, number: int, more: str = "") -> str:
    """Write a page as an outlet serves it; no two say the same."""
    paragraphs = [
        f"The harbor council of {town} voted on Monday to reopen ferry line {number} after {number + 3} months.",
        f"Engineers had replaced {number + 40} bolts and the eastern ramp, the port of {town} said in a statement.",
        f"Mayor Ilse Brandt of {town} told reporters that line {number} would carry its first passengers on Thursday.",
        f"Residents of {town} have had to drive {number + 60} kilometers around the bay since the storm in autumn.",
        more,
    ]
    body = "".join(f"<p>{one}</p>" for one in paragraphs if one)
    return f"<html><head><title>Ferry line {number} returns to {town}</title></head><body><article><h1>Ferry line {number} returns to {town}</h1>{body}</article></body></html>"  # noqa: E501


def feed(links: Sequence[str]) -> str:
    """Write an RSS feed of these articles."""
    items = "".join(
        f"<item><title>{number}</title><link>{link}</link>"
        f"<pubDate>Mon, 02 Mar 2026 0{number}:00:00 GMT</pubDate></item>"
        for number, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@pytest.fixture
def wire() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


def good_source(wire: Newswire, town: str, articles: int = 3) -> str:
    """Serve an outlet of `articles` articles; return its entry in throughline.toml."""
    links = []
    for number in range(articles):
        wire.serve("127", f"/{town}/{number}", article(town, number))
        links.append(wire.local(f"/{town}/{number}"))
    wire.serve("127", f"/{town}/feed", feed(links), kind="application/rss+xml")
    return entry(town, wire.local(f"/{town}/feed"))


def entry(name: str, url: str, kind: str = "feed", **more: Any) -> str:
    rest = "".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}\n" for key, value in more.items()
    )
    return f'[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\nallow_private = true\n{rest}\n'


class Desk:
    """A working folder with its settings and store."""

    def __init__(self, folder: Path, *entries: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "throughline.toml").write_text(HASTY + "".join(entries), encoding="utf-8")
        self.settings = load(folder, {})
        self.store = Store(self.settings.store_path)

    def run(self, now: datetime = NOW) -> Taken:
        return take_in(self.settings, self.store, None, None, now=now, say=directly, progress=silent)

    def health(self) -> dict[str, Health]:
        with self.store.reading() as connection:
            return fetches.health(connection)

    def articles(self) -> list[Any]:
        with self.store.reading() as connection:
            return articles.all_versions(connection)


def test_a_feed_gives_its_articles_once(tmp_path: Path, wire: Newswire) -> None:
    desk = Desk(tmp_path, good_source(wire, "Sandholm"))
    first, second = desk.run(), desk.run(NOW + timedelta(hours=1))
    assert (first.pages, first.new, first.articles) == (3, 3, 3)
    assert (second.pages, second.new, second.articles) == (0, 0, 0)
    assert wire.paths("127").count("/Sandholm/1") == 1
    assert wire.paths("127").count("/Sandholm/feed") == 2
    assert second.places == first.places
    assert {one.published.hour for one in desk.articles()} == {0, 1, 2}
    assert {(one.date_origin, one.zone_certain) for one in desk.articles()} == {(DateOrigin.FEED, True)}
    assert desk.store.verify() == []


def pages_of(desk: Desk) -> list[Any]:
    with desk.store.reading() as connection:
        return connection.execute("SELECT * EXCLUDE (loaded_day) FROM pages ORDER BY page_id").fetchall()


def test_good_sources_give_the_same_bytes_beside_every_kind_of_bad_one(tmp_path: Path, wire: Newswire) -> None:
    good = [good_source(wire, town, 2) for town in TOWNS[:9]]
    bad, robots = [], []
    for case in MISBEHAVIORS:
        if case.path == "*":
            wire.serve("127", f"/bad/{case.name}", case.behavior)
            bad.append(entry(case.name, wire.local(f"/bad/{case.name}")))
    try:
        for case in MISBEHAVIORS:
            if case.path != "*":
                robots.append(Newswire().__enter__())
                robots[-1].serve("127", case.path, case.behavior)
                bad.append(entry(case.name, robots[-1].local("/feed")))
        alone, beside = Desk(tmp_path / "alone", *good), Desk(tmp_path / "beside", *bad[:50], *good, *bad[50:])
        taken, among = alone.run(), beside.run()
    finally:
        for one in robots:
            one.__exit__(None, None, None)
    assert len(bad) >= 60
    assert taken.articles == among.articles == 18
    assert pages_of(alone) == pages_of(beside)
    assert alone.articles() == beside.articles()
    failed = {name for name, one in beside.health().items() if one.failures}
    assert failed == {case.name for case in MISBEHAVIORS}
    assert all(one.reason and one.detail for one in beside.health().values() if one.failures)


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have documents read by a process that does what they order, within tight bounds."""
    pytest.importorskip("resource")
    bounds = Bounds(cpu_seconds=1, wall_seconds=4, memory_mb=500)
    work = replace(readers.DOCUMENTS, call="tests.isolation.hostile:read", bounds=bounds)
    monkeypatch.setattr(readers, "DOCUMENTS", work)
    yield
    pool_for(work).close()


def test_a_document_that_kills_its_reader_fails_its_source_and_no_other(
    tmp_path: Path, wire: Newswire, obedient: None
) -> None:
    expected = {
        ("hangs", "feed"): ("spin", "reading_too_long"),
        ("waits", "sitemap"): ("sleep", "reading_too_long"),
        ("eats", "feed"): ("hoard", "reading_too_much"),
        ("crashes", "feed"): ("crash", "reader_crashed"),
        ("links", "page"): ("crash", "reader_crashed"),
    }
    bad = []
    for (name, kind), (order, _) in expected.items():
        wire.serve("127", f"/bad/{name}", f"<!-- order:{order} --><rss><channel></channel></rss>")
        more = {"follow": True} if kind == "page" else {}
        bad.append(entry(name, wire.local(f"/bad/{name}"), kind, **more))
    good = [good_source(wire, town, 2) for town in TOWNS[:9]]
    alone, beside = Desk(tmp_path / "alone", *good), Desk(tmp_path / "beside", *bad[:2], *good, *bad[2:])
    taken, among = alone.run(), beside.run()
    assert taken.articles == among.articles == 18
    assert pages_of(alone) == pages_of(beside)
    assert alone.articles() == beside.articles()
    failed = {name: one.reason for name, one in beside.health().items() if one.failures}
    assert failed == {name: reason for (name, _), (_, reason) in expected.items()}
    assert len(among.failing) == 5


def test_fifty_sources_of_which_a_third_is_broken_give_every_good_article_once(tmp_path: Path, wire: Newswire) -> None:
    good = [good_source(wire, f"{TOWNS[number % 10]}-{number}", 2) for number in range(34)]
    bad = []
    for case in [one for one in MISBEHAVIORS if one.path == "*" and one.reason != "timed_out"][::5][:16]:
        wire.serve("127", f"/bad/{case.name}", case.behavior)
        bad.append(entry(case.name, wire.local(f"/bad/{case.name}")))
    desk = Desk(tmp_path, *bad[:8], *good, *bad[8:])
    assert len(desk.settings.source) == 50
    taken = desk.run()
    found = desk.articles()
    assert taken.articles == len({one.address for one in found}) == len(found) == 68
    assert sum(one.failures for one in desk.health().values()) == 16
    assert len(desk.health()) == 50
    assert desk.store.verify() == []


def test_two_sources_with_one_article_give_it_once_and_the_first_has_it(tmp_path: Path, wire: Newswire) -> None:
    url = wire.local("/story")

    def slow_feed(line: Line) -> None:
        line.wait(0.3)
        line.say(answer(feed([url]), kind="application/rss+xml"))

    wire.serve("127", "/story", article("Elverby", 7))
    wire.serve("127", "/slow", slow_feed)
    wire.serve("127", "/fast", feed([url + "?utm_source=rss"]), kind="application/rss+xml")
    desk = Desk(tmp_path, entry("slow", wire.local("/slow")), entry("fast", wire.local("/fast")))
    desk.run()
    assert (desk.health()["slow"].kept, desk.health()["fast"].kept) == (1, 0)
    assert len(wire.paths("127")) == 3


def test_an_unchanged_feed_costs_no_body_and_an_unchanged_answer_heals_nothing(tmp_path: Path, wire: Newswire) -> None:
    wire.serve("127", "/a", article("Norsund", 1))
    says = {"now": answer(feed([wire.local("/a")]), kind="application/rss+xml", ETag='"1"')}

    def serve(line: Line) -> None:
        line.say(answer(status=304) if "if-none-match" in line.asked.headers else says["now"])

    desk = Desk(tmp_path, entry("feed", wire.serve("127", "/feed", serve).replace("127.news.test", "127.0.0.1")))
    desk.run()
    desk.run(NOW + timedelta(hours=1))
    assert [one.headers.get("if-none-match") for one in wire.asked if one.path == "/feed"] == [None, '"1"']
    assert desk.health()["feed"].last_success == NOW + timedelta(hours=1)

    says["now"] = answer("<p>We are moving house</p>", ETag='"2"')
    desk.run(NOW + timedelta(hours=26))  # once a day everything is asked for
    assert (desk.health()["feed"].failures, desk.health()["feed"].reason) == (1, "not_readable")
    desk.run(NOW + timedelta(hours=27))  # a source that fails is asked for everything, so 304 can't heal it
    assert [one.headers.get("if-none-match") for one in wire.asked if one.path == "/feed"][-2:] == [None, None]
    assert desk.health()["feed"].failures == 2
    assert desk.health()["feed"].last_success == NOW + timedelta(hours=1)

    wire.serve("127", "/feed", answer(status=304))  # unasked, and from a server that was never right
    desk.run(NOW + timedelta(hours=28))
    assert desk.health()["feed"].failures == 3


def test_an_edited_article_is_fetched_again_and_becomes_a_new_version(tmp_path: Path, wire: Newswire) -> None:
    def sitemap(modified: str) -> str:
        url = f"<url><loc>{wire.local('/a')}</loc><lastmod>{modified}</lastmod></url>"
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{url}</urlset>'

    wire.serve("127", "/a", article("Vikstad", 1))
    wire.serve("127", "/map.xml", sitemap("2026-03-01T10:00:00Z"), kind="application/xml")
    desk = Desk(tmp_path, entry("map", wire.local("/map.xml"), "sitemap"))
    desk.run()
    desk.run(NOW + timedelta(hours=1))
    assert wire.paths("127").count("/a") == 1
    wire.serve("127", "/a", article("Vikstad", 1, "Correction: the council of Vikstad meets on Friday."))
    wire.serve("127", "/map.xml", sitemap("2026-03-02T09:00:00Z"), kind="application/xml")
    desk.run(NOW + timedelta(hours=2))
    assert len({one.id for one in desk.articles()}) == 1
    assert len({one.version for one in desk.articles()}) == 2
    wire.serve("127", "/a", answer(status=404))
    wire.serve("127", "/map.xml", sitemap("2026-03-02T10:00:00Z"), kind="application/xml")
    desk.run(NOW + timedelta(hours=3))
    assert len({one.version for one in desk.articles()}) == 2  # what was read stays


def test_an_item_whose_host_was_in_trouble_is_tried_in_the_next_run_and_a_missing_one_is_not(
    tmp_path: Path, wire: Newswire
) -> None:
    wire.serve("127", "/busy", answer(status=503))
    wire.serve("127", "/feed", feed([wire.local("/busy"), wire.local("/missing")]), kind="application/rss+xml")
    desk = Desk(tmp_path, entry("feed", wire.local("/feed")))
    desk.run()
    assert (desk.health()["feed"].waiting, desk.health()["feed"].rejected) == (1, 1)
    wire.serve("127", "/busy", article("Skarby", 2))
    desk.run(NOW + timedelta(hours=1))
    assert (desk.health()["feed"].waiting, desk.health()["feed"].kept) == (0, 1)
    assert wire.paths("127").count("/missing") == 1


def test_a_page_is_known_by_the_address_it_names_as_its_own(tmp_path: Path, wire: Newswire) -> None:
    page = article("Rosvik", 5).replace("</title>", '</title><link rel="canonical" href="/story-5">')
    foreign = article("Rosvik", 6).replace(
        "</title>", '</title><link rel="canonical" href="https://elsewhere.example/6">'
    )
    wire.serve("127", "/mobile/5", page)
    wire.serve("127", "/story-5", page)
    wire.serve("127", "/6", foreign)
    links = [wire.local("/mobile/5"), wire.local("/story-5"), wire.local("/6")]
    wire.serve("127", "/feed", feed(links), kind="application/rss+xml")
    desk = Desk(tmp_path, entry("feed", wire.local("/feed")))
    desk.run()
    assert sorted(one.address for one in desk.articles()) == [wire.local("/6"), wire.local("/story-5")]


def test_a_section_page_is_followed_one_level(tmp_path: Path, wire: Newswire) -> None:
    links = []
    for number in range(3):
        path = f"/news/2026/03/02/ferry-line-{number}-returns-to-havnes"
        deeper = f'<p><a href="/news/2026/03/02/a-deeper-story-{number}">A deeper story of many words</a></p>'
        wire.serve("127", path, article("Havnes", number, deeper))
        links.append(f'<article><h2><a href="{path}">Ferry line {number} returns to Havnes soon</a></h2></article>')
    wire.serve("127", "/news/", f"<html><title>News</title><body>{''.join(links)}</body></html>")
    desk = Desk(tmp_path, entry("section", wire.local("/news/"), "page"))
    assert desk.run().articles == 3
    assert not [path for path in wire.paths("127") if "deeper" in path]


def test_a_single_page_is_read_again_in_every_run(tmp_path: Path, wire: Newswire) -> None:
    wire.serve("127", "/live", article("Lindby", 1))
    desk = Desk(tmp_path, entry("live", wire.local("/live"), "page", follow=False))
    assert desk.run().articles == 1
    wire.serve("127", "/live", article("Lindby", 1, "Update: the ferry of Lindø has left with 40 passengers."))
    desk.run(NOW + timedelta(hours=1))
    assert len({one.version for one in desk.articles()}) == 2


def live_page(wire: Newswire, says: dict[str, bytes], **settings: Any) -> str:
    """Serve one page that knows when it did not change; return its entry in throughline.toml."""

    def serve(line: Line) -> None:
        asked = line.asked.headers
        same = asked.get("if-none-match", asked.get("if-modified-since", "")).encode()
        line.say(answer(status=304) if same and b": " + same + b"\r\n" in says["now"] else says["now"])

    wire.serve("127", "/live", serve)
    return entry("live", wire.local("/live"), "page", **({"follow": False} | settings))


def validators(wire: Newswire, header: str = "if-none-match") -> list[str | None]:
    return [one.headers.get(header) for one in wire.asked if one.path == "/live"]


@pytest.mark.parametrize(
    ("header", "asked_by", "value"),
    [
        ("ETag", "if-none-match", '"1"'),
        ("Last-Modified", "if-modified-since", "Mon, 02 Mar 2026 07:00:00 GMT"),
    ],
)
def test_a_single_page_that_did_not_change_costs_no_body_but_once_a_day(
    tmp_path: Path, wire: Newswire, header: str, asked_by: str, value: str
) -> None:
    said = answer(article("Lindby", 1)).replace(b"\r\n\r\n", f"\r\n{header}: {value}\r\n\r\n".encode(), 1)
    says = {"now": said}
    desk = Desk(tmp_path, live_page(wire, says))
    runs = [desk.run(NOW + timedelta(hours=hour)) for hour in (0, 1, 23, 25, 26)]
    assert validators(wire, asked_by) == [None, value, value, None, value]
    assert [(one.pages, one.new, one.articles) for one in runs] == [
        (1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 0, 0), (0, 0, 0),
    ]  # fmt: skip
    health = desk.health()["live"]
    assert (health.failures, health.last_success) == (0, NOW + timedelta(hours=26))
    assert (health.seen, health.kept, health.rejected, health.waiting) == (1, 1, 0, 0)
    assert runs[-1].places == runs[0].places
    assert desk.store.verify() == []


def test_a_single_page_that_changed_is_a_new_version_and_is_asked_for_by_its_new_validator(
    tmp_path: Path, wire: Newswire
) -> None:
    says = {"now": answer(article("Lindby", 1), ETag='"1"')}
    desk = Desk(tmp_path, live_page(wire, says))
    desk.run()
    says["now"] = answer(article("Lindby", 1, "Update: the ferry has left with 40 passengers."), ETag='"2"')
    assert desk.run(NOW + timedelta(hours=1)).new == 1
    assert desk.run(NOW + timedelta(hours=2)).new == 0
    assert validators(wire) == [None, '"1"', '"2"']
    assert len({one.version for one in desk.articles()}) == 2


@pytest.mark.parametrize(
    ("broken", "reason", "hour"),
    [
        (answer(status=404), "not_found", 1),
        (answer(status=503), "server_error", 1),
        (answer(b"\x89PNG", kind="image/png", ETag='"2"'), "not_a_page", 1),
        (answer(status=304), "unexpected_status", 25),  # unasked: it can't be taken for "nothing changed"
    ],
    ids=["missing", "in trouble", "a picture", "unasked 304"],
)
def test_a_single_page_that_failed_is_a_failed_source_until_it_is_read_in_full(
    tmp_path: Path, wire: Newswire, broken: bytes, reason: str, hour: int
) -> None:
    good = answer(article("Lindby", 1), ETag='"1"')
    says = {"now": good}
    desk = Desk(tmp_path, live_page(wire, says))
    desk.run()
    says["now"] = broken
    for failures in (1, 2):
        taken = desk.run(NOW + timedelta(hours=hour + failures - 1))
        assert (taken.pages, taken.new) == (0, 0)
        health = desk.health()["live"]
        assert (health.failures, health.reason, health.last_success) == (failures, reason, NOW)
    says["now"] = good
    desk.run(NOW + timedelta(hours=hour + 2))
    assert validators(wire) == [None, '"1"' if hour == 1 else None, None, None]
    health = desk.health()["live"]
    assert (health.failures, health.reason, health.last_success) == (0, "", NOW + timedelta(hours=hour + 2))


def test_a_page_that_is_read_for_its_links_from_now_on_is_asked_for_in_full(tmp_path: Path, wire: Newswire) -> None:
    path = "/news/2026/03/02/ferry-line-7-returns-to-havnes"
    wire.serve("127", path, article("Havnes", 7))
    link = f'<article><h2><a href="{path}">Ferry line 7 returns to Havnes soon</a></h2></article>'
    says = {"now": answer(article("Lindby", 1, link), ETag='"1"')}
    Desk(tmp_path, live_page(wire, says)).run()
    followed = Desk(tmp_path, live_page(wire, says, follow=True))
    assert followed.run(NOW + timedelta(hours=1)).articles == 1
    assert validators(wire) == [None, None]


def test_a_folder_that_is_gone_stops_no_other_source(tmp_path: Path, wire: Newswire) -> None:
    desk = Desk(tmp_path, '[[source]]\nname = "folder"\nfolder = "gone"\n\n', good_source(wire, "Birkelund", 1))
    taken = desk.run()
    assert (taken.articles, taken.failing) == (1, ("folder (unusable)",))
    assert desk.health()["folder"].reason == "unusable"


def test_an_archive_is_a_source(tmp_path: Path) -> None:
    page = article("Tarnhaven", 3).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0b1c2d3e-0000-4000-8000-000000000001>\r\n"
        b"WARC-Target-URI: https://post.example/ferry\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(http)
    )
    desk = Desk(tmp_path, '[[source]]\nname = "crawl"\nkind = "warc"\nfile = "crawl.warc"\n')
    (tmp_path / "crawl.warc").write_bytes(head + http + b"\r\n\r\n")
    assert desk.run().articles == 1
    assert desk.health()["crawl"].kept == 1


def test_more_than_a_new_source_may_give_at_once_is_passed_over_and_later_items_are_not(
    tmp_path: Path, wire: Newswire
) -> None:
    links = [wire.local(f"/{number}") for number in range(6)]
    for number in range(9):
        wire.serve("127", f"/{number}", article("Elverby", number))
    wire.serve("127", "/feed", feed(links), kind="application/rss+xml")
    desk = Desk(tmp_path, entry("feed", wire.local("/feed"), max_items=2))
    desk.run()
    assert sorted(wire.paths("127")) == ["/4", "/5", "/feed"]  # the newest
    later = [*links, wire.local("/6"), wire.local("/7"), wire.local("/8")]
    wire.serve("127", "/feed", feed(later), kind="application/rss+xml")
    for hour in (1, 2, 3):
        desk.run(NOW + timedelta(hours=hour))
    assert sorted({one.address[-1] for one in desk.articles()}) == ["4", "5", "6", "7", "8"]


def test_a_host_that_asks_for_a_long_rest_is_left_alone_in_the_next_run_too(tmp_path: Path, wire: Newswire) -> None:
    url = wire.local("/feed")
    wire.serve("127", "/feed", answer(status=429, Retry_After="3600"))
    desk = Desk(tmp_path, entry("feed", url))
    now = datetime.now(UTC)
    desk.run(now)
    assert desk.health()["feed"].reason == "rate_limited"
    desk.run(now + timedelta(seconds=1))
    assert desk.health()["feed"].reason == "resting"
    assert wire.paths("127") == ["/feed"]
