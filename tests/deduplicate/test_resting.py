"""Plain copies are not read again when their cluster grows, and what becomes of all is as if they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import articles, copies
from storage.models import Article, Fold, PageId, VersionId
from tasks.deduplicate import task
from tasks.deduplicate.folding import fold
from tests.builders import an_article
from tests.deduplicate.newsroom import LOCAL, OTHER, WIRE, text
from tests.stores import an_empty_store

REPORT = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00")
COPIES = [
    an_article(text(*WIRE), source=f"{town} Mercury", on=f"2026-03-02T{hour:02}:00")
    for hour, town in enumerate(("Osmund", "Lund", "Reef", "Quay"), 8)
]
LATER = an_article(text(*WIRE[:7]), source="Kettle Post", on="2026-03-03T07:00")


class Desk:
    """A store on which folding is watched."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = an_empty_store(folder / "news.duckdb")
        self.folded: list[set[VersionId]] = []
        fold_cluster = task.fold_cluster

        def watched(found: Sequence[Article], *given: object) -> list[Fold]:
            self.folded.append({one.version for one in found})
            return fold_cluster(found, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(task, "fold_cluster", watched)

    def take(self, *found: Article) -> list[set[VersionId]]:
        """Take articles in; return what was folded for that, time after time."""
        self.folded.clear()
        with self.store.writing() as connection:
            articles.add(connection, found)
        while task.fold_batch.fn(self.store, {}).more:
            pass
        return list(self.folded)

    def holds_what_folding_all_at_once_gives(self) -> bool:
        with self.store.reading() as connection:
            known, kept = articles.all_versions(connection), copies.all(connection)
        return kept == {one.version: one for one in fold(known)}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def _versions(*found: Article) -> set[VersionId]:
    return {one.version for one in found}


def test_a_later_copy_is_folded_beside_the_original_alone(desk: Desk) -> None:
    desk.take(REPORT, *COPIES)
    assert desk.take(LATER) == [_versions(REPORT, LATER)]
    assert desk.holds_what_folding_all_at_once_gives()


def test_a_copy_with_much_of_its_own_is_folded_again_for_others_may_have_taken_that(desk: Desk) -> None:
    added = an_article(text(*WIRE[:6], *LOCAL), source="Sound Times", on="2026-03-02T12:00")
    desk.take(REPORT, added, *COPIES)
    taken = an_article(text(*LOCAL, *WIRE[:6]), source="Kettle Post", on="2026-03-03")
    assert desk.take(taken) == [_versions(REPORT, added, taken)]
    assert desk.holds_what_folding_all_at_once_gives()


def test_what_comes_late_and_stands_earlier_is_compared_with_all_that_stand_after_it(desk: Desk) -> None:
    desk.take(REPORT, *COPIES)
    between = an_article(text(*WIRE[:7]), source="Sound Times", on="2026-03-02T09:30")
    assert desk.take(between) == [_versions(REPORT, *COPIES[2:], between)]
    assert desk.holds_what_folding_all_at_once_gives()


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(an_article(text(*WIRE), source="Sound Times", on="2026-03-01"), id="an earlier original"),
        pytest.param(an_article(text(*WIRE), source="Reuters", on="2026-03-04"), id="an agency's own article"),
        pytest.param(an_article(text(*WIRE), source="Sound Times", on="2026-03-04", byline="Reuters"), id="a credit"),
        pytest.param(
            replace(
                REPORT, page=PageId("again"), published=REPORT.first_seen, first_seen=datetime(2026, 3, 9, tzinfo=UTC)
            ),
            id="another date of its own",
        ),
    ],
)
def test_what_makes_something_else_of_the_original_wakes_its_copies(desk: Desk, late: Article) -> None:
    desk.take(REPORT, *COPIES)
    assert _versions(*COPIES) < desk.take(late)[-1]
    assert desk.holds_what_folding_all_at_once_gives()


def test_a_longer_report_that_holds_a_brief_takes_the_brief_s_copies_too(desk: Desk) -> None:
    brief = an_article(text(*WIRE[:2]), source="Varn Dispatch", on="2026-03-02T06:00")
    taken = [replace(one, version=VersionId(f"brief {one.version}"), body=brief.body) for one in COPIES]
    desk.take(brief, *taken)
    longer = an_article(text(*WIRE[:2], *OTHER), source="Sound Times", on="2026-03-04")
    assert desk.take(longer) == [_versions(brief, longer), _versions(brief, *taken, longer)]
    assert desk.holds_what_folding_all_at_once_gives()


def test_of_copies_with_one_credit_the_first_speaks_for_all(desk: Desk) -> None:
    credited = [
        an_article(text(*WIRE), source=f"{town} Post", on=f"2026-03-02T{hour}:00", byline="Reuters")
        for hour, town in enumerate(("Varn", "Skerry", "Lund"), 13)
    ]
    desk.take(REPORT, *COPIES, *credited)
    assert desk.take(LATER) == [_versions(REPORT, credited[0], LATER)]
    assert desk.holds_what_folding_all_at_once_gives()


def test_where_credits_differ_all_are_counted(desk: Desk) -> None:
    credited = [
        an_article(text(*WIRE), source=f"{town} Post", on=f"2026-03-02T{hour}:00", byline=agency)
        for hour, (town, agency) in enumerate((("Varn", "Reuters"), ("Skerry", "AFP"), ("Lund", "AFP")), 13)
    ]
    desk.take(REPORT, *COPIES, *credited)
    more = an_article(text(*WIRE), source="Kettle Post", on="2026-03-03", byline="Reuters")
    assert desk.take(more)[0] == _versions(REPORT, *credited, more)
    assert desk.holds_what_folding_all_at_once_gives()


def test_a_copy_whose_turn_in_time_nobody_knows_is_folded_again(desk: Desk) -> None:
    undated = an_article(text(*WIRE), source="Sound Times", on=None)
    unnamed = an_article(text(*WIRE[:7]), source=None, on="2026-03-02T13:00")
    desk.take(REPORT, *COPIES, undated, unnamed)
    assert desk.take(LATER) == [_versions(REPORT, undated, unnamed, LATER)]
    assert desk.holds_what_folding_all_at_once_gives()
