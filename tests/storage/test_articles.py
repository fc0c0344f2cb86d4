from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import articles
from storage.connection import Connection, Store
from storage.models import Article, DateOrigin, Given, SeenOrigin, SourceOrigin
from tests.storage.making import NOW, article, newest, page


def added(connection: Connection, *written: Article) -> list[Article]:
    articles.add(connection, written)
    return articles.all_versions(connection)


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    full = article(
        1,
        modified=datetime(2026, 3, 5, 23, 59, 59, 999999, tzinfo=UTC),
        day_only=True,
        date_origin=DateOrigin.FEED,
        zone_certain=False,
        modified_origin=DateOrigin.TEXT,
        modified_zone_certain=True,
        seen_origin=SeenOrigin.ARCHIVE,
    )
    bare = article(
        2,
        published=None,
        date_origin=DateOrigin.NONE,
        source=None,
        source_origin=SourceOrigin.NONE,
        byline=None,
        path=None,
        url=None,
        credits=(),
        removed=(),
    )
    with store.writing() as connection:
        assert added(connection, full, bare) == [full, bare]


@pytest.mark.parametrize(
    "body", ["", "\n", "a\x00b", "e\u0301 é", "👩‍👩‍👧🇳🇴𝔗", "'; DROP TABLE texts; --", "\u2028\u202e"]
)
def test_any_text_comes_back_exactly(store: Store, body: str) -> None:
    with store.writing() as connection:
        assert added(connection, article(body=body, title=body, byline=body))[0].body == body
        assert articles.all_versions(connection)[0].byline == body


def test_an_instant_in_another_zone_comes_back_as_the_same_instant_in_utc(store: Store) -> None:
    there = datetime(2026, 3, 1, 23, 30, tzinfo=UTC).astimezone(tz=datetime.now().astimezone().tzinfo)
    with store.writing() as connection:
        (kept,) = added(connection, article(published=there))
    assert kept.published == there
    assert kept.published is not None
    assert kept.published.tzinfo is UTC


def test_adding_counts_only_new_wordings(store: Store) -> None:
    with store.writing() as connection:
        assert articles.add(connection, [article(1), article(2), article(1)]) == 2
        assert articles.add(connection, [article(1), article(2, body="Edited.")]) == 1
        assert articles.add(connection, []) == 0


def test_the_page_that_knows_more_speaks_for_a_wording(store: Store) -> None:
    bare_page, told_page = page(1, given=Given()), page(1, given=Given(published="2026-03-01"))
    later = NOW + timedelta(hours=1)
    bare = article(of=bare_page, published=None, source=None, date_origin=DateOrigin.NONE, first_seen=later)
    told = article(of=told_page, date_origin=DateOrigin.MANIFEST)
    with store.writing() as connection:
        assert added(connection, told, bare) == [told]
        assert articles.by_version(connection, [told.version]) == {told.version: told}
        assert articles.between(connection, date(2026, 3, 1), date(2026, 3, 31), undated=True) == [told]


def test_a_wording_was_first_seen_when_any_page_said_it(store: Store) -> None:
    undated = article(of=page(1, given=Given()), published=None)
    dated = article(of=page(1, given=Given(published="2026-03-01")), first_seen=NOW + timedelta(days=3))
    with store.writing() as connection:
        assert added(connection, undated, dated) == [replace(dated, first_seen=NOW)]


def test_a_correction_of_the_date_moves_the_article_to_that_day(store: Store) -> None:
    wrong = article(of=page(1, given=Given(published="2026-03-01")), published=datetime(2026, 3, 1, 12, tzinfo=UTC))
    right = article(
        of=page(1, given=Given(published="2026-02-01")),
        published=datetime(2026, 2, 1, 12, tzinfo=UTC),
        first_seen=NOW + timedelta(days=1),
    )
    with store.writing() as connection:
        articles.add(connection, [wrong, right])
        assert articles.between(connection, date(2026, 3, 1), date(2026, 3, 1)) == []
        found = articles.between(connection, date(2026, 2, 1), date(2026, 2, 1))
        assert [one.published for one in found] == [right.published]


