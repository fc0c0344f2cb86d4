"""How one text relates to another: how much of either stands in the other, and what that makes of them.

What is quoted counts for less than what is told: that two outlets quote the same speech says nothing about who copied
whom, so both the whole texts and their told parts must agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tasks.deduplicate.fingerprints import Fingerprint, Runs, shared

# Words below which even the same text proves nothing: "Click here for the latest", a correction's standing formula.
LEAST_SAME = 20
LEAST_SAME_OUTLET = 80
_LEAST_TOLD = 30  # runs outside quotation marks that both must have, for less than sameness to count
_NEAR = 0.8
_NEAR_OF_ORIGINAL = 0.5
_TAKEN = 0.5  # of the copy's runs
_WHOLE = 0.8  # nearly all of it
# Marks that two texts must share to be measured: less than this leaves no room for half of either to be the other's.
LEAST_MARKS = 2
LEAST_MARKS_SHARE = 0.2  # of the one that has fewer


class Relation(Enum):
    """What a text is to another one that came before it in the order of precedence."""

    NONE = auto()
    IDENTICAL = auto()
    NEAR = auto()
    TAKEN = auto()  # half of it or more stands in the other
    HOLDS = auto()  # it has the whole other inside, and more of its own
    HOLDS_MOST = auto()  # half of the other or more


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common; each share is 0 to 1."""

    relation: Relation
    share: float  # of this one's runs that stand in the other
    back: float = 0.0  # of the other's runs that stand in this one


def relate(this: Fingerprint, other: Fingerprint) -> Likeness:
    """Say what a text is to `other`."""
    if this.digest == other.digest:
        return Likeness(Relation.IDENTICAL if this.size >= LEAST_SAME else Relation.NONE, 1.0, 1.0)
    both = shared(this.runs, other.runs)
    share, back = both / max(this.runs.size, 1), both / max(other.runs.size, 1)
    if max(share, back) < _TAKEN:
        return Likeness(Relation.NONE, share, back)
    told = shared(this.told, other.told)
    least = min(share, told / max(this.told.size, 1))
    whole = min(back, told / max(other.told.size, 1))
    return Likeness(_relation(told, least, whole), share, back)


def _relation(told: int, least: float, whole: float) -> Relation:
    if told < _LEAST_TOLD:
        return Relation.NONE
    if least >= _NEAR and whole >= _NEAR_OF_ORIGINAL:
        return Relation.NEAR
    if least >= _TAKEN:
        return Relation.TAKEN
    if whole >= _WHOLE:
        return Relation.HOLDS
    return Relation.HOLDS_MOST if whole >= _TAKEN else Relation.NONE


def part_of(part: Runs, whole: Runs) -> float:
    """Return the share of `part` that stands in `whole`."""
    return shared(part, whole) / max(part.size, 1)
