"""The lines that an outlet puts under articles that are otherwise not alike: they make no two articles alike.

A line stands if at least three articles of one outlet hold it and these have most of their other lines for themselves.
What an outlet repeats from a wire in every update stands in articles that are mostly made of it, and is still the
wire's. Only the eight earliest holders are looked at, so that a line under ten thousand articles costs what one costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_HOLDERS = 3  # articles of one outlet
LOOKED_AT = 8
_LIKENESS = 0.5  # of the sets of lines

Line = tuple[str, int]  # an outlet's key and the name of a line


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """An article as far as its lines are concerned; they sort by time."""

    published: str  # ISO; undated ones last
    article: str
    version: str
    lines: tuple[int, ...]


def standing_lines(holders: Iterable[tuple[str, Holder]]) -> frozenset[Line]:
    """Return the lines that stand, given every holder with its outlet's key; outlets that nobody names have none."""
    held: dict[Line, list[Holder]] = defaultdict(list)
    for outlet, holder in holders:
        for line in dict.fromkeys(holder.lines) if outlet else ():
            held[outlet, line].append(holder)
    return frozenset(line for line, found in held.items() if stands(found))


def stands(holders: Sequence[Holder]) -> bool:
    """Tell whether a line stands that these articles of one outlet hold; several versions count once."""
    if len(holders) < LEAST_HOLDERS:
        return False
    first: dict[str, Holder] = {}
    for holder in sorted(holders):
        first.setdefault(holder.article, holder)
    if len(first) < LEAST_HOLDERS:
        return False
    looked_at = list(first.values())[:LOOKED_AT]
    likenesses = sorted(_likeness(one, other) for one, other in pairwise(looked_at))
    return likenesses[len(likenesses) // 2] < _LIKENESS


def _likeness(one: Holder, other: Holder) -> float:
    left, right = set(one.lines), set(other.lines)
    return len(left & right) / max(len(left | right), 1)
