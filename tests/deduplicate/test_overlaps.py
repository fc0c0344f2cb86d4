"""Texts with common passages are paired, and a text that everybody took does not pair all with all."""

from __future__ import annotations

import numpy as np

from tasks.deduplicate.overlaps import overlapping


def _marks(*values: int) -> np.ndarray:
    return np.array(sorted(values), dtype=np.uint64)


def test_texts_that_share_marks_are_paired_with_the_earlier_one() -> None:
    assert overlapping([_marks(1, 2, 3), _marks(7, 8, 9), _marks(2, 3, 4)]) == [[], [], [0]]


def test_one_mark_in_common_is_chance() -> None:
    assert overlapping([_marks(1, 2, 3), _marks(3, 4, 5)]) == [[], []]


def test_a_text_is_paired_with_all_that_it_takes_passages_from() -> None:
    assert overlapping([_marks(1, 2, 3), _marks(7, 8, 9), _marks(2, 3, 7, 8)])[2] == [0, 1]


def test_a_text_that_a_thousand_took_pairs_each_with_a_few() -> None:
    pairs = overlapping([_marks(*range(40))] * 1000)
    assert all(0 in earlier for earlier in pairs[1:])
    assert max(len(earlier) for earlier in pairs) <= 4


def test_texts_without_marks_pair_with_nothing() -> None:
    assert overlapping([_marks(), _marks()]) == [[], []]
    assert overlapping([]) == []
