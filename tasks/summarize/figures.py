"""Figures that sentences give: which of them are about the same thing, and which of those agree.

A figure is compared with another only where the kind and unit are the same, what is counted and what happens to it do
not contradict each other, and the sentences share other words too. Two readings agree where their wording lets them:
bounds, ranges, "about" and plain rounding. What is hypothetical, a part of another figure, or about another time is
left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from tasks.summarize import wording
from tasks.summarize.statements import Statement, around, ground, of_different_places
from tasks.text.dates import DateMention, dates
from tasks.text.quantities import Quantity, QuantityKind, quantities
from tasks.text.tokens import is_stop, stem, stems, tokens

_AROUND = 70  # code points on either side in which words belong to a figure
_FURTHEST, _FURTHEST_MEASURE = 2.1, 3.0  # accounts of one thing rarely differ by more than this factor
_FURTHEST_TOTAL = 10.0  # what a count has come to days later may lie this far off
_REACH, _REACH_MOVED = 9, 14  # words on either side in which an action belongs to a figure; ahead of one that moved
_ON_PERSONS = frozenset(
    {"dead", "injured", "missing", "trapped", "treated", "evacuated", "displaced", "arrested", "rescued"}
)
_SKIPPED_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "year-old"})
_RECENT = 6  # days before the article from which a date means an earlier event
_FEW = 10  # below it a count must be of people to whom something happened, or of a few things that matter singly
_FEW_MATTER = frozenset({"deployed", "fired at", "destroyed", "recovered", "freed", "charged", "convicted"})
_MOVES = frozenset({"rises", "falls", "cuts", "remaining"})
_FEWEST_LEFT = 3  # a count of what is left or has come to be may be small, but one or two tell little
_SAME_CHANGE = frozenset({frozenset({"deployed", "remaining"})})
_PLACED = re.compile(r"\b(?:with)?in (?:a (?:radius|distance) of )?$", re.IGNORECASE)

_PRONOUN_FIRST = re.compile(r"[“\"]?(?:He|She|They|It|His|Her|Their|Its|That|This|These|Those|Of|And|But)\b")
_ONE_OF = re.compile(
    r"\b(first|second|third|fourth|another|latest)\b (?:\w+ )?(?:blasts?|explosions?|attacks?|bomb\w*|shootings?"
    r"|crash\w*|quakes?|fires?|strikes?|raids?|waves?|rounds?|phase|storms?|attempt)\b",
    re.IGNORECASE,
)
_JOINTS = frozenset({"and", "while", "but", "und", "et", "y", "e", "en", "i", "a", "і", "та", "и"})
_JOINED_NOUN = re.compile(r"\s(?:and|or|und|et|y|e)\s([^\W\d_]+(?:s|en|er))\b")


@dataclass(frozen=True)
class Figure:
    """A quantity in a sentence, with what it counts and what happens to it."""

    statement: Statement
    quantity: Quantity
    action: str  # "" where no word near it says
    nouns: frozenset[str]
    modifiers: frozenset[str]
    changed: bool  # the wording says that it is what remains or what it has come to
    heading: int  # 1 if it is said to have risen, -1 if to have fallen or to be left, 0 if neither is said
    total: bool  # the wording says that it is all there are so far
    wanted: bool  # demanded or proposed, not yet so
    beside: bool  # the action stands within two words of the number
    near: frozenset[str]  # stems of the words around the number

    @property
    def value(self) -> str:
        """Return the figure as written, with the noun it counts."""
        return self.statement.text[self.quantity.start : self.quantity.reach]

    @cached_property
    def day(self) -> date | None:
        """Return the day of which the figure is told: its article's, or that on which somebody is quoted with it."""
        return wording.said_on(self.statement.text, self.statement.language, self.statement.as_of)

    @property
    def specific(self) -> frozenset[str]:
        """Return the stems of what is counted, without words for people in general."""
        return self.nouns - _generic()

    @property
    def own_words(self) -> frozenset[str]:
        """Return the stems that every figure about such a thing has, and that prove nothing."""
        return self.nouns | _action_stems(self.statement)


def figures(statement: Statement) -> list[Figure]:
    """Return the figures of a sentence that can be compared; none for a correction."""
    if statement.is_correction or not statement.is_whole:
        return []
    text = statement.text
    found = [item for item in quantities(text, statement.language) if _is_comparable(item)]
    if not found:
        return []
    edges = [0, *(item.end for item in found[:-1])], [*(item.start for item in found[1:]), len(text)]
    result = [
        _figure(statement, item, text[first : item.start], text[item.reach : last])
        for item, first, last in zip(found, *edges, strict=True)
    ]
    seen = Counter(_kind(figure) for figure in result if not _is_part(figure))
    return [figure for figure in result if seen[_kind(figure)] == 1 and _is_meant(statement, figure)]


def _is_part(figure: Figure) -> bool:
    return figure.quantity.kind is QuantityKind.COUNT and wording.is_part(figure.statement.text[figure.quantity.end :])


