"""Find stories among articles: what reports on the same developing matter, across outlets and days.

Articles are taken day by day. Each day's are joined to the stories of the days before and to each other, by their
likeness (`features`), which fades with the days between them, and which must stand out from how crowded the articles'
surroundings are: where twenty articles are about one subject, two must be more alike than elsewhere to be about one
event. What is decided for a day is not undone by later days. Undated articles come last and fade with nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import Article, Membership, StoryId, VersionId, stable_id
from tasks.group.features import Text, vectors
from tasks.group.linkage import Labels, Scores, join

_NEIGHBORS = 15  # nearest articles whose mean likeness says how crowded it is
_COPY = 0.6  # likeness above which a neighbor is a copy, and crowds nobody
_CROWD = 0.6  # of the crowding that a likeness must exceed
_QUIET, _QUIET_FEW = 0.15, 0.20  # crowding that is taken for granted: chance makes articles this much alike
_LINE = 0.03  # by which it must exceed it
_FADES, _LASTS = 1.0, 0.4  # days, and the part of a likeness that no time takes away
_FEW, _MANY = 60, 240  # articles up to which time takes nothing away, and from which on it takes all it can
_WINDOW = 45  # days beyond which articles are not compared
_BATCH = 500  # articles compared at once

Days = NDArray[np.float64]  # day numbers, infinite for undated articles; ascending


@dataclass(frozen=True, slots=True)
class Found:
    """A story that was found, with its articles."""

    id: StoryId  # made from its first article, so that it stays when articles are added
    title: str  # of its most central article
    memberships: tuple[Membership, ...]  # the earliest article first


def group(articles: Sequence[Article]) -> list[Found]:
    """Divide `articles` into stories, single articles included; the story with the earliest article comes first.

    Give originals rather than copies where they are known. Versions of one article go together. Nothing depends on the
    order of `articles`.
    """
    ordered = sorted(articles, key=_order)
    if not ordered:
        return []
    rows = vectors([Text(article.title, article.body, article.language) for article in ordered])
    days = np.array([article.published.toordinal() if article.published else np.inf for article in ordered])
    same = np.unique([article.id for article in ordered], return_inverse=True)[1]
    labels = _labels(rows, days, same)
    places: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels.tolist()):
        places[label].append(place)
    return [_found([ordered[place] for place in held], rows[held]) for held in places.values()]


def _order(article: Article) -> tuple[bool, str, str, str]:
    moment = article.published.isoformat() if article.published else ""
    return article.published is None, moment, article.id, article.version


def _labels(rows: Any, days: Days, same: Labels) -> Labels:
    """Give every article the number of its story."""
    crowding = np.maximum(_crowding(rows, days), 0.0)
    labels = np.full(len(days), -1, dtype=np.int64)
    for start, end in _batches(days):
        new = np.arange(start, end)
        before = np.arange(_first_within(days, days[start]), start)
        seen = np.concatenate([before, new])
        scores = _scores(rows, days, crowding, same, new, seen)
        joined = join(scores[:, : len(before)], labels[before], scores[:, len(before) :], _LINE)
        labels[new] = np.where(joined < 0, start - 1 - joined, joined)
    return labels


def _batches(days: Days) -> list[tuple[int, int]]:
    """Cut the articles into days, and very full days into parts."""
    edges = [0, *(np.flatnonzero(days[1:] != days[:-1]) + 1).tolist(), len(days)]
    spans = pairwise(edges)
    return [(at, min(at + _BATCH, end)) for start, end in spans for at in range(start, end, _BATCH)]


def _first_within(days: Days, day: float) -> int:
    """Return the first article near enough to `day` to be compared; undated ones are compared with all."""
    return int(np.searchsorted(days, day - _WINDOW)) if np.isfinite(day) else 0


def _scores(rows: Any, days: Days, crowding: Scores, same: Labels, new: Labels, seen: Labels) -> Scores:
    """Return by how much the likeness of new articles (rows) with those seen (columns) exceeds what is usual."""
    likeness = (rows[new] @ rows[seen].T).toarray()
    apart = np.abs(np.where(np.isinf(days[new]), 0, days[new])[:, None] - np.where(np.isinf(days[seen]), 0, days[seen]))
    apart[np.isinf(days[new])[:, None] | np.isinf(days[seen])] = 0.0
    few = _fewness(len(days))
    lasts = _LASTS + (1.0 - _LASTS) * few
    quiet = _QUIET + (_QUIET_FEW - _QUIET) * few
    kept = lasts + (1.0 - lasts) * np.exp(-apart / _FADES)
    crowd = (1.0 - few) * (crowding[new][:, None] + crowding[seen]) / 2.0
    scores: Scores = likeness * kept - _CROWD * np.maximum(crowd, quiet * kept)
    scores[same[new][:, None] == same[seen]] = 1.0
    return scores


def _fewness(count: int) -> float:
    """Return 1 for a handful of articles, 0 for a day's news: where few compete, days apart are no other matter."""
    return float(1.0 - np.clip(np.log(max(count, 1) / _FEW) / np.log(_MANY / _FEW), 0.0, 1.0))


def _crowding(rows: Any, days: Days) -> Scores:
    """Return for each article the mean likeness of its nearest neighbors in time and text, copies left out."""
    result = np.zeros(len(days))
    dated = int(np.isfinite(days).sum())
    for start in range(0, len(days), _BATCH):
        end = min(start + _BATCH, len(days))
        near = np.arange(len(days))
        if end <= dated:
            last = int(np.searchsorted(days[:dated], days[end - 1] + _WINDOW, side="right"))
            near = np.concatenate([np.arange(_first_within(days, days[start]), last), np.arange(dated, len(days))])
        likeness = (rows[start:end] @ rows[near].T).toarray()
        likeness[likeness > _COPY] = 0.0  # its own with itself among them
        most = min(_NEIGHBORS, likeness.shape[1])
        result[start:end] = np.partition(likeness, -most, axis=1)[:, -most:].sum(axis=1) / _NEIGHBORS
    return result


def _found(members: Sequence[Article], rows: Any) -> Found:
    """Name a story by its first and its most central article."""
    likeness = _likeness_to_rest((rows @ rows.T).toarray())
    story = StoryId(stable_id("story", members[0].id))
    memberships = tuple(
        _membership(story, article.version, float(like), len(members) - 1)
        for article, like in zip(members, likeness, strict=True)
    )
    central = sorted(range(len(members)), key=lambda place: (-round(float(likeness[place]), 9), place))
    title = next((members[place].title for place in central if members[place].title), "")
    return Found(story, title or members[central[0]].body.lstrip().split("\n", 1)[0][:100], memberships)


def _likeness_to_rest(pairs: Scores) -> Scores:
    """Return each article's cosine with the sum of the others, from the likeness of all pairs."""
    own, sums = np.diagonal(pairs), pairs.sum(axis=1)
    lengths = np.sqrt(np.maximum(pairs.sum() - 2 * sums + own, 1e-12))
    likeness: Scores = (sums - own) / lengths
    return likeness


def _membership(story: StoryId, version: VersionId, likeness: float, others: int) -> Membership:
    if not others:
        return Membership(story=story, version=version, score=1.0, reason="the only article of the story")
    what = "the other article" if others == 1 else f"the other {others} articles"
    return Membership(story=story, version=version, score=round(likeness, 3), reason=f"{likeness:.2f} like {what}")
