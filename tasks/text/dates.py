"""Dates that a text mentions, resolved against the day it was written; the one door to Babel.

Names of months and weekdays come from CLDR by way of Babel, read on first use; the small words around them from
`date_words.json`. What is said without a year or a day is resolved as news means it: a weekday is the latest one unless
the clause looks ahead, a month and day is the nearest, and the end of a term ("until July 1") lies ahead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from storage.models import utc
from tasks.text import resolving, timestamps
from tasks.text.date_patterns import MONTH_FIRST, Signs, any_date, signs
from tasks.text.timestamps import Moment

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "uk", "ru")

_LOOK = 70  # code points around a date in which its verb is sought
_HALF_A_YEAR = 183  # days
_OPENS = re.compile(r",?\s(?:the |den |dem |le |el |il |o |dnia )?")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a text says it: `source[start:end] == text`.

    `first` and `last` bound the days meant, both None where nothing can be concluded (a relative date without an
    anchor, a month and day without year or anchor). `certain` is false where tense or a vague word decided. `month` and
    `day` are as written.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    grain: str  # "day", "week", "month" or "year"
    certain: bool
    relative: bool
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class _Grammar:
    """What is needed to read one language's dates."""

    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    alone: frozenset[str]  # months that are no other word and need no preposition
    never_before: frozenset[str]
    lean: dict[str, str]  # "last" -> "last", "next" -> "future"
    units: dict[str, str]
    numbers: dict[str, int]
    phrases: tuple[tuple[re.Pattern[str], str, int], ...]
    counting_on: tuple[str, ...]  # words that end "three days later"
    signs: Signs
    reads_on: bool  # the verb often follows the weekday, and without a sign of tense the weekday is not certain
    month_first: bool


@dataclass(frozen=True)
class _Place:
    """A match in its text, with what reading it takes."""

    found: re.Match[str]
    grammar: _Grammar
    anchor: date | None
    told: date | None

    def mention(self, group: str, days: resolving.Range | None, grain: str, **given: Any) -> DateMention:
        """Make the mention that `group` spans."""
        first, last = days or (None, None)
        settled = {"certain": True, "relative": False, **given}
        start, end = self.found.span(group)
        return DateMention(start, end, self.found[group], first, last, grain, **settled)

    def tense(self, group: str, reads_on: bool = False) -> str:
        """Return "past" or "future" as the clause around `group` tells, or "" if it does not."""
        start, end = self.found.span(group)
        behind = self.found.string[end : end + _LOOK] if reads_on else ""
        return self.grammar.signs.tense(self.found.string[max(0, start - _LOOK) : start], behind)

    def ends_term(self, group: str) -> bool:
        """Say whether "until" or "by" stands before `group`."""
        start = self.found.start(group)
        return self.grammar.signs.until.search(self.found.string[max(0, start - _LOOK) : start]) is not None


def dates(text: str, language: str = "en", anchor: date | None = None, told: date | None = None) -> list[DateMention]:
    """Return the dates that `text` mentions, in order; `anchor` is the day it was written on.

    `told` is the day that the words before `text` told of, from which "three days later" counts; a date in `text`
    takes its place for what follows.
    A language that is not known is searched for ISO and numeric dates and English ones.
    """
    code = language[:2].casefold()
    grammar = _grammar(code if code in LANGUAGES else "en")
    mentions = []
    for found in grammar.pattern.finditer(text):
        kind = next(kind for kind in _READERS if found[kind] is not None)
        mention = _READERS[kind](_Place(found, grammar, anchor, told))
        if mention is not None:
            mentions.append(mention)
            told = mention.first if mention.grain == "day" and mention.first == mention.last else told
    return _merged(text, mentions)