def _kind(figure: Figure) -> tuple[str, str, str, str]:
    """Two figures of one kind in a sentence break a total down or compare; neither is compared with another's."""
    if figure.quantity.kind in (QuantityKind.MONEY, QuantityKind.PERCENT):
        return figure.quantity.kind.value, figure.quantity.unit, "", ""
    noun = "" if figure.nouns <= _generic() else min(figure.nouns)
    return figure.quantity.kind.value, figure.quantity.unit, figure.action, noun


def same_thing(first: Figure, second: Figure) -> bool:
    """Say whether two figures measure the same thing, by their words alone."""
    one, other = first.quantity, second.quantity
    if (one.kind, one.unit) != (other.kind, other.unit) or first.wanted != second.wanted:
        return False
    if not _actions_fit(first, second) or not _comparable_size(first, second):
        return False
    if one.kind is QuantityKind.COUNT and not _nouns_fit(first, second):
        return False
    own = first.own_words | second.own_words
    amount, share = ground(first.statement, second.statement, own)
    if _is_later_total(first, second):
        apart = of_different_places(first.statement, second.statement, around=True)
        return not apart and amount + around(first.statement, second.statement, own) >= 1.0
    if of_different_places(first.statement, second.statement) or _near_others(first, second):
        return False
    least, least_share, least_near = _needed(first, second)
    return amount >= least and share >= least_share and len((first.near & second.near) - own) >= least_near


def _is_comparable(item: Quantity) -> bool:
    return item.kind is not QuantityKind.ORDINAL and item.unit not in _SKIPPED_UNITS


def _is_meant(statement: Statement, figure: Figure) -> bool:
    """Leave out what is hypothetical, a part, an increment, of another time, said in speech, or tied to nothing."""
    text, item = statement.text, figure.quantity
    if not wording.stands_for_itself(text, item.start, item.end, statement.language):
        return False
    if item.kind is QuantityKind.MEASURE and _PLACED.search(text[: item.start]):
        return False
    if text[: item.reach].endswith(("’s", "'s")) or _in_speech(text, item.start) or not _is_tied(figure):
        return False
    return not any(_is_past(mention, statement) for mention in dates(text, statement.language, statement.as_of))


def _is_past(mention: DateMention, statement: Statement) -> bool:
    """Say whether a date in the sentence takes it to another time than the article's."""
    if mention.first is None or mention.last is None:
        return False
    if mention.grain == "year":
        return True
    return (
        statement.as_of is not None
        and mention.grain in ("day", "month")
        and (statement.as_of - mention.last).days > _RECENT
    )


def _near_words(statement: Statement, item: Quantity) -> frozenset[str]:
    """Return the content stems of the sentence that stand close to the number."""
    text = statement.text
    around = text[max(0, item.start - _AROUND) : item.start] + " " + text[item.end : item.reach + _AROUND]
    return frozenset(stems(around, statement.language)) & statement.stems


def _in_speech(text: str, place: int) -> bool:
    """Say whether the place stands between quotation marks: speech exaggerates."""
    before = text[:place]
    return before.count("“") > before.count("”") or before.count("„") > before.count("“") or before.count('"') % 2 == 1


def _is_tied(figure: Figure) -> bool:
    """A bare number must stand beside what happens to it; one or two of something tell little."""
    item = figure.quantity
    if item.kind is not QuantityKind.COUNT:
        return item.kind is QuantityKind.MEASURE or not _PRONOUN_FIRST.match(figure.statement.text)
    if not figure.nouns:
        return figure.beside or figure.changed
    if figure.changed and item.low >= _FEWEST_LEFT:
        return True
    return item.low >= _FEW or figure.action in _ON_PERSONS or figure.action in _FEW_MATTER


def _figure(statement: Statement, item: Quantity, before: str, after: str) -> Figure:
    """Read what a quantity counts and what happens to it from `before` and `after`, the words that belong to it."""
    text = statement.text
    words = [token.text for token in tokens(text[item.end : item.reach])]
    noun = item.noun or stem(wording.counted_before(text[: item.start]), statement.language)
    nouns = {noun} if noun else set()
    second = _JOINED_NOUN.match(text[item.reach :])
    if second and noun and not is_stop(second[1], statement.language):
        nouns.add(stem(second[1], statement.language))
    modifiers = {stem(word, statement.language) for word in words if not is_stop(word, statement.language)} - nouns
    heading = wording.heading(text[: item.start], text[item.end :], statement.language)
    action, beside = _action(before, words, after, heading is not None)
    if wording.has_gone(text[: item.start], text[item.reach :]):
        action, beside = "withdrawn", True
    kept = action != "missing" and wording.is_left(text[item.reach :], statement.language)
    return Figure(
        statement,
        item,
        action,
        frozenset(nouns),
        frozenset(modifiers),
        changed=heading is not None or kept or action == "remaining",
        heading=heading or 0,
        total=wording.is_total(text[: item.start], text[item.reach :], statement.language),
        wanted=wording.is_wanted(text),
        beside=beside,
        near=_near_words(statement, item),
    )


