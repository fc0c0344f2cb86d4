"""An article that changes keeps every wording; a digest that quotes one that is gone is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import articles, digests, pages, rejections, revisions
from storage.connection import Connection, Store
from storage.errors import StorageError
from storage.models import Article, Reason, Rejection
from storage.revisions import OutdatedQuote
from storage.telling import Digest, Section, Status
from tests.storage.making import BODY, NOW, article, digest, newest, page

LATER = NOW + timedelta(hours=5)
BOLTS = "Engineer Zoë Okonkwo 🇳🇴 counted 41 cracked bolts."
EDITED = BODY.replace("41", "14")


def edited(body: str = EDITED, **changed: object) -> Article:
    """The article of `making`, as its page says it after an edit."""
    again = page(content=body.encode(), loaded_at=LATER)
    return replace(article(body=body, of=again), first_seen=LATER, **changed)


def keep(store: Store, *versions: Article, telling: Digest | None = None) -> Digest | None:
    with store.writing() as connection:
        articles.add(connection, versions)
        return digests.save(connection, telling) if telling else None


def outdated(store: Store, **of: object) -> list[OutdatedQuote]:
    with store.reading() as connection:
        return revisions.outdated_quotes(connection, **of)


def test_a_digest_that_quotes_what_is_gone_is_found_with_the_place(store: Store) -> None:
    told = keep(store, article(), edited(), telling=digest(article()))
    assert told is not None
    found = outdated(store)
    assert {quote.quoted for quote in found} == {BOLTS}
    assert {quote.part for quote in found} == {"quote", "change"}
    first = found[0]
    assert (first.digest, first.story, first.day, first.sentence) == (told.id, told.story, told.day, 1)
    assert (first.version, first.newest, first.changed) == (article().version, edited().version, LATER)
    assert first.note == ("The article was changed after this was quoted (2026-03-02 13:30 UTC): the sentence is gone.")


def test_a_sentence_that_an_edit_left_alone_is_not_outdated(store: Store) -> None:
    keep(store, article(), edited(f"{BODY}\nThe ferry sails on."), telling=digest(article()))
    assert outdated(store) == []


def test_a_digest_of_the_newest_wording_is_not_outdated(store: Store) -> None:
    keep(store, replace(article(), first_seen=NOW - timedelta(days=1), body=EDITED, version=edited().version))
    keep(store, replace(article(), first_seen=LATER), telling=digest(article()))
    assert outdated(store) == []


def test_what_was_told_before_may_be_gone(store: Store) -> None:
    told = digest(article())
    (sentence, *_) = told.sentences
    was = replace(sentence, quote=sentence.support[0], support=(), was=(sentence.quote,))
    told = replace(told, sentences=(was,), changes=(), discrepancies=())
    keep(store, article(), edited(), telling=told)
    assert outdated(store) == []


@pytest.mark.parametrize(
    ("status", "count"),
    [(Status.DRAFT, 0), (Status.PUBLISHED, 2), (Status.APPROVED, 2), (Status.WITHDRAWN, 0), (Status.REJECTED, 0)],
)
def test_only_digests_that_readers_have_count(store: Store, status: Status, count: int) -> None:
    before = Status.PUBLISHED if status is Status.WITHDRAWN else Status.DRAFT
    told = keep(store, article(), edited(), telling=digest(article(), status=before))
    assert told is not None
    with store.writing() as connection:
        digests.set_status(connection, told.id, status, LATER, "Ada")
    assert len(outdated(store)) == count


def test_a_revision_that_quotes_the_new_wording_puts_it_right(store: Store) -> None:
    keep(store, article(), edited(), telling=digest(article()))
    council = [one for one in digest(article()).sentences if one.section is Section.NEW]
    better = replace(digest(article()), sentences=tuple(council), changes=(), input_hash="input-2")
    keep(store, telling=better)
    assert outdated(store) == []


def test_one_article_or_one_digest_can_be_asked_for(store: Store) -> None:
    told = keep(store, article(), edited(), telling=digest(article()))
    assert told is not None
    assert outdated(store, article=article().id) == outdated(store, digest=told.id) == outdated(store) != []
    assert outdated(store, article=article(2).id) == []
    assert outdated(store, digest="none") == []


def test_a_vanished_page_stays_cited(store: Store) -> None:
    told = keep(store, article(), telling=digest(article()))
    with store.writing() as connection:
        gone = Rejection(address=article().address, stage="collect", reason=Reason.UNREADABLE, detail="Gone.", at=LATER)
        rejections.add(connection, [gone])
    with store.reading() as connection:
        assert digests.newest(connection, digest(article()).story) == [told]
        assert articles.all_versions(connection) == [article()]
    assert outdated(store) == []
    assert [problem for problem in store.verify() if "quot" in problem.what] == []


def test_history_ends_with_the_version_that_counts_as_newest(store: Store) -> None:
    third = edited("Third wording.", modified=LATER)
    keep(store, edited(), third, article())
    with store.reading() as connection:
        told = revisions.history(connection, article().id)
        assert told == [article(), edited(), third]
        assert newest(connection) == [told[-1].version]


def test_versions_are_found_by_the_page_they_were_read_from(store: Store) -> None:
    keep(store, article(1), article(2), edited())
    with store.reading() as connection:
        found = revisions.read_from(connection, [page(1).id, page(2).id, page(3).id])
    assert found == {page(1).id: [article(1)], page(2).id: [article(2)]}


def stored_ids(connection: Connection, store: Store, limit: int) -> list[str]:
    found, last = [], None
    while batch := pages.following(connection, store.archive, last, limit):
        last = batch[-1][0]
        found += [page_id for page_id, _ in batch]
    return found


def test_stored_pages_are_gone_through_once_in_batches(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(number) for number in range(7)])
        assert stored_ids(connection, store, 3) == sorted(page(number).id for number in range(7))
        assert dict(pages.following(connection, store.archive)) == {page(n).id: page(n) for n in range(7)}


def test_a_page_without_its_bytes_does_not_hide_the_others(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(1), page(2)])
        store.archive.path_of(page(1).content_sha256).unlink()
        found = dict(pages.following(connection, store.archive))
    assert isinstance(found[page(1).id], StorageError)
    assert found[page(2).id] == page(2)


def test_a_rejected_page_that_was_read_after_all_is_no_longer_rejected(store: Store) -> None:
    refused = Rejection(
        address=page().address, stage="extract", reason=Reason.NO_TEXT, detail="None.", at=NOW, page=page().id
    )
    with store.writing() as connection:
        pages.add(connection, store.archive, [page()])
        rejections.add(connection, [refused])
        assert rejections.current(connection) == [refused]
        articles.add(connection, [article()])
        assert rejections.current(connection) == []
