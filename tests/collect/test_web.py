"""Which announced items are fetched, and what a fetched page is known by: no network, no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.items import Document, Item, ItemState
from storage.models import Media
from tasks.collect.announcements import Announced
from tasks.collect.outcomes import Failure, Fetched, Why
from tasks.collect.web import (
    GIVE_UP_AFTER,
    MOST_ATTEMPTS,
    Kind,
    WebSource,
    choose,
    fetch_items,
    hear,
    merge,
    own_address,
    page_of,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FEED = WebSource(name="post", kind=Kind.FEED, url="https://post.example/feed", most_items=3)
PAGE = b"<html><body><p>The ferry sails again.</p></body></html>"


def announced(number: int, **changed: Any) -> Announced:
    url = f"https://post.example/{number}"
    return replace(Announced(url=url, address=url, published=f"2026-03-01T0{number}:00:00Z"), **changed)


def item(number: int, **changed: Any) -> Item:
    url = f"https://post.example/{number}"
    return replace(Item(source="post", address=url, url=url, first_seen=NOW), **changed)


def fetched(url: str = "https://post.example/1", **changed: Any) -> Fetched:
    made = Fetched(
        url=url, final_url=url, status=200, body=PAGE, content_type="text/html", charset=None, etag=None,
        last_modified=None, not_modified=False, redirects=(), at=NOW,
    )  # fmt: skip
    return replace(made, **changed)


def failure(why: Why) -> Failure:
    return Failure(url="", reason=why, detail="It failed.", at=NOW)


def states(items: list[Item]) -> dict[str, str]:
    return {one.address[-1]: one.state.value for one in items}


def test_of_a_new_source_the_newest_items_are_wanted_and_older_ones_passed_over() -> None:
    merged = merge(FEED, {}, [announced(number) for number in range(5)], new=True, taken=(), now=NOW)
    assert states(merged) == {"0": "passed over", "1": "passed over", "2": "waiting", "3": "waiting", "4": "waiting"}
    assert [one.address[-1] for one in choose(merged, FEED)] == ["4", "3", "2"]


def test_of_a_known_source_every_new_item_waits_until_its_turn_comes() -> None:
    known = {one.address: one for one in [item(9, state=ItemState.FETCHED)]}
    merged = merge(FEED, known, [announced(number) for number in range(5)], new=False, taken=(), now=NOW)
    assert set(states(merged).values()) == {"waiting"}
    assert len(choose(merged, FEED)) == FEED.most_items


@pytest.mark.parametrize("state", list(ItemState))
def test_what_was_seen_is_not_asked_for_again(state: ItemState) -> None:
    known = {one.address: one for one in [item(1, state=state)]}
    assert (
        merge(FEED, known, [announced(1, key="another id", title="Another title")], new=False, taken=(), now=NOW) == []
    )


@pytest.mark.parametrize(
    ("state", "again"),
    [(ItemState.FETCHED, True), (ItemState.FAILED, True), (ItemState.ELSEWHERE, False), (ItemState.PASSED_OVER, False)],
)
def test_what_was_edited_since_is_asked_for_again(state: ItemState, again: bool) -> None:
    known = {one.address: one for one in [item(1, state=state, modified="Monday", attempts=4)]}
    (merged,) = merge(FEED, known, [announced(1, modified="Tuesday")], new=False, taken=(), now=NOW) or [None]
    assert (merged is not None) == again
    if merged:
        assert (merged.state, merged.attempts, merged.modified) == (ItemState.WAITING, 0, "Tuesday")


def test_what_another_source_has_is_noted_and_not_fetched() -> None:
    (merged,) = merge(FEED, {}, [announced(1)], new=True, taken={"https://post.example/1"}, now=NOW)
    assert merged.state is ItemState.ELSEWHERE


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Sun, 01 Mar 2026 10:00:00 GMT", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("2031-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_that_makes_no_sense_is_not_believed(written: str, kept: datetime | None) -> None:
    (merged,) = merge(FEED, {}, [announced(1, published=written)], new=True, taken=(), now=NOW)
    assert merged.published_at == kept
    page = page_of(merged, fetched(), FEED, NOW)
    assert page is not None
    assert page.given.published == (written if kept else None)


@pytest.mark.parametrize(
    ("why", "state"),
    [
        (Why.TIMED_OUT, ItemState.WAITING),
        (Why.SERVER_ERROR, ItemState.WAITING),
        (Why.RESTING, ItemState.WAITING),
        (Why.NOT_FOUND, ItemState.FAILED),
        (Why.ROBOTS, ItemState.FAILED),
        (Why.TOO_LARGE, ItemState.FAILED),
        (Why.PRIVATE_ADDRESS, ItemState.FAILED),
    ],
)
def test_trouble_that_passes_is_waited_for_and_the_rest_is_final(why: Why, state: ItemState) -> None:
    ((after, page),) = fetch_items([item(1)], lambda url, **_: failure(why), FEED, NOW)
    assert (after.state, after.reason, page) == (state, why.value, None)
    assert after.attempts == (0 if why is Why.RESTING else 1)


def test_an_item_is_given_up_after_some_runs() -> None:
    tired = item(1, attempts=MOST_ATTEMPTS - 1)
    ((after, _),) = fetch_items([tired], lambda url, **_: failure(Why.TIMED_OUT), FEED, NOW)
    assert after.state is ItemState.FAILED


def test_a_host_in_trouble_is_not_asked_for_all_its_items() -> None:
    asked: list[str] = []

    def ask(url: str, **_: Any) -> Failure:
        asked.append(url)
        return failure(Why.TIMED_OUT)

    list(fetch_items([item(number) for number in range(9)], ask, FEED, NOW))
    assert len(asked) == GIVE_UP_AFTER


@pytest.mark.parametrize(
    ("kind", "body", "media"),
    [
        ("text/html", PAGE, Media.HTML),
        ("application/xhtml+xml", PAGE, Media.HTML),
        ("", PAGE, Media.HTML),
        ("text/plain", b"The ferry sails again.", Media.TEXT),
        ("image/png", b"\x89PNG", None),
        ("application/pdf", b"%PDF-1.7", None),
        ("text/html", b"GIF89a\x00\x00", None),
    ],
)
def test_only_text_becomes_a_page(kind: str, body: bytes, media: Media | None) -> None:
    page = page_of(item(1), fetched(content_type=kind, body=body), FEED, NOW)
    assert (page.media if page else None) == media


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<link rel="canonical" href="https://post.example/story?utm_source=x">', "https://post.example/story"),
        ("<LINK href='/story' REL=canonical>", "https://post.example/story"),
        ('<link rel=canonical href=https://post.example/a?b=1&amp;c=2>', "https://post.example/a?b=1&c=2"),
        ('<link rel="canonical" href="https://other.example/story">', ""),
        ('<link rel="canonical" href="https://post.example/">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ('<link rel="alternate" href="/amp">', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_page_is_known_by_the_address_it_names_on_its_own_site(link: str, address: str) -> None:
    assert own_address(f"<html><head>{link}</head></html>".encode(), "https://post.example/1") == address


def test_a_source_is_asked_only_for_what_changed_but_once_a_day_for_everything() -> None:
    asked: list[dict[str, Any]] = []

    def ask(url: str, **validators: Any) -> Fetched:
        asked.append(validators)
        return fetched(url, not_modified=True, body=b"")

    def earlier(age: timedelta) -> dict[str, Document]:
        kept = Document(source="post", url=FEED.url, etag='"1"', last_modified=None, fetched_at=NOW - age)
        return {FEED.url: kept}

    assert hear(FEED, ask, earlier(timedelta(hours=1)), NOW).unchanged
    hear(FEED, ask, earlier(timedelta(hours=25)), NOW)
    assert asked == [{"etag": '"1"', "last_modified": None}, {}]


def test_a_document_that_announces_nothing_is_a_failed_source_with_a_reason() -> None:
    heard = hear(FEED, lambda url, **_: fetched(url), {}, NOW)
    assert (heard.items, heard.documents, heard.reason) == ((), (), "not_readable")
    assert heard.detail.endswith(".")


def test_the_sitemaps_of_an_index_are_read_and_a_failing_one_costs_no_other() -> None:
    def sitemap(name: str, *rows: str) -> bytes:
        return f'<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</{name}>'.encode()

    documents = {
        "https://post.example/map": sitemap(
            "sitemapindex",
            *(f"<sitemap><loc>https://post.example/map-{n}</loc></sitemap>" for n in (1, 2)),
            "<sitemap><loc>https://post.example/map</loc></sitemap>",
        ),
        "https://post.example/map-1": sitemap("urlset", "<url><loc>https://post.example/a</loc></url>"),
    }

    def ask(url: str, **_: Any) -> Fetched | Failure:
        body = documents.get(url)
        return fetched(url, body=body, content_type="application/xml") if body else failure(Why.SERVER_ERROR)

    source = replace(FEED, kind=Kind.SITEMAP, url="https://post.example/map")
    heard = hear(source, ask, {}, NOW)
    assert [one.url for one in heard.items] == ["https://post.example/a"]
    assert "map-2: It failed." in heard.detail
    assert not heard.reason
