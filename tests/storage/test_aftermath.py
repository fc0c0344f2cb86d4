"""What became of quoted articles is known beside the digest; the digest itself stays what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import aftermath, articles, digests, fetches, pages
from storage.connection import Store
from storage.digests import adapter
from storage.items import Item, ItemState
from storage.models import Article
from storage.published import Aftermath
from storage.telling import Digest
from tests.storage.making import BODY, NOW, article, digest, page

LATER = NOW + timedelta(hours=5)
EDITED = BODY.replace("41", "14")
STATED = datetime(2026, 3, 2, 12, tzinfo=UTC)


def edited(body: str = EDITED, **changed: object) -> Article:
    again = page(content=body.encode(), loaded_at=LATER)
    return replace(article(body=body, of=again), first_seen=LATER, **changed)


def keep(store: Store, *versions: Article, telling: Digest) -> Digest:
    with store.writing() as connection:
        articles.add(connection, versions)
        return digests.save(connection, telling)


def since(store: Store, told: Digest) -> Aftermath:
    with store.reading() as connection:
        return aftermath.since(connection, [told.id]).get(told.id, Aftermath())


def quoted(told: Digest) -> set[str]:
    return {quote.text for sentence in told.sentences for quote in (sentence.quote, *sentence.support)}


def test_nothing_became_of_articles_that_are_as_they_were(store: Store) -> None:
    told = keep(store, article(), telling=digest(article()))
    assert not since(store, told)
    assert since(store, told).fingerprint == ""


def test_a_sentence_that_an_edit_took_out_is_named_with_when_the_page_says(store: Store) -> None:
    told = keep(store, article(), edited(modified=STATED), telling=digest(article()))
    found = since(store, told).outdated
    assert {BODY[place.start : place.end] for place in found} == {"Engineer Zoë Okonkwo 🇳🇴 counted 41 cracked bolts."}
    assert set(found.values()) == {STATED}


def test_a_moment_that_no_page_states_is_not_told(store: Store) -> None:
    told = keep(store, article(), edited(), telling=digest(article()))
    assert set(since(store, told).outdated.values()) == {None}


def test_the_digest_stays_byte_for_byte_what_it_was(store: Store) -> None:
    told = keep(store, article(), telling=digest(article()))
    before = adapter().dump_json(told)
    with store.writing() as connection:
        articles.add(connection, [edited()])
    assert since(store, told).outdated
    with store.reading() as connection:
        (kept,) = digests.newest(connection, told.story)
    assert adapter().dump_json(kept) == before


def test_a_quoted_wording_that_is_not_the_first_is_edited(store: Store) -> None:
    second = edited(f"{BODY}\nThe ferry sails on.", modified=STATED)
    told = keep(store, article(), second, telling=digest(second))
    assert since(store, told).edited == {second.version: STATED}
    assert since(store, told).outdated == {}


def test_a_first_wording_is_edited_where_its_page_says_so_of_a_later_day(store: Store) -> None:
    at_once, next_day = article(), article(2)
    published = at_once.published
    assert published is not None
    at_once = replace(at_once, modified=published + timedelta(minutes=5))
    told = keep(store, at_once, telling=digest(at_once))
    assert since(store, told).edited == {}
    late = replace(next_day, modified=published + timedelta(days=2))
    told = keep(store, late, telling=replace(digest(late), input_hash="other"))
    assert since(store, told).edited == {late.version: late.modified}


def test_a_page_that_was_only_read_better_was_not_edited(store: Store) -> None:
    better = replace(article(body=EDITED), page=article().page, first_seen=NOW + timedelta(microseconds=1))
    told = keep(store, article(), better, telling=digest(article()))
    assert not since(store, told)


@pytest.mark.parametrize(
    ("reason", "state", "known"),
    [
        ("not_found", ItemState.FAILED, True),
        ("gone", ItemState.FAILED, True),
        ("server_error", ItemState.WAITING, False),
        ("refused", ItemState.FAILED, False),
    ],
)
def test_a_page_that_is_not_at_its_address_any_more_is_gone(
    store: Store, reason: str, state: ItemState, known: bool
) -> None:
    told = keep(store, article(), telling=digest(article()))
    item = Item(
        source="Harbor", address=page().address, url=page().address, first_seen=NOW, state=state, reason=reason,
        tried_at=LATER, page_address=page().address,
    )  # fmt: skip
    with store.writing() as connection:
        pages.add(connection, store.archive, [page()])
        fetches.put_items(connection, [item])
    assert since(store, told).gone == ({article().version: LATER} if known else {})
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(content=b"back", loaded_at=LATER + timedelta(days=1))])
    assert since(store, told).gone == {}


def test_a_fingerprint_tells_what_differs(store: Store) -> None:
    told = keep(store, article(), edited(), telling=digest(article()))
    first = since(store, told).fingerprint
    with store.writing() as connection:
        articles.add(connection, [edited("All new.", modified=LATER)])
    assert since(store, told).fingerprint not in (first, "")
