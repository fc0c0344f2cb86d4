"""Figures that sentences give: which of them are about the same thing, and which of those agree.

A figure is compared with another only where the kind and unit are the same, what is counted and what happens to it do
not contradict each other, and the sentences share other words too. Two readings agree where their wording lets them:
bounds, ranges, "about" and plain rounding. What is hypothetical, a part of another figure, or about another time is
left out.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tasks.summarize.statements import Statement, of_different_places, shared
from tasks.text.dates import dates
from tasks.text.quantities import Quantity, QuantityKind, quantities
from tasks.text.tokens import is_stop, stem, tokens

_REACH = 9  # words on either side in which an action belongs to a figure
_GENERIC = frozenset({"", *map(stem, ("people", "persons", "person", "victims", "others", "dead", "killed"))})
_ON_PERSONS = frozenset(
    {"dead", "injured", "missing", "trapped", "treated", "evacuated", "displaced", "arrested", "rescued"}
)
_SKIPPED_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "year-old"})
_MOVES = frozenset({"rises", "falls", "cuts", "remaining"})
_SAME_CHANGE = frozenset({frozenset({"deployed", "remaining"})})

_HYPOTHETICAL = re.compile(
    r"\b(?:could|might|may|can|if|capacity|expect(?:s|ed)?|forecast\w*|feared|lets?|allow\w*"
    r"|permit\w*|should|estimate that"
    r"|könnte\w*|pourrai\w+|podría\w*|poderia\w*|potrebbe\w*|mógłby|mohl[aoiy]? by)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:demand\w*|wants?|wanted|seeks?|sought|request\w*|propos\w+|ask(?:s|ed)? for|target)\b", re.IGNORECASE
)
_OTHER_TIME = re.compile(
    r"\b(?:last (?:year|month|quarter|season)|(?:years?|months?|decades?) (?:ago|before|earlier)"
    r"|decades?|centur\w+|on average"
    r"|average|every (?:year|day|month|week)|annual\w*|a year|per (?:year|day|month)|similar"
    r"|previous\w*|initially|at first"
    r"|originally|earlier report\w*|first reported|had been|two years|voriges jahr|letztes jahr"
    r"|l’an dernier|el año pasado)\b",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:including|among (?:them|those|the (?:dead|victims|injured|wounded))|of (?:them|whom"
    r"|those)|darunter|dont|incluid\w+"
    r"|entre (?:ellos|eles)|tra cui|onder wie|w tym|včetně|серед них|в том числе)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\s(?:of (?:them|whom|those)|more\b(?! than)|others?\b|additional\b|further\b)", re.IGNORECASE
)
_MORE_BEFORE = re.compile(
    r"\b(?:another|additional|further|extra|weitere[nr]?|autres|otros|outros|altri|kolejn\w+)\s$", re.IGNORECASE
)
_RISEN = re.compile(
    r"(?:\b(?:rose|risen|rises|climb\w*|jump\w*|gr[eo]wn?|increas\w+|swell\w*|soar\w*|surg\w+|fell"
    r"|fallen|drop\w*|declin\w+"
    r"|reduc\w+|cut|lower\w*|rais\w+|revis\w+|updat\w+|stieg\w*|gestiegen|sank|gesunken|monté|passé|subi\w*|aument\w+"
    r"|wzros\w+|stoup\w+|зрос\w+|вырос\w*)(?:\s\w+){0,2}?\s(?:to|at|auf|à|a|para|do|na|до)"
    r"|\bnow(?:\s\w+){0,3}|\bso far(?:\s\w+){0,2})\s$",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(
    r"^[^.;,]{0,40}\b(?:(?:would|will) (?:be left|remain)|remain(?:s|ed)?|still)\b",
    re.IGNORECASE,
)
_JOINED_NOUN = re.compile(r"\s(?:and|or|und|et|y|e)\s([^\W\d_]+)")
_FROM = re.compile(r"\b(?:from|compared with|compared to|up from|down from)\s$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A quantity in a sentence, with what it counts and what happens to it."""

    statement: Statement
    quantity: Quantity
    action: str  # "" where no word near it says
    nouns: frozenset[str]
    modifiers: frozenset[str]
    changed: bool  # the wording says that it is what remains or what it has come to
    wanted: bool  # demanded or proposed, not yet so

    @property
    def value(self) -> str:
        """Return the figure as written, with the noun it counts."""
        return self.statement.text[self.quantity.start : self.quantity.reach]

    @property
    def own_words(self) -> frozenset[str]:
        """Return the stems that every figure about such a thing has, and that prove nothing."""
        return self.nouns | _action_stems(self.statement)


