"""From what the store keeps to what grouping works with, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from storage.models import Article, StoryId
from storage.placed import Placement, Turn, TurnKind, Waiting
from tasks.group.features import Frequencies, Text
from tasks.group.memory import WINDOW, Memory, Past, Vectors
from tasks.group.placing import Arrival, Placed


class Window(Protocol):
    """Placed articles, as the store gives them."""

    @property
    def order(self) -> NDArray[np.int64]: ...  # noqa: D102
    @property
    def stories(self) -> Sequence[StoryId]: ...  # noqa: D102
    @property
    def days(self) -> Sequence[date]: ...  # noqa: D102
    @property
    def dated(self) -> Sequence[bool]: ...  # noqa: D102
    @property
    def crowding(self) -> NDArray[np.float64]: ...  # noqa: D102
    @property
    def starts(self) -> NDArray[np.int64]: ...  # noqa: D102
    @property
    def stems(self) -> NDArray[np.uint32]: ...  # noqa: D102
    @property
    def weights(self) -> NDArray[np.uint16]: ...  # noqa: D102


def arrival(waiting: Waiting, article: Article) -> Arrival:
    """Return a version that has no story yet, as it is to be placed."""
    moment = article.published or article.first_seen
    return Arrival(
        version=waiting.version,
        article=waiting.article,
        text=Text(article.title, article.body, article.language),
        day=moment.toordinal(),
        dated=article.published is not None,
        moment=article.published.isoformat() if article.published else "",
        copy_of=waiting.copy_of,
    )


def among_the_last(arrivals: Sequence[Arrival], newest: date | None) -> list[Arrival]:
    """Return arrivals with undated ones that were first seen long after all dated ones put on the day of the newest.

    A folder of last year's articles is compared with the undated ones among them; when somebody found the folder says
    nothing. `newest` is the day of the newest dated article placed before.
    """
    dated = [one.day for one in arrivals if one.dated] + ([newest.toordinal()] if newest else [])
    last = max(dated, default=None)
    if last is None:
        return list(arrivals)
    return [replace(one, day=last) if not one.dated and one.day > last + WINDOW else one for one in arrivals]


def placement(placed: Placed) -> Placement:
    """Return a placement as it is kept."""
    arrival, remembered = placed.arrival, placed.remembered
    return Placement(
        version=arrival.version,
        article=arrival.article,
        story=placed.story,
        day=date.fromordinal(arrival.day),
        dated=arrival.dated,
        score=placed.score,
        reason=placed.reason,
        crowding=remembered.crowding if remembered else None,
        stems=tuple(remembered.vector.stems.tolist()) if remembered else (),
        weights=tuple(remembered.vector.weights.tolist()) if remembered else (),
    )


def frequencies(kept: tuple[NDArray[Any], NDArray[Any], int]) -> Frequencies:
    """Return how many articles hold each stem, from stems, their articles, and how many articles there are."""
    recalled = Frequencies(total=kept[2])
    recalled.articles[kept[0]] = kept[1]
    return recalled


def memory(window: Window, known: Frequencies, turns: Sequence[Turn], founded: int) -> Memory:
    """Return what grouping remembers; `founded` says how many stories there ever were."""
    merged = {one.story: one.other for one in turns if one.kind is TurnKind.MERGED}
    return Memory(known, past(window), merged=merged, founded=founded)


def past(window: Window) -> Past:
    """Return placed articles as columns, in the order in which they were placed."""
    kept = Past(
        window.stories,
        np.array([day.toordinal() for day in window.days], dtype=np.int64),
        np.array(window.dated, dtype=np.bool_),
        window.crowding,
        Vectors(window.starts, window.stems, window.weights),
    )
    return kept.at(window.order)