def _action(before: str, counted: Sequence[str], after: str, risen: bool) -> tuple[str, bool]:
    """Choose what happens to the thing counted: its own name, the verb right before it, the nearest behind, or before.

    What a figure "rose to" is no action of its own, and "remain missing" is about the missing. Also says whether the
    action stands within two words of the number.
    """
    own = [name for word in counted if (name := action_of(word.casefold())) in _ON_PERSONS]
    left, right = _words(re.split(r"[;:]", before)[-1])[::-1], _words(re.split(r"[;:]", after)[0])
    ignored = (_MOVES if risen else frozenset()) | {""}
    near = [name for word in left[:2] if (name := action_of(word)) not in ignored | {"remaining"}]
    behind = [name for word in right[:_REACH] if (name := action_of(word)) not in ignored]
    ahead = [name for word in left[: _REACH_MOVED if risen else _REACH] if (name := action_of(word)) not in ignored]
    if behind[:1] == ["remaining"] and behind[1:2] and behind[1] in _ON_PERSONS:
        behind = behind[1:]
    if left[:1] and left[0] in _JOINTS and any(action_of(word) for word in right[:3]):
        near = []  # "17 died and 85 were hurt"
    beside = bool(own or near) or any(action_of(word) for word in right[:2]) or "toll" in left[:_REACH]
    return next(iter([*own, *near, *behind, *ahead]), ""), beside


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokens(text)]


@lru_cache(maxsize=50_000)  # a text's words are asked about again with each figure they stand beside
def action_of(word: str) -> str:
    """Return what a case-folded word says happens to what is counted, a key of actions.json; "" if nothing."""
    return next((name for name, pattern in _actions() if pattern.fullmatch(word)), "")


def _action_stems(statement: Statement) -> frozenset[str]:
    return frozenset(stem(word, statement.language) for word in _words(statement.text) if action_of(word))


def _actions_fit(first: Figure, second: Figure) -> bool:
    if first.action == second.action or not first.action or not second.action:
        return True
    if "remaining" in (first.action, second.action) and first.specific & second.specific:
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
    generic = first.nouns <= _generic() and second.nouns <= _generic()
    return generic and bool(first.action) and first.action == second.action and first.action in _ON_PERSONS


def _near_others(first: Figure, second: Figure) -> bool:
    """Say whether the numbers are of different places or turns: parts of a whole have their own.

    So it is where both stand beside names and no name beside both, and where only one is of "a second blast".
    """
    marks = [{mark.casefold() for mark in _ONE_OF.findall(item.statement.text)} for item in (first, second)]
    if marks[0] != marks[1]:
        return True
    one, other = first.near & first.statement.names, second.near & second.statement.names
    return bool(one) and bool(other) and not one & other


def _comparable_size(first: Figure, second: Figure) -> bool:
    one, other = first.quantity, second.quantity
    low, high = sorted((max(one.high, 1e-9), max(other.high, 1e-9)))
    if _is_later_total(first, second):
        return high <= low * _FURTHEST_TOTAL
    return high <= low * (_FURTHEST_MEASURE if one.kind is QuantityKind.MEASURE else _FURTHEST)


def later(first: Figure, second: Figure) -> bool:
    """Say whether the two figures are of articles of different days, and told of different days too."""
    articles = first.statement.as_of, second.statement.as_of
    return None not in articles and articles[0] != articles[1] and first.day != second.day


def _is_later_total(first: Figure, second: Figure) -> bool:
    """Say whether the later of two counts of the same says that it is all there are, or what is left."""
    if not later(first, second) or not first.specific & second.specific:
        return False
    after = max(first, second, key=lambda figure: figure.day or date.min)
    same = bool(first.action) and first.action == second.action
    return (after.total and same) or (after.changed and after.action == "remaining")


def _needed(first: Figure, second: Figure) -> tuple[float, float, int]:
    """Return the common ground asked for: amount, share, and words near both numbers; less where the action agrees."""
    alike = bool(first.action) and first.action == second.action
    if first.quantity.kind is not QuantityKind.COUNT:
        return (2.0, 0.4, 2) if alike else (2.0, 0.6, 2)
    if alike:
        return (1.0, 0.2, 1) if first.action in _ON_PERSONS else (1.0, 0.3, 1)
    return (2.0, 0.3, 0) if first.changed or second.changed else (2.0, 0.6, 2)


def is_generic(noun: str) -> bool:
    """Say whether a stem is a word for people in general."""
    return noun in _generic()


@cache
def _generic() -> frozenset[str]:
    """Read the stems of words for people in general and for those to whom something happened; no noun is as general."""
    table = json.loads(files("tasks.summarize").joinpath("people.json").read_text("utf-8"))
    return frozenset({""} | {stem(word, language) for language, words in table.items() for word in words.split()})


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
