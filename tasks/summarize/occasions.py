"""Dates that sentences give to events: which of them date the same event, and which of those differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

from tasks.summarize.statements import Statement, around, ground, of_different_places
from tasks.text.dates import DateMention, dates
from tasks.text.quantities import QuantityKind, quantities
from tasks.text.tokens import stem, stems, tokens

_PERSONAL = frozenset({"shoot", "kill", "die", "bury", "arrest", "charge", "sentence", "resign", "escape", "disappear"})
_SET_APART = re.compile(
    r"\b(?:first|second|third|last|largest|latest|another|again|previous|next|new|anniversary|erste\w*)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|scheduled|expected|plans?|planned|be|wird|sera|será|sarà)\b", re.IGNORECASE
)
_ONGOING_BEFORE = re.compile(
    r"\b(?:since|seit(?: dem)?|depuis(?: le)?|desde(?: el)?|sinds|dal)\s(?:early |late |mid-?|\w+day,? )?$",
    re.IGNORECASE,
)
_GOING_ON = re.compile(r"\b(?:been|under|underway|ongoing|raging|running|on strike)\b")
_RECURRING = frozenset({"end", "resume"})  # told apart from a start, but not compared: weeks and talks end all the time
_GROUND = 2.0  # how much two sentences must have in common to date the same event
_SHARE = 0.35  # and how large a part of the shorter one that must be
_NEAR = 5  # words between an event and its date
_BY_YEAR = frozenset({"build", "found", "inspect"})  # events that happen to a thing once, and that a year dates
_SUBJECT = 8  # words before such an event in which the thing is named
_KNOWN_BY = 1.5  # common ground, what stands around them included, that tells one thing from another of its sort
_PRONOUN_FIRST = re.compile(r"(?:It|Its|They|Their)\b")
_INDEFINITE = re.compile(r"\b(?:an?other|new|some|many|several|most|each|every)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Occasion:
    """An event in a sentence, with the date that the sentence gives it."""

    statement: Statement
    part: Statement  # the words of the sentence that belong to this date
    mention: DateMention
    event: str
    ahead: bool
    at: int  # where the date stands in the part

    @property
    def value(self) -> str:
        """Return the date as written."""
        return self.mention.text

    @property
    def when(self) -> tuple[int | None, int | None, int | None]:
        """Return year, month and day, each None where it is not known."""
        return self.mention.first.year if self.mention.first else None, self.mention.month, self.mention.day

    @property
    def own_words(self) -> frozenset[str]:
        """Return the stems of the event's words and of the date: every sentence on such an event has them."""
        said = {stem(token.text, self.part.language) for token in tokens(self.mention.text)}
        return frozenset(
            said | {stem(word, self.part.language) for word, name in _named(self.part.text) if name == self.event}
        )

    @property
    def about(self) -> frozenset[str]:
        """Return the stems that tell what the event happened to: of a thing that is built or inspected, its name."""
        found = self.subject if self.event in _BY_YEAR else self.part.stems | self.part.surroundings
        return found - self.own_words

    @cached_property
    def subject(self) -> frozenset[str]:
        """Return the stems of the words before the event; a pronoun stands for the subject of the sentence before."""
        text = self.part.text
        before = re.split(r"[;:] ", text[: self.at])[-1]
        if _INDEFINITE.search(before):
            return frozenset()
        said = " ".join(before.split()[-_SUBJECT:])
        if _PRONOUN_FIRST.match(text):
            said = f"{said} {' '.join(self.part.context.split()[:_SUBJECT])}"
        return frozenset(stems(_SET_APART.sub(" ", said), self.part.language))


def occasions(statement: Statement) -> list[Occasion]:
    """Return the dated events of a sentence; none for a correction."""
    if statement.is_correction or not statement.is_whole:
        return []
    mentions = [
        mention
        for mention in dates(statement.text, statement.language, statement.as_of)
        if mention.month is not None or mention.grain == "year"
    ]
    result: list[Occasion] = []
    for mention, text, offset in _parts(statement.text, mentions):
        event = _event(text, mention.start - offset, mention.end - offset)
        event = event or (result[-1].event if result and re.match(r"\s?(?:and|,)\b", text) else "")
        dated = mention.month is not None or (event in _BY_YEAR and not mention.relative)
        if event and dated and not (event == "start" and _measures_change(statement)):
            part = replace(statement, quote=replace(statement.quote, text=text))
            result.append(
                Occasion(statement, part, mention, event, _AHEAD.search(text) is not None, mention.start - offset)
            )
    return result


