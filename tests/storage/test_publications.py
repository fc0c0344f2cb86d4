from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest

from storage import articles, digests, publications
from storage.connection import Connection, Store
from storage.models import StoryId
from storage.published import Amendment, Words
from storage.schema import known_migrations, migrate
from storage.telling import Digest, Role, Status
from tests.storage.making import NOW, STORY, article, digest

DAY = date(2026, 3, 2)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        articles.add(opened, [article()])
        yield opened


def keep(connection: Connection, revision: int = 1, *, publish: bool = True, **changes: object) -> Digest:
    kept = digests.save(connection, digest(article(), input_hash=f"input {revision}", **changes))
    if publish:
        record(connection, revision)
    return kept


def record(connection: Connection, hours: int) -> None:
    found = [replace(one, at=NOW + timedelta(hours=hours)) for one, _ in publications.unrecorded(connection)]
    publications.add(connection, found)


def test_a_change_for_readers_is_recorded_once_with_what_stood_before(connection: Connection) -> None:
    first = keep(connection)
    assert publications.unrecorded(connection) == []
    second = keep(connection, 2, publish=False)
    ((change, before),) = publications.unrecorded(connection)
    assert (change.number, change.digest, change.revision, before) == (2, second.id, 2, first.id)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REJECTED])
def test_what_readers_may_not_have_is_no_change(connection: Connection, status: Status) -> None:
    first = keep(connection)
    keep(connection, 2, publish=False, status=status)
    assert publications.unrecorded(connection) == []
    assert publications.standing(connection)[STORY, DAY].digest == first.id


def test_an_approval_is_no_change_and_a_withdrawal_is_one_with_its_reason(connection: Connection) -> None:
    kept = keep(connection)
    digests.set_status(connection, kept.id, Status.APPROVED, NOW, "Ada", "good")
    assert publications.unrecorded(connection) == []
    digests.set_status(connection, kept.id, Status.WITHDRAWN, NOW, "Ada", "another bridge")
    record(connection, 5)
    assert [(one.withdrawn, one.note) for one in publications.at(connection, [(STORY, DAY)])[STORY, DAY]] == [
        (False, ""),
        (True, "another bridge"),
    ]


def test_an_amendment_comes_back_as_it_went_in(connection: Connection) -> None:
    keep(connection)
    keep(connection, 2, publish=False)
    ((change, _),) = publications.unrecorded(connection)
    amendment = Amendment(headline_was="Before", dropped=(Words(text="“Gone” 👩‍👩‍👧", outlet="Harbor Post"),))
    publications.add(connection, [replace(change, at=NOW, amendment=amendment)])
    (told,) = publications.later_changes(connection, 10)
    assert told.amendment == amendment


def test_a_card_says_of_the_digest_what_its_page_says(connection: Connection) -> None:
    of = digest(article())
    other = replace(of.articles[0], id="other", outlet=None, origin="elsewhere", role=Role.READ)
    aside = replace(of.articles[0], id="aside", outlet="Far Post", role=Role.OFF_STORY)
    keep(connection, articles=(*of.articles, other, aside))
    (card,) = publications.cards_of_day(connection, DAY)
    assert (card.lead, card.lead_by, card.developments) == (of.sentences[0].quote.text, "Harbor Post", 1)
    assert (card.outlets, card.unnamed, card.origins, card.read) == (1, 1, 2, 2)
    assert (card.published, card.updated, card.changes) == (NOW + timedelta(hours=1), NOW + timedelta(hours=1), 1)


def test_the_lists_agree_about_what_stands(connection: Connection) -> None:
    for day in (1, 2, 3):
        keep(connection, day, day=date(2026, 3, day))
    keep(connection, 4, story=StoryId("another"), day=date(2026, 3, 1))
    assert [card.day.day for card in publications.cards_of_story(connection, STORY)] == [3, 2, 1]
    assert [(card.story, card.day.day) for card in publications.newest_cards(connection)] == [
        (STORY, 3),
        ("another", 1),
    ]
    earlier = publications.earlier_cards(connection, 1)
    assert {story: [card.day.day for card in cards] for story, cards in earlier.items()} == {STORY: [2]}
    assert publications.days(connection) == [(date(2026, 3, 1), 2), (date(2026, 3, 2), 1), (date(2026, 3, 3), 1)]
    assert [(card.story, card.day.day) for card in publications.last_updated(connection, 2)] == [
        ("another", 1),
        (STORY, 3),
    ]
    between = publications.standing(connection)[STORY, date(2026, 3, 2)]
    assert (between.before, between.after) == (date(2026, 3, 1), date(2026, 3, 3))


def test_an_outlets_uses_name_each_digest_that_stands(connection: Connection) -> None:
    keep(connection)
    gone = keep(connection, 2, day=date(2026, 3, 3))
    digests.set_status(connection, gone.id, Status.WITHDRAWN, NOW, "Ada")
    assert [use.day for use in publications.uses(connection, ["Harbor Post"])["Harbor Post"]] == [DAY]
    assert publications.outlets(connection) == [("Harbor Post", 1, 1)]
    assert publications.outlets_of(connection, [(STORY, date(2026, 3, 3))]) == ["Harbor Post"]


def test_digests_kept_before_there_were_publications_have_their_articles(connection: Connection) -> None:
    kept = keep(connection, publish=False)
    rows = connection.execute("SELECT * FROM digest_articles").fetchall()
    old = duckdb.connect()
    before = [migration for migration in known_migrations() if migration.version < 8]
    migrate(old, before)
    document = digests.adapter().dump_json(kept).decode("utf-8")
    values = [kept.id, kept.story, kept.day, 1, kept.title, kept.headline, "published", 1, "i", "s", document]
    old.execute(f"INSERT INTO digests VALUES ({', '.join('?' * len(values))})", values)
    migrate(old)
    assert old.execute("SELECT * FROM digest_articles").fetchall() == rows
    assert [row[2] for row in rows] == [article().id]
