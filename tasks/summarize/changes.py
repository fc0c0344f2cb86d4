"""Figures through time: from which reading to which a figure moved, each step once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from storage.telling import Change
from tasks.summarize import figures, labels
from tasks.summarize.agreement import agree
from tasks.summarize.context import stands_alone
from tasks.summarize.figures import Figure
from tasks.summarize.statements import reading
from tasks.text.quantities import QuantityKind

_WORDED = frozenset({QuantityKind.COUNT, QuantityKind.MEASURE})  # "left" and "now" say little of money and shares
_VAGUE = frozenset({QuantityKind.MONEY, QuantityKind.PERCENT})  # of much in one matter: what it is for must be said
_NEVER_FEWER = frozenset({"dead", "injured", "arrested", "evacuated"})
_REACH = 1.5  # "at least 20" on one day and 31 on the next are two readings; 20 and 29 may be one
_MOST = 3  # steps of what goes up and down: with more, they are of several things


def worded(first: Figure, second: Figure) -> bool:
    """Say whether one of two figures says itself what is left or what it has come to, and the other does not."""
    return first.changed != second.changed and first.quantity.kind in _WORDED


def _fits(first: Figure, second: Figure) -> bool:
    """Say whether the one that is said to have risen, or fallen, lies above, or below, the other."""
    after, before = (first, second) if first.changed else (second, first)
    return after.heading in (0, 1 if after.quantity.high > before.quantity.high else -1)


def moved(first: Figure, second: Figure) -> bool:
    """Say whether two figures about one thing differ because time passed: of different days, or by their wording."""
    passed = _went_on(first, second) or (worded(first, second) and _fits(first, second))
    return passed and not _same(first, second)


def _went_on(first: Figure, second: Figure) -> bool:
    """Say whether two figures are of different days and the later one can have come from the earlier.

    The dead and injured of one event do not become fewer, unless the wording says so; and what is measured, such as the
    weather, is measured anew each day.
    """
    if not figures.later(first, second):
        return False
    before, after = sorted((first, second), key=_in_time)
    if after.changed:
        return True
    if after.quantity.kind is QuantityKind.MEASURE:
        return False
    if after.quantity.kind in _VAGUE and not (after.action and after.action == before.action):
        return False
    return after.action not in _NEVER_FEWER or after.quantity.high > before.quantity.low


def equal(first: Figure, second: Figure) -> bool:
    """Say whether two figures are of one value to the digit."""
    one, other = first.quantity, second.quantity
    return (one.low, one.high) == (other.low, other.high)


def through_time(group: Sequence[Figure], alike: Sequence[tuple[Figure, Figure]] = ()) -> list[Change]:
    """Return the steps of a figure: from the fullest reading of the value before to the first of the value after.

    A day makes one step at most, to a value that was not told before: later articles tell the past again. `alike` holds
    pairs of equal figures about one thing, one of which may tell more fully what a figure of the group is of.
    """
    told: list[Figure] = []
    steps: list[tuple[Figure, Figure]] = []
    for _, on_day in groupby(sorted(group, key=_in_time), key=_day):
        readings = list(on_day)
        current = steps[-1][1] if steps else (told or readings)[0]
        known = told or [item for item in readings if _same(item, current)]
        new = [item for item in readings if not any(_same(item, old) for old in known)]
        new = [item for item in new if told or worded(item, current)]  # on the first day only what says that it changed
        after = min(new, key=_telling, default=None)
        if after:
            steps.append((_newest(known, current), after))
        told += readings
    told_apart = [step for step in steps if _ascends(*step)] if _is_one(steps) else []
    return [_change(_fullest(before, group, alike), after) for before, after in told_apart]


def _ascends(before: Figure, after: Figure) -> bool:
    """Say whether the articles are in the order of the days that they speak of."""
    first, second = before.statement.as_of, after.statement.as_of
    return first is None or second is None or first <= second


def _same(first: Figure, second: Figure) -> bool:
    """Say whether two figures may be one value; a later "at least" below what was told takes nothing back."""
    before, after = sorted((first, second), key=_in_time)
    if after.quantity.bound == "more" and after.quantity.low <= before.quantity.high:
        return True
    return agree(first.quantity, second.quantity, reach=_REACH)


def _day(item: Figure) -> date:
    """Return the day by which a figure is put in order: undated, what is left comes last and all else first."""
    return item.day or (date.max if item.changed else date.min)


def _in_time(item: Figure) -> tuple[date, bool, tuple[str, str, int], int]:
    """Order figures by day; on one day what says that it is left or has come to comes last."""
    return _day(item), item.changed, item.statement.order, item.quantity.start


def _telling(item: Figure) -> tuple[bool, bool, bool, tuple[str, str, int]]:
    """Prefer a sentence that says that the figure moved, then one that can be read alone, then the first."""
    statement = item.statement
    return (
        not item.changed,
        not item.total,
        not stands_alone(statement.text, statement.language),
        statement.order,
    )


def _newest(told: Sequence[Figure], current: Figure) -> Figure:
    """Return the first reading of the last day that gives the current value."""
    same = [item for item in told if _same(item, current)]
    last = max(map(_day, same))
    return next(item for item in same if _day(item) == last)


def _fullest(current: Figure, group: Sequence[Figure], alike: Sequence[tuple[Figure, Figure]]) -> Figure:
    """Return, of what gives the current value and is no younger, the reading that says best what it is of.

    That is one with what happens to what is counted, that can be read alone; of several the newest, then the longest.
    """
    same = [item for item in group if equal(item, current)]
    known = [*same, *(item for pair in alike for item in pair if any(other in same for other in pair))]
    before = [item for item in known if _ascends(item, current) and _day(item) <= _day(current)]
    return max(sorted(before, key=_in_time), key=_fullness)


def _fullness(item: Figure) -> tuple[bool, bool, date, int]:
    text = item.statement.text
    return bool(item.action), stands_alone(text, item.statement.language), _day(item), len(text)


def _is_one(steps: Sequence[tuple[Figure, Figure]]) -> bool:
    """Say whether the steps can be of one thing: a few, or all in one direction."""
    rises = {after.quantity.high > before.quantity.high for before, after in steps}
    return len(steps) <= _MOST or len(rises) == 1


def _change(before: Figure, after: Figure) -> Change:
    return Change(
        about=labels.of_figures([before, after]),
        before=reading(before.statement, before.value),
        after=reading(after.statement, after.value),
    )
