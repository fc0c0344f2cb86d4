"""Join new articles to groups and to each other, the best pair first, until no pair is alike enough.

Agglomerative grouping with a linkage between average and complete: a pair of groups is worth the mean of its articles'
pairs, mixed with its worst pair. The mean alone lets neighbors seep in one by one; the worst alone splits a story for
one odd article. Both follow Lance and Williams (1967), so a join costs one row. Groups that exist are never joined or
taken apart here: what was told of a story yesterday stays told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Labels = NDArray[np.int64]

_MEAN = 0.65  # of the mean in the mixture; the rest is the worst pair


def join(to_old: Scores, old: Labels, among_new: Scores, line: float) -> Labels:
    """Return a label for each new article: that of an old group, or a negative one that only new articles share.

    `to_old` has the scores of new articles (rows) with old ones (columns, by time), `old` their labels, none negative,
    `among_new` the scores of new articles with each other. Groups are joined while their score reaches `line`.
    """
    count = len(among_new)
    mean, worst, sizes, kept = _by_group(to_old, old, line)
    first_new = len(kept)
    table = _Table.build(mean, worst, sizes, among_new)
    owner = np.arange(first_new + count)
    while (pair := table.best(line)) is not None:
        into, gone = pair
        table.join(into, gone)
        owner[owner == gone] = into
    owners = owner[first_new:]
    known = np.concatenate([kept, -1 - np.arange(count)])
    labels: Labels = known[owners]
    return labels


def _by_group(to_old: Scores, old: Labels, line: float) -> tuple[Scores, Scores, Scores, Labels]:
    """Reduce columns to groups: mean, worst, sizes and labels of the groups that some new article reaches."""
    if not old.size:
        nothing = np.empty((len(to_old), 0))
        return nothing, nothing, np.empty(0), np.empty(0, dtype=np.int64)
    order = np.argsort(old, kind="stable")
    labels, starts, sizes = np.unique(old[order], return_index=True, return_counts=True)
    columns = to_old[:, order]
    mean = np.add.reduceat(columns, starts, axis=1) / sizes
    worst = np.minimum.reduceat(columns, starts, axis=1)
    reached = mixed(mean, worst).max(axis=0) >= line
    return mean[:, reached], worst[:, reached], sizes[reached].astype(float), labels[reached]


def mixed(mean: Scores, worst: Scores) -> Scores:
    """Return what pairs of groups are worth."""
    return _MEAN * mean + (1.0 - _MEAN) * worst


@dataclass(slots=True)
class _Table:
    """The scores between all groups, with each group's best partner at hand."""

    mean: Scores
    worst: Scores
    sizes: Scores
    mixed: Scores
    partner: Labels
    reach: Scores  # the score with the partner; minus infinity for a group that is gone

    @classmethod
    def build(cls, mean: Scores, worst: Scores, sizes: Scores, among_new: Scores) -> _Table:
        """Lay out old groups first, then the new articles; old groups have no score with each other."""
        first, total = mean.shape[1], mean.shape[1] + len(among_new)
        means, worsts = np.full((total, total), -np.inf), np.full((total, total), -np.inf)
        for table, to_old in ((means, mean), (worsts, worst)):
            table[first:, :first], table[:first, first:] = to_old, to_old.T
            table[first:, first:] = among_new
        both = mixed(means, worsts)
        np.fill_diagonal(both, -np.inf)
        partner = both.argmax(axis=1)
        return cls(means, worsts, np.append(sizes, np.ones(len(among_new))), both, partner, both.max(axis=1))

    def best(self, line: float) -> tuple[int, int] | None:
        """Return the pair to join next, the smaller index first; None if none reaches `line`."""
        one = int(self.reach.argmax())
        if self.reach[one] < line:
            return None
        other = int(self.partner[one])
        return min(one, other), max(one, other)

    def join(self, into: int, gone: int) -> None:
        """Join two groups under the first one's index."""
        size, more = self.sizes[into], self.sizes[gone]
        self.mean[into] = (self.mean[into] * size + self.mean[gone] * more) / (size + more)
        self.worst[into] = np.minimum(self.worst[into], self.worst[gone])
        self.sizes[into] = size + more
        row = np.where(np.isfinite(self.mixed[into]), mixed(self.mean[into], self.worst[into]), -np.inf)
        row[[into, gone]] = -np.inf
        self.mean[:, into], self.worst[:, into] = self.mean[into], self.worst[into]
        self.mixed[gone], self.mixed[:, gone] = -np.inf, -np.inf
        self.mixed[into], self.mixed[:, into] = row, row
        self.reach[gone] = -np.inf
        self._look_again(np.flatnonzero((self.partner == into) | (self.partner == gone)), into)

    def _look_again(self, widowed: Labels, into: int) -> None:
        """Find new partners for the joined group and for those whose partner was one of the two."""
        for place in {into, *widowed.tolist()}:
            if self.reach[place] > -np.inf:
                self.partner[place] = self.mixed[place].argmax()
                self.reach[place] = self.mixed[place, self.partner[place]]