def test_between_takes_both_its_days_and_no_other(store: Store) -> None:
    days = [datetime(2026, 3, day, 23, 59, tzinfo=UTC) for day in (1, 2, 3, 4)]
    written = [article(number, published=day) for number, day in enumerate(days)]
    with store.writing() as connection:
        articles.add(connection, [*written, article(9, published=None)])
        assert articles.between(connection, date(2026, 3, 2), date(2026, 3, 3)) == written[1:3]


def test_between_gives_undated_articles_when_asked(store: Store) -> None:
    undated = article(9, published=None, date_origin=DateOrigin.NONE)
    with store.writing() as connection:
        articles.add(connection, [article(1), undated])
        assert articles.between(connection, date(2030, 1, 1), date(2030, 1, 2), undated=True) == [undated]


def test_between_gives_an_article_on_the_day_of_its_edit(store: Store) -> None:
    edited = article(1, modified=datetime(2026, 3, 20, 6, tzinfo=UTC))
    with store.writing() as connection:
        articles.add(connection, [edited])
        assert articles.between(connection, date(2026, 3, 20), date(2026, 3, 20)) == [edited]


def test_the_latest_version_is_the_one_edited_last(store: Store) -> None:
    first = article(1)
    edited = article(1, body="Edited.", modified=NOW, first_seen=NOW - timedelta(days=9))
    with store.writing() as connection:
        articles.add(connection, [edited, first])
        assert newest(connection) == [edited.version]
        assert articles.versions_of(connection, first.id) == [first, edited]


def test_without_dates_the_latest_version_is_the_one_seen_last(store: Store) -> None:
    first = article(1, published=None)
    second = article(1, body="Edited.", published=None, first_seen=NOW + timedelta(days=1))
    with store.writing() as connection:
        articles.add(connection, [second, first])
        assert newest(connection) == [second.version]


def test_the_order_does_not_depend_on_the_order_of_adding(store: Store) -> None:
    written = [article(number) for number in (3, 1, 2)] + [article(4, published=None)]
    with store.writing() as connection:
        for one in reversed(written):
            articles.add(connection, [one])
        assert [one.address[-1] for one in articles.all_versions(connection)] == ["1", "2", "3", "4"]


def test_by_version_leaves_out_what_is_not_known(store: Store) -> None:
    with store.writing() as connection:
        articles.add(connection, [article(1)])
        assert articles.by_version(connection, []) == {}
        unknown = article(2).version
        assert articles.by_version(connection, [unknown, article(1).version]) == {article(1).version: article(1)}


@pytest.mark.parametrize(
    "text",
    [
        article(1).id,
        article(1).id[:5],
        article(1).version[:6],
        "https://harbor.example/1",
        "day-1/1.html",
        "1.html",
    ],
    ids=["its id", "the start of its id", "the start of a version's id", "its address", "its path", "its file's name"],
)
def test_an_article_is_found_by(store: Store, text: str) -> None:
    with store.writing() as connection:
        articles.add(connection, [article(1), article(2)])
        assert articles.find(connection, text) == [article(1)]


@pytest.mark.parametrize("text", ["", "%", "abc", "html", "harbor.example"])
def test_no_article_is_found_by_a_piece_of_text_that_names_none(store: Store, text: str) -> None:
    with store.writing() as connection:
        articles.add(connection, [article(1), article(2)])
        assert articles.find(connection, text) == []


def test_without_texts_all_else_is_the_same(store: Store) -> None:
    first, second = article(1), article(2, published=None, date_origin=DateOrigin.NONE)
    with store.writing() as connection:
        articles.add(connection, [first, second])
        days = (date(2026, 3, 2), date(2026, 3, 2))
        assert articles.by_version(connection, [first.version], texts=False) == {first.version: replace(first, body="")}
        found = articles.between(connection, *days, undated=True, texts=False)
        assert found == [replace(one, body="") for one in articles.between(connection, *days, undated=True)]


def test_languages_are_told_of_known_versions(store: Store) -> None:
    one = article(1, language="nl")
    with store.writing() as connection:
        articles.add(connection, [one])
        assert articles.languages(connection, [one.version, one.version]) == {one.version: "nl"}
