"""Copies, stories, rejections and the summary of sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import articles, copies, pages, rejections, sources, stories
from storage.connection import Store
from storage.models import CopyKind, Fold, Given, Membership, Reason, Rejection, Story, StoryId, VersionId
from tests.storage.making import NOW, STORY, article, page

ORIGINAL = Fold(version=VersionId("a"), origin="Northwire", origin_reason="its credit")
COPY = Fold(
    version=VersionId("b"),
    origin="Northwire",
    origin_reason="its credit",
    copy_of=VersionId("a"),
    kind=CopyKind.NEAR,
    overlap=1 / 3,
    reason="a third is shared",
)


def test_folds_come_back_as_they_went_in(store: Store) -> None:
    with store.writing() as connection:
        copies.put(connection, [COPY, ORIGINAL])
        assert copies.all(connection) == {"a": ORIGINAL, "b": COPY}


def test_only_the_folds_that_are_asked_for_are_read(store: Store) -> None:
    with store.writing() as connection:
        copies.put(connection, [COPY, ORIGINAL])
        assert copies.among(connection, [VersionId("b"), VersionId("no such version")]) == {"b": COPY}
        assert copies.among(connection, []) == {}


def test_putting_folds_touches_only_what_differs(store: Store) -> None:
    with store.writing() as connection:
        assert copies.put(connection, [ORIGINAL, COPY]) == 2
        assert copies.put(connection, [COPY, ORIGINAL]) == 0
        unfolded = replace(COPY, copy_of=None, kind=None)
        assert copies.put(connection, [ORIGINAL, unfolded]) == 1
        assert copies.all(connection)[VersionId("b")] == unfolded
        assert copies.put(connection, []) == 0
        assert copies.all(connection) == {ORIGINAL.version: ORIGINAL, COPY.version: unfolded}


def test_a_story_comes_back_as_it_went_in(store: Store) -> None:
    full = Story(
        id=STORY,
        title="The bridge",
        terms=("bridge", "Zoë"),
        seeds=("day-1/1.html",),
        zone="Europe/Oslo",
        review="before",
        words=90,
        followed=False,
    )
    with store.writing() as connection:
        assert stories.put(connection, full) > 0
        assert stories.put(connection, full) == 0
        stories.put(connection, Story(id=StoryId("a-ferry"), title="The ferry"))
        assert stories.all(connection) == [Story(id=StoryId("a-ferry"), title="The ferry"), full]


def test_a_changed_story_takes_the_place_of_the_old_one(store: Store) -> None:
    with store.writing() as connection:
        stories.put(connection, Story(id=STORY, title="The bridge"))
        stories.put(connection, Story(id=STORY, title="The harbor bridge"))
        assert [story.title for story in stories.all(connection)] == ["The harbor bridge"]


def member(score: float, version: str, story: StoryId = STORY) -> Membership:
    return Membership(story=story, version=VersionId(version), score=score, reason="bridge", member=score > 0.3)


def test_memberships_of_one_story_are_replaced_and_others_left(store: Store) -> None:
    other = member(0.5, "x", StoryId("a-ferry"))
    with store.writing() as connection:
        stories.replace_memberships(connection, StoryId("a-ferry"), [other])
        stories.replace_memberships(connection, STORY, [member(0.2, "a"), member(0.9, "b")])
        assert stories.replace_memberships(connection, STORY, [member(0.2, "a"), member(0.8, "c")]) == 2
        assert stories.memberships(connection, STORY) == [member(0.8, "c"), member(0.2, "a")]
        assert stories.memberships(connection, StoryId("a-ferry")) == [other]


def test_a_membership_given_for_another_story_is_a_mistake(store: Store) -> None:
    with store.writing() as connection, pytest.raises(ValueError, match="a-ferry"):
        stories.replace_memberships(connection, STORY, [member(0.5, "x", StoryId("a-ferry"))])


def rejection(number: int = 1, at: datetime = NOW) -> Rejection:
    return Rejection(address=page(number).address, stage="collect", reason=Reason.EMPTY, detail="Nothing in it.", at=at)


def test_a_rejection_met_again_is_not_kept_again(store: Store) -> None:
    with store.writing() as connection:
        assert rejections.add(connection, [rejection(), rejection(2)]) == 2
        assert rejections.add(connection, [rejection(at=NOW + timedelta(days=1))]) == 0
        assert rejections.all(connection) == [rejection(), rejection(2)]


def test_of_the_newest_rejections_the_last_one_comes_first(store: Store) -> None:
    late = rejection(2, at=NOW + timedelta(hours=1))
    with store.writing() as connection:
        rejections.add(connection, [rejection(3), rejection(1), late])
        assert rejections.current(connection, newest=2) == [late, rejection(1)]
        assert rejections.current(connection) == [rejection(1), late, rejection(3)]


def test_a_rejection_no_longer_stands_once_a_later_page_came_from_its_address(store: Store) -> None:
    with store.writing() as connection:
        rejections.add(connection, [rejection(1), rejection(2)])
        pages.add(connection, store.archive, [page(1, loaded_at=NOW + timedelta(hours=1))])
        assert rejections.current(connection) == [rejection(2)]
        assert len(rejections.all(connection)) == 2


def test_sources_are_summed_up_by_outlet(store: Store) -> None:
    posts = [page(1), page(2, loaded_at=NOW + timedelta(days=1))]
    stub = page(3, given=Given())
    lone = page(4, address="notes/4.txt", given=Given())
    with store.writing() as connection:
        pages.add(connection, store.archive, [*posts, stub, lone])
        edited = article(2, of=posts[1], body="Edited.")
        articles.add(connection, [article(1), article(2, of=posts[1]), edited])
        articles.add(connection, [article(4, of=lone, source=None, published=None)])
        rejections.add(connection, [replace(rejection(3), stage="extract", page=stub.id)])
        named, unnamed = sources.summaries(connection)
    assert (named.outlet, named.articles, named.versions, named.rejected) == ("Harbor Post", 2, 3, 1)
    assert named.first_published == datetime(2026, 3, 2, 7, 15, 30, 123456, tzinfo=UTC)
    assert named.last_published == datetime(2026, 3, 3, 7, 15, 30, 123456, tzinfo=UTC)
    assert named.last_loaded == NOW + timedelta(days=1)
    assert (unnamed.outlet, unnamed.articles, unnamed.first_published) == (None, 1, None)
