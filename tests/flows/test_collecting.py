"""Sources on the web, from throughline.toml to articles in the store, against a small web on loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.models import DateOrigin
from tests.flows.outlets import NOW, Desk, article, entry, feed, good_source
from tests.newswire import Line, Newswire, answer

pytestmark = pytest.mark.slow


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
