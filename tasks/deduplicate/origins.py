"""Who first reported a text: the agency or outlet that it names itself, else its publisher.

Outlets that carry the same agency's report are one origin, however many there are; so are the outlets of one publisher
family. Texts of outlets that nobody names share one origin, so that they never make a claim look better supported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from storage.models import Article, Credit, CreditKind

UNNAMED = "unnamed"

# Agencies by the names they go by, the one that is shown first; short ones count in datelines, bylines and credits.
_AGENCIES: tuple[tuple[str, ...], ...] = (
    ("Reuters", "Thomson Reuters", "Reuters News", "Reuters News Agency", "Reuters Staff"),
    ("AP", "Associated Press", "AP News", "APNews", "Associated Press News", "AP Staff"),
    ("AFP", "Agence France-Presse", "AFP News"),
    ("Bloomberg", "Bloomberg News"),
    ("UPI", "United Press International"),
    ("dpa", "Deutsche Presse-Agentur", "dpa international", "dpa-AFX"),
    ("EFE", "Agencia EFE", "Agencia de Noticias EFE"),
    ("Europa Press",),
    ("ANSA", "Agenzia ANSA"),
    ("Adnkronos",),
    ("Lusa", "Agência Lusa"),
    ("Agência Brasil",),
    ("Xinhua", "Xinhua News Agency"),
    ("TASS", "ITAR-TASS", "ТАСС"),
    ("Interfax", "Интерфакс"),
    ("Interfax-Ukraine", "Інтерфакс-Україна"),
    ("Ukrinform", "Укрінформ"),
    ("RIA Novosti", "РИА Новости"),
    ("Kyodo", "Kyodo News"),
    ("Jiji Press", "Jiji"),
    ("Yonhap", "Yonhap News Agency", "Yonhap News"),
    ("PTI", "Press Trust of India"),
    ("ANI", "Asian News International"),
    ("IANS", "Indo-Asian News Service"),
    ("PA Media", "PA", "Press Association", "PA news agency"),
    ("AAP", "Australian Associated Press"),
    ("Canadian Press", "La Presse Canadienne"),
    ("Anadolu", "Anadolu Agency", "Anadolu Ajansı"),
    ("APA", "Austria Presse Agentur"),
    ("Keystone-SDA", "Keystone-ATS", "SDA"),
    ("Belga", "Belga News Agency"),
    ("ANP", "Algemeen Nederlands Persbureau"),
    ("NTB", "Norsk Telegrambyrå"),
    ("TT", "TT News Agency", "Tidningarnas Telegrambyrå"),
    ("Ritzau",),
    ("STT", "Suomen Tietotoimisto"),
    ("PAP", "Polska Agencja Prasowa"),
    ("ČTK", "Czech News Agency", "Česká tisková kancelář"),
    ("MTI", "Magyar Távirati Iroda"),
    ("Bernama",),
    ("Antara",),
    ("Tribune News Service", "TNS"),
    ("CNN Wire", "CNN Newsource", "CNN Wire Service"),
    ("States Newsroom",),
    ("KFF Health News",),
)

_NOT_LETTERS = re.compile(r"[\W_]+")
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?|\.(?:com|org|net|co\.uk|news)/?$")
_CONTRIBUTED = re.compile(
    r"contribut|additional report|with (?:files|reporting|material|input|information) (?:from|by)|and agencies"
    r"|mit material|avec (?:l[’'])?|con informaci[oó]n de",
    re.IGNORECASE,
)
_BYLINE_PARTS = re.compile(r"\s*(?:[,/|;•·()]|\s[-–—]\s|\b(?:and|und|et|y|via|by|from|of|for)\b)\s*", re.IGNORECASE)
_DATELINE = re.compile(r"^[^()\n]{0,90}\(([^()\n]{2,40})\)\s*(?:[-–—:]|\.\s?[-–—])")
# An agency that no list knows, in the place where agencies stand: "TARNHAVEN, March 2 (NPA) –".
_UNLISTED = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}(?:,[^()\n]{2,30})? \(([A-Z]{2,5})\)\s*[-–—]")
_CREDIT_LINE = re.compile(r"^[\s(\[—–-]*(?:source:|by)?\s*([^\n]{2,45}?)[\s)\].]*$", re.IGNORECASE)
_LAST_WORDS = re.compile(
    r"[.!?”\"]\s+(?:[A-ZÀ-Þ]*\s?[(\[—–-]+\s*)?((?<=[(\[—–-])[^()\[\]\n]{2,40}|[A-ZÀ-Þ][A-ZÀ-Þ-]+)[)\]]*\s*$"
)
_FIRST_ON = re.compile(
    r"^The post .{1,300}? (?:appeared first on|first appeared on) (.{2,60}?)\.?$"
    r"|^This (?:article|story|report) (?:was|is|has been) (?:originally|first) (?:published|appeared)"
    r" (?:by|on|in|at) (.{2,60}?)(?: on [A-Z]\w+ \d.*| and .*)?\.?$"
)
_COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4})?,?\s*(?:by )?([^.\n]{2,60}?)(?:\.|,|$)", re.IGNORECASE
)


class Grounds(IntEnum):
    """What an origin rests on; the smaller, the nearer to the text's maker."""

    AGENCY = 0  # the outlet is an agency
    CREDIT = 1  # the text names an agency or another outlet
    OUTLET = 2  # nothing else is said
    UNNAMED = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one article says, or seems, to come from."""

    name: str
    reason: str  # in words
    grounds: Grounds


@lru_cache(maxsize=1 << 14)
def outlet_key(name: str) -> str:
    """Fold an outlet's name, so that "The New York Times" and "nytimes"-like spellings of one name meet."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    folded = _SITE.sub("", folded)
    return _NOT_LETTERS.sub("", folded.removeprefix("the "))


