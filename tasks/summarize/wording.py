"""How a sentence words a number: what may be, what is a part, what was before, what it has come to.

The words of eleven languages are in `wording.json`; what stands here as a pattern is said in English only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tasks.text.dates import dates

_WANTED = re.compile(
    r"\b(?:demand\w*|wants?|wanted|seeks?|sought|request\w*|propos\w+|ask(?:s|ed)? for|target)\b", re.IGNORECASE
)
_PART_AFTER = re.compile(
    r"\s(?:of (?:them|whom|those)|more\b(?! than)|others?\b|additional\b|further\b)", re.IGNORECASE
)
_REVISED = r"\b(?:revis\w+|updat\w+|lower\w+|rais\w+)(?:\s[\w’'-]+){0,8}?\s(?:to|at)"
_GONE_AFTER = re.compile(r"\s(?:have |has |had )?left\b(?! (?:behind|over|alive|standing|homeless|dead|without))")
_HELD_BEFORE = re.compile(r"\b(?:with|only|just|are|were|is|was|be|been|has|have|had|there)\s(?:\w+ )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|compared with|compared to|up from|down from|\d of)\s$", re.IGNORECASE)
_SAID_ON = re.compile(
    r"\b(?:said|says|announced|reported|told reporters)\s"
    r"(?:(?:at|by) [\d:]+ ?(?:[ap]\.m\.)?,? ?)?(?:on |late |early )*$",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(
    r"\b(?:number|total|count) of (?:the )?(?:[^\W\d_]+ ){0,2}?([^\W\d_]+s|people|men|women|children)\s"
    r"(?:to|at|is|was|(?:now |has )*(?:stands|stood|reached|rose|risen|fell|fallen)(?: to| at)?)\s$",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"; ")


@dataclass(frozen=True, slots=True)
class _Words:
    """What one language's words for numbers look like in a sentence."""

    hypothetical: re.Pattern[str]
    another_time: re.Pattern[str]
    part_before: re.Pattern[str]
    more_before: re.Pattern[str]
    moved_before: re.Pattern[str]
    up: re.Pattern[str]
    down: re.Pattern[str]
    to_before: re.Pattern[str]
    up_after: re.Pattern[str]
    down_after: re.Pattern[str]
    left_after: re.Pattern[str]
    total_before: re.Pattern[str]
    total_after: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    """Compile the words of a language, English for one that has none."""
    said: dict[str, str] = {part: rows.get(language[:2], rows["en"]) for part, rows in _table().items()}
    up, down, to, total = said["up"], said["down"], said["to"], said["total"]
    behind = r"\s(?:[^\W\d_]+\s){0,2}?"  # "ist auf 19 gestiegen", "auf 19 Tote gestiegen"
    return _Words(
        hypothetical=_pattern(rf"\b(?:{said['hypothetical']})\b"),
        another_time=_pattern(rf"\b(?:{said['another time']})\b"),
        part_before=_pattern(rf"\b(?:{said['part']})\b[^.;]{{0,40}}$"),
        more_before=_pattern(rf"\b(?:{said['more']})\s$"),
        moved_before=_pattern(
            rf"(?:\b(?:{up}|{down}|revis\w+|updat\w+)(?:\s\w+){{0,2}}?\s(?:{to})|{_REVISED}"
            rf"|\b(?:{said['now']})(?:\s\w+){{0,3}})\s$"
        ),
        up=_pattern(up),
        down=_pattern(down),
        to_before=_pattern(rf"\b(?:{to})\s$"),
        up_after=_pattern(rf"{behind}(?:{up})\b"),
        down_after=_pattern(rf"{behind}(?:{down})\b"),
        left_after=_pattern(rf"^[^.;,]{{0,40}}\b(?:{said['left']})\b"),
        total_before=_pattern(
            rf"(?:\b(?:{total})(?: about| some| nearly)?,?|\b(?:a total of|bringing (?:\w+\s){{1,6}}?to))\s$"
        ),
        total_after=_pattern(rf"^[^.;,]{{0,60}}\b(?:{total}|(?:have|has) now been)\b"),
    )


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


@cache
def _table() -> dict[str, dict[str, str]]:
    """Read what each language says of a number, by what it says."""
    table: dict[str, dict[str, str]] = json.loads(files("tasks.summarize").joinpath("wording.json").read_text("utf-8"))
    return table


def stands_for_itself(text: str, start: int, end: int, language: str) -> bool:
    """Say whether the number at `start` to `end` is neither a part nor an increment, and neither possible nor past."""
    before, after = text[:start], text[end:]
    words = _words(language)
    if words.part_before.search(before) or words.more_before.search(before):
        return False
    if _PART_AFTER.match(after) or _FROM.search(before):
        return False
    return not words.hypothetical.search(_clause(text, start)) and not words.another_time.search(text)


def is_part(after: str) -> bool:
    """Say whether the words behind a number make it count some of what another number counts: "four of them"."""
    return _PART_AFTER.match(after) is not None


def is_wanted(text: str) -> bool:
    """Say whether something is demanded or proposed, and not yet so."""
    return _WANTED.search(text) is not None


def heading(before: str, after: str, language: str) -> int | None:
    """Say where something went whose number this is by the words around it: 1 up, -1 down, 0 either, None not moved.

    The verb may stand behind the number, as it does in German: "ist auf 19 gestiegen".
    """
    words = _words(language)
    if language != "en" and words.to_before.search(before):
        if words.up_after.match(after):
            return 1
        if words.down_after.match(after):
            return -1
    found = words.moved_before.search(before)
    if found is None:
        return None
    return -1 if words.down.match(found[0]) else 1 if words.up.match(found[0]) else 0


def is_left(after: str, language: str) -> bool:
    """Say whether the words behind a number make it what is left, or still so."""
    return _words(language).left_after.search(after) is not None


def has_gone(before: str, after: str) -> bool:
    """Tell "five vessels left on the tide" from "with five vessels left"."""
    return _GONE_AFTER.match(after) is not None and not _HELD_BEFORE.search(before)


def counted_before(before: str) -> str:
    """Return what a bare number counts that the words before name: "the number of homeless families to"."""
    found = _COUNTED_BEFORE.search(before)
    return found[1] if found else ""


def is_total(before: str, after: str, language: str) -> bool:
    """Say whether a number is said to be all there are so far."""
    words = _words(language)
    return words.total_before.search(before) is not None or words.total_after.search(after) is not None


def said_on(text: str, language: str, as_of: date | None) -> date | None:
    """Return the day on which somebody said what a sentence says, as the sentence has it; else `as_of`."""
    if as_of is None:
        return None
    for mention in dates(text, language, as_of):
        quoted = mention.grain == "day" and _SAID_ON.search(text[: mention.start])
        if quoted and mention.first and mention.first <= as_of:
            return mention.first
    return as_of


def _clause(text: str, place: int) -> str:
    """Return the part of a sentence, between semicolons, that has the place."""
    opened = max((found.end() for found in _CLAUSE_ENDS.finditer(text, 0, place)), default=0)
    closed = _CLAUSE_ENDS.search(text, place)
    return text[opened : closed.start() if closed else len(text)]
