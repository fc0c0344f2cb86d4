"""Quantities that a text states: how many, of what, and how exactly.

Digits are read as the language writes them (1,500 and 1.5 in English, 1.500 and 1,5 in German), number words up to
ninety-nine with their multipliers. What only looks like a quantity is left out: years, dates, times of day, telephone
and emergency numbers, scores, "one of", "No. 3", "COVID-19". The words of each language are in `number_words.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tasks.text.dates import dates
from tasks.text.numerals import Numerals, numerals
from tasks.text.tokens import stem, stop_words

EMERGENCY = frozenset({911, 112, 999, 110, 119, 988, 115, 118, 101, 102, 103})
SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₴": "UAH", "₽": "RUB", "₪": "ILS",
           "A$": "AUD", "C$": "CAD", "S$": "SGD", "NZ$": "NZD", "HK$": "HKD", "R$": "BRL"}  # fmt: skip

_BEFORE, _AFTER = 40, 90  # code points of context that can decide what a number means
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_EMERGENCY_AFTER = re.compile(r"\s(?:calls?|call-?\w*|dispatch\w*|emergency|operators?|hotline|lines?|caller)\b")
_EMERGENCY_BEFORE = re.compile(r"\b(?:call(?:ed|ing|s)?|dial(?:ed|ing|s)?|phoned)\s(?:to\s)?$", re.IGNORECASE)
_ROAD = re.compile(r"\d{1,3}")
_ROAD_BEFORE = re.compile(r"\b(?:U\.S\.|I-|Interstate|Route|Highway)\s?$")
_SCORE_AFTER = re.compile(r"\s(?:vote|win|victory|defeat|loss|decision|ruling|lead|draw|majority|margin)\b")
_PHONE = re.compile(r"\d{3}[-–]\d{4}")
_HYPHEN_NUMBER = re.compile(r"[-–]\d[\d-]*")
_PROPORTION_AFTER = re.compile(
    r"\s(?:in|out of|of every)\s(?:\d{1,4}|three|four|five|ten|twenty)\b(?!\s(?:days|weeks|months|years|hours))"
)
_PROPORTION_BEFORE = re.compile(r"(?:\d|one|two|three|four|five|six|seven|eight|nine)\s(?:in|out of|of every)\s$")
_HALF_BEFORE = re.compile(r"\bhalf(?: of)?(?: an?)?\s$", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|of|from|until|till|the|during|before|after|through|year|im|seit|en|de|depuis|desde|em|nel|dal"
    r"|sinds|roku|roce|году|році|и|w|v|у|в)|[’']s|\d{1,2},)\s$",
    re.IGNORECASE,
)
_MAGNITUDE_BEFORE = re.compile(r"\bmagnitude(?: of)?(?: about| around)?\s$|\bmagnitude-$", re.IGNORECASE)
_AGED = re.compile(r"(?:\b[Aa]ged?\s|[^\W\d_a-z][^\W\d_]+, )$")
_AGE_ENDS = re.compile(r"\s?(?:[,.;:)]|$)|\sand\b")
_NOT_NOUNS = re.compile(r"(?:ous|ss|us|is|['’]s)$|^(?:was|has|does|says|thus|plus|perhaps|always|across|towards)$")
_ROMANCE = frozenset({"fr", "es", "pt", "it"})
_SLAVIC_ADJECTIVE = re.compile(r"(?:ych|ich|ých|ích|ых|их|ими|ыми|owych)$")


class QuantityKind(StrEnum):
    """What a quantity measures."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    MEASURE = "measure"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its meaning: `source[start:end] == text`, which holds the bound and the unit.

    `low` and `high` bound the value as worded ("40-45"); they are equal for a single number. `unit` is a currency code,
    "%", "pp" (percentage points), a measure's name ("kilometer", "year-old") or "". `noun` is the stem of what is
    counted, "" if unnamed, and `reach` where that noun ends in the source (`end` if there is none).
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    kind: QuantityKind
    unit: str
    noun: str
    bound: str  # "exact", "about", "more", "less" or "range"
    reach: int


