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
_QUIET, _QUIET_FEW = 0.2, 0.35  # crowding that is taken for granted: chance makes articles this much alike
_FADES, _LASTS = 0.8, 0.2  # days, and the part of a likeness that no time takes away
_FEW, _MANY = 10, 60  # articles up to which time takes nothing away, and from which on it takes all it can


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
    labels = near.labels[np.unique(alike[alike < len(near.labels)])]
    latest = near.latest
    return np.array(sorted(place for label in np.unique(labels).tolist() for place in latest[label]), dtype=np.int64)


def scores(likeness: Scores, days: Pair, crowding: Pair, count: int) -> Scores:
    """Return by how much the likeness of new articles (rows) with those seen (columns) exceeds what is usual.

    `days` and `crowding` are given for rows and for columns, days as not a number for undated articles; `count` is the
    number of articles read so far.
    """
    few = _fewness(count)
    apart = np.nan_to_num(np.abs(days[0][:, None] - days[1]), nan=0.0)
    lasts = _LASTS + (1.0 - _LASTS) * few
    quiet = _QUIET + (_QUIET_FEW - _QUIET) * few
    kept = lasts + (1.0 - lasts) * np.exp(-apart / _FADES)
    crowd = (1.0 - few) * np.sqrt(crowding[0][:, None] * crowding[1])
    found: Scores = likeness * kept - _CROWD * np.maximum(crowd, quiet * kept)
    return found


def _fewness(count: int) -> float:
    """Return 1 for a handful of articles, 0 for a day's news: where few compete, days apart are no other matter."""
    return float(1.0 - np.clip(np.log(max(count, 1) / _FEW) / np.log(_MANY / _FEW), 0.0, 1.0))
