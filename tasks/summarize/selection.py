"""Choose sentences under a word limit: the choice whose summary is rated best, of all that keep the limits.

Small sets are searched in full; larger ones by a beam that keeps the best few hundred summaries of each size. The
rating knows coverage and repetition (tasks.summarize.features); what it may not trade away is a limit here: the number
of words, sentences that say the same, and one outlet filling the summary.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tasks.summarize.features import WEIGHTS, Floats, Pool, rate

BEAM = 128  # summaries of a size that are built upon
WIDEST = 64  # candidates that take part, the best by themselves
ALIKE = 0.6  # two sentences with a greater share of common stems say the same
_DIGITS = 9  # ratings that differ by less are ties, decided by place

Booleans = NDArray[np.bool_]


def choose(pool: Pool, weights: Mapping[str, float] = WEIGHTS) -> list[int]:
    """Return the candidates of the best summary, in the order of the pool; none only from a pool without candidates.

    No outlet gives more than half of the sentences and one, as long as another outlet has a candidate.
    """
    if not len(pool):
        return []
    search = _Search(pool, weights)
    beam = search.singles()
    best, best_rating = beam[0], search.rating(beam[:1])[0]
    while len(beam):
        beam = search.extended(beam)
        if len(beam) and (rating := search.rating(beam[:1])[0]) > best_rating:
            best, best_rating = beam[0], rating
    return [int(candidate) for candidate in np.flatnonzero(best)]


class _Search:
    """The limits on summaries of one pool, and how to build larger ones from smaller ones."""

    def __init__(self, pool: Pool, weights: Mapping[str, float]) -> None:
        self._pool = pool
        self._weights = weights
        self._apart = pool.likeness <= ALIKE
        outlets = [document.outlet or document.id for document in pool.documents]
        present = sorted({outlets[at] for at in pool.document})
        self._outlets = np.array([[outlets[at] == name for name in present] for at in pool.document], dtype=np.float64)

    def singles(self) -> Floats:
        """Return the summaries of one sentence, best first."""
        beam: Floats = self._best(np.eye(len(self._pool)))[:WIDEST]
        self._open = np.asarray(beam.any(axis=0))
        return beam

    def extended(self, beam: Floats) -> Floats:
        """Return the best summaries that add one sentence to one of `beam`, best first."""
        fits = (beam @ self._pool.words)[:, None] + self._pool.words[None, :] <= self._pool.allowed
        clashes = beam @ ~self._apart > 0
        rows, added = np.nonzero(fits & ~clashes & (beam == 0) & self._open)
        larger = beam[rows]
        larger[np.arange(len(rows)), added] = 1.0
        return self._best(self._fair(_distinct(larger)))[:BEAM]

    def rating(self, chosen: Floats) -> Floats:
        """Rate summaries to as many digits as count."""
        return rate(self._pool, chosen, self._weights).round(_DIGITS)

    def _fair(self, chosen: Floats) -> Floats:
        """Drop summaries that one outlet fills."""
        if self._outlets.shape[1] < 2:
            return chosen
        most = (chosen @ self._outlets).max(axis=1, initial=0.0)
        fair: Floats = chosen[most <= chosen.sum(axis=1) // 2 + 1]
        return fair

    def _best(self, chosen: Floats) -> Floats:
        """Sort by rating; ties go to the summary whose sentences come first in the pool."""
        if not len(chosen):
            return chosen
        return chosen[np.argsort(-self.rating(chosen), kind="stable")]


def _distinct(chosen: Floats) -> Floats:
    """Drop repeated rows; earlier candidates first."""
    if not len(chosen):
        return chosen
    packed = np.packbits(chosen.astype(bool), axis=1)
    order = np.lexsort(packed.T[::-1])[::-1]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (packed[order[1:]] != packed[order[:-1]]).any(axis=1)
    return chosen[order[fresh]]
