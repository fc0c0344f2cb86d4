"""How a sentence words a number: what may be, what is a part, what was before, what it has come to."""

from __future__ import annotations

import re
from datetime import date

from tasks.text.dates import dates

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
    r"\b(?:including|most of|majority of|among (?:them|those|the (?:dead|victims|injured|wounded))|of (?:them|whom"
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
    r"|\b(?:revis\w+|updat\w+|lower\w+|rais\w+)(?:\s[\w’'-]+){0,8}?\s(?:to|at)"
    r"|\bnow(?:\s\w+){0,3}|\bso far(?:\s\w+){0,2})\s$",
    re.IGNORECASE,
)
_UP = re.compile(
    r"rose|risen|rises|climb|jump|gr[eo]w|increas|swell|soar|surg|rais|stieg|gestiegen|monté|subi|aument|wzros|stoup"
    r"|зрос|вырос",
    re.IGNORECASE,
)
_DOWN = re.compile(r"fell|fallen|drop|declin|reduc|cut|lower|sank|gesunken", re.IGNORECASE)
_GONE_AFTER = re.compile(r"\s(?:have |has |had )?left\b(?! (?:behind|over|alive|standing|homeless|dead|without))")
_HELD_BEFORE = re.compile(r"\b(?:with|only|just|are|were|is|was|be|been|has|have|had|there)\s(?:\w+ )?$", re.IGNORECASE)
_NOW_AFTER = re.compile(
    r"^[^.;,]{0,40}\b(?:(?:would|will) (?:be left|remain)|remain(?:s|ed)?|still)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|compared with|compared to|up from|down from|\d of)\s$", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:\b(?:in (?:all|total)|all told|altogether|insgesamt|au total|en total|no total|in totale|in totaal)"
    r"(?: about| some| nearly)?,?|\b(?:a total of|bringing (?:\w+\s){1,6}?to))\s$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(
    r"^[^.;,]{0,60}\b(?:in (?:all|total)|all told|altogether|(?:have|has) now been)\b", re.IGNORECASE
)
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


def stands_for_itself(text: str, start: int, end: int) -> bool:
    """Say whether the number at `start` to `end` is neither a part nor an increment, and neither possible nor past."""
    before, after = text[:start], text[end:]
    if _PART_BEFORE.search(before) or _MORE_BEFORE.search(before) or _PART_AFTER.match(after) or _FROM.search(before):
        return False
    return not _HYPOTHETICAL.search(_clause(text, start)) and not _OTHER_TIME.search(text)


def is_part(after: str) -> bool:
    """Say whether the words behind a number make it count some of what another number counts: "four of them"."""
    return _PART_AFTER.match(after) is not None


def is_wanted(text: str) -> bool:
    """Say whether something is demanded or proposed, and not yet so."""
    return _WANTED.search(text) is not None


def heading(before: str) -> int | None:
    """Say where something went whose number this is by the words before: 1 up, -1 down, 0 either, None not moved."""
    found = _RISEN.search(before)
    if found is None:
        return None
    return -1 if _DOWN.match(found[0]) else 1 if _UP.match(found[0]) else 0


def is_left(after: str) -> bool:
    """Say whether the words behind a number make it what is left, or still so."""
    return _NOW_AFTER.search(after) is not None


def has_gone(before: str, after: str) -> bool:
    """Tell "five vessels left on the tide" from "with five vessels left"."""
    return _GONE_AFTER.match(after) is not None and not _HELD_BEFORE.search(before)


def counted_before(before: str) -> str:
    """Return what a bare number counts that the words before name: "the number of homeless families to"."""
    found = _COUNTED_BEFORE.search(before)
    return found[1] if found else ""


def is_total(before: str, after: str) -> bool:
    """Say whether a number is said to be all there are so far."""
    return _TOTAL.search(before) is not None or _TOTAL_AFTER.search(after) is not None


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
