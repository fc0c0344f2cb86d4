"""Grouping over a real store: day by day, without losing what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows import desk
from flows.settings import load
from storage import articles as article_rows
from storage import conclusions, copies, decisions, placements, stories
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.models import Article, Story, StoryId, VersionId
from tasks.group import task
from tasks.group.records import group_records
from tasks.group.task import choose_members, find_day, find_stories, keep_day, place_articles, propose, stories_holding
from tests.builders import a_fold, a_story, an_article
from tests.group.newsroom import NEIGHBORS, PORT_ELLIS, UNRELATED, articles
from tests.stores import an_empty_store

BRIDGE = a_story(id=StoryId("bridge"), title="The Harbor Bridge", terms=("Harbor Bridge", "Port Ellis"))
AT = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return an_empty_store(tmp_path / "news.duckdb")


def take_in(store: Store, given: Sequence[Article]) -> None:
    with store.writing() as connection:
        article_rows.add(connection, given)
        copies.put(connection, [a_fold(one) for one in article_rows.all_versions(connection)])


def found(store: Store) -> dict[VersionId, StoryId]:
    with store.reading() as connection:
        return placements.between(connection, date(2000, 1, 1), date(2100, 1, 1))


def on(store: Store, story: Story) -> set[VersionId]:
    with store.reading() as connection:
        return {one.version for one in stories.memberships(connection, story.id) if one.member}


def story_of(store: Store, article: Article) -> StoryId:
    return found(store)[article.version]


def test_days_that_come_one_by_one_are_grouped_as_the_filter_groups_them_together(store: Store) -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    for day in sorted({one.published for one in given if one.published}):
        take_in(store, [one for one in given if one.published == day])
        place_articles.fn(store)
    records = [
        {"id": one.id, "title": one.title, "text": one.body, "published": str(one.published), "language": "en"}
        for one in given
    ]
    answers = [answer["story"] for answer in group_records(records)]
    stored = [story_of(store, one) for one in given]
    pairs = set(zip(stored, answers, strict=True))
    assert len(pairs) == len(set(stored)) == len(set(answers))


def test_placing_again_places_nothing_and_changes_nothing(store: Store) -> None:
    take_in(store, articles(PORT_ELLIS, UNRELATED))
    assert place_articles.fn(store) == 8
    before = found(store)
    assert place_articles.fn(store) == 0
    assert found(store) == before


def test_what_comes_late_joins_its_story_and_moves_nobody(store: Store) -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    take_in(store, [*given[:1], *given[2:]])
    place_articles.fn(store)
    before = found(store)
    take_in(store, given[1:2])
    place_articles.fn(store)
    assert found(store).items() >= before.items()
    assert story_of(store, given[1]) == story_of(store, given[0])


def test_an_edited_article_stays_in_its_story_and_a_copy_joins_its_original_s(store: Store) -> None:
    address = "https://example.org/a"
    original, edited = (an_article(PORT_ELLIS[0][2] + more, address=address) for more in ("", "\nMore."))
    copy = an_article("Read all about it.", source="The Echo")
    take_in(store, [original, *articles(UNRELATED)])
    place_articles.fn(store)
    with store.writing() as connection:
        article_rows.add(connection, [edited, copy])
        copies.put(connection, [a_fold(original), a_fold(copy, copy_of=original.version)])
    place_articles.fn(store)
    assert story_of(store, original) == story_of(store, edited) == story_of(store, copy)


def test_a_plain_copy_is_compared_by_its_original_s_words_and_another_by_its_own(store: Store) -> None:
    original = an_article(PORT_ELLIS[0][2])
    plain = an_article(PORT_ELLIS[0][2] + " More.", source="The Echo")
    half = an_article(PORT_ELLIS[0][2] + UNRELATED[0][2], source="The Echo")
    with store.writing() as connection:
        article_rows.add(connection, [original, plain, half])
        taken = [a_fold(one, copy_of=original.version) for one in (plain, half)]
        shares = [replace(one, overlap=overlap) for one, overlap in zip(taken, (0.95, 0.5), strict=True)]
        copies.put(connection, [a_fold(original), *shares])
    place_articles.fn(store)
    with store.reading() as connection:
        held = placements.stems_of(connection, [original.version, plain.version, half.version], plain=0.8)
    assert held.keys() == {original.version, plain.version}
    assert held[plain.version][0].tolist() == held[original.version][0].tolist() != []


def test_a_followed_story_takes_what_is_new_and_keeps_what_it_had(store: Store) -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    take_in(store, given[:2])
    assert choose_members.fn(store, BRIDGE) == 2
    take_in(store, given[2:])
    assert choose_members.fn(store, BRIDGE) == 4
    assert on(store, BRIDGE) == {one.version for one in given[:4]}


def test_other_terms_have_every_article_judged_anew(store: Store) -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    take_in(store, given)
    choose_members.fn(store, BRIDGE)
    choose_members.fn(store, replace(BRIDGE, terms=("barley",)))
    assert on(store, BRIDGE) == {given[4].version}


def test_borderline_articles_are_kept_with_their_reason(store: Store) -> None:
    namesake = an_article(
        "Opera singers will perform beneath the Harbor Bridge when the summer festival opens in Novalea.\nTickets for "
        "the floating stage sold out in an hour.\nThe program has works by five women composers.",
        title="Opera under the Harbor Bridge",
        on="2026-03-04",
    )
    take_in(store, [*articles(PORT_ELLIS, UNRELATED), namesake])
    choose_members.fn(store, BRIDGE)
    with store.reading() as connection:
        (kept,) = [one for one in conclusions.of(connection, BRIDGE.id) if one.version == namesake.version]
    assert not kept.member
    assert "Harbor Bridge" in kept.reason


def test_an_article_may_be_on_several_followed_stories(store: Store) -> None:
    given = articles(PORT_ELLIS)
    traffic = a_story(id=StoryId("traffic"), title="Traffic", terms=("Mill Street tunnel",))
    take_in(store, given)
    choose_members.fn(store, BRIDGE)
    choose_members.fn(store, traffic)
    assert given[0].version in on(store, BRIDGE) & on(store, traffic)


def test_what_no_followed_story_has_is_found(store: Store) -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    take_in(store, given)
    choose_members.fn(store, a_story(id=StoryId("barley"), title="Barley", terms=("barley",)))
    told = find_stories.fn(store, {one.url for one in given if one.url}, "UTC", 160)
    assert [on(store, story) for story in told] == [{one.version for one in given[:4]}]
    assert [story.id for story in stories_holding.fn(store, None)][1:] == [told[0].id]


def test_a_day_s_largest_stories_have_their_outlets_and_origins_counted(store: Store) -> None:
    bridge, barley = PORT_ELLIS[0][2], UNRELATED[0][2]
    texts = [("Harbor Courier", bridge), ("Gazette", f"{bridge}\nMore soon."), ("Post", barley)]
    given = [an_article(body, source=source, title=source) for source, body in texts]
    with store.writing() as connection:
        article_rows.add(connection, given)
        copied = a_fold(given[1], origin="Harbor Courier", copy_of=given[0].version)
        copies.put(connection, [a_fold(given[0]), copied, a_fold(given[2])])
    largest, other = find_day.fn(store, date(2026, 3, 2), "UTC", 10)
    assert (other.outlets, other.articles) == (("Post",), 1)
    assert (largest.outlets, largest.origins) == (("Gazette", "Harbor Courier"), ("Harbor Courier",))
    assert (largest.since, largest.so_far, largest.followed) == (date(2026, 3, 2), 2, None)


def test_a_day_s_story_that_is_followed_says_so(store: Store) -> None:
    take_in(store, articles(PORT_ELLIS, UNRELATED))
    choose_members.fn(store, BRIDGE)
    talked = find_day.fn(store, date(2026, 3, 2), "UTC", 10)
    assert [one.followed for one in talked if one.title.startswith("Harbor Bridge")] == [BRIDGE.id]
    assert BRIDGE in keep_day.fn(store, talked, "UTC", 160)


def test_a_found_story_that_is_followed_keeps_its_id_and_its_articles(store: Store, tmp_path: Path) -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    take_in(store, given)
    place_articles.fn(store)
    name = story_of(store, given[0])
    terms = propose.fn(store, name)
    decision = Decision(kind=DecisionKind.FOLLOW, at=AT, by="Ada", story=name, subjects=terms)
    with store.writing() as connection:
        decisions.add(connection, [decision])
    settings = load(tmp_path, {})
    (followed,) = desk.followed_stories(settings, store)
    choose_members.fn(store, followed)
    assert (followed.id, followed.terms) == (name, terms)
    assert on(store, followed) == {one.version for one in given[:4]}
    with store.writing() as connection:
        decisions.undo(connection, decision.id, AT, "Ada")
    assert desk.followed_stories(settings, store) == []
    with store.reading() as connection:
        assert [story.followed for story in stories.all(connection)] == [False]


def test_proposed_terms_are_names_that_set_the_story_apart(store: Store) -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    take_in(store, given)
    place_articles.fn(store)
    terms = propose.fn(store, story_of(store, given[0]))
    assert {"Port Ellis", "Harbor Bridge"} <= set(terms)
    assert not {"Ines Duarte", "Brightline"} & set(terms)


def test_nothing_that_grouping_keeps_is_at_odds(store: Store) -> None:
    take_in(store, articles(PORT_ELLIS, UNRELATED))
    choose_members.fn(store, BRIDGE)
    assert [problem for problem in store.verify() if problem.where not in ("article_versions", "pages")] == []


@pytest.mark.parametrize("days", [50, 100])
def test_a_day_reads_its_own_texts_and_six_weeks_of_stems_however_many_days_came_before(
    store: Store, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drains = a_story(id=StoryId("drains"), title="Drains", terms=("Drain Board",))
    monkeypatch.setattr(task, "_BESIDE", 10)
    take_in(store, [one for day in range(days) for one in _council(day)])
    choose_members.fn(store, drains)
    take_in(store, _council(days))
    texts, window = [], []
    by_version, recalled = article_rows.by_version, placements.window
    monkeypatch.setattr(article_rows, "by_version", lambda c, ids: texts.append(len(set(ids))) or by_version(c, ids))
    monkeypatch.setattr(
        placements, "window", lambda *asked: window.append(len((found := recalled(*asked)).days)) or found
    )
    choose_members.fn(store, drains)
    assert window == [4 * 45]
    assert texts == [4, 4 + 10]  # to place them; to judge them beside the latest of the story


def _council(day: int) -> list[Article]:
    on = str(date(2026, 1, 1) + timedelta(days=day))
    title = "The Drain Board meets"
    return [an_article(f"Day {day} of the Drain Board in {n}.", title=title, on=on, source=f"{n}") for n in range(4)]
