"""A story holds together beside fifty unrelated matters, and stays apart from another one on its own subject."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from storage.models import Article, StoryId
from tests.builders import a_story, an_article
from tests.group.crowd import ESKERRY, KILMORE, crowd, told
from tests.group.test_grouping import grow

SHARED = Path(__file__).parents[2] / "../shared"


def stories_of(given: list[Article]) -> list[StoryId]:
    placed = {one.arrival.version: one.story for one in grow(given).placed}
    return [placed[one.version] for one in given]


def seeds(*, known: bool) -> list[Article]:
    """The five real files, with or without what their manifest says."""
    if not (SHARED / "seeds").exists():
        pytest.skip("the five files are not here")
    said = [json.loads(line) for line in (SHARED / "seeds" / "manifest.jsonl").read_text("utf-8").splitlines()]
    return [
        an_article(
            (SHARED / "seeds" / one["file"]).read_text("utf-8"),
            title=(one["title"] or "") if known else "",
            on=one["published"][:10] if known and one["published"] else None,
            address=one["file"],
        )
        for one in said
    ]


@pytest.mark.parametrize("source", ["invented", "files with their manifest", "bare files"])
def test_five_reports_are_one_story_beside_fifty_matters_and_another_story_on_the_subject(source: str) -> None:
    five = told(KILMORE, "kilmore") if source == "invented" else seeds(known=source != "bare files")
    other = told(ESKERRY, "eskerry")
    found = stories_of([*five, *other, *crowd()])
    assert len(set(found[:5])) == 1
    assert len(set(found[5:8])) == 1
    assert set(found[:5]).isdisjoint(found[5:])
    assert set(found[5:8]).isdisjoint(found[8:])


def test_fifty_unrelated_matters_are_fifty_stories() -> None:
    assert len(crowd()) == 50
    assert max(Counter(stories_of(crowd())).values()) == 1


def test_a_followed_story_drifts_with_its_news_without_swallowing_its_neighbor() -> None:
    from tasks.group.membership import members

    given = [*told(KILMORE, "kilmore"), *told(ESKERRY, "eskerry"), *crowd()]
    on = {one.version for one in members(a_story(title="Kilmore", terms=("Kilmore",)), given) if one.member}
    assert on == {one.version for one in given[:5]}


def test_a_followed_story_is_known_by_its_seed_articles_alone() -> None:
    from tasks.group.membership import members

    given = [*told(KILMORE, "kilmore"), *told(ESKERRY, "eskerry"), *crowd()]
    sown = a_story(title="x", terms=(), seeds=(given[0].address, given[3].address))
    judged = members(sown, given)
    on = {one.version for one in judged if one.member}
    assert {given[0].version, given[3].version, given[4].version} <= on
    assert on <= {one.version for one in given[:5]}
    assert all(one.reason for one in judged)
