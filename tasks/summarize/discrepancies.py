"""Where accounts differ: figures, dates, places, spellings of names, side by side; and figures that changed over time.

Precision comes first: what may be two things is not compared, and readings that can both be right agree. Nothing is
decided for the reader. A figure that changed from one day to another, or that says itself what is left or what it has
come to, is a change and never a disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from storage.telling import Change, Discrepancy, DiscrepancyKind, Reading
from tasks.summarize import ages, changes, figures, labels, occasions, places, spellings
from tasks.summarize.ages import Age
from tasks.summarize.agreement import agree
from tasks.summarize.figures import Figure
from tasks.summarize.occasions import Occasion
from tasks.summarize.sites import Site
from tasks.summarize.spellings import Person
from tasks.summarize.statements import Statement, common, reading

__all__ = ["Statement", "find"]

T = TypeVar("T")

_MOST = 4  # readings of one thing: with more, they are of several things


def find(sentences: Sequence[Statement]) -> tuple[tuple[Discrepancy, ...], tuple[Change, ...]]:
    """Return what accounts differ on, and which figures changed; both in an order that depends on the input alone.

    A discrepancy has one reading for each distinct value, with its best sentence: the earliest, then the longest.
    """
    ordered = sorted(sentences, key=lambda statement: statement.order)
    differing, changed = _compared_figures(ordered)
    return (*differing, *_ages(ordered), *_dates(ordered), *_places(ordered), *_names(ordered)), changed


def _compared_figures(ordered: Sequence[Statement]) -> tuple[tuple[Discrepancy, ...], tuple[Change, ...]]:
    """Compare every figure with every other and sort the pairs that differ into disagreements and changes."""
    found = [figure for statement in ordered for figure in figures.figures(statement)]
    differing, moved, alike = [], [], []
    for first, second in figures.pairs(found):
        if changes.moved(first, second):
            moved.append((first, second))
        elif _at_one_time(first, second) and not agree(first.quantity, second.quantity):
            differing.append((first, second))
        elif changes.equal(first, second):
            alike.append((first, second))
    found_apart = [_figure_discrepancy(group) for group in _components(differing, _figure_place)]
    discrepancies = tuple(one for one in found_apart if len(one.readings) <= _MOST)
    return discrepancies, tuple(
        change for group in _components(moved, _figure_place) for change in changes.through_time(group, alike)
    )


def _at_one_time(first: Figure, second: Figure) -> bool:
    """Say whether two figures of different origins speak of the same day; two undated ones do as far as is known."""
    apart = first.statement.quote.origin != second.statement.quote.origin
    same_day = first.statement.as_of == second.statement.as_of
    return apart and same_day and first.action == second.action and not changes.worded(first, second)


def _figure_discrepancy(group: Sequence[Figure]) -> Discrepancy:
    readings = _readings(group, lambda item: (item.quantity.low, item.quantity.high), lambda item: item.value)
    return Discrepancy(about=labels.of_figures(group), kind=DiscrepancyKind.FIGURE, readings=readings)


def _dates(ordered: Sequence[Statement]) -> list[Discrepancy]:
    found = [occasion for statement in ordered for occasion in occasions.occasions(statement)]
    return [_date_discrepancy(group) for group in _components(list(occasions.pairs(found)), _occasion_place)]


def _date_discrepancy(group: Sequence[Occasion]) -> Discrepancy:
    years = len({item.when[1:] for item in group}) == 1
    readings = _readings(group, lambda item: item.when if years else item.when[1:], _written)
    first = group[0]
    shared = frozenset.intersection(*(item.about for item in group))
    about = labels.of_event(first.event, shared, [item.statement for item in group])
    return Discrepancy(about=about, kind=DiscrepancyKind.DATE, readings=readings)


def _written(item: Occasion) -> str:
    return item.value


def _ages(ordered: Sequence[Statement]) -> list[Discrepancy]:
    return [
        Discrepancy(
            about=f"Age: {group[0].person}",
            kind=DiscrepancyKind.FIGURE,
            readings=_readings(group, lambda item: item.years, lambda item: item.value),
        )
        for group in ages.groups(ordered)
    ]


def _places(ordered: Sequence[Statement]) -> list[Discrepancy]:
    return [_place_discrepancy(group) for group in _components(list(places.pairs(ordered)), _site_place)]


def _place_discrepancy(group: Sequence[Site]) -> Discrepancy:
    own = frozenset().union(*(item.own_words for item in group))
    statements = [item.statement for item in group]
    about = labels.of_event(group[0].event, common(statements) - own, statements)
    readings = _readings(group, lambda item: item.core, lambda item: item.value)
    return Discrepancy(about=about, kind=DiscrepancyKind.PLACE, readings=readings)


def _names(ordered: Sequence[Statement]) -> list[Discrepancy]:
    result = []
    for group in _components(list(spellings.pairs(ordered)), _person_place):
        readings = tuple(reading(_best(person.statements), person.full) for person in group)
        result.append(Discrepancy(about=f"Spelling: {group[0].full}", kind=DiscrepancyKind.NAME, readings=readings))
    return result


def _readings(group: Sequence[T], key: Callable[[T], Hashable], value: Callable[[T], str]) -> tuple[Reading, ...]:
    """Keep one reading for each distinct value, in the order in which the values first appear."""
    by_value: dict[Hashable, list[T]] = {}
    for item in group:
        by_value.setdefault(key(item), []).append(item)
    chosen = (min(items, key=_rank) for items in by_value.values())
    return tuple(reading(_statement(item), value(item)) for item in chosen)


def _rank(item: object) -> tuple[str, int, tuple[str, str, int]]:
    statement = _statement(item)
    return statement.order[0], -len(statement.text), statement.order


def _statement(item: object) -> Statement:
    found = item.statement if isinstance(item, Figure | Occasion | Site | Age) else item
    assert isinstance(found, Statement)
    return found


def _best(statements: Iterable[Statement]) -> Statement:
    return min(statements, key=_rank)


def _figure_place(item: Figure) -> tuple[tuple[str, str, int], int]:
    return item.statement.order, item.quantity.start


def _occasion_place(item: Occasion) -> tuple[tuple[str, str, int], int]:
    return item.statement.order, item.mention.start


def _site_place(item: Site) -> tuple[tuple[str, str, int], int]:
    return item.statement.order, item.start


def _person_place(item: Person) -> tuple[tuple[str, str, int], str]:
    return item.statements[0].order, item.full


def _components(linked: Sequence[tuple[T, T]], place: Callable[[T], Hashable]) -> list[list[T]]:
    """Gather linked items: each group in order of place, the groups by their first."""
    items: dict[Hashable, T] = {}
    leader: dict[Hashable, Hashable] = {}

    def find_leader(key: Hashable) -> Hashable:
        while leader[key] != key:
            key = leader[key]
        return key

    for pair in linked:
        for item in pair:
            items.setdefault(place(item), item)
            leader.setdefault(place(item), place(item))
        first, second = sorted((find_leader(place(pair[0])), find_leader(place(pair[1]))))  # type: ignore[type-var]
        leader[second] = first
    groups: dict[Hashable, list[T]] = {}
    for key in sorted(items):  # type: ignore[type-var]
        groups.setdefault(find_leader(key), []).append(items[key])
    return list(groups.values())