def same_event(first: Occasion, second: Occasion) -> bool:
    """Say whether two sentences date the same event, by their words alone."""
    if first.event != second.event or first.event in _RECURRING or first.ahead != second.ahead:
        return False
    if _distinct(first, second) or of_different_places(first.part, second.part, around=True):
        return False
    if first.event in _BY_YEAR:
        return _of_one_thing(first, second)
    if first.event in _PERSONAL and not first.part.names & second.part.names:
        return False
    amount, share = ground(first.part, second.part, first.own_words | second.own_words)
    return amount >= _GROUND and share >= _SHARE


def _of_one_thing(first: Occasion, second: Occasion) -> bool:
    """Say whether the same thing was built or inspected: named alike before the verb, and known by more than that."""
    own = first.own_words | second.own_words
    if not (first.subject & second.subject) - own:
        return False
    amount, _ = ground(first.part, second.part, own)
    return amount + around(first.part, second.part, own) >= _KNOWN_BY


def differ(first: Occasion, second: Occasion) -> bool:
    """Say whether the two dates can't both be right; a month holds its days."""
    one, other = first.mention, second.mention
    if one.month is None or other.month is None:
        return bool(one.first and other.first and one.first.year != other.first.year)
    if one.month != other.month:
        return True
    if one.first and other.first and one.first.year != other.first.year:
        return True
    return one.day is not None and other.day is not None and one.day != other.day


def pairs(found: Sequence[Occasion]) -> Iterator[tuple[Occasion, Occasion]]:
    """Yield the pairs of dates from different articles that date the same event and differ."""
    for index, first in enumerate(found):
        for second in found[index + 1 :]:
            other = first.statement.quote.article != second.statement.quote.article
            if other and differ(first, second) and same_event(first, second):
                yield first, second


def _parts(text: str, mentions: Sequence[DateMention]) -> Iterator[tuple[DateMention, str, int]]:
    """Yield each date with the words that belong to it: those since the date before, for the last one all the rest."""
    start = 0
    for index, mention in enumerate(mentions):
        last = index == len(mentions) - 1
        end = len(text) if last else mention.end
        yield mention, text[start:end], start
        start = end


def _event(text: str, start: int, end: int) -> str:
    """Choose the event word nearest to the date, the one before it of two as near; "since" settles it."""
    if since := _ONGOING_BEFORE.search(text[:start]):
        going_on = not since[0].casefold().startswith("since") or _GOING_ON.search(text[:start])
        return "start" if going_on else ""
    before = _nearest(_words(text[:start])[::-1])
    after = _nearest(_words(re.split(r"[;,] (?:and|but|while)\b", text[end:])[0]))
    if before and text[end : end + 1] == ",":
        return before[1]  # "erected in 1902, burned down": the comma ends what the date belongs to
    return min((found for found in (before, after) if found), default=(0, ""))[1]


def _nearest(words: Sequence[str]) -> tuple[int, str] | None:
    """Return the distance and event of the nearest word that names one."""
    named = ((place, _event_of(word)) for place, word in enumerate(words[: _NEAR + 1]))
    return next((found for found in named if found[1]), None)


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokens(text)]


def _named(text: str) -> list[tuple[str, str]]:
    """Return the words of `text` that name an event, with the event."""
    return [(word, name) for word in _words(text) if (name := _event_of(word))]


def _event_of(word: str) -> str:
    return next((name for name, pattern in _events() if pattern.fullmatch(word)), "")


def _distinct(first: Occasion, second: Occasion) -> bool:
    """Tell "the first protest" from "the largest protest"; what was built once is told apart before its date alone."""
    once = first.event in _BY_YEAR
    texts = [item.part.text[: item.at] if once else item.part.text for item in (first, second)]
    marks = [frozenset(word.casefold() for word in _SET_APART.findall(text)) for text in texts]
    return marks[0] != marks[1]


def _measures_change(statement: Statement) -> bool:
    """Say whether the date belongs to a comparison ("up 5 points since November") and not to an event."""
    return any(item.kind is QuantityKind.PERCENT for item in quantities(statement.text, statement.language))


@cache
def _events() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Read the kinds of events, each with the words that say so."""
    table = json.loads(files("tasks.summarize").joinpath("events.json").read_text("utf-8"))
    return [(name, re.compile(words)) for name, words in table.items()]
