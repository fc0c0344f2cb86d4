from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage import articles, fetches, pages, rejections
from storage.connection import Store
from storage.items import Document, Item, ItemState, Run, RunOutcome
from storage.models import Reason, Rejection
from tests.storage.making import NOW, article, page


def item(address: str = "https://post.example/1", **changed: Any) -> Item:
    return replace(Item(source="post", address=address, url=address + "?x", first_seen=NOW), **changed)


def run(hour: int, outcome: RunOutcome, **changed: Any) -> Run:
    reason = "not_found" if outcome is RunOutcome.FAILED else ""
    made = Run(source="post", at=NOW + timedelta(hours=hour), outcome=outcome, reason=reason, detail=f"run {hour}")
    return replace(made, **changed)


READ, UNCHANGED, FAILED = RunOutcome.READ, RunOutcome.UNCHANGED, RunOutcome.FAILED


@pytest.mark.parametrize(
    ("outcomes", "failures", "last_success"),
    [
        ([READ], 0, 0),
        ([READ, UNCHANGED, UNCHANGED], 0, 2),
        ([READ, FAILED, FAILED], 2, 0),
        ([READ, UNCHANGED, FAILED], 1, 1),
        ([READ, FAILED, UNCHANGED], 1, 0),
        ([READ, FAILED, UNCHANGED, FAILED], 2, 0),
        ([FAILED, UNCHANGED], 1, None),
        ([FAILED, FAILED, READ], 0, 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_only_a_document_that_was_read_heals_a_source(
    store: Store, outcomes: list[RunOutcome], failures: int, last_success: int | None
) -> None:
    with store.writing() as connection:
        for hour, outcome in enumerate(outcomes):
            fetches.add_run(connection, run(hour, outcome))
        (health,) = fetches.health(connection).values()
    assert health.failures == failures
    assert health.last_success == (None if last_success is None else NOW + timedelta(hours=last_success))
    assert health.last_run == NOW + timedelta(hours=len(outcomes) - 1)
    if failures:
        last = max(hour for hour, outcome in enumerate(outcomes) if outcome is FAILED)
        assert (health.reason, health.detail) == ("not_found", f"run {last}")
    else:
        assert (health.reason, health.detail) == ("", "")


def test_health_counts_what_was_announced_kept_turned_away_and_waits(store: Store) -> None:
    first, second, third = page(1), page(2), page(3)
    with store.writing() as connection:
        fetches.add_run(connection, run(0, READ))
        fetches.put_items(
            connection,
            [
                item("https://post.example/1", state=ItemState.FETCHED),
                item("https://post.example/2", state=ItemState.FETCHED),
                item("https://post.example/3", state=ItemState.FAILED),
                item("https://post.example/4"),
                item("https://other.example/4", source="other"),
            ],
        )
        pages.add(connection, store.archive, [first, second, third])
        fetches.add_pages(connection, "post", [first.id, second.id])
        articles.add(connection, [replace(article(1), page=first.id)])
        rejections.add(
            connection,
            [Rejection(address="x", stage="extract", reason=Reason.STUB, detail="Short.", at=NOW, page=second.id)],
        )
        health = fetches.health(connection)["post"]
    assert (health.seen, health.kept, health.rejected, health.waiting) == (4, 1, 2, 1)
    assert health.last_new == NOW


def test_items_come_back_as_they_were_kept_and_the_later_state_counts(store: Store) -> None:
    first = item(
        title="A title", published="Monday", published_at=NOW, modified="Tuesday", language="en", detail="It failed.",
        reason="timed_out", attempts=2, tried_at=NOW, page_address="https://post.example/own",
    )  # fmt: skip
    with store.writing() as connection:
        fetches.put_items(connection, [first, item("https://post.example/2")])
        assert fetches.items(connection, "post")[first.address] == first
        fetches.put_items(connection, [replace(first, state=ItemState.FETCHED)])
        kept = fetches.items(connection, "post")
        assert (len(kept), kept[first.address].state) == (2, ItemState.FETCHED)
        assert fetches.items(connection, "other") == {}


def test_of_a_source_with_many_items_only_those_that_are_asked_for_are_read(store: Store) -> None:
    with store.writing() as connection:
        assert not fetches.announced_before(connection, "post")
        old = item("https://post.example/old", state=ItemState.FETCHED)
        fetches.put_items(connection, [old, item("https://post.example/new")])
        assert list(fetches.waiting(connection, "post")) == ["https://post.example/new"]
        assert fetches.items(connection, "post", among=[old.address, "https://post.example/3"]) == {old.address: old}
        assert fetches.announced_before(connection, "post")


def test_what_another_source_fetched_or_will_is_taken(store: Store) -> None:
    wanted = ["https://post.example/1", "https://post.example/2", "https://post.example/3"]
    with store.writing() as connection:
        states = (ItemState.FETCHED, ItemState.WAITING, ItemState.FAILED)
        rows = zip(wanted, states, strict=True)
        fetches.put_items(connection, [item(address, state=state) for address, state in rows])
        assert fetches.taken(connection, "other", wanted) == set(wanted[:2])
        assert fetches.taken(connection, "post", wanted) == set()
        assert fetches.taken(connection, "other", []) == set()


def test_documents_are_kept_for_a_source_that_does_not_fail(store: Store) -> None:
    document = Document(source="post", url="https://post.example/feed", etag='"1"', last_modified=None, fetched_at=NOW)
    with store.writing() as connection:
        fetches.put_documents(connection, [document])
        fetches.put_documents(connection, [replace(document, etag='"2"')])
        assert fetches.documents(connection, "post") == {document.url: replace(document, etag='"2"')}
        fetches.add_run(connection, run(0, FAILED))
        fetches.add_run(connection, run(1, UNCHANGED))
        assert fetches.documents(connection, "post") == {}
        fetches.add_run(connection, run(2, READ))
        assert fetches.documents(connection, "post")


def test_what_is_kept_of_a_page_is_told_from_what_is_kept_of_a_document_that_announces(store: Store) -> None:
    urls = ("https://post.example/feed", "https://post.example/live")
    feed, live = (Document(source="post", url=url, etag='"1"', last_modified=None, fetched_at=NOW) for url in urls)
    with store.writing() as connection:
        fetches.put_documents(connection, [feed, live])
        fetches.put_items(connection, [item(live.url, url=live.url), item(feed.url, url=feed.url, source="other")])
        assert fetches.documents(connection, "post", of_pages=True) == {}
        fetches.put_items(connection, [item(live.url, url=live.url, page_address=live.url)])
        assert fetches.documents(connection, "post", of_pages=True) == {live.url: live}
        assert fetches.documents(connection, "post") == {feed.url: feed}


def test_moments_are_when_items_came_out_or_were_first_seen(store: Store) -> None:
    hour = timedelta(hours=1)
    with store.writing() as connection:
        fetches.put_items(
            connection,
            [
                item("https://post.example/1", published_at=NOW - 5 * hour),
                item("https://post.example/2"),
                item("https://post.example/3", published_at=NOW + 9 * hour),
            ],
        )
        assert fetches.moments(connection, "post") == [NOW, NOW - 5 * hour]


def test_the_same_run_again_adds_nothing(store: Store) -> None:
    with store.writing() as connection:
        for _ in range(2):
            fetches.add_run(connection, run(0, READ))
            fetches.put_items(connection, [item()])
            pages.add(connection, store.archive, [page(1)])
            fetches.add_pages(connection, "post", [page(1).id])
    assert store.verify() == []
