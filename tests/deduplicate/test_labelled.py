"""On the labelled set copies are found however they were edited, and nothing that is no copy is folded."""

from __future__ import annotations

from itertools import combinations

import pytest

from storage.models import Fold
from tasks.deduplicate.folding import fold
from tests.deduplicate.edits import Case, labelled

CASES = labelled()


@pytest.fixture(scope="module")
def folds() -> list[Fold]:
    return fold([case.article for case in CASES])


def _cluster(found: Fold) -> str:
    return found.copy_of or found.version


def _pairs(names: list[str]) -> set[tuple[int, int]]:
    return {(one, other) for one, other in combinations(range(len(names)), 2) if names[one] == names[other]}


def test_pair_f1_is_at_least_95_percent(folds: list[Fold]) -> None:
    true, found = _pairs([case.cluster for case in CASES]), _pairs([_cluster(one) for one in folds])
    both = len(true & found)
    assert 2 * both / (len(true) + len(found)) >= 0.95, sorted(
        (CASES[one].edit, CASES[other].edit) for one, other in true ^ found
    )


def test_no_two_different_reports_are_folded_together(folds: list[Fold]) -> None:
    clusters: dict[str, set[str]] = {}
    for case, found in zip(CASES, folds, strict=True):
        clusters.setdefault(_cluster(found), set()).add(case.cluster)
    assert [sorted(mixed) for mixed in clusters.values() if len(mixed) > 1] == []


@pytest.mark.parametrize("edit", sorted({case.edit for case in CASES}))
def test_each_edit_is_told_apart(folds: list[Fold], edit: str) -> None:
    originals = {"wire", "press release", "another report", "two wires on one event"}
    copies = {case.edit for case in CASES if _is_copy(case)} - originals
    for case, found in zip(CASES, folds, strict=True):
        if case.edit == edit:
            assert (found.copy_of is not None) == (edit in copies), (case.cluster, found.reason)


def _is_copy(case: Case) -> bool:
    return sum(other.cluster == case.cluster for other in CASES) > 1
