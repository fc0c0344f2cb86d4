"""Who a text says it comes from: agencies in datelines, credits and bylines, and the outlet it was taken over from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from storage.models import Credit, CreditKind, RemovalReason, RemovedLine
from tasks.extract import outlets
from tasks.text.sentences import dateline_end

_APPEARED = re.compile(
    r"^(?:The post|Der Beitrag|Der Artikel|L['’]article|La entrada|L['’]articolo|O post|Het bericht|Artykuł|Wpis"
    r"|Příspěvek|Запис|Запись|Сообщение) (?P<title>(?![a-z]{2}).+?) (?:first appeared on"
    r"|appeared first on|was first published (?:on|in|at)"
    r"|erschien (?:zuerst|zuallererst) (?:auf|bei|in)|est apparu en premier sur|se publicó primero en"
    r"|apareció primero en|proviene da|sembra essere il primo su|apareceu primeiro em|verscheen eerst op"
    r"|pochodzi z serwisu|pochází z"
    r"|спочатку з['’]явився на|вперше з['’]явилась? на|появились? сначала на) (?P<outlet>.{2,80}?)\.?$"
)
_ORIGINALLY = re.compile(
    r"\b(?:originally|initially|first|zuerst|ursprünglich|originalmente|primero|initialement|d['’]abord|originariamente)?\s*"
    r"(?:published|appeared|posted|ran|republished|syndicated|licensed|reprinted|erschien(?:en)?|publicado|publié|paru"
    r"|pubblicato|apparso) (?:originally |first |zuerst )?(?:on|in|at|by|from|with|auf|bei|im|en|par|dans|su|da) "
    r"(?P<outlet>[A-ZÀ-ÞА-Я][^.,;()]{1,60}?)(?: (?:on|and|under|at|in) .*|[.,;(].*)?$",
    re.IGNORECASE,
)
_READ_ORIGINAL = re.compile(
    r"^read the original (?:article|story|post)? ?(?:on|at|in) (?P<outlet>[^.,;]{2,60})\.?$", re.IGNORECASE
)
_PHOTO_LABEL = re.compile(
    r"^\W*(?:photos?|images?|pictures?|foto|bild|credit|фото|zdjęcie|fot\.?)\s?(?:credit)?\s?(?::|by|©|/)?\s*", re.I
)
# An agency that is not listed goes by its abbreviation in capitals, where only an agency can stand.
_NO_AGENCY = frozenset(
    {"END", "ENDS", "FIN", "STOP", "USA", "US", "UK", "EU", "UN", "OK", "MORE", "NOW", "NOT", "TV", "CEO"}
)
_ABBREVIATION = re.compile(r"(?<![\w.])[A-ZÄÖÜ]{2,6}(?![\w.])")
_FROM_ABBREVIATION = re.compile(
    r"(?:^|\b(?:from|by|with|von|mit|der|avec|de|con|[Ss]ource:|[Qq]uelle:)\s)([A-ZÄÖÜ]{2,6})(?![\w.])"
)
_CLOSING_ABBREVIATION = re.compile(
    rf"(?<=[.!?…\"'”’»)])\s+(?!(?:{'|'.join(sorted(_NO_AGENCY))})\b)(?P<credit>[A-ZÄÖÜ]{{2,6}})$"
)
_CREDITING = frozenset({RemovalReason.WIRE_CREDIT, RemovalReason.BYLINE})


def of_removed(removed: Iterable[RemovedLine]) -> Iterator[Credit]:
    """Yield what the removed lines say of the text's or its pictures' origin."""
    for line in removed:
        if line.reason is RemovalReason.SYNDICATION:
            yield from _syndicated(line.text)
        elif line.reason in _CREDITING or "contribut" in line.text:
            yield from (_wire(name, line.text) for name in _agencies_in(line.text) or _unlisted(line))
        elif line.reason is RemovalReason.PHOTO_CREDIT:
            yield _photo(line.text)


def of_dateline(text: str) -> Iterator[Credit]:
    """Yield the agency that the dateline of the first paragraph names: "LONDON, Feb 4 (Reuters) —"."""
    for line in text.split("\n")[:3]:
        start = line[: dateline_end(line)]
        for inside in re.findall(r"\(([^()]{2,40})\)", start):
            names = _agencies_in(inside) or _ABBREVIATION.findall(inside)
            yield from (_wire(name, start.strip(" —–-")) for name in names)


def split_credit(line: str) -> tuple[str, str] | None:
    """Return a last paragraph without the agency credit at its end, and that credit; None where there is none.

    Taken are listed agencies, in capitals, in brackets or after a dash, and unlisted abbreviations in capitals; both
    only behind a closed sentence.
    """
    found = _closing_credit().search(line) or _CLOSING_ABBREVIATION.search(line)
    return (line[: found.start()].rstrip(), found["credit"].strip()) if found else None


def is_credit(line: str) -> bool:
    """Say whether the whole line is nothing but agencies' names: "REUTERS", "— AFP", "(AP/dpa)"."""
    return _whole_credit().fullmatch(line) is not None


