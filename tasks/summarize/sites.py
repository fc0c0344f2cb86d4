"""The place that a sentence gives to an event: "an explosion at the Kolver refinery", "signed in Arlen".

Read from the wording alone, in English only: a preposition, a name, and what sort of place it says the name is. An
event that a sentence puts at several places, or that may not have happened, has none.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from tasks.summarize.statements import Statement
from tasks.text.dates import dates
from tasks.text.quantities import Quantity, QuantityKind, quantities
from tasks.text.tokens import is_stop, stem, stems, tokens

BARE = "in"  # the sort of a name of which nothing is said but that something happened "in" it

_PREPOSITION = r"(?:[Ii]n|[Aa]t|[Oo]n|[Oo]ff|[Ii]nside)"
_BEFORE = re.compile(rf"(?:.*\s|^)({_PREPOSITION}\s(?:(the|an?)\s)?((?:[a-z][\w-]*\s){{0,4}}))$", re.DOTALL)
_IN = re.compile(r"(?:[Ii]n|[Oo]ff)\s")
_CALLED = re.compile(r"([a-z]+)\s(?:of|called|named)\s$")
_BEHIND = re.compile(r"\s([a-z][\w-]*)(?:\s([a-z][\w-]*))?")
_NUMBERED = re.compile(rf"\b{_PREPOSITION}\s(?:the\s)?([A-Z][a-z]+)\s(\d{{1,3}}|[A-Z])\b(?![.,]\d)")
_OWNS_OR_JOINS = re.compile(r"[’']s?\b|-|\s(?:and|or|&)\s")
_ENDS_NAME = re.compile(r"[”\"’)]*(?:$|[,.;:—–])|\s[a-z]+(?:ed|ing)\b")
_FURTHEST = 8  # words between an event and its place
_FRONT = re.compile(r"[“\"]?(?:(?:[Ee]arly |[Ll]ate )?(?:[Oo]n )?\w+day(?: \w+)?,? )?$")
_BREAKS = re.compile(
    r"[;:(—–]|\b(?:who|whom|which|whose|where|when|said|says|told|according|from|lives?|lived|living|based|resident"
    r"|headquartered|raised|grew|works?|worked|before|after|then|while|but|until|flew|drove|traveled|moved|to"
    r"|treated|being|recover\w*|reported|felt|heard|seen)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:another|second|third|again|separate|separately|elsewhere|respectively|both|each|several|various|multiple"
    r"|series|tour|round|latest|previous|last (?:year|month|week)|similar|unrelated|if|could|might|may|never"
    r"|not|denied|rumou?rs?|initially|corrected)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Site:
    """An event in a sentence, with the place that the sentence gives it."""

    statement: Statement
    event: str
    start: int  # of the place, with its preposition
    end: int
    core: frozenset[str]  # case-folded words of the place's name, without its sort
    sort: str  # a key of places.json, or `BARE`
    wider: frozenset[str]  # case-folded words of the place named right behind it: "Dunmere, Ohio"

    @property
    def value(self) -> str:
        """Return the place as written."""
        return self.statement.text[self.start : self.end]

    @cached_property
    def days(self) -> frozenset[date]:
        """Return the days that the sentence names."""
        found = dates(self.statement.text, self.statement.language, self.statement.as_of)
        return frozenset(one.first for one in found if one.grain == "day" and one.first)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Return the stems of the event and the place: every sentence on such an event has them."""
        said = {stem(one.word) for one in _events(self.statement.text) if one.name == self.event}
        return frozenset(said | set(stems(self.value)))

    @cached_property
    def counts(self) -> tuple[Quantity, ...]:
        """Return what the sentence counts."""
        return tuple(one for one in quantities(self.statement.text) if one.kind is QuantityKind.COUNT and one.noun)


class _Event(NamedTuple):
    """A word that names an event."""

    name: str
    word: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


class _Place(NamedTuple):
    """A name behind a preposition; the fields are those of `Site`."""

    start: int
    end: int
    core: frozenset[str]
    sort: str
    wider: frozenset[str]


def sites(statement: Statement) -> list[Site]:
    """Return the placed events of a sentence, each with the one place that it is given."""
    if statement.language != "en" or statement.is_correction or not statement.is_whole:
        return []
    text = statement.text
    events = list(_events(text))
    if not events or _SEVERAL.search(text):
        return []
    found: dict[str, list[Site]] = defaultdict(list)
    for place in _places(statement):
        event = _event_at(place, events, text)
        if event:
            found[event].append(Site(statement, event, *place))
    return [placed[0] for placed in found.values() if len(placed) == 1]