@dataclass(frozen=True)
class _Number:
    """A number in the text before its meaning is known."""

    text: str
    start: int
    end: int
    low: float
    high: float
    symbol: str
    digits: str  # as written, "" for number words

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - _BEFORE) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + _AFTER]


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """Return the quantities of `text` in order; an unknown language is read with English words and digits."""
    code = language[:2].casefold()
    grammar = numerals(code)
    found = list(_numbers(text, grammar))
    taken = (
        {place for mention in dates(text, language) for place in range(mention.start, mention.end)} if found else set()
    )
    result = []
    for number in found:
        if number.start in taken or number.end - 1 in taken or _is_label(number, grammar):
            continue
        quantity = _meaning(number, grammar, code)
        if quantity is not None:
            result.append(quantity)
    return result


def _numbers(text: str, grammar: Numerals) -> Iterator[_Number]:
    """Yield numbers and ranges as written, multipliers worked in."""
    place = 0
    while found := grammar.number.search(text, place):
        place = found.end()
        low = grammar.value(found["value"])
        if low is None:
            continue
        scale, high, end = grammar.scale(found["scale"]), low, found.end()
        until = _range_end(text, found, grammar)
        if until is None and _HYPHEN_NUMBER.match(text, end):
            place = _HYPHEN_NUMBER.match(text, end).end()  # type: ignore[union-attr]
            continue
        if until is not None and (last := grammar.value(until["value"])) is not None:
            high, end = last * grammar.scale(until["scale"]), until.end()
            scale = scale if found["scale"] else grammar.scale(until["scale"])
            place = end
        low, high = low * scale, high if until is not None else low * scale
        digits = found["value"] if found["value"][0].isdigit() else ""
        yield _Number(text, found.start(), end, low, high, (found["symbol"] or "").strip().upper(), digits)


def _range_end(text: str, first: re.Match[str], grammar: Numerals) -> re.Match[str] | None:
    """Return the number that ends a range begun by `first`: "40-45", "30 to 40", "between 30 and 40"."""
    before = text[max(0, first.start() - 12) : first.start()]
    joint = (grammar.between_joint if grammar.between.search(before) else grammar.joint).match(text, first.end())
    if joint is None or grammar.starting.search(before):
        return None
    last = grammar.last.match(text, joint.end())
    if last is None or (_PHONE.fullmatch(first["value"] + joint[0] + last["value"])):
        return None
    low, high = grammar.value(first["value"]), grammar.value(last["value"])
    scales = (grammar.scale(first["scale"]), grammar.scale(last["scale"]))
    rising = low is not None and high is not None and low * scales[0] < high * scales[1]
    return last if rising and not _SCORE_AFTER.match(text, last.end()) else None


def _is_label(number: _Number, grammar: Numerals) -> bool:
    """Say whether the number names, dates or numbers a thing instead of counting it."""
    before, after = number.before, number.after
    if number.symbol:
        return False
    if grammar.designator.search(before) or grammar.clock.match(after):
        return True
    if _PROPORTION_AFTER.match(after) or _PROPORTION_BEFORE.search(before) or _HALF_BEFORE.search(before):
        return True
    if after.startswith(". ") and (not before or before.endswith("\n")):
        return True
    if _ROAD_BEFORE.search(before) and _ROAD.fullmatch(number.digits):
        return True
    if number.low in EMERGENCY and (_EMERGENCY_AFTER.match(after) or _EMERGENCY_BEFORE.search(before)):
        return True
    return not number.digits and grammar.is_idiom(before, number.text[number.start : number.end], after)


def _meaning(number: _Number, grammar: Numerals, code: str) -> Quantity | None:
    """Decide the kind, unit, noun and bound."""
    kind, unit, end = _unit(number, grammar)
    more = grammar.or_more.match(number.text, end)
    end = more.end() if more else end
    noun, reach = "", end
    if kind in (QuantityKind.COUNT, QuantityKind.ORDINAL):
        noun, reach = _noun(number.text, end, grammar, code)
        if kind is QuantityKind.COUNT and _is_year(number, number.text[end:reach].split()[-1:], grammar):
            return None
        if kind is QuantityKind.COUNT and not number.digits and number.low <= 1 and not noun:
            return None
    start, bound = _bound(number, grammar)
    said = number.text[start:end]
    return Quantity(start, end, said, number.low, number.high, kind, unit, noun, "more" if more else bound, reach)


