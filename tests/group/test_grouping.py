"""Stories are found among articles as they come, and stay what they were when more articles come."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storage.models import Article, StoryId
from storage.placed import Waiting
from tasks.group.memory import Memory
from tasks.group.placing import Grown, place
from tasks.group.recall import among_the_last, arrival
from tasks.group.records import group_records
from tests.builders import an_article
from tests.group.bcubed import bcubed_f1
from tests.group.newsroom import NEIGHBORS, PORT_ELLIS, UNRELATED, articles

SHARED = Path(__file__).parents[2] / "../shared"


def grow(given: Sequence[Article], memory: Memory | None = None, copies: dict[str, Article] | None = None) -> Grown:
    """Place articles; `copies` says of which others some of them, by version, are copies."""
    originals = {version: original.id for version, original in (copies or {}).items()}
    arrivals = [
        arrival(Waiting(version=a.version, article=a.id, copy_of=originals.get(a.version), home=None), a) for a in given
    ]
    return place(memory or Memory(), arrivals, {})


def _sizes(grown: Grown) -> list[int]:
    return sorted(Counter(one.story for one in grown.placed).values())


def _stories(grown: Grown) -> dict[str, StoryId]:
    return {one.arrival.version: one.story for one in grown.placed}


def test_one_matter_over_a_week_is_one_story_beside_others() -> None:
    assert _sizes(grow(articles(PORT_ELLIS, NEIGHBORS, UNRELATED))) == [1] * 6 + [4]


def test_undated_articles_on_one_matter_are_one_story_beside_others() -> None:
    assert _sizes(grow(articles(PORT_ELLIS, NEIGHBORS, UNRELATED, dated=False))) == [1] * 6 + [4]


def test_a_small_desk_s_matter_stays_one_story_however_many_articles_are_on_it() -> None:
    one = [(date(2026, 3, 2 + day), title, f"{body}\nDay {day}.") for day in range(12) for _, title, body in PORT_ELLIS]
    given = [an_article(body, title=title, on=f"{day}", address=f"{n}") for n, (day, title, body) in enumerate(one * 2)]
    assert _sizes(grow(given)) == [len(given)]


def test_undated_articles_of_an_old_folder_are_compared_with_the_dated_ones() -> None:
    given = articles(PORT_ELLIS)
    dated = [arrival(_waiting(one), one) for one in given[:2]]
    undated = [replace(arrival(_waiting(one), one), dated=False, day=dated[0].day + 300) for one in given[2:]]
    assert {one.day for one in among_the_last([*dated, *undated], None)} == {one.day for one in dated}
    assert {one.day for one in among_the_last(undated, date.fromordinal(dated[0].day))} == {dated[0].day}
    assert among_the_last(undated, None) == undated
    recent = [replace(one, day=dated[-1].day + 10) for one in undated]
    assert among_the_last([*dated, *recent], None) == [*dated, *recent]


def _waiting(article: Article) -> Waiting:
    return Waiting(version=article.version, article=article.id, copy_of=None, home=None)


def test_unrelated_articles_stay_apart_however_few_they_are() -> None:
    given = articles(UNRELATED, NEIGHBORS)
    for one in given:
        for other in given:
            assert one == other or _sizes(grow([one, other])) == [1, 1]


def test_a_story_keeps_its_id_and_title_when_articles_are_added() -> None:
    memory, given = Memory(), articles(PORT_ELLIS, UNRELATED)
    late = given[2:4]
    first, again = grow(given[:2], memory), grow(given[2:], memory)
    assert first.founded[0].title in {title for _, title, _ in PORT_ELLIS}
    assert {_stories(again)[one.version] for one in late} == {first.founded[0].story}


def test_days_one_by_one_give_what_all_days_together_give() -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    memory, found = Memory(), {}
    for day in sorted({one.published for one in given if one.published}):
        found |= _stories(grow([one for one in given if one.published == day], memory))
    assert found == _stories(grow(given))


def test_stories_do_not_depend_on_the_order_of_the_articles() -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    assert _stories(grow(given)) == _stories(grow(given[::-1]))


def test_a_story_s_id_can_be_read_and_is_its_own() -> None:
    founded = grow(articles(PORT_ELLIS, UNRELATED)).founded
    assert len({one.story for one in founded}) == len(founded) == 5
    assert any(one.story.startswith("regulator-fines-phone-company-over-roaming-") for one in founded)


def test_each_article_says_why_it_is_in_its_story() -> None:
    reasons = [one.reason for one in sorted(grow(articles(PORT_ELLIS)).placed, key=lambda one: one.arrival.day)]
    assert reasons[0] == "the first article of the story"
    assert all("like the latest" in reason for reason in reasons[1:])


def test_a_story_without_titles_is_named_by_its_first_line() -> None:
    assert grow([an_article("Snow fell on the pass.\nIt was deep.")]).founded[0].title == "Snow fell on the pass."


def test_versions_of_one_article_go_together_though_they_were_rewritten() -> None:
    address = "https://example.org/live"
    first = an_article(UNRELATED[0][2], address=address)
    second = an_article(PORT_ELLIS[0][2], address=address)
    assert _sizes(grow([first, second])) == [2]


def test_a_copy_is_in_the_story_of_its_original_whatever_else_it_says() -> None:
    original, copy = an_article(UNRELATED[0][2], source="A"), an_article(PORT_ELLIS[0][2], source="B")
    assert _sizes(grow([original, copy], copies={copy.version: original})) == [2]


def test_no_articles_make_no_stories() -> None:
    assert grow([]).placed == []


def test_articles_without_words_are_stories_of_their_own() -> None:
    assert _sizes(grow([an_article("…", source="A"), an_article("!", source="B")])) == [1, 1]


def test_records_are_answered_in_their_order_whatever_they_hold() -> None:
    records: list[dict[str, Any]] = [
        {"id": 1, "title": PORT_ELLIS[1][1], "text": PORT_ELLIS[1][2], "published": PORT_ELLIS[1][0]},
        {"id": 2, "title": "x"},
        {"id": 3, "title": None, "text": UNRELATED[0][2], "published": "yesterday"},
        {"id": 4, "title": PORT_ELLIS[0][1], "text": PORT_ELLIS[0][2], "published": "2026-03-02T07:00:00Z"},
    ]
    first, bad, other, last = group_records(records)
    assert first["story"] == last["story"] != other["story"]
    assert (bad["id"], "error" in bad) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "floor"), [("allsides_clustering", 0.945), ("ecbplus_clustering", 0.925)])
def test_stories_are_found_as_well_as_the_best_in_print(name: str, floor: float) -> None:
    path = SHARED / "eval" / "data" / name / "dev.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    given = [{**{k: r.get(k) for k in ("id", "title", "text")}, "published": r.get("date")} for r in records]
    got = [answer["story"] for answer in group_records(given)]
    assert bcubed_f1([r["cluster_id"] for r in records], got) >= floor


def test_five_files_on_one_matter_are_one_story_with_and_without_their_manifest() -> None:
    if not (SHARED / "seeds").exists():
        pytest.skip("the five files are not here")
    said = [json.loads(line) for line in (SHARED / "seeds" / "manifest.jsonl").read_text("utf-8").splitlines()]
    unrelated = [
        {"id": title, "title": title, "text": body, "published": None} for _, title, body in UNRELATED + NEIGHBORS
    ]
    for known in (True, False):
        given = [
            {
                "id": one["file"],
                "text": (SHARED / "seeds" / one["file"]).read_text("utf-8"),
                "title": one["title"] if known else None,
                "published": one["published"] if known else None,
            }
            for one in said
        ]
        for beside in ([], unrelated):
            stories = [answer["story"] for answer in group_records([*given, *beside])]
            assert len(set(stories[:5])) == 1
            assert set(stories[:5]).isdisjoint(stories[5:])