def folded_words(text: str) -> frozenset[str]:
    """Return the words of a text, case-folded and without possessive endings."""
    return frozenset(re.sub(r"[’']s?$", "", token.text).casefold() for token in tokens(text))


def _places(statement: Statement) -> Iterator[_Place]:
    """Yield what the prepositions of a sentence introduce, as far as it can be compared with other places."""
    text, names = statement.text, statement.found_names
    for numbered in _NUMBERED.finditer(text):
        if sort := _sort(numbered[1]):
            yield _Place(numbered.start(), numbered.end(), frozenset({numbered[2].casefold()}), sort, frozenset())
    for index, name in enumerate(names):
        opening = _BEFORE.match(text[: name.start])
        if opening is None or _OWNS_OR_JOINS.match(text, name.end):
            continue
        core, sort, end = _sorted_out(name.text, opening[3], text, name.end)
        following = names[index + 1] if index + 1 < len(names) else None
        beside = following is not None and text[name.end : following.start] == ", "
        wider = folded_words(following.text) if following is not None and beside else frozenset()
        plain = not opening[2] and not opening[3] and _IN.match(opening[1])
        if not sort and plain and not name.text.isupper() and _stands_free(text, end):
            sort = BARE
        if core and sort and " ".join(name.text.casefold().split()) not in _wide():
            yield _Place(opening.start(1), end, core, sort, wider)


def _sorted_out(name: str, described: str, text: str, end: int) -> tuple[frozenset[str], str, int]:
    """Find the sort of a place in its name, before it ("the village of X") or behind it ("the X bridge").

    Returns the words of the name proper, the sort or "", and where the place ends.
    """
    words = name.casefold().split()
    inside = next((word for word in (words[-1], words[0]) if len(words) > 1 and _sort(word)), None)
    if inside:
        return frozenset(words) - {inside, "of", "the"}, _sort(inside), end
    called = _CALLED.search(described)
    if called and _sort(called[1]):
        return frozenset(words), _sort(called[1]), end
    behind = None if described else _BEHIND.match(text, end)
    if behind:
        for group in (1, 2):
            if behind[group] and _sort(behind[group]) and not is_stop(behind[1]):
                return frozenset(words), _sort(behind[group]), behind.end(group)
    return frozenset(words), "", end


def _stands_free(text: str, end: int) -> bool:
    """Say whether a name is not the first part of a longer term, such as "in Kolver trucks"."""
    behind = _BEHIND.match(text, end)
    return _ENDS_NAME.match(text, end) is not None or (behind is not None and is_stop(behind[1]))


def _event_at(place: _Place, events: Sequence[_Event], text: str) -> str:
    """Choose the event nearest before a place; where the place opens the sentence, the first one behind it."""
    before = [event for event in events if event.start < place.start]
    if before:
        return before[-1].name if _reaches(text[before[-1].end : place.start]) else ""
    behind = next((event for event in events if event.start >= place.end), None)
    fronted = behind is not None and _FRONT.fullmatch(text[: place.start])
    return behind.name if behind and fronted and _reaches(text[place.end : behind.start]) else ""


def _reaches(between: str) -> bool:
    return len(between.split()) <= _FURTHEST and not _BREAKS.search(between)


def _events(text: str) -> Iterator[_Event]:
    for token in tokens(text):
        name = _match("events", token.text)
        if name:
            yield _Event(name, token.text, token.start)


def _sort(word: str) -> str:
    return _match("sorts", word)


@cache
def _match(part: str, word: str) -> str:
    folded = word.casefold()
    return next((name for name, words in _table()[part].items() if re.fullmatch(words, folded)), "")


@cache
def _wide() -> frozenset[str]:
    """Return the names of countries, states and regions, in which many other places lie."""
    return frozenset(", ".join(_table()["wide"]).split(", "))


@cache
def _table() -> dict[str, Any]:
    """Read events that take place somewhere, sorts of places, and names of wide ones (countries as in CLDR)."""
    table: dict[str, Any] = json.loads(files("tasks.summarize").joinpath("places.json").read_text("utf-8"))
    return table
