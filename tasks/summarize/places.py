"""Accounts that put one event at different places.

Precision comes first. Places are compared only where neither can lie in the other as far as the wording shows: they are
of one sort ("the X bridge", "the Y bridge"), or mere names that are no country, state or region. And two articles
differ only if neither knows the other's place at all: who names both tells of a journey, or that one is a part of the
other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import DamerauLevenshtein

from tasks.summarize.agreement import agree
from tasks.summarize.sites import Site, folded_words, sites
from tasks.summarize.statements import Statement, ground
from tasks.text.tokens import stems

_AHEAD = re.compile(r"\b(?:will|would|shall|due|scheduled|expected|planned|is to|are to)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\b[Tt]he\s((?:[a-z][\w-]*\s){0,2}?[a-z][\w-]*)")
_GROUND, _SHARE = 2.0, 0.3  # what two sentences must have in common besides the event and the places
_GROUND_UNNAMED = 3.0  # and where no name says that it is one event
_TELLING = 5  # a count that two events rarely have in common
_SHORTEST, _SLIPS = 4, 2  # letters of two names, and letters by which they differ, that may be spellings of one


def pairs(statements: Sequence[Statement]) -> Iterator[tuple[Site, Site]]:
    """Yield the pairs of places that articles of one day and different origins give to the same event."""
    found = [site for statement in statements for site in sites(statement)]
    known = _Known(statements) if len(found) > 1 else None
    for index, first in enumerate(found):
        for second in found[index + 1 :]:
            if known and _differ(first, second) and same_event(first, second) and known.apart(first, second):
                yield first, second


def same_event(first: Site, second: Site) -> bool:
    """Say whether two sentences place the same event, by their words alone: a name, a count or what is known is shared.

    The same is counted alike, the days they name are the same, and both look back or both ahead.
    """
    one, other = first.statement, second.statement
    if first.event != second.event or _is_ahead(first) != _is_ahead(second):
        return False
    if (first.days and second.days and not first.days & second.days) or _count_apart(first, second):
        return False
    own = first.own_words | second.own_words
    amount, share = ground(one, other, own)
    if amount < _GROUND or share < _SHARE:
        return False
    if (one.names & other.names) - own or _count_alike(first, second):
        return True
    return amount >= _GROUND_UNNAMED and bool(_definite(first) & _definite(second) - own)


class _Known:
    """Which article speaks of which places, by all its sentences and titles."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._articles: dict[str, set[str]] = defaultdict(set)
        self._sentences = [folded_words(f"{item.context} {item.text} {item.title}") for item in statements]
        for item, words in zip(statements, self._sentences, strict=True):
            self._articles[item.quote.article] |= words

    def apart(self, first: Site, second: Site) -> bool:
        """Say whether neither article knows the other's place, and nobody names both together."""
        if second.core & self._articles[first.statement.quote.article]:
            return False
        if first.core & self._articles[second.statement.quote.article]:
            return False
        return not any(first.core <= words and second.core <= words for words in self._sentences)


def _differ(first: Site, second: Site) -> bool:
    """Say whether accounts of one day and different origins name different places that can be compared."""
    one, other = first.statement, second.statement
    if one.quote.article == other.quote.article or one.quote.origin == other.quote.origin or one.as_of != other.as_of:
        return False
    return first.sort == second.sort and not _may_be_one(first, second)


def _may_be_one(first: Site, second: Site) -> bool:
    """Say whether two names may be of one place: a word in common, one named as the wider place, or a spelling."""
    if first.core & (second.core | second.wider) or second.core & first.wider:
        return True
    if first.wider and second.wider and not first.wider & second.wider:
        return True  # "Dunmere, Ohio" and "Kessel, Norvia": nothing tells what they have to do with each other
    return any(
        min(len(one), len(other)) >= _SHORTEST and DamerauLevenshtein.distance(one, other) <= _SLIPS
        for one in first.core
        for other in second.core
    )


def _is_ahead(site: Site) -> bool:
    return _AHEAD.search(site.statement.text) is not None


def _count_apart(first: Site, second: Site) -> bool:
    """Say whether the sentences count the same and give other numbers: rather two events than two places of one."""
    return any(one.noun == other.noun and not agree(one, other) for one in first.counts for other in second.counts)


def _count_alike(first: Site, second: Site) -> bool:
    """Say whether both count the same of something, and so many that it is no chance."""
    return any(
        one.noun == other.noun and one.low == other.low >= _TELLING and one.high == other.high
        for one in first.counts
        for other in second.counts
    )


def _definite(site: Site) -> frozenset[str]:
    """Return the stems of what a sentence speaks of as known: "the suspect"."""
    return frozenset(word for found in _DEFINITE.finditer(site.statement.text) for word in stems(found[1]))
