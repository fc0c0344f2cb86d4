"""Which story that fell silent a new one may go on from: for a person to look at, and never acted upon.

Grouping looks back some weeks, and what time takes from a likeness suits events: a matter that rests, or is told for
weeks, becomes several stories. Here a new story's first articles are compared with the last ones of every story that
fell silent before it began, whatever the time between. They may be one matter if they are as like each other as the
articles of one story mostly are, and both speak of the same names, which few other articles do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import sparse

from storage.models import Article, StoryId
from tasks.group.features import Vector
from tasks.group.memory import LATEST, Past, Vectors, products
from tasks.text.names import names

LOOKBACK = 400  # days: over a year, for what comes back each year
FIRST = 4  # articles that stand for a new story
MOST = 3  # silent stories that are looked at for each

# Measured, with what is left wrong: docs/decisions/0021. Names find less than they show a person why.
_LINE = 0.28
_IN_NEW, _IN_OLD = 0.5, 0.34  # share of the articles that must hold a name
_ELSEWHERE = 0.03  # share of all other articles that may hold it at most
_LEAST_NAMES, _MOST_NAMES = 2, 4
_LEAST_LENGTH = 3  # characters


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new story and the vectors of its first articles."""

    story: StoryId
    since: date
    vectors: Sequence[Vector]


@dataclass(frozen=True, slots=True)
class Silent:
    """A story that fell silent before a new one began, and how like its last articles the new one's first are."""

    story: StoryId
    last: date
    likeness: float  # 0 to 1


def silent_ones(
    fresh: Sequence[Fresh], past: Iterable[Past], end_of: Callable[[StoryId], StoryId]
) -> dict[StoryId, list[Silent]]:
    """Return for each new story the silent ones that are most like it, the most alike first; few or none.

    `past` are all articles of the time looked back on, by day and as they were placed; `end_of` says in which story one
    goes on.
    """
    labels: list[StoryId] = []
    days: list[int] = []
    parts = [np.empty((len(fresh), 0))]
    for some in past:
        labels += [end_of(story) for story in some.stories]
        days += some.days.tolist()
        parts.append(_mean_likeness(fresh, some.vectors))
    places: defaultdict[StoryId, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        places[label].append(place)
    if not places:
        return {}
    last = {label: max(days[place] for place in held) for label, held in places.items()}
    return _best(fresh, np.concatenate(parts, axis=1), {label: held[-LATEST:] for label, held in places.items()}, last)


def _mean_likeness(fresh: Sequence[Fresh], seen: Vectors) -> np.ndarray:
    """Return how like each new story's articles are, on average, to each article seen: a row for each new story."""
    sizes = [len(one.vectors) for one in fresh]
    each = products(Vectors.of([vector for one in fresh for vector in one.vectors]), seen)
    rows = np.repeat(np.arange(len(fresh)), sizes)
    shares = np.repeat(1.0 / np.array(sizes), sizes)
    mean = sparse.csr_matrix((shares, (rows, np.arange(len(rows)))), shape=(len(fresh), len(rows))) @ each
    found: np.ndarray = mean.toarray()
    return found


def _best(
    fresh: Sequence[Fresh], likeness: np.ndarray, latest: dict[StoryId, list[int]], last: dict[StoryId, int]
) -> dict[StoryId, list[Silent]]:
    stories = list(latest)
    sizes = np.array([len(held) for held in latest.values()])
    order = np.array([place for held in latest.values() for place in held])
    alike = np.add.reduceat(likeness[:, order], np.cumsum([0, *sizes[:-1]]), axis=1) / sizes
    ended = np.array([last[story] for story in stories])
    found: dict[StoryId, list[Silent]] = {}
    for one, row in zip(fresh, np.round(alike, 6), strict=True):
        near = np.flatnonzero((row >= _LINE) & (ended < one.since.toordinal()))
        silent = [Silent(stories[place], date.fromordinal(int(ended[place])), float(row[place])) for place in near]
        silent.sort(key=lambda it: (-it.likeness, -it.last.toordinal(), it.story))
        if silent:
            found[one.story] = silent[:MOST]
    return found


def names_of(articles: Sequence[Article]) -> Counter[str]:
    """Return in how many of `articles` each name stands, in title or text."""
    return Counter(name for article in articles for name in _names(article))


def _names(article: Article) -> set[str]:
    language = "en" if article.language == "und" else article.language
    found = {one.text for text in (article.title, article.body) for one in names(text, language)}
    return {name for name in found if len(name) >= _LEAST_LENGTH and name[1] != "-"}  # no "R-Ky.", a party and state


def shared(new: Sequence[Article], old: Sequence[Article]) -> list[str]:
    """Return the names that much of both stories speak of, by name."""
    fresh, known = names_of(new), names_of(old)
    both = fresh.keys() & known.keys()
    return sorted(name for name in both if fresh[name] >= _IN_NEW * len(new) and known[name] >= _IN_OLD * len(old))


def telling(both: Iterable[str], elsewhere: Callable[[str], float]) -> tuple[str, ...]:
    """Return the names that show two stories to be one matter, those that fewest others speak of first; none if few.

    `elsewhere` says in which share of all other articles a name stands at most. Of a name and its parts one counts.
    """
    rare = sorted((share, name) for name in both if (share := elsewhere(name)) <= _ELSEWHERE)
    chosen: list[str] = []
    for _, name in rare:
        if not any(f" {name} " in f" {other} " or f" {other} " in f" {name} " for other in chosen):
            chosen.append(name)
    return tuple(chosen[:_MOST_NAMES]) if len(chosen) >= _LEAST_NAMES else ()
