"""How stories hang together, out of what people decided and grouping concluded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import articles, decisions, digests, placements, publications, stories, ties
from storage.connection import Store
from storage.decided import Decision, DecisionKind, split_story
from storage.models import StoryId
from storage.placed import Founded, Turn, TurnKind
from storage.published import Publication, Tie, TieKind
from tests.builders import a_story
from tests.storage.making import article, digest

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DAY = date(2026, 3, 5)
A, B, C, D = (StoryId(name) for name in "abcd")


class Desk:
    """Four followed stories that readers have a digest of, and an hour between any two decisions."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hours = 0
        with store.writing() as connection:
            articles.add(connection, [article()])
            for name in (A, B, C, D):
                stories.put(connection, a_story(id=name, title=f"Story {name}"))
                digests.save(connection, digest(article(), story=name, title=f"Story {name}"))

    @property
    def now(self) -> datetime:
        return NOON + timedelta(hours=self.hours)

    def decide(self, kind: DecisionKind, story: StoryId, *subjects: str, **more: str) -> Decision:
        self.hours += 1
        one = Decision(kind=kind, at=self.now, by=more.pop("by", "Ada"), story=story, subjects=subjects, **more)  # type: ignore[arg-type]
        with self.store.writing() as connection:
            decisions.add(connection, [one])
        return one

    def merge(self, story: StoryId, *others: StoryId, **more: str) -> Decision:
        return self.decide(DecisionKind.MERGE, story, *others, **more)

    def undo(self, one: Decision) -> None:
        self.hours += 1
        with self.store.writing() as connection:
            decisions.undo(connection, one.id, self.now, "Ben")

    def turn(self, kind: TurnKind, story: StoryId, other: StoryId) -> None:
        with self.store.writing() as connection:
            placements.add_turns(connection, [Turn(story, other, kind, DAY, "alike")])

    def unfollow(self, *names: StoryId) -> None:
        with self.store.writing() as connection:
            for name in names:
                stories.put(connection, a_story(id=name, title=f"Story {name}", followed=False))

    def publish(self) -> None:
        """Let readers have something new."""
        self.hours += 1
        with self.store.writing() as connection:
            one = digest(article(), story=A, title="Story a", input_hash=f"{self.hours}")
            kept = digests.save(connection, one)
            number = self.hours
            new = Publication(story=A, day=kept.day, number=number, digest=kept.id, withdrawn=False, at=self.now)
            publications.add(connection, [new])

    def ties(self, story: StoryId) -> list[Tie]:
        with self.store.reading() as connection:
            return list(ties.all(connection).get(story, ()))

    def said(self, story: StoryId) -> list[tuple[str, StoryId]]:
        return [(one.kind.value + (" no longer" if one.ended else ""), one.other) for one in self.ties(story)]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_story_that_went_through_several_leads_to_the_last_since_it_is_told_there(desk: Desk) -> None:
    desk.merge(B, A, note="first")
    second = desk.merge(C, B, note="second")
    (tie,) = desk.ties(A)
    assert (tie.kind, tie.other, tie.title, tie.at, tie.by, tie.note) == (
        TieKind.GOES_ON, C, "Story c", second.at, "Ada", "second",
    )  # fmt: skip
    assert desk.said(C) == [("took in", A), ("took in", B)]
    desk.undo(second)
    assert [(one.other, one.note) for one in desk.ties(A)] == [(B, "first")]


def test_what_grouping_and_a_person_said_make_one_way(desk: Desk) -> None:
    desk.unfollow(A, B)
    desk.turn(TurnKind.MERGED, A, B)
    assert [(one.other, one.by, one.day_only, one.note) for one in desk.ties(A)] == [(B, None, True, "alike")]
    desk.merge(C, B)
    assert [(one.other, one.by) for one in desk.ties(A)] == [(C, "Ada")]


def test_a_person_who_turns_a_merger_round_is_believed(desk: Desk) -> None:
    desk.unfollow(A, B)
    desk.turn(TurnKind.MERGED, A, B)
    desk.merge(A, B)
    assert desk.said(A) == [("took in", B)]
    assert desk.said(B) == [("goes on in", A)]


def test_a_followed_story_goes_on_by_itself_whatever_grouping_concluded(desk: Desk) -> None:
    desk.turn(TurnKind.MERGED, A, B)
    assert desk.said(A) == desk.said(B) == []
    desk.turn(TurnKind.SPLIT, A, B)
    assert (desk.said(A), desk.said(B)) == ([("was split off from", B)], [("gave off", A)])


def test_what_grouping_concluded_of_stories_that_readers_never_met_is_not_told(desk: Desk) -> None:
    new = StoryId("never-told")
    with desk.store.writing() as connection:
        placements.add(connection, [], [Founded(new, "Never told", DAY)])
    desk.turn(TurnKind.SPLIT, new, A)
    desk.turn(TurnKind.MERGED, new, B)
    assert desk.said(A) == desk.said(B) == []
    desk.unfollow(C)
    desk.turn(TurnKind.MERGED, C, new)
    assert desk.said(C) == [("goes on in", B)]  # for there the one that was never told goes on


def test_a_story_that_goes_on_in_one_without_a_page_yet_says_so(desk: Desk) -> None:
    new = StoryId("never-told")
    with desk.store.writing() as connection:
        placements.add(connection, [], [Founded(new, "Never told", DAY)])
    desk.unfollow(C)
    desk.turn(TurnKind.MERGED, C, new)
    assert [(one.other, one.title, one.has_page) for one in desk.ties(C)] == [(new, "Never told", False)]


def test_a_merger_that_was_undone_is_named_as_ended_only_if_readers_may_have_gone_after_it(desk: Desk) -> None:
    desk.undo(desk.merge(B, A))
    assert desk.said(A) == desk.said(B) == []
    merge = desk.merge(B, A)
    desk.publish()
    desk.undo(merge)
    (tie,) = desk.ties(A)
    assert (tie.kind, tie.other, tie.ended, tie.by, tie.at) == (TieKind.GOES_ON, B, True, "Ben", desk.now)
    assert desk.said(B) == []
    desk.merge(C, A)
    assert desk.said(A) == [("goes on in", C)]


def test_a_part_that_was_told_and_whose_split_is_undone_goes_on_where_it_came_from(desk: Desk) -> None:
    unseen = desk.decide(DecisionKind.SPLIT, A, "x", value="Unseen")
    assert [(one.other, one.title) for one in desk.ties(A)] == [(split_story(unseen), "Unseen")]
    desk.undo(unseen)
    assert desk.said(A) == []

    split = desk.decide(DecisionKind.SPLIT, A, "x", value="Seen")
    part = split_story(split)
    with desk.store.writing() as connection:
        digests.save(connection, digest(article(), story=part, title="Seen"))
    assert (desk.said(part), desk.said(A)) == ([("was split off from", A)], [("gave off", part)])
    desk.undo(split)
    assert desk.said(part) == [("goes on in", A)]
    assert desk.said(A) == [("took in", part), ("gave off no longer", part)]


def test_a_part_that_a_person_merges_back_goes_on_where_it_came_from(desk: Desk) -> None:
    split = desk.decide(DecisionKind.SPLIT, A, "x", value="Seen")
    part = split_story(split)
    with desk.store.writing() as connection:
        digests.save(connection, digest(article(), story=part, title="Seen"))
    desk.merge(A, part)
    assert desk.said(part) == [("goes on in", A)]
    assert desk.said(A) == [("took in", part), ("gave off no longer", part)]
