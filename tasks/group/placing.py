"""Find stories among articles as they come: each goes on with a story of the weeks before, or founds one.

Articles are taken day by day. Each day's are joined to the stories near them in time and to each other (`scoring`,
`linkage`); what was decided is not undone by later days. Undated articles come last and fade with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import ArticleId, StoryId, VersionId
from storage.placed import Founded, Turn, TurnKind
from tasks.group import continuity
from tasks.group.features import Text, Vector, views, weigh
from tasks.group.linkage import Labels, Scores, join
from tasks.group.memory import Memory, Numbers, Remembered, Surroundings, Vectors, products
from tasks.group.scoring import LINE, Pair, crowding, fewness, reachable, scores
from tasks.group.turning import Compared, turns

BATCH = 500  # articles compared at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A version of an article that has no story yet."""

    version: VersionId
    article: ArticleId
    text: Text
    day: int  # ordinal, of its publication or, if it is undated, of when it was first seen
    dated: bool
    moment: str = ""  # of publication, for the order within a day
    copy_of: ArticleId | None = None

    @property
    def root(self) -> ArticleId:
        """The article whose text it has: its own, or its original's."""
        return self.copy_of or self.article


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A version and the story it was put in."""

    arrival: Arrival
    story: StoryId
    score: float  # likeness to the articles that stood for the story, 1 for the one that founded it
    reason: str
    remembered: Remembered | None = None  # None for another version of an article, or a copy


@dataclass(slots=True)
class Grown:
    """What became of arrivals."""

    placed: list[Placed] = field(default_factory=list)
    founded: list[Founded] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


def place(memory: Memory, arrivals: Sequence[Arrival], homes: Mapping[ArticleId, StoryId]) -> Grown:
    """Give each arrival a story, and remember it. Nothing depends on the order of `arrivals`.

    `homes` are the stories of articles placed before, as far as arrivals are versions or copies of them.
    """
    grown, known = Grown(), dict(homes)
    for batch in _batches(arrivals):
        leading = _leading(batch, known)
        if leading:
            _place_batch(memory, leading, grown)
        known |= {one.arrival.root: one.story for one in grown.placed[len(grown.placed) - len(leading) :]}
        led = {one.version for one in leading}
        following = [_following(one, known) for one in batch if one.version not in led]
        known |= {one.arrival.article: one.story for one in following}
        grown.placed += following
    return grown


def _leading(batch: Sequence[Arrival], known: Mapping[ArticleId, StoryId]) -> list[Arrival]:
    """Return those to be compared: of several versions or copies the original, none if one has a story already."""
    first: dict[ArticleId, Arrival] = {}
    for one in batch:
        if one.root not in known and one.article not in known:
            before = first.setdefault(one.root, one)
            if before.article != one.root and one.article == one.root:
                first[one.root] = one
    return list(first.values())


def _following(one: Arrival, known: Mapping[ArticleId, StoryId]) -> Placed:
    story = known[one.article] if one.article in known else known[one.root]
    what = "a version" if one.copy_of is None else "a copy"
    return Placed(arrival=one, story=story, score=1.0, reason=f"{what} of an article of the story")


def _batches(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """Cut the articles into days, and very full days into parts; undated ones come last."""
    ordered = sorted(arrivals, key=lambda one: (not one.dated, one.day, one.moment, one.article, one.version))
    for _, same_day in groupby(ordered, key=lambda one: (one.dated, one.day)):
        held = list(same_day)
        yield from (held[at : at + BATCH] for at in range(0, len(held), BATCH))


def _place_batch(memory: Memory, batch: Sequence[Arrival], grown: Grown) -> None:
    """Compare articles with those near them and each other, join them, and remember where they are."""
    vectors = _weighed(memory, batch)
    near = memory.near(batch[0].day)
    new = Vectors.of(vectors)
    likeness = products(new, near.vectors + new)
    beside = _beside(batch, near, likeness, memory)
    rated = beside.rated()
    old = len(beside.old)
    labels = join(rated[:, :old], near.labels[beside.old], rated[:, old:], LINE)
    stories = dict(enumerate(near.stories)) | _found(batch, labels, beside.alike[:, old:], grown)
    memory.founded += len(stories) - len(near.stories)
    _turn(memory, turns(beside.compared(near, labels, date.fromordinal(batch[0].day)), stories), grown)
    remembered = list(_remembered(batch, labels, stories, beside, vectors))
    memory.add(remembered)
    for place, one in enumerate(remembered):
        grown.placed.append(_placed(batch[place], place, labels, near, beside, one))


def _weighed(memory: Memory, batch: Sequence[Arrival]) -> list[Vector]:
    texts = [views(one.text) for one in batch]
    memory.frequencies.add(texts)
    return [weigh(text, memory.frequencies) for text in texts]


@dataclass(frozen=True, slots=True)
class _Beside:
    """New articles (rows) beside old ones that stand for stories, then each other (columns)."""

    old: Numbers  # places of the old ones among those near
    alike: Scores
    days: Pair
    crowding: Pair
    few: float

    def rated(self, days: Pair | None = None) -> Scores:
        return scores(self.alike, days or self.days, self.crowding, self.few)

    def compared(self, near: Surroundings, labels: Labels, day: date) -> Compared:
        timeless = self.rated((0 * self.days[0], 0 * self.days[1]))
        old = len(self.old)
        return Compared(near, self.old, self.rated()[:, :old], timeless[:, :old], labels, day, self.few)


def _beside(batch: Sequence[Arrival], near: Surroundings, likeness: Any, memory: Memory) -> _Beside:
    old, new = reachable(likeness, near), np.arange(len(near.labels), likeness.shape[1])
    alike: Scores = likeness[:, np.concatenate([old, new])].toarray().astype(float)
    days = np.array([one.day if one.dated else np.nan for one in batch], dtype=float)
    crowded = crowding(likeness)
    return _Beside(
        old=old,
        alike=alike,
        days=(days, np.concatenate([near.days[old], days])),
        crowding=(crowded, np.concatenate([near.crowding[old], crowded])),
        few=fewness(alike[:, len(old) :], memory.frequencies.total, memory.founded),
    )


def _turn(memory: Memory, found: Sequence[Turn], grown: Grown) -> None:
    grown.turns += found
    memory.merged |= {turn.story: turn.other for turn in found if turn.kind is TurnKind.MERGED}


def _remembered(
    batch: Sequence[Arrival],
    labels: Labels,
    stories: Mapping[int, StoryId],
    beside: _Beside,
    vectors: Sequence[Vector],
) -> Iterator[Remembered]:
    for one, label, crowded, vector in zip(batch, labels, beside.crowding[0], vectors, strict=True):
        yield Remembered(stories[int(label)], one.day, one.dated, float(crowded), vector)


def _placed(
    arrival: Arrival, place: int, labels: Labels, near: Surroundings, beside: _Beside, remembered: Remembered
) -> Placed:
    """Say how like an article is to the others of its story."""
    together = np.concatenate([near.labels[beside.old], labels]) == labels[place]
    score, others = _likeness(beside.alike[place], together, len(beside.old) + place)
    reason = continuity.reason(score, others)
    return Placed(arrival=arrival, story=remembered.story, score=score, reason=reason, remembered=remembered)


def _found(batch: Sequence[Arrival], labels: Labels, among: Scores, grown: Grown) -> dict[int, StoryId]:
    """Found a story for each group of new articles, named by its most central one."""
    stories = {}
    for label in sorted({int(label) for label in labels if label < 0}, reverse=True):
        places = np.flatnonzero(labels == label)
        central = places[np.round(among[np.ix_(places, places)].sum(axis=1), 9).argmax()]
        founded = continuity.founded(batch[places[0]].article, batch[central].text, batch[places[0]].day)
        grown.founded.append(founded)
        stories[label] = founded.story
    return stories


def _likeness(alike: Scores, together: NDArray[np.bool_], own: int) -> tuple[float, int]:
    """Return the mean likeness of an article to the others of its story, and how many they are; 1 and 0 without any."""
    others = together.copy()
    others[own] = False
    count = int(others.sum())
    return (round(float(alike[others].mean()), 3), count) if count else (1.0, 0)