_LISTED = {outlet_key(name): names[0] for names in _AGENCIES for name in names}


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies that are known: those of the list, and those that articles themselves credit."""

    names: Mapping[str, str] = field(default_factory=lambda: _LISTED)  # outlet_key -> name

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Agencies:
        """Learn what articles name in a wire credit or a dateline, whatever the order of the articles."""
        return cls.named(name for article in articles for name in agencies_named_in(article))

    @classmethod
    def named(cls, names: Iterable[str]) -> Agencies:
        """Add `names` to the listed agencies; of several spellings the first in the alphabet counts."""
        return cls({outlet_key(name): name for name in sorted(set(names), reverse=True)} | _LISTED)

    def find(self, name: str) -> str | None:
        """Return the agency that goes by `name`, None if it is none."""
        return self.names.get(outlet_key(name))


@dataclass(frozen=True, slots=True)
class _Listening(Agencies):
    """Knows no agency and remembers which names it was asked for."""

    asked: set[str] = field(default_factory=set)

    def find(self, name: str) -> str | None:
        self.asked.add(outlet_key(name))
        return None


def names_that_matter(article: Article) -> set[str]:
    """Return the keys of all names in the places where agencies stand: those that decide the article's origin once one
    of them is known as an agency's."""
    listening = _Listening()
    origin_of(article, {}, listening)
    return listening.asked - {""}


def agencies_named_in(article: Article) -> set[str]:
    """Return the agencies that a wire credit or a dateline of the article names, known or not."""
    named = {credit.name for credit in article.credits if credit.kind is CreditKind.WIRE}
    if dateline := _UNLISTED.match(article.body):
        named.add(dateline.group(1))
    return named


def origin_of(article: Article, families: Mapping[str, str], agencies: Agencies | None = None) -> Origin:
    """Tell the origin of one article from what it says of itself.

    `families` maps `outlet_key`s to the name of the publisher family. The order of trust: an agency's own outlet, a
    credit to an agency, a credit to another outlet, the publisher family, the outlet. Credits for photos and for
    contributions to a report leave the origin with the outlet.
    """
    known = agencies or Agencies()
    own = article.source.strip() if article.source else ""
    if wire := known.find(own):
        return Origin(wire, f"{wire} is a news agency", Grounds.AGENCY)
    given = [credit for credit in _credits(article, known) if credit.kind is not CreditKind.PHOTO]
    whole = [credit for credit in given if not _CONTRIBUTED.search(credit.text)]
    for credit in sorted(whole, key=lambda c: c.kind is not CreditKind.WIRE):
        name = known.find(credit.name) or credit.name
        if outlet_key(name) != outlet_key(own):
            return _credited(credit, name, families)
    helped = f"; it names {given[0].name} as a contributor" if given and not whole else ""
    if not own:
        return Origin(UNNAMED, f"nothing names its outlet{helped}", Grounds.UNNAMED)
    if family := families.get(outlet_key(own)):
        return Origin(family, f"{own} is one of the outlets of {family}{helped}", Grounds.OUTLET)
    return Origin(own, f"reported by {own}{helped}", Grounds.OUTLET)


def _credited(credit: Credit, name: str, families: Mapping[str, str]) -> Origin:
    words = " ".join(credit.text.split())
    family = families.get(outlet_key(name), name)
    return Origin(family, f"credited to {name}: “{words[:120]}”", Grounds.CREDIT)


def _credits(article: Article, agencies: Agencies) -> list[Credit]:
    """Collect the credits that cleaning kept and those that byline and text still show."""
    return [*article.credits, *_in_byline(article.byline or "", agencies), *credits_in(article.body, agencies)]


def _in_byline(byline: str, agencies: Agencies) -> list[Credit]:
    parts = [part for part in _BYLINE_PARTS.split(byline) if part]
    return [Credit(kind=CreditKind.WIRE, name=name, text=byline) for part in parts if (name := agencies.find(part))]


def credits_in(text: str, agencies: Agencies | None = None) -> list[Credit]:
    """Find credits in a text that nobody cleaned: its dateline, and its last lines."""
    known = agencies or Agencies()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = []
    for line in lines[:2]:
        if (dateline := _DATELINE.match(line)) and (name := known.find(dateline.group(1))):
            found.append(Credit(kind=CreditKind.WIRE, name=name, text=dateline.group()))
    for line in lines[1:][-4:]:
        found += _in_last_line(line, known)
    return found


def _in_last_line(line: str, agencies: Agencies) -> Sequence[Credit]:
    for pattern in (_CREDIT_LINE, _COPYRIGHT, _LAST_WORDS):
        match = pattern.search(line)
        if match and (name := agencies.find(match.group(1))):
            return [Credit(kind=CreditKind.WIRE, name=name, text=match.group().strip(' .!?”"'))]
    if match := _FIRST_ON.match(line):
        name = next(group for group in match.groups() if group)
        return [Credit(kind=CreditKind.SYNDICATED, name=agencies.find(name) or name, text=line)]
    return []
