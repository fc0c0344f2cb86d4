"""How each language writes numbers: digits with separators, number words, multipliers, and the words around them."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_DIGITS = r"\d{1,3}(?:[,.]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_SPACED = r"\d{1,3}(?:[   ]\d{3})+(?:,\d+)?(?!\d)|"
_SPACES = re.compile(r"[   ]")
_SYMBOL = r"(?:US|NZ|HK|[ACSR])?\$|[€£¥₹₴₽₪]"
_SPACED_LANGUAGES = frozenset({"fr", "pl", "cs", "uk", "ru", "es", "pt", "it"})
_LONGER_FIRST = frozenset({"square mile", "square kilometer", "square foot", "year-old"})
_POINT_DECIMALS = frozenset({"en"})
_EITHER_GROUPS = frozenset({"es"})  # 1,500 in Mexico, 1.500 in Spain

_FREE = r"(?<![\w.,/:+])(?<![\w.][-’'])"  # no part of a word, a time, a fraction or a longer number
_IDIOM_AFTER = re.compile(
    r"\s(?:of (?:the|his|her|its|their|our|my|your|those|these|them|us|several|many|a)|another|day|by one|time|way)\b"
    r"|-(?:time|way|sided|off|man|party|on-one|to-one|thirds?|quarters?|fifths?|halves|half|and)\b"
    r"|\s(?:thirds?|quarters?)\b"
)
_IDIOM_BEFORE = re.compile(
    r"(?:\b(?:no|any|every|some|this|that|the|which|each|only|another|day)\s|\w-)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Numerals:
    """One language's numbers, compiled."""

    code: str
    words: dict[str, float]
    multipliers: dict[str, float]
    joints: frozenset[str]
    ones: frozenset[str]
    number: re.Pattern[str]  # groups symbol, value, scale
    last: re.Pattern[str]  # the same behind "40-"
    joint: re.Pattern[str]  # between the ends of a range
    between_joint: re.Pattern[str]  # the same behind "between"
    between: re.Pattern[str]
    starting: re.Pattern[str]  # "from": what follows is a change, no range
    bounds: tuple[tuple[re.Pattern[str], str], ...]
    moved: re.Pattern[str] | None  # "has risen up to 19": in some languages "to" is the word for "up to"
    units: tuple[tuple[re.Pattern[str], str, str], ...]  # pattern, kind, unit; tried in order
    ordinal: re.Pattern[str]
    designator: re.Pattern[str]
    clock: re.Pattern[str]
    or_more: re.Pattern[str]
    plural: frozenset[str]
    skip: frozenset[str]

    def value(self, said: str) -> float | None:
        """Return the value of digits or of number words; None for words that make no number."""
        if said[0].isdigit():
            return self._digits(said)
        total = current = 0.0
        for word in self._parts(said.casefold()):
            if word in self.multipliers:
                scale = self.multipliers[word]
                current = (current or 1) * scale
                if scale >= 1000:
                    total, current = total + current, 0.0
            elif word in self.words:
                current += self.words[word]
            elif word in self.ones:
                current += 1
            elif word not in self.joints:
                return None
        return total + current

    def _parts(self, said: str) -> list[str]:
        """Split number words at blanks, and at hyphens where the whole is not a word of its own."""
        chunks = [[chunk] if chunk in self.words else chunk.split("-") for chunk in said.split()]
        return [word for chunk in chunks for word in chunk]

    def scale(self, said: str | None) -> float:
        """Return what a multiplier behind digits ("million", "bn") multiplies by; 1 for none."""
        return math.prod(self.multipliers.get(word, 1.0) for word in (said or "").casefold().split())

    def is_idiom(self, before: str, said: str, after: str) -> bool:
        """Say whether number words count nothing: "one of", "no one", "two-thirds"."""
        small = said.casefold() == "one"
        fraction = _IDIOM_AFTER.match(after) is not None and (small or after.startswith("-"))
        return fraction or (small and _IDIOM_BEFORE.search(before) is not None)

    def _digits(self, said: str) -> float | None:
        plain = _SPACES.sub("", said)
        commas = self.code in _POINT_DECIMALS or (self.code in _EITHER_GROUPS and _COMMA_GROUPS.fullmatch(plain))
        if commas:
            plain = plain.replace(",", "") if _COMMA_GROUPS.fullmatch(plain) else plain.replace(",", ".")
        elif _POINT_GROUPS.fullmatch(plain):
            plain = plain.replace(".", "").replace(",", ".")
        else:
            plain = plain.replace(",", ".")
        try:
            return float(plain)
        except ValueError:
            return None


