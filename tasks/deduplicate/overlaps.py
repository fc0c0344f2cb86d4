"""Find the pairs of texts that have passages in common, without comparing each with each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.deduplicate.fingerprints import Runs

_PARTNERS = 3
_LEAST_MARKS = 2
_LEAST_SHARE = 0.08


def overlapping(marks: Sequence[Runs]) -> list[list[int]]:
    """Return, for each text, the earlier ones (smaller index) that share enough of its marks to be worth measuring.

    A mark that many texts hold pairs each of them with the first three holders and with the one before it, never all
    with all, so that the work grows with the number of marks and a report that a thousand outlets took over costs a
    thousand times what one costs. A copy shares most of its marks with its original, so the original is among these.
    """
    count = len(marks)
    found: list[list[int]] = [[] for _ in range(count)]
    sizes = np.array([mark.size for mark in marks], dtype=np.int64)
    if not sizes.sum():
        return found
    later, earlier, held = _counted_pairs(marks, sizes)
    smaller = np.minimum(sizes[later], sizes[earlier])
    enough = (held >= _LEAST_MARKS) & (held >= _LEAST_SHARE * smaller)
    for one, other in zip(later[enough].tolist(), earlier[enough].tolist(), strict=True):
        found[one].append(other)
    return found


def _counted_pairs(
    marks: Sequence[Runs], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return later text, earlier text and the number of marks that pair them, as three arrays."""
    count = len(marks)
    values = np.concatenate(marks)
    texts = np.repeat(np.arange(count, dtype=np.int64), sizes)
    order = np.argsort(values, kind="stable")
    values, texts = values[order], texts[order]
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    first = np.repeat(starts, np.diff(np.append(starts, values.size)))
    place = np.arange(values.size)
    keys = [_keys(texts, place, first + partner, count) for partner in range(_PARTNERS)]
    before = place - 1 >= first + _PARTNERS
    keys.append(texts[place[before]] * count + texts[place[before] - 1])
    pairs, held = np.unique(np.concatenate(keys), return_counts=True)
    return pairs // count, pairs % count, held


def _keys(
    texts: NDArray[np.int64], place: NDArray[np.int64], partner: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    behind = place > partner
    result: NDArray[np.int64] = texts[place[behind]] * count + texts[partner[behind]]
    return result
