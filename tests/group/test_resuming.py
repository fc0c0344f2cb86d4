"""A new story may go on from one that fell silent: said to a person, with what makes one think so, and never done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import articles as article_rows
from storage import copies, decisions, placements, stories
from storage.connection import Connection, Store
from storage.decided import Decision, DecisionKind
from storage.models import StoryId
from storage.placed import Resumed, Talked
from tasks.group.resuming import LOOKBACK, telling
from tasks.group.task import find_day, place_articles
from tests.builders import a_fold, a_story
from tests.group.newsroom import NEIGHBORS, PORT_ELLIS, UNRELATED, articles
from tests.stores import an_empty_store

JULY = (
    (
        "2026-07-20",
        "Harbor Bridge in Port Ellis: cable maker goes to court",
        "The maker of the steel cables on the Harbor Bridge in Port Ellis goes to court on Monday.\nDana Okafor, who "
        "heads the city's bridge department, wants nine million dollars back for the cable that snapped and closed the "
        "bridge.\nThe Mill Street tunnel carried the cars of the bridge for two weeks.",
    ),
    (
        "2026-07-20",
        "Court hears why a cable of the Harbor Bridge snapped",
        "A court in Port Ellis heard on Monday why one of the steel cables of the Harbor Bridge snapped.\nInspectors "
        "found deep corrosion in the cable and told Dana Okafor so before the bridge was closed.\nThe harbor and the "
        "Mill Street tunnel were full of cars for two weeks.",
    ),
)
OTHERS = (
    (
        "2026-07-20",
        "Ferry company of Port Ellis buys electric boats",
        "The ferry company of Port Ellis bought three electric boats on Monday.\nThey will cross the bay of Saint "
        "Orrin in the summer season, when tourists come, its owner said.\nCharging takes an hour at the new pier.",
    ),
    (
        "2026-07-20",
        "Choir of Lowmoor sings for rain",
        "The choir of Lowmoor sang for rain on Monday, as it does every dry summer.\nA cloud came up before the last "
        "song, and it stayed dry all the same.\nThe collection goes to the roof of the chapel.",
    ),
)
DAY = date(2026, 7, 20)
ELSEWHERE = tuple(
    (
        f"2026-{month:02}-{day:02}",
        f"Orchard number {month * 30 + day} picks {fruit}",
        f"Pickers filled {day} crates with {fruit} in orchard number {month * 30 + day} near Gellwick.\nThe {fruit} go "
        f"to market by the {month} o'clock train, said its owner, Tam Hollis.\nBlossom came late this spring.",
    )
    for month in (3, 4, 5)
    for day, fruit in enumerate(("apples", "pears", "plums", "quinces", "medlars", "cherries", "figs", "grapes"), 1)
)  # enough that a name in six articles is in few


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return an_empty_store(tmp_path / "news.duckdb")


@pytest.fixture
def desk(store: Store) -> Store:
    fill(store, PORT_ELLIS, NEIGHBORS, UNRELATED, ELSEWHERE, JULY, OTHERS)
    return store


def fill(store: Store, *sets: tuple[tuple[str, str, str], ...]) -> None:
    given = articles(*sets)
    with store.writing() as connection:
        article_rows.add(connection, given)
        copies.put(connection, [a_fold(one) for one in given])
    place_articles.fn(store)


def talked(store: Store, day: date = DAY) -> dict[str, Talked]:
    return {one.title: one for one in find_day.fn(store, day, "UTC", 20)}


def resumed(store: Store, day: date = DAY) -> dict[str, Resumed]:
    return {title: one.resumes for title, one in talked(store, day).items() if one.resumes}


def court(store: Store) -> Talked:
    (found,) = [one for title, one in talked(store).items() if "court" in title.casefold()]
    return found


def found(store: Store, title: str) -> StoryId:
    with store.reading() as connection:
        return found_in(connection, title)


def found_in(connection: Connection, title: str) -> StoryId:
    (story,) = [one.story for one in placements.named(connection, "") if title in one.title]
    return story


def decide(store: Store, kind: DecisionKind, story: StoryId, *subjects: str) -> Decision:
    one = Decision(kind=kind, at=datetime(2026, 7, 21, tzinfo=UTC), by="Ada", story=story, subjects=subjects)
    with store.writing() as connection:
        decisions.add(connection, [one])
    return one


def test_a_story_that_takes_up_a_silent_one_is_said_to_with_its_last_day_and_the_names_of_both(desk: Store) -> None:
    (only,) = resumed(desk).values()
    assert court(desk).resumes == only
    assert only.story == found(desk, "Harbor Bridge in Port Ellis closed")
    assert (only.title, only.last) == (PORT_ELLIS[0][1], date(2026, 3, 9))
    assert "Dana Okafor" in only.names
    assert len(only.names) >= 2


def test_a_story_about_something_else_in_the_same_town_is_not_said_to(desk: Store) -> None:
    assert talked(desk)["Ferry company of Port Ellis buys electric boats"].resumes is None


def test_nothing_is_merged_or_kept_by_looking(desk: Store) -> None:
    def tables() -> list[object]:
        with desk.reading() as connection:
            return [placements.turns(connection), stories.all(connection), decisions.all(connection)]

    before = tables()
    assert talked(desk) == talked(desk)
    assert tables() == before


def test_the_same_is_said_in_whatever_order_the_articles_came(tmp_path: Path, desk: Store) -> None:
    other = an_empty_store(tmp_path / "other" / "news.duckdb")
    sets = (PORT_ELLIS, NEIGHBORS, UNRELATED, ELSEWHERE, JULY, OTHERS)
    given = articles(*sets)
    with other.writing() as connection:
        article_rows.add(connection, given[::-1])
        copies.put(connection, [a_fold(one) for one in given[::-1]])
    place_articles.fn(other)
    assert resumed(other) == resumed(desk)


def test_a_story_that_still_runs_is_not_one_that_fell_silent(desk: Store) -> None:
    """The second day of the court goes on from the first, whatever it is like."""
    again = replace_days(JULY, "2026-07-21", "second day of hearings: ")
    fill(desk, PORT_ELLIS, NEIGHBORS, UNRELATED, ELSEWHERE, JULY, OTHERS, again)
    said = resumed(desk, date(2026, 7, 21))
    assert {one.last for one in said.values()} <= {date(2026, 3, 9)}


@pytest.mark.parametrize(("days", "said"), [(LOOKBACK - 20, True), (LOOKBACK + 20, False)])
def test_what_was_over_longer_ago_than_a_year_and_some_weeks_is_not_looked_at(
    store: Store, days: int, said: bool
) -> None:
    late = date(2026, 3, 9) + timedelta(days=days)
    fill(store, PORT_ELLIS, NEIGHBORS, UNRELATED, ELSEWHERE, replace_days(JULY, late.isoformat()), OTHERS)
    assert bool(resumed(store, late)) is said


def test_once_a_person_merged_the_two_or_took_that_back_nothing_is_said(desk: Store) -> None:
    new, old = court(desk).story, found(desk, "Harbor Bridge in Port Ellis closed")
    merge = decide(desk, DecisionKind.MERGE, old, new)
    assert resumed(desk) == {}
    with desk.writing() as connection:
        decisions.undo(connection, merge.id, datetime(2026, 7, 22, tzinfo=UTC), "Ada")
    assert resumed(desk) == {}


def test_a_silent_story_that_a_person_merged_into_another_is_named_as_that_one(desk: Store) -> None:
    whole, old = found(desk, "Old railway bridge"), found(desk, "Harbor Bridge in Port Ellis closed")
    decide(desk, DecisionKind.MERGE, whole, old)
    assert [one.story for one in resumed(desk).values()] == [whole]


def test_a_silent_story_whose_articles_a_followed_one_has_is_named_as_that_one(desk: Store) -> None:
    bridge = StoryId("bridge")
    with desk.writing() as connection:
        held = placements.of(connection, [found_in(connection, "Harbor Bridge in Port Ellis closed")])
        stories.put(connection, a_story(id=bridge, title="The bridge"))
        own = [replace(one, story=bridge) for members in held.values() for one in members]
        stories.replace_memberships(connection, bridge, own)
    assert [(one.story, one.title) for one in resumed(desk).values()] == [("bridge", "The bridge")]


def replace_days(
    reports: tuple[tuple[str, str, str], ...], day: str, before: str = ""
) -> tuple[tuple[str, str, str], ...]:
    return tuple((day, f"{before}{title}", body) for _, title, body in reports)


def test_names_that_many_others_have_tell_nothing_and_of_a_name_and_its_part_one_counts() -> None:
    shares = {"Port Ellis": 0.5, "Dana Okafor": 0.01, "Okafor": 0.01, "Mill Street": 0.0}
    assert telling(shares, shares.__getitem__) == ("Mill Street", "Dana Okafor")
    assert telling(["Dana Okafor", "Okafor", "Port Ellis"], shares.__getitem__) == ()