def _unit(number: _Number, grammar: Numerals) -> tuple[QuantityKind, str, int]:
    """Read the unit before or behind the number; returns where the expression ends."""
    if number.symbol:
        return QuantityKind.MONEY, SYMBOLS[number.symbol], number.end
    if _MAGNITUDE_BEFORE.search(number.before):
        return QuantityKind.MEASURE, "magnitude", number.end
    for pattern, kind, unit in grammar.units:
        found = pattern.match(number.text, number.end)
        if found:
            return QuantityKind(kind), unit, found.end()
    place = grammar.ordinal.match(number.text, number.end)
    if place and number.digits:
        return QuantityKind.ORDINAL, "", place.end()
    if number.digits.isdigit() and 1 <= number.low == number.high <= 110 and _is_age(number):
        return QuantityKind.MEASURE, "year-old", number.end
    return QuantityKind.COUNT, "", number.end


def _is_age(number: _Number) -> bool:
    """Say whether the number is a person's age: "Jane Roe, 34,", "aged 12"."""
    return _AGED.search(number.before) is not None and _AGE_ENDS.match(number.after) is not None


def _is_year(number: _Number, noun: list[str], grammar: Numerals) -> bool:
    """A bare four-digit number is a year unless it counts things and no preposition makes it a date."""
    if not _YEAR.fullmatch(number.digits) or number.low != number.high:
        return False
    counts = bool(noun) and (grammar.code != "en" or noun[0].endswith("s") or noun[0] in grammar.plural)
    return not counts or _YEAR_BEFORE.search(number.before) is not None


def _bound(number: _Number, grammar: Numerals) -> tuple[int, str]:
    """Read "about", "more than", "up to", "between" before the number; returns where the expression starts."""
    moved = grammar.moved is not None and grammar.moved.search(number.before)
    for pattern, bound in grammar.bounds:
        found = pattern.search(number.before)
        if found and not (moved and bound == "less"):
            kind = "range" if number.low < number.high else bound
            return number.start - len(number.before) + found.start(1), kind
    return number.start, "range" if number.low < number.high else "exact"


def _noun(text: str, end: int, grammar: Numerals, code: str) -> tuple[str, int]:
    """Return the stem of the noun counted and where it ends; ("", end) where none follows."""
    words = list(_phrase(text, end, grammar, code))
    if not words:
        return "", end
    head = _head(words, grammar, code)
    return stem(head[0], code), end + head[1]


def _phrase(text: str, end: int, grammar: Numerals, code: str) -> Iterator[tuple[str, int]]:
    """Yield the words of the noun phrase behind a number, each with its end relative to `end`."""
    rest, dull = text[end : end + _AFTER], stop_words(code)
    place, seen = 0, False
    for count, found in enumerate(_WORD.finditer(rest)):
        gap = rest[place : found.start()]
        hyphen = count == 0 and gap == "-"
        if not (hyphen or gap.isspace()) or "\n" in gap or count > 7:
            return
        place = found.end()
        word = found[0].casefold()
        if word in grammar.skip and not seen:
            continue
        if word in dull and not (found[0].isupper() and len(word) > 1):
            return
        seen = True
        yield found[0], found.end()
        if hyphen:
            return


def _head(words: list[tuple[str, int]], grammar: Numerals, code: str) -> tuple[str, int]:
    """Choose the head among a noun phrase's words: the first plural in English, the first capital in German."""
    if code == "de":
        return next((word for word in words if word[0][0].isupper()), words[0])
    if code in _ROMANCE:
        return words[0]
    if code in ("pl", "cs", "uk", "ru"):
        return next((word for word in words if not _SLAVIC_ADJECTIVE.search(word[0])), words[0])
    for word in words[:5]:
        plain = word[0].casefold()
        if plain in grammar.plural or (
            plain.endswith("s" if code != "nl" else ("s", "en")) and not _NOT_NOUNS.search(plain)
        ):
            return word
    return words[0]
