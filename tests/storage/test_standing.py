from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from storage import articles, digests
from storage.connection import Connection, Store
from storage.errors import InputError
from storage.published import readers_have
from storage.standing import waiting, withdraw, words
from storage.telling import Digest, Status
from tests.storage.making import NOW, STORY, article, digest

DAY = date(2026, 3, 2)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        articles.add(opened, [article()])
        yield opened


def save(connection: Connection, revision: int = 1, status: Status = Status.PUBLISHED, day: date = DAY) -> Digest:
    return digests.save(connection, digest(article(), status=status, day=day, input_hash=str(revision)))


def test_drafts_and_what_went_out_unreviewed_wait_in_their_newest_revision(connection: Connection) -> None:
    save(connection, status=Status.DRAFT)
    newest = save(connection, 2)
    approved = save(connection, day=DAY + timedelta(days=1))
    digests.set_status(connection, approved.id, Status.APPROVED, NOW, "Ada")
    draft = save(connection, status=Status.DRAFT, day=DAY + timedelta(days=2))
    assert waiting(connection, [STORY]) == [newest, draft]


def test_withdrawing_takes_every_revision_back_that_readers_have(connection: Connection) -> None:
    save(connection)
    save(connection, 2)
    draft = save(connection, 3, Status.DRAFT)
    gone = withdraw(connection, STORY, DAY, NOW, "Ada", "A false figure.")
    assert [one.revision for one in gone] == [1, 2]
    assert readers_have(digests.history(connection, STORY)) == []
    assert digests.get(connection, STORY, DAY) == draft
    assert [(one.status, one.by, one.note) for one in words(connection, gone[0].id)] == [
        (Status.WITHDRAWN, "Ada", "A false figure.")
    ]


def test_what_nobody_has_can_not_be_withdrawn(connection: Connection) -> None:
    save(connection, status=Status.DRAFT)
    with pytest.raises(InputError, match="none to withdraw"):
        withdraw(connection, STORY, DAY, NOW, "Ada")


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_standing_follows_another_only_if_it_may(connection: Connection, before: Status, after: Status) -> None:
    saved = save(connection, status=before)
    if after in (before, *digests.NEXT[before]):
        assert digests.set_status(connection, saved.id, after, NOW, "Ada").status is after
        return
    with pytest.raises(InputError, match=f"that is {before.value} can't be made {after.value}"):
        digests.set_status(connection, saved.id, after, NOW, "Ada")
    assert words(connection, saved.id) == []