def first_published(line: str) -> tuple[str | None, str] | None:
    """Return the title, if given, and the outlet's name that a syndication line states."""
    if found := _APPEARED.match(line):
        return found["title"].strip(), outlets.canonical(found["outlet"])
    found = _READ_ORIGINAL.match(line) or _ORIGINALLY.search(line)
    return (None, outlets.canonical(found["outlet"])) if found else None


def unique(credits: Iterable[Credit]) -> tuple[Credit, ...]:
    """Return the credits in order, one for each kind and name."""
    seen: dict[tuple[CreditKind, str], Credit] = {}
    for credit in credits:
        seen.setdefault((credit.kind, credit.name), credit)
    return tuple(seen.values())


def _unlisted(line: RemovedLine) -> list[str]:
    if line.reason is not RemovalReason.WIRE_CREDIT:
        return []
    return [name for name in _FROM_ABBREVIATION.findall(line.text) if name not in _NO_AGENCY]


def _syndicated(line: str) -> Iterator[Credit]:
    stated = first_published(line)
    if stated:
        yield Credit(kind=CreditKind.SYNDICATED, name=stated[1], text=line)


def _wire(name: str, text: str) -> Credit:
    return Credit(kind=CreditKind.WIRE, name=name, text=text)


def _photo(line: str) -> Credit:
    name = _PHOTO_LABEL.sub("", line).strip(" .()[]©") or line
    return Credit(kind=CreditKind.PHOTO, name=outlets.agency(name) or name, text=line)


def _agencies_in(text: str) -> list[str]:
    names = (outlets.agency(found) for found in _any_agency().findall(text))
    return list(dict.fromkeys(name for name in names if name))


@cache
def _any_agency() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@.]){_spelled()}(?![\w@]|\.\w)")


@cache
def _closing_credit() -> re.Pattern[str]:
    spelled = _spelled()
    several = rf"{spelled}(?:\s?[,/&+]\s?(?:{spelled}|[a-z]{{2,4}}))*"
    capitals = r"(?=[^a-z\s]{2,}(?:[\s,/&+]|\.?$))"
    return re.compile(
        rf"(?<=[.!?…\"'”’»)])\s*(?P<credit>\(\s?{several}\s?\)"
        rf"|[—–-]{{1,2}}\s?(?:[Ww]ith |[Mm]it )?{several}|\s{capitals}{several})\.?$"
    )


@cache
def _whole_credit() -> re.Pattern[str]:
    spelled = _spelled()
    return re.compile(rf"[(\[—–-]{{0,2}}\s?{spelled}(?:\s?[,/&+|]\s?(?:{spelled}|[a-z]{{2,4}}))*\s?[)\]]?\.?")


def _spelled() -> str:
    return rf"(?:{'|'.join(re.escape(spelling) for spelling in outlets.agency_spellings())})"
