"""When stories part and come together: concluded from what new articles are like, and never undone by later ones.

A story parts from another when two or more new articles belong together and are on the whole like the other's latest,
the days between them left aside, and yet not enough like all of them to go on with it. Two stories come together when
a new article might be in either, and their latest articles are as much like each other as those of one story: from then
on the younger goes on in the older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from storage.models import StoryId
from storage.placed import Turn, TurnKind
from tasks.group.linkage import Labels, Scores, mixed
from tasks.group.memory import Numbers, Surroundings, products
from tasks.group.scoring import LINE, scores

_SURELY = 0.05  # above the line, from which two stories are one


@dataclass(frozen=True, slots=True)
class Compared:
    """New articles beside the old ones that stand for the stories they may be in."""

    near: Surroundings
    old: Numbers  # places of those in `near`
    rated: Scores  # new articles (rows) with them (columns)
    timeless: Scores  # the same, if no days lay between them
    labels: Labels  # of the new articles: a story's in `near`, or a negative one of a new story
    day: date
    few: float  # how few articles or matters compete, 0 to 1


def turns(compared: Compared, stories: dict[int, StoryId]) -> list[Turn]:
    """Return what became of stories on account of the new articles, each pair once."""
    if not compared.old.size:
        return []
    held = compared.near.labels[compared.old]
    order = np.argsort(held, kind="stable")
    labels, starts, sizes = np.unique(held[order], return_index=True, return_counts=True)
    mean = np.add.reduceat(compared.rated[:, order], starts, axis=1) / sizes
    worst = np.minimum.reduceat(compared.rated[:, order], starts, axis=1)
    timeless = np.add.reduceat(compared.timeless[:, order], starts, axis=1) / sizes
    found = [*_parted(compared, stories, labels, timeless), *_together(compared, labels, mixed(mean, worst))]
    return list({(one.story, one.other): one for one in found}.values())


def _parted(compared: Compared, stories: dict[int, StoryId], labels: Labels, mean: Scores) -> Iterator[Turn]:
    for label in sorted({int(one) for one in compared.labels if one < 0}, reverse=True):
        members = np.flatnonzero(compared.labels == label)
        if len(members) > 1:
            likely = mean[members].mean(axis=0)
            best = int(likely.argmax())
            if likely[best] >= LINE:
                reason = f"its {len(members)} first articles are like the other story's, but not like all of them"
                other = compared.near.stories[int(labels[best])]
                yield Turn(stories[label], other, TurnKind.SPLIT, compared.day, reason)


def _together(compared: Compared, labels: Labels, worth: Scores) -> Iterator[Turn]:
    pairs = {
        (int(first), int(second))
        for row in worth
        if len(torn := np.flatnonzero(row >= LINE)) > 1
        for first, second in [sorted(torn[np.argsort(-row[torn], kind="stable")][:2].tolist())]
    }
    gone: set[int] = set()
    for first, second in sorted(pairs):
        elder, younger = sorted((int(labels[first]), int(labels[second])))
        if not {elder, younger} & gone and _alike(compared, elder, younger) >= LINE + _SURELY:
            gone |= {elder, younger}
            reason = "their latest articles are as much like each other as those of one story"
            near = compared.near
            yield Turn(near.stories[younger], near.stories[elder], TurnKind.MERGED, compared.day, reason)


def _alike(compared: Compared, one: int, other: int) -> float:
    """Return what two stories are worth as one, by the articles that stand for them."""
    near = compared.near
    rows, columns = near.latest(one), near.latest(other)
    likeness = products(near.vectors.at(rows), near.vectors.at(columns)).toarray()
    days, crowding = (near.days[rows], near.days[columns]), (near.crowding[rows], near.crowding[columns])
    rated = scores(likeness.astype(float), days, crowding, compared.few)
    return float(mixed(rated.mean(keepdims=True), rated.min(keepdims=True))[0, 0])