def _merged(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Drop a weekday that only introduces the date behind it: "Wednesday, Feb. 4"."""
    followed = {
        index
        for index, (mention, later) in enumerate(pairwise(mentions))
        if mention.relative
        and not later.relative
        and later.grain == "day"
        and _OPENS.fullmatch(text, mention.end, later.start)
    }
    return [mention for index, mention in enumerate(mentions) if index not in followed]


def calendar_words(language: str = "en") -> frozenset[str]:
    """Return the case-folded names of months and weekdays in `language`, in every form known."""
    code = language[:2].casefold()
    grammar = _grammar(code if code in LANGUAGES else "en")
    return frozenset(grammar.months) | frozenset(grammar.weekdays)


def parse_date(text: str) -> tuple[datetime, bool] | None:
    """Read a whole string as `parse_moment` does: an aware moment in UTC, and whether only the day was given."""
    read = parse_moment(text)
    return read and read[:2]


def parse_moment(text: str) -> Moment | None:
    """Read a whole string as a moment: ISO, RFC 2822, or a date in words with or without a time, in any known language.

    A time without a zone is taken to be in UTC, a day alone is its noon; None for a string that says anything more.
    """
    moment = timestamps.machine_moment(text)
    if moment:
        return moment
    for code in LANGUAGES:
        found = timestamps.strip_weekday(text, _grammar(code).weekdays)
        mentions = [mention for mention in dates(found, code) if mention.first and mention.grain == "day"]
        if len(mentions) == 1:
            mention = mentions[0]
            rest = timestamps.time_of(found[: mention.start] + " " + found[mention.end :])
            if rest is not None and mention.first is not None and mention.first == mention.last:
                clock, zone, certain = rest
                there = datetime.combine(mention.first, clock or time(12), zone)
                return Moment(utc(there), clock is None, certain if clock else None)
    return None


def _iso(place: _Place) -> DateMention | None:
    year, month, day = (int(part) for part in re.split(r"[-/]", place.found["iso"]))
    return _exact(place, "iso", year, month, day)


def _numeric(place: _Place) -> DateMention | None:
    """Read 04.02.2026 and 4/2/2026: the day first, except in English where both orders can be."""
    said = place.found["num"]
    first, second, year = (int(part) for part in re.split(r"[./]", said))
    if not place.grammar.month_first or first > 12 or "." in said:
        return _exact(place, "num", year, second, first)
    return _exact(place, "num", year, first, second, certain=second > 12 or first == second)


def _exact(place: _Place, group: str, year: int, month: int, day: int, certain: bool = True) -> DateMention | None:
    found = resolving.day_of(year, month, day)
    days = (found, found) if found else None
    return place.mention(group, days, "day", month=month, day=day, certain=certain) if days else None


def _day_month(place: _Place) -> DateMention | None:
    return _spoken(place, "dm")


def _month_day(place: _Place) -> DateMention | None:
    return _spoken(place, "md")


def _spoken(place: _Place, kind: str) -> DateMention | None:
    """Read "4 February 2026", "March 3-5", "15. März"."""
    found, anchor = place.found, place.anchor
    month = _month_number(found[f"{kind}_m"], place.grammar)
    day, until = int(found[f"{kind}_d"]), int(found[f"{kind}_d2"] or found[f"{kind}_d"])
    if not 1 <= day <= until <= 31 or resolving.day_of(2024, month, until) is None:
        return None
    days, certain = None, True
    if found[f"{kind}_y"]:
        year: int | None = int(found[f"{kind}_y"])
    else:
        near = _without_year(place, kind, month, day)
        year = near.year if near else None
        distant = near is not None and anchor is not None and (near - anchor).days > _HALF_A_YEAR
        certain = not (distant and place.ends_term(kind))
    if year:
        first, last = resolving.day_of(year, month, day), resolving.day_of(year, month, until)
        days = (first, last) if first and last else None
    return place.mention(kind, days, "day", month=month, day=day, certain=certain)


def _without_year(place: _Place, kind: str, month: int, day: int) -> date | None:
    """Return the nearest such day, or at the end of a term the first after the term's beginning or the anchor."""
    anchor, told = place.anchor, place.told
    if anchor is None or not place.ends_term(kind):
        return resolving.nearest_day(month, day, anchor) if anchor else None
    if told and 0 <= (anchor - told).days <= _HALF_A_YEAR:
        return resolving.day_ahead(month, day, told)
    if place.tense(kind, reads_on=True) == "past":
        return resolving.nearest_day(month, day, anchor, _HALF_A_YEAR)
    return resolving.day_ahead(month, day, anchor)


def _month_year(place: _Place) -> DateMention | None:
    month = _month_number(place.found["my_m"], place.grammar)
    return place.mention("my", resolving.month_range(int(place.found["my_y"]), month), "month", month=month)


def _month_alone(place: _Place) -> DateMention | None:
    """Read "in November", "last March"; "may" and "march" as verbs have no preposition or no capital."""
    found, grammar = place.found, place.grammar
    lead = (found["m_lead"] or "").casefold().strip()
    if not lead and found["m_m"].casefold() not in grammar.alone:
        return None
    month = _month_number(found["m_m"], grammar)
    lean = grammar.lean.get(lead)
    ahead = lean == "future" or (lean is None and _month_lies_ahead(place, month))
    days = resolving.nearest_month(month, place.anchor, ahead) if place.anchor else None
    if days and lean == "last" and place.anchor and month == place.anchor.month:
        days = resolving.month_range(place.anchor.year - 1, month)
    return place.mention("m_m", days, "month", month=month, certain=not ahead)


def _month_lies_ahead(place: _Place, month: int) -> bool:
    """Say whether tense or the end of a term puts the month ahead; a term told in the past ends where it is nearer."""
    tense = place.tense("m_m")
    if tense == "past" or not place.ends_term("m_m"):
        near = place.anchor is not None and (month - place.anchor.month) % 12 <= 6
        return tense == "future" or (near and place.ends_term("m_m"))
    return True


def _weekday(place: _Place) -> DateMention | None:
    found, grammar = place.found, place.grammar
    before = (found["wd_lead"] or found["wd_tail"] or "").casefold().strip()
    if before in grammar.never_before or _is_surname(found, "wd_w"):
        return None
    lean, certain = grammar.lean.get(before), True
    if lean is None:
        tense = "future" if place.ends_term("wd_w") else place.tense("wd_w", grammar.reads_on)
        lean, certain = tense or "past", bool(tense) or not grammar.reads_on
    weekday = grammar.weekdays[found["wd_w"].casefold()]
    day = resolving.weekday_near(weekday, place.anchor, lean) if place.anchor else None
    certain = certain and lean in ("past", "last")
    return place.mention("wd_w", (day, day) if day else None, "day", relative=True, certain=certain)


def _is_surname(found: re.Match[str], group: str) -> bool:
    """A capital behind a capitalized word makes a name of what is written small in the language: Plácido Domingo."""
    if found["wd_small"] is None or not found[group][0].isupper():
        return False
    before = found.string[max(0, found.start(group) - 30) : found.start(group)].split()[-1:]
    return bool(before) and before[0][0].isupper() and before[0].isalpha()


def _phrase(place: _Place) -> DateMention | None:
    said = place.found["rel"]
    for pattern, unit, count in place.grammar.phrases:
        if pattern.fullmatch(said):
            days = resolving.shifted(unit, count, place.anchor) if place.anchor else None
            grain = "week" if unit == "weekend" else unit
            return place.mention("rel", days, grain, relative=True, certain=unit == "day")
    return None


def _ago(place: _Place) -> DateMention | None:
    """Read "three days ago"; a count of weeks or more is known only about."""
    found, grammar = place.found, place.grammar
    count = _count(found["ago_n"], grammar)
    unit = grammar.units[found["ago_unit"].casefold()]
    reachable = place.anchor is not None and (unit != "year" or count < place.anchor.year - 1)
    days = resolving.shifted(unit, -count, place.anchor) if reachable and place.anchor and count < 1000 else None
    return place.mention("ago", days, unit, relative=True, certain=unit == "day")


def _later(place: _Place) -> DateMention | None:
    """Read "three days later": counted from the day told of before, else from something the text alone knows."""
    found, grammar = place.found, place.grammar
    unit = grammar.units[found["later_unit"].casefold()]
    count = _count(found["later_n"], grammar)
    counts = place.told is not None and unit == "day" and found["later"].casefold().endswith(grammar.counting_on)
    days = resolving.shifted(unit, count, place.told) if counts and place.told else None
    return place.mention("later", days, unit, relative=True, certain=days is not None)


def _count(said: str, grammar: _Grammar) -> int:
    return int(said) if said.isdigit() else grammar.numbers[said.casefold()]


def _year_alone(place: _Place) -> DateMention | None:
    year = int(place.found["year_y"])
    return place.mention("year_y", (date(year, 1, 1), date(year, 12, 31)), "year")


_READERS: dict[str, Callable[[_Place], DateMention | None]] = {
    "iso": _iso,
    "num": _numeric,
    "dm": _day_month,
    "md": _month_day,
    "my": _month_year,
    "ago": _ago,
    "later": _later,
    "rel": _phrase,
    "m": _month_alone,
    "wd": _weekday,
    "year": _year_alone,
}


def _month_number(said: str, grammar: _Grammar) -> int:
    return grammar.months[said.casefold().rstrip(".")]


@lru_cache(maxsize=len(LANGUAGES))
def _grammar(code: str) -> _Grammar:
    """Build one language's grammar: about 10 ms, once."""
    own = _date_words()[code]
    months, full = _months(code, own)
    weekdays = _weekdays(code, own)
    lean = {word: to for key, to in _LEANS for word in own[key].split()}
    units = {form: unit for unit, forms in own["units"].items() for form in forms.split()}
    numbers = {word: int(number) for word, number in (pair.split(":") for pair in own["numbers"].split())}
    phrases = tuple(
        (re.compile(pattern, re.IGNORECASE), when.split()[0], int(when.split()[1]))
        for when, pattern in own["phrases"].items()
    )
    return _Grammar(
        pattern=re.compile(any_date(code, own, months, full, weekdays, lean, units, numbers)),
        months=months,
        weekdays=weekdays,
        alone=frozenset(own.get("alone", " ".join(full)).split()),
        never_before=frozenset(own.get("never_before", "").split()),
        lean=lean,
        units=units,
        numbers=numbers,
        phrases=phrases,
        counting_on=tuple(own["counting_on"].split(";")),
        signs=signs(own),
        reads_on=code != "en",
        month_first=code in MONTH_FIRST,
    )


_LEANS = (("last", "last"), ("next", "future"), ("this", "this"))


def _months(code: str, own: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    """Return every form of a month's name with its number, and the full names alone."""
    from babel import Locale  # here, because it costs 40 ms that a text without dates need not pay

    names = Locale.parse(code).months
    wide = [
        (names[context]["wide"][number], number) for context in ("format", "stand-alone") for number in range(1, 13)
    ]
    short = [(names[context]["abbreviated"][n], n) for context in ("format", "stand-alone") for n in range(1, 13)]
    wide += [(form, number) for number, form in enumerate(own.get("locative", "").split(), 1)]
    table = {name.casefold().rstrip("."): number for name, number in [*short, *wide]}
    by_start = {form[:3]: number for form, number in table.items()}
    table |= {form: by_start[form[:3]] for form in own["month_forms"].split() if form[:3] in by_start}
    table |= {"mrt": 3} if code == "nl" else {"jänner": 1} if code == "de" else {}
    return table, sorted({name.casefold() for name, _ in wide})


def _weekdays(code: str, own: dict[str, Any]) -> dict[str, int]:
    """Return the weekdays' names, Monday 0."""
    from babel import Locale

    named = Locale.parse(code).days["format"]["wide"]
    forms = {name.casefold(): number for number, name in named.items()}
    return forms | {
        form: int(number) for form, number in (pair.split(":") for pair in own.get("weekday_forms", "").split())
    }


@cache
def _date_words() -> dict[str, Any]:
    return dict(json.loads(files("tasks.text").joinpath("date_words.json").read_text("utf-8")))
