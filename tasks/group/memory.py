"""What grouping remembers of the articles it placed: those of the last weeks in full, and how rare each word is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from storage.models import StoryId
from tasks.group.features import STEMS, WHOLE, Frequencies, Vector

WINDOW = 45  # days beyond which articles are not compared
LATEST = 8  # articles of a story that stand for it: a story goes on from where it is, not from where it began

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Remembered:
    """An article that was placed."""

    story: StoryId
    day: int  # ordinal, of its publication or, if it is undated, of when it was first seen
    dated: bool
    crowding: float
    vector: Vector


@dataclass(slots=True)
class Memory:
    """The articles of the last weeks, in the order in which they were placed, and the stories they are in."""

    frequencies: Frequencies = field(default_factory=Frequencies)
    articles: list[Remembered] = field(default_factory=list)
    merged: dict[StoryId, StoryId] = field(default_factory=dict)  # stories that went on in others
    founded: int = 0  # stories ever

    def add(self, articles: Sequence[Remembered]) -> None:
        """Remember more articles."""
        self.articles.extend(articles)

    def forget(self, before: int) -> None:
        """Forget the articles of days before `before`."""
        if self.articles and min(one.day for one in self.articles) < before:
            self.articles = [one for one in self.articles if one.day >= before]

    def story_of(self, story: StoryId) -> StoryId:
        """Return the story in which `story` goes on: mostly itself."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def near(self, day: int) -> Surroundings:
        """Return the articles that may be compared with those of `day`."""
        return Surroundings([one for one in self.articles if abs(one.day - day) <= WINDOW], self)


class Surroundings:
    """The articles near a day, as arrays."""

    def __init__(self, articles: Sequence[Remembered], memory: Memory) -> None:
        ids = [memory.story_of(one.story) for one in articles]
        self.stories = list(dict.fromkeys(ids))
        number = {story: place for place, story in enumerate(self.stories)}
        self.labels: Numbers = np.array([number[story] for story in ids], dtype=np.int64)
        self.days = np.array([one.day if one.dated else np.nan for one in articles], dtype=float)
        self.crowding = np.array([one.crowding for one in articles], dtype=float)
        self.vectors = [one.vector for one in articles]

    @cached_property
    def latest(self) -> dict[int, list[int]]:
        """The places of each story's latest articles."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place, label in enumerate(self.labels.tolist()):
            places[label].append(place)
        return {label: held[-LATEST:] for label, held in places.items()}


def products(new: Sequence[Vector], seen: Sequence[Vector]) -> Any:
    """Return the likeness of `new` articles (rows) with those `seen` (columns), sparse."""
    stems = np.unique(np.concatenate([one.stems for one in new])) if new else np.empty(0, dtype=np.uint32)
    column = np.full(STEMS, -1, dtype=np.int32)
    column[stems] = np.arange(len(stems))
    return _rows(new, column, len(stems)) @ _rows(seen, column, len(stems)).T.tocsr()


def _rows(vectors: Sequence[Vector], column: NDArray[np.int32], width: int) -> Any:
    """Lay vectors out as the rows of a matrix, without the stems that have no column."""
    starts = np.cumsum([0, *(len(one.stems) for one in vectors)])
    stems = np.concatenate([one.stems for one in vectors]) if vectors else np.empty(0, dtype=np.uint32)
    weights = np.concatenate([one.weights for one in vectors]) if vectors else np.empty(0, dtype=np.uint16)
    places = column[stems]
    kept = places >= 0
    before = np.concatenate([[0], np.cumsum(kept)])
    return sparse.csr_matrix(
        (weights[kept] / np.float32(WHOLE), places[kept], before[starts]), shape=(len(vectors), max(1, width))
    )
