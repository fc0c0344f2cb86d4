"""Choose sentences under a word limit: the choice whose summary is rated best, of all that keep the limits.

Small sets are searched in full; larger ones by a beam that keeps the best few hundred summaries of each size. The
rating knows coverage and repetition (tasks.summarize.features); what it may not trade away is a limit here: the number
of words, sentences that say the same, sentences that lean on one that is missing, and one outlet filling the summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tasks.summarize.features import WEIGHTS, Floats, Pool, rate, rate_each

BEAM = 128  # summaries of a size that are built upon
SHORT = 100  # words of a summary for which the beam has its full width; longer ones have more steps
NARROWEST = 8
LEAST = 0.5  # share of the words allowed that is used, where that can be, however good less would be
WIDEST = 64  # candidates that take part, the best by themselves
ALIKE = 0.6  # two sentences with a greater share of common stems say the same
_DIGITS = 9  # ratings that differ by less are ties, decided by place


def choose(pool: Pool, weights: Mapping[str, float] = WEIGHTS) -> list[int]:
    """Return the candidates of the best summary, in the order of the pool; none only from a pool without candidates."""
    best: tuple[float, float] = (-np.inf, -np.inf)
    chosen = np.zeros(len(pool))
    for beam in summaries(pool, weights, width=max(BEAM * SHORT // max(pool.allowed, SHORT), NARROWEST)):
        full = np.minimum(beam @ pool.words, LEAST * pool.allowed)  # what is missing of that counts before the rating
        ratings = rate(pool, beam, weights).round(_DIGITS)
        top = int(np.lexsort((-ratings, -full))[0])
        if (float(full[top]), float(ratings[top])) > best:
            best, chosen = (float(full[top]), float(ratings[top])), beam[top]
    return [int(candidate) for candidate in np.flatnonzero(chosen)]


def summaries(pool: Pool, weights: Mapping[str, float] = WEIGHTS, *, width: int = BEAM) -> Iterator[Floats]:
    """Yield the `width` best summaries of one sentence, of two, and so on, best first, that keep the limits:

    - at most the words allowed;
    - no two sentences that say the same;
    - a sentence that leans on the one before it only together with that one, unless every candidate leans;
    - no outlet with more than half of the sentences and one, as long as another outlet has a candidate.

    A block has shape (summaries, candidates), ones where a candidate is in.
    """
    if not len(pool):
        return
    search = _Search(pool, weights, width)
    beam = search.singles()
    while len(beam):
        yield beam
        beam = search.extended(beam)


class _Search:
    """The limits on summaries of one pool, and how to build larger ones from smaller ones."""

    def __init__(self, pool: Pool, weights: Mapping[str, float], width: int) -> None:
        self._pool = pool
        self._width = width
        self._weights = weights
        self._leaning = np.array([sentence.leaning for sentence in pool.sentences])
        self._before = np.array([pool.before(candidate) for candidate in range(len(pool))])
        outlets = [document.outlet or document.id for document in pool.documents]
        present = sorted({outlets[at] for at in pool.document})
        self._outlets = np.array([[outlets[at] == name for name in present] for at in pool.document], dtype=np.float64)
        self._order = np.argsort(-rate_each(pool, weights).round(_DIGITS), kind="stable")
        best = self._order[:WIDEST]
        self._open = np.zeros(len(pool), dtype=bool)
        self._open[best] = True
        self._alike = np.zeros((len(pool), len(pool)))
        self._alike[np.ix_(best, best)] = pool.likeness(best.tolist()) > ALIKE

    def singles(self) -> Floats:
        """Return the summaries of one sentence that can be read alone, if there are any, best first."""
        first = self._order[~self._leaning[self._order]]
        first = (first if len(first) else self._order)[: self._width]
        beam = np.zeros((len(first), len(self._pool)))
        beam[np.arange(len(first)), first] = 1.0
        return beam

    def extended(self, beam: Floats) -> Floats:
        """Return the best summaries that add one sentence to one of `beam`, best first."""
        fits = (beam @ self._pool.words)[:, None] + self._pool.words[None, :] <= self._pool.allowed
        introduced = ~self._leaning | ((self._before >= 0) & (beam[:, self._before] > 0))
        rows, added = np.nonzero(fits & introduced & (beam @ self._alike == 0) & (beam == 0) & self._open)
        larger = beam[rows]
        larger[np.arange(len(rows)), added] = 1.0
        return self._best(self._fair(_distinct(larger)))[: self._width]

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
