"""Names of outlets and agencies, and what a text or an address itself betrays of its outlet.

The list is `outlets.toml`, beside this module. Precision comes first: an outlet that a text merely quotes
("told CNN") is never taken for its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

_NAME = r"[^\W\d_][^\n.;:,“”\"|<>]{1,50}?"
_PERSON = r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: [A-ZÀ-ÖØ-Þ][\w'’.-]+){1,3}"
# "Harbor Post's Jane Doe, reporting from the port, said": only an outlet speaks so of its own reporter.
_OWN_REPORTER = re.compile(
    rf"(?:^|[.!?”\"]\s+)(?P<name>[A-ZÀ-ÖØ-Þ](?:[\w&’' -]|\.(?=\w)){{1,40}}?)['’]s? {_PERSON},"
    r" (?:reporting|speaking to us|who is reporting) (?:live )?from\b"
)
_OWN_NEWSLETTER = re.compile(
    rf"\b(?:get|receive|subscribe to|sign up (?:for|to)|read)\s+(?P<name>{_NAME})['’]s?\s+"
    r"(?:\w+\s+){0,3}?newsletters?\b",
    re.IGNORECASE,
)
_OWN_COPYRIGHT = re.compile(
    rf"^(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?[,.]?\s+)?(?:by\s+)?"
    rf"(?P<name>{_NAME})(?:[.,|;]|\s+(?:all rights|inc|llc|ltd|limited|gmbh|ag|media group)\b|$)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:,?\s+(?:publishing|publishers|media|group|company|co|corp|corporation|holdings|inc|llc|ltd|limited|plc|gmbh|ag|s\.?a)\.?)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Directory:
    """The list, indexed for look-up."""

    agencies: dict[str, str]  # spelling as written -> name
    outlets: dict[str, str]  # folded name or alias -> name
    short: dict[str, str]  # abbreviation as written -> name
    domains: dict[str, str]
    families: dict[str, str] = field(default_factory=dict)  # outlet -> family


@cache
def directory() -> Directory:
    """Return the shipped list."""
    raw = tomllib.loads((files("tasks.extract") / "outlets.toml").read_text(encoding="utf-8"))
    agencies = {s: a["name"] for a in raw["agency"] for s in (a["name"], *a.get("spellings", ()))}
    outlets = {fold(s): o["name"] for o in raw["outlet"] for s in (o["name"], *o.get("aliases", ()))}
    short = {s: o["name"] for o in raw["outlet"] for s in o.get("short", ())}
    domains = {d: o["name"] for o in raw["outlet"] for d in o["domains"]}
    families = {m: f["name"] for f in raw["family"] for m in f["members"]}
    return Directory(agencies, outlets, short, domains, families)


def fold(name: str) -> str:
    """Return `name` as it is compared: lower case, one space, no trailing mark."""
    return " ".join(name.casefold().split()).strip(" .|-–—")


def agency(spelling: str) -> str | None:
    """Return the agency that is spelled so, None if it is none."""
    return directory().agencies.get(spelling.strip())


def agency_spellings() -> list[str]:
    """Return every spelling of every agency, longest first: the order a pattern needs."""
    return sorted(directory().agencies, key=lambda s: (-len(s), s))


def canonical(name: str) -> str:
    """Return the listed name of an outlet for any of its full names or aliases; an unlisted name as it is."""
    name = " ".join(name.split()).strip()
    return directory().outlets.get(fold(name), name)


def listed(name: str) -> str | None:
    """Return the listed name of an outlet, also for an abbreviation; None if it is not listed."""
    known = directory()
    return known.outlets.get(fold(name)) or known.short.get(name.strip())


def family(name: str) -> str | None:
    """Return the publisher family of an outlet, None if it is not listed in one."""
    return directory().families.get(canonical(name))


def host_of(url: str | None) -> str | None:
    """Return the address's host, without "www.", or None where there is no web address."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def of_address(url: str | None) -> str | None:
    """Return the listed outlet whose address this is."""
    host = host_of(url) or ""
    labels = host.split(".")
    candidates = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((directory().domains[c] for c in candidates if c in directory().domains), None)


def betrayed(lines: Iterable[str]) -> str | None:
    """Return the outlet that the lines of a text (removed ones included) give away as their own, or None.

    An outlet counts only if it speaks of itself: its newsletters, its reporter at the place, its copyright. Names that
    are not listed are believed only in a copyright line that reserves all rights: "Get Monday's newsletter" has the
    form of the others.
    """
    for line in lines:
        for pattern in (_OWN_NEWSLETTER, _OWN_COPYRIGHT, _OWN_REPORTER):
            found = pattern.search(line)
            name = listed(found["name"]) if found else None
            if name:
                return name
        if (found := _OWN_COPYRIGHT.match(line)) and "rights reserved" in line.lower():
            return canonical(_COMPANY.sub("", found["name"]).strip(" ,&"))
    return None
