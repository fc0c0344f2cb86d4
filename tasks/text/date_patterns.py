"""The patterns that find dates and tell their tense, written from a language's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_YEAR = r"(?:19|20)\d\d(?!\d)"
_ORDINALS = {"en": r"(?:st|nd|rd|th)?"}
_ANY_ORDINAL = r"(?:er|\.|º|ª|°|-?го)?"
_OF = r"(?:of |de |del |do |den )?"
_CAPITALIZED_LANGUAGES = frozenset({"en", "de"})
_CLAUSE_ENDS = re.compile(r"[.;!?](?:\s|$)|[“”\"\n]")
_SINCE = re.compile(r"\b(?:since|seit(?: dem)?|depuis|desde(?: el| a)?|sinds|od)\s$", re.IGNORECASE)
MONTH_FIRST = frozenset({"en"})


@dataclass(frozen=True)
class Signs:
    """What tells, in one language, whether a clause speaks of the past or looks ahead."""

    past: re.Pattern[str]
    future: re.Pattern[str]
    until: re.Pattern[str]  # at the end of what precedes a date that ends a term

    def tense(self, before: str, behind: str = "") -> str:
        """Return "past" or "future" by the last sign before a date, else the first `behind` it; "" without any."""
        if _SINCE.search(before):
            return "past"
        found = self._read(_CLAUSE_ENDS.split(before)[-1])
        if found:
            return found[-1]
        return next(iter(self._read(_CLAUSE_ENDS.split(behind)[0])), "")

    def _read(self, clause: str) -> list[str]:
        """Return the signs in `clause` in order; a word that can be either looks ahead ("expected")."""
        found = {sign.start(): "past" for sign in self.past.finditer(clause)}
        found |= {sign.start(): "future" for sign in self.future.finditer(clause)}
        return [found[start] for start in sorted(found)]


def signs(own: dict[str, Any]) -> Signs:
    """Compile the signs of tense of a language from its words and the endings of its verbs."""
    return Signs(
        past=_any_word(own["past"].split(), own.get("past_endings")),
        future=_any_word(own["future"].split(), own.get("future_endings")),
        until=re.compile(rf"(?<!\w)(?:{own['until']})\s?$", re.IGNORECASE),
    )


def any_date(
    code: str,
    own: dict[str, Any],
    months: dict[str, int],
    full: list[str],
    weekdays: dict[str, int],
    lean: dict[str, str],
    units: dict[str, str],
    numbers: dict[str, int],
) -> str:
    """Write the one pattern that finds every kind of date of a language."""
    any_month, full_month, weekday = (_cased(code, words) for words in (months, full, weekdays))
    number = rf"(?:\d{{1,3}}|{'|'.join(_longest_first(numbers))})"
    unit = "|".join(_longest_first(units))
    leads = _longest_first({*own["before_month"].split(), *lean})
    lead = "|".join(re.escape(word) if word.endswith(("-", "'", "’")) else re.escape(word) + r"\s" for word in leads)
    near = "|".join(_longest_first({*lean, *own.get("never_before", "").split()}))
    after = rf"(?:\s(?P<wd_tail>{near})\b)?" if own.get("after_weekday") else "(?P<wd_tail>(?!))?"
    ago = own["ago"].replace("{n}", rf"(?P<ago_n>{number})").replace("{unit}", rf"(?P<ago_unit>{unit})\b")
    later = own["later"].replace("{n}", rf"(?P<later_n>{number})").replace("{unit}", rf"(?P<later_unit>{unit})")
    before_year = "|".join(_longest_first(own["in_year"].split()))
    small = "(?P<wd_small>(?!))?" if code in _CAPITALIZED_LANGUAGES else "(?P<wd_small>)"
    followed = rf"\s\d{{1,2}}(?!\d|[.,]\d)|,?\s{_OF}{_YEAR}"
    ordinal = _ORDINALS.get(code, _ANY_ORDINAL)
    day = rf"(?P<{{0}}_d>\d{{{{1,2}}}}){ordinal}(?:\s?[-–]\s?(?P<{{0}}_d2>\d{{{{1,2}}}}){ordinal})?"
    kinds = [
        r"(?<![\d/.-])(?P<iso>(?:19|20)\d\d([-/])\d\d\2\d\d)(?!\d)",
        rf"(?<![\d/.])(?P<num>\d{{1,2}}([./])\d{{1,2}}\4{_YEAR})",
        rf"(?<![\d.,:$€£])(?P<dm>{day.format('dm')}\s?{_OF}(?P<dm_m>{any_month})\b(?:\.?,? {_OF}(?P<dm_y>{_YEAR}))?)",
        rf"\b(?P<md>(?P<md_m>{any_month})\.?\s{day.format('md')}(?![\d:%]|[.,]\d)(?:,? (?P<md_y>{_YEAR}))?)",
        rf"\b(?P<my>(?P<my_m>{any_month})\.?,? {_OF}(?P<my_y>{_YEAR}))",
        rf"(?i:\b(?P<ago>{ago}))",
        rf"(?i:\b(?P<later>{later}))\b",
        rf"(?i:\b(?P<rel>{'|'.join(own['phrases'].values())}))\b",
        rf"\b(?P<m>(?i:(?P<m_lead>{lead})\s?)?(?P<m_m>{full_month}))\b(?!\s[A-Z]|-\w|[’'](?!s\b)|{followed})",
        rf"\b(?P<wd>(?i:(?P<wd_lead>{near})\s)?(?P<wd_w>{weekday})\b{small}{after})",
        rf"\b(?P<year>(?i:{before_year})\s(?P<year_y>{_YEAR}))(?![-–%]|[.,]\d)",
    ]
    if code not in MONTH_FIRST:
        kinds[3] = "(?P<md>(?P<md_m>(?!))(?P<md_d>)(?P<md_d2>)(?P<md_y>))"
    return rf"(?<!\w)(?:{'|'.join(kinds)})"


def _cased(code: str, words: Iterable[str]) -> str:
    """Write an alternation of words in the capitals that the language gives them."""
    capital = [word.capitalize() for word in words]
    plain = [] if code in _CAPITALIZED_LANGUAGES else list(words)
    return "|".join(_longest_first({*capital, *plain, *(word.upper() for word in words if len(word) > 3)}))


def _longest_first(words: Iterable[str]) -> list[str]:
    return [re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))]


def _any_word(words: list[str], more: str | None = None) -> re.Pattern[str]:
    """Compile a pattern of any of the words, or of `more`, whole and in any case."""
    forms = [*(re.escape(word) for word in words), *([more] if more else [])]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)