def figures(statement: Statement) -> list[Figure]:
    """Return the figures of a sentence that can be compared; none for a correction."""
    if statement.is_correction:
        return []
    text = statement.text
    found = [item for item in quantities(text, statement.language) if _is_comparable(item)]
    if not found:
        return []
    edges = [0, *(item.end for item in found[:-1])], [*(item.start for item in found[1:]), len(text)]
    return [
        _figure(statement, item, text[first : item.start], text[item.reach : last])
        for item, first, last in zip(found, *edges, strict=True)
        if _is_meant(statement, item)
    ]


def same_thing(first: Figure, second: Figure) -> bool:
    """Say whether two figures measure the same thing, by their words alone."""
    one, other = first.quantity, second.quantity
    if (one.kind, one.unit) != (other.kind, other.unit) or first.wanted != second.wanted:
        return False
    if not _actions_fit(first, second) or of_different_places(first.statement, second.statement):
        return False
    if one.kind is QuantityKind.COUNT and not _nouns_fit(first, second):
        return False
    ground = shared(first.statement, second.statement, first.own_words | second.own_words)
    return ground >= _needed(first, second)


def agree(first: Quantity, second: Quantity) -> bool:
    """Say whether two readings can both be right as worded: bounds, ranges and rounding allowed for."""
    if first.low == second.low and first.high == second.high:
        return True
    if first.bound in ("more", "less") and first.bound == second.bound:
        return _round(first) != _round(second) and _near(first.low, second.low, 0.5)
    low, high = _span(first)
    other_low, other_high = _span(second)
    return (low <= other_high and other_low <= high) or _rounds_to(first, second) or _rounds_to(second, first)


def _is_comparable(item: Quantity) -> bool:
    return item.kind is not QuantityKind.ORDINAL and item.unit not in _SKIPPED_UNITS


def _is_meant(statement: Statement, item: Quantity) -> bool:
    """Leave out what is hypothetical, a part, an increment, or of another time."""
    text = statement.text
    before, after = text[: item.start], text[item.end :]
    if _PART_BEFORE.search(before) or _MORE_BEFORE.search(before) or _PART_AFTER.match(after) or _FROM.search(before):
        return False
    if _HYPOTHETICAL.search(text) or _OTHER_TIME.search(text):
        return False
    if text[: item.reach].endswith(("’s", "'s")):
        return False
    mentions = dates(text, statement.language, statement.as_of)
    return not any(mention.grain == "year" and mention.first for mention in mentions)


def _figure(statement: Statement, item: Quantity, before: str, after: str) -> Figure:
    text = statement.text
    words = [token.text for token in tokens(text[item.end : item.reach])]
    nouns = {item.noun} if item.noun else set()
    second = _JOINED_NOUN.match(text[item.reach :])
    if second and item.noun and not is_stop(second[1], statement.language):
        nouns.add(stem(second[1], statement.language))
    modifiers = {stem(word, statement.language) for word in words if not is_stop(word, statement.language)} - nouns
    risen = _RISEN.search(text[: item.start]) is not None
    action = _action(before, words, after, risen)
    kept = action != "missing" and _NOW_AFTER.search(text[item.reach :]) is not None
    wanted = _WANTED.search(text) is not None
    changed = risen or kept or action == "remaining"
    return Figure(statement, item, action, frozenset(nouns), frozenset(modifiers), changed, wanted)