@cache
def numerals(code: str) -> Numerals:
    """Return a language's numerals; English ones for a language without a table."""
    table = json.loads(files("tasks.text").joinpath("number_words.json").read_text("utf-8"))
    own = table.get(code, table["en"])
    words, multipliers = _pairs(own["words"]), _pairs(own["multipliers"])
    if code == "de":
        words |= _german_compounds(words)
    if code == "fr":
        words |= _french_compounds(words)
    short = _pairs(own["short"])
    written = _number_pattern(own, words, multipliers, short, spaced=code in _SPACED_LANGUAGES)
    return Numerals(
        code=code if code in table else "en",
        words=words,
        multipliers=multipliers | short,
        joints=frozenset(own["joint"].split()),
        ones=frozenset(own["one"].split()),
        number=re.compile(_FREE + written, re.IGNORECASE),
        last=re.compile(written, re.IGNORECASE),
        joint=re.compile(rf"\s?[-–—]\s?(?=[\d$€£])|\s(?:{own['to'].split('|')[0]})\s"),
        between_joint=re.compile(rf"\s?[-–—]\s?(?=[\d$€£])|\s(?:{own['to']})\s"),
        between=re.compile(rf"\b(?:{own['between']})\s$", re.IGNORECASE),
        starting=re.compile(rf"\b(?:{own['from']})\s$", re.IGNORECASE),
        bounds=tuple((re.compile(rf"\b({own[kind]})\s?$", re.IGNORECASE), kind) for kind in ("more", "less", "about")),
        moved=re.compile(rf"\b(?:{own['moved']})\s(?:\w+\s){{0,2}}?(?:{own['less']})\s?$", re.IGNORECASE)
        if "moved" in own
        else None,
        units=tuple(_units(own)),
        ordinal=re.compile(r"(?:st|nd|rd|th)\b" if code == "en" else r"(?:\.(?=\s[a-zäöüß])|er|ème|e|º|ª|-?й|-?го)\b"),
        designator=re.compile(rf"(?:\b(?:{own['designator']})\.?\s|[#§№]\s?)$", re.IGNORECASE),
        clock=re.compile(rf"\s?(?:{own['clock']})(?!\w)", re.IGNORECASE),
        or_more=re.compile(r"\+|\s(?:or more|oder mehr|ou plus|o más|ou mais|o più|of meer)\b"),
        plural=frozenset(own["plural"].split()),
        skip=frozenset(own["skip"].split()),
    )


def _pairs(text: str) -> dict[str, float]:
    return {word: float(number) for word, number in (pair.rsplit(":", 1) for pair in text.split())}


def _number_pattern(
    own: dict[str, Any],
    words: dict[str, float],
    multipliers: dict[str, float],
    short: dict[str, float],
    *,
    spaced: bool,
) -> str:
    """Write the pattern of one number with its currency symbol and multiplier."""
    digits = (_SPACED if spaced else "") + _DIGITS
    word = _any_of([*words, *multipliers])
    begin = rf"(?:{_any_of(words)}|(?:{_any_of(own['one'].split())})\s(?:{_any_of(multipliers)}))"
    joint = rf"(?:\s(?:{own['joint']}))?" if own["joint"] else ""
    spoken = rf"{begin}(?:{joint}[\s-](?:{word}))*(?![^\W\d_])"
    number = rf"(?:{digits}|{spoken})"
    scale = _any_of(multipliers)
    near = rf"(?<=\d)(?:{_any_of(short)})(?!\w)" if short else "(?!)"
    return (
        rf"(?P<symbol>(?:{_SYMBOL})\s?)?(?P<value>{number})"
        rf"(?P<scale>(?:\s(?:{scale})(?!\w))+|{near})?(?![\d/:]|[.,]\d)"
    )


def _any_of(words: Any) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _units(own: dict[str, Any]) -> list[tuple[re.Pattern[str], str, str]]:
    """List the units that can stand behind a number, the longer readings first."""
    rows = [(own["points"], "percent", "pp"), (own["percent"], "percent", "%")]
    rows += [(rf"(?:(?:de|di)\s|d['’])?(?:{pattern})", "money", code) for code, pattern in own["money"].items()]
    order = sorted(own["measures"].items(), key=lambda row: not (row[0] in _LONGER_FIRST or " per " in row[0]))
    rows += [(pattern, "measure", unit) for unit, pattern in order]
    return [(re.compile(rf"[\s -]?(?:{pattern})(?!\w)"), kind, unit) for pattern, kind, unit in rows]


def _german_compounds(words: dict[str, float]) -> dict[str, float]:
    """Make einundzwanzig to neunundneunzig."""
    ones = {("ein" if word == "eins" else word): number for word, number in words.items() if 1 <= number <= 9}
    tens = {word: number for word, number in words.items() if number >= 20}
    return {f"{one}und{ten}": low + high for one, low in ones.items() for ten, high in tens.items()}


def _french_compounds(words: dict[str, float]) -> dict[str, float]:
    """Make vingt-deux to quatre-vingt-dix-neuf."""
    tens = {word: number for word, number in words.items() if number >= 20} | {"quatre-vingt": 80.0}
    made = {"quatre-vingts": 80.0} | tens
    for ten, high in tens.items():
        top = 19 if high in (60.0, 80.0) else 9
        made |= {f"{ten}-{word}": high + number for word, number in words.items() if 2 <= number <= top}
    return made | {f"dix-{word}": 10 + words[word] for word in ("sept", "huit", "neuf")}
