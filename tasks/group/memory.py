"""What grouping remembers of the articles it placed: those of the last weeks in full, and how rare each word is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
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


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of many articles, laid end to end: to handle them one by one would cost more than to compare them."""

    starts: Numbers  # of each article's stems; one more than articles
    stems: NDArray[np.uint32]
    weights: NDArray[np.uint16]

    @classmethod
    def of(cls, vectors: Sequence[Vector]) -> Vectors:
        """Lay `vectors` end to end."""
        return cls(
            np.cumsum([0, *(len(one.stems) for one in vectors)]),
            np.concatenate([np.empty(0, dtype=np.uint32), *(one.stems for one in vectors)]),
            np.concatenate([np.empty(0, dtype=np.uint16), *(one.weights for one in vectors)]),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> Vector:
        held = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return Vector(self.stems[held], self.weights[held])

    def __add__(self, more: Vectors) -> Vectors:
        return Vectors(
            np.concatenate([self.starts, self.starts[-1] + more.starts[1:]]),
            np.concatenate([self.stems, more.stems]),
            np.concatenate([self.weights, more.weights]),
        )

    def at(self, places: Numbers) -> Vectors:
        """Return the vectors at `places`, in their order."""
        if np.array_equal(places, np.arange(len(self))):
            return self
        sizes = np.diff(self.starts)[places]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        held = np.repeat(self.starts[places] - starts[:-1], sizes) + np.arange(starts[-1])
        return Vectors(starts, self.stems[held], self.weights[held])

    def where(self, wanted: NDArray[np.bool_]) -> Vectors:
        """Return the `wanted` vectors; quicker than by their places where these are most of them."""
        sizes = np.diff(self.starts)
        held = np.repeat(wanted, sizes)
        return Vectors(np.concatenate([[0], np.cumsum(sizes[wanted])]), self.stems[held], self.weights[held])


@dataclass(frozen=True, slots=True)
class Past:
    """Articles that earlier runs placed, as columns, in the order in which they were placed."""

    stories: Sequence[StoryId] = ()
    days: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    dated: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))
    crowding: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    vectors: Vectors = field(default_factory=lambda: Vectors.of([]))

    @classmethod
    def of(cls, articles: Sequence[Remembered]) -> Past:
        """Return `articles` as columns."""
        return cls(
            [one.story for one in articles],
            np.array([one.day for one in articles], dtype=np.int64),
            np.array([one.dated for one in articles], dtype=np.bool_),
            np.array([one.crowding for one in articles], dtype=np.float64),
            Vectors.of([one.vector for one in articles]),
        )

    def at(self, places: Numbers) -> Past:
        """Return the articles at `places`, in their order."""
        stories = [self.stories[place] for place in places.tolist()]
        return Past(stories, self.days[places], self.dated[places], self.crowding[places], self.vectors.at(places))

    def near(self, day: int) -> Past:
        """Return those that may be compared with articles of `day`."""
        near = np.abs(self.days - day) <= WINDOW
        if near.all():
            return self
        stories = list(compress(self.stories, near.tolist()))
        return Past(stories, self.days[near], self.dated[near], self.crowding[near], self.vectors.where(near))

    def __add__(self, more: Past) -> Past:
        return Past(
            [*self.stories, *more.stories],
            np.concatenate([self.days, more.days]),
            np.concatenate([self.dated, more.dated]),
            np.concatenate([self.crowding, more.crowding]),
            self.vectors + more.vectors,
        )


@dataclass(slots=True)
class Memory:
    """The articles of the last weeks, in the order in which they were placed, and the stories they are in."""

    frequencies: Frequencies = field(default_factory=Frequencies)
    past: Past = field(default_factory=Past)
    merged: dict[StoryId, StoryId] = field(default_factory=dict)  # stories that went on in others
    founded: int = 0  # stories ever

    def add(self, articles: Sequence[Remembered]) -> None:
        """Remember more articles."""
        self.past += Past.of(articles)

    def story_of(self, story: StoryId) -> StoryId:
        """Return the story in which `story` goes on: mostly itself."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def near(self, day: int) -> Surroundings:
        """Return the articles that may be compared with those of `day`."""
        return Surroundings(self.past.near(day), self)


class Surroundings:
    """The articles near a day, with a number for each story."""

    def __init__(self, articles: Past, memory: Memory) -> None:
        moved = {story: memory.story_of(story) for story in memory.merged}
        ids = [moved.get(story, story) for story in articles.stories]
        self.stories = list(dict.fromkeys(ids))
        number = {story: place for place, story in enumerate(self.stories)}
        self.labels: Numbers = np.array([number[story] for story in ids], dtype=np.int64)
        self.days = np.where(articles.dated, articles.days, np.nan)
        self.crowding = articles.crowding
        self.vectors = articles.vectors

    @cached_property
    def _by_story(self) -> tuple[Numbers, Numbers]:
        """The places of the articles, story by story, and where each story ends there."""
        return np.argsort(self.labels, kind="stable"), np.cumsum(np.bincount(self.labels, minlength=len(self.stories)))

    def latest(self, label: int) -> Numbers:
        """Return the places of a story's latest articles."""
        places, ends = self._by_story
        begins = ends[label - 1] if label else 0
        return places[max(begins, ends[label] - LATEST) : ends[label]]


def products(new: Vectors, seen: Vectors) -> Any:
    """Return the likeness of `new` articles (rows) with those `seen` (columns), sparse."""
    stems = np.unique(new.stems)
    column = np.full(STEMS, -1, dtype=np.int32)
    column[stems] = np.arange(len(stems))
    return _rows(new, column, len(stems)) @ _rows(seen, column, len(stems)).T.tocsr()


def _rows(vectors: Vectors, column: NDArray[np.int32], width: int) -> Any:
    """Lay vectors out as the rows of a matrix, without the stems that have no column."""
    columns = column[vectors.stems]
    kept = np.flatnonzero(columns >= 0)
    values = vectors.weights[kept] / np.float32(WHOLE)
    starts = np.searchsorted(kept, vectors.starts)
    return sparse.csr_matrix((values, columns[kept], starts), shape=(len(vectors), max(1, width)))