def _action(before: str, counted: Sequence[str], after: str, risen: bool) -> str:
    """Choose what happens to the thing counted: its own name, the verb right before it, the nearest behind, or before.

    What a figure "rose to" is no action of its own, and "remain missing" is about the missing.
    """
    own = [name for word in counted if (name := _action_of(word.casefold())) in _ON_PERSONS]
    left, right = _words(re.split(r"[;:]", before)[-1])[::-1], _words(re.split(r"[;:]", after)[0])
    ignored = _MOVES if risen else frozenset()
    near = [name for word in left[:2] if (name := _action_of(word)) not in ignored | {"", "remaining"}]
    behind = [name for word in right[:_REACH] if (name := _action_of(word)) not in ignored | {""}]
    ahead = [name for word in left[:_REACH] if (name := _action_of(word)) not in ignored | {""}]
    if behind[:1] == ["remaining"] and behind[1:2] and behind[1] in _ON_PERSONS:
        behind = behind[1:]
    return next(iter([*own, *near, *behind, *ahead]), "")


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokens(text)]


def _action_of(word: str) -> str:
    return next((name for name, pattern in _actions() if pattern.fullmatch(word)), "")


def _action_stems(statement: Statement) -> frozenset[str]:
    return frozenset(stem(word, statement.language) for word in _words(statement.text) if _action_of(word))


def _actions_fit(first: Figure, second: Figure) -> bool:
    if first.action == second.action or not first.action or not second.action:
        return True
    return frozenset({first.action, second.action}) in _SAME_CHANGE and (first.changed or second.changed)


def _nouns_fit(first: Figure, second: Figure) -> bool:
    """Say whether the same is counted; of people to whom something happened, one side may just say "people"."""
    if first.modifiers and second.modifiers and not first.modifiers & second.modifiers:
        return False
    if first.nouns & second.nouns:
        return True
    if not first.nouns or not second.nouns:
        named, other = (first, second) if first.nouns else (second, first)
        if named.nouns & other.statement.stems and first.action and first.action == second.action:
            return True
    generic = first.nouns <= _GENERIC or second.nouns <= _GENERIC
    return generic and bool(first.action) and first.action == second.action and first.action in _ON_PERSONS


def _needed(first: Figure, second: Figure) -> float:
    """Return how much common ground is asked for: less where the action agrees."""
    return 1.0 if first.action and first.action == second.action else 2.0


def _span(item: Quantity) -> tuple[float, float]:
    """Return the values that the wording allows."""
    if item.bound == "about":
        return item.low * 0.9, item.high * 1.1
    if item.bound == "more":
        return item.low, item.high * 1.5
    if item.bound == "less":
        return item.low / 1.5, item.high
    return item.low, item.high


def _near(first: float, second: float, share: float) -> bool:
    return abs(first - second) <= share * max(abs(first), abs(second))


def _round(item: Quantity) -> bool:
    """Say whether the number is a round one."""
    return item.low >= 10 and item.low % 10 == 0


def _rounds_to(coarse: Quantity, fine: Quantity) -> bool:
    """Say whether `coarse` is `fine` with fewer figures: 3,000 for 2,987, 6.2 for 6.24; never a small count."""
    if fine.low != fine.high or coarse.low != coarse.high or not _near(coarse.low, fine.low, 0.05):
        return False
    if coarse.kind is QuantityKind.COUNT and coarse.low < 100:
        return False
    figures_kept = len(f"{coarse.low:.10g}".replace(".", "").strip("0"))
    scale = figures_kept - 1 - math.floor(math.log10(fine.low)) if fine.low > 0 else 0
    return math.isclose(round(fine.low, scale), coarse.low)


@cache
def _actions() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Read what can happen to things that are counted, each with the words that say so."""
    table = json.loads(files("tasks.summarize").joinpath("actions.json").read_text("utf-8"))
    return [(name, re.compile(words)) for name, words in table.items()]


def pairs(found: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield the pairs of figures from different articles that are about the same thing."""
    for index, first in enumerate(found):
        for second in found[index + 1 :]:
            if first.statement.quote.article != second.statement.quote.article and same_thing(first, second):
                yield first, second
