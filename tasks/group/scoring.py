"""By how much the likeness of articles exceeds what is usual where they stand, and when.

Likeness fades with the days between two articles, and must stand out from how crowded their surroundings are: where
twenty articles are about one subject, two must be more alike than elsewhere to be about one event.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tasks.group.linkage import Scores
from tasks.group.memory import Numbers, Surroundings

Pair = tuple[Scores, Scores]  # of rows and of columns

LINE = 0.05  # by which a likeness must exceed what is usual
_NEIGHBORS = 10  # nearest articles whose mean likeness says how crowded it is
_COPY = 0.8  # likeness above which a neighbor is a copy, and crowds nobody
_CROWD = 0.5  # of the crowding that a likeness must exceed
_QUIET, _QUIET_FEW = 0.2, 0.25  # crowding that is taken for granted: chance makes articles this much alike
_FADES, _LASTS = 0.8, 0.2  # days, and the part of a likeness that no time takes away
_FEW, _MANY = (10.0, 8.0), (60.0, 16.0)  # articles and matters: time takes nothing up to these, all it can from those
_ALIKE = 0.15  # likeness from which two articles of a day are counted as one matter


def crowding(likeness: Any) -> Scores:
    """Return for each article the mean likeness of its nearest neighbors, copies (and itself) left out."""
    found = np.zeros(likeness.shape[0])
    for row in range(likeness.shape[0]):
        values = likeness.data[likeness.indptr[row] : likeness.indptr[row + 1]]
        values = values[values <= _COPY]
        if len(values) > _NEIGHBORS:
            values = np.partition(values, -_NEIGHBORS)[-_NEIGHBORS:]
        found[row] = float(values.sum()) / _NEIGHBORS
    return found


def reachable(likeness: Any, near: Surroundings) -> Numbers:
    """Return the places of articles that stand for a story with which some new article may be alike enough."""
    least = LINE + _CROWD * min(_QUIET, _QUIET_FEW)
    alike = likeness.indices[likeness.data >= least]
    labels = np.unique(near.labels[np.unique(alike[alike < len(near.labels)])])
    return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *map(near.latest, labels.tolist())]))


def fewness(among_new: Scores, read: int, founded: int) -> float:
    """Return 1 where few articles or few matters compete, and days apart are no other matter; 0 for all the news.

    `read` is the number of articles so far, `founded` that of stories before the new ones. Of new articles that are
    alike, each counts as its part of one matter: a small desk's hundred articles on one matter are no day's news.
    """
    new = float((1.0 / np.maximum((among_new >= _ALIKE).sum(axis=1), 1)).sum())
    counted = np.log(np.maximum([read, founded + new], 1.0))
    few, many = np.log(_FEW), np.log(_MANY)
    return float(1.0 - np.clip((counted - few) / (many - few), 0.0, 1.0).min())


def scores(likeness: Scores, days: Pair, crowding: Pair, few: float) -> Scores:
    """Return by how much the likeness of new articles (rows) with those seen (columns) exceeds what is usual.

    `days` and `crowding` are given for rows and for columns, days as not a number for undated articles; `few` is
    their `fewness`.
    """
    apart = np.nan_to_num(np.abs(days[0][:, None] - days[1]), nan=0.0)
    lasts = _LASTS + (1.0 - _LASTS) * few
    quiet = _QUIET + (_QUIET_FEW - _QUIET) * few
    kept = lasts + (1.0 - lasts) * np.exp(-apart / _FADES)
    crowd = (1.0 - few) * np.sqrt(crowding[0][:, None] * crowding[1])
    found: Scores = likeness * kept - _CROWD * np.maximum(crowd, quiet * kept)
    return found
