"""Moments as machines and bylines write them: ISO, RFC 2822, a time of day with its zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import utc

_DAY_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}([T ]\d{2}.*)?")
_ZONES: dict[str, str] = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
}  # fmt: skip
_OFFSETS = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "ist": 5.5, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_AMBIGUOUS = frozenset({"ist", "cst"})  # of India, Ireland and Israel; of America and China
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?\s*(?P<half>[ap]\.?\s?m\.?)?(?!\d)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:published|updated|posted|first|last|modified|created|on|at|the|date|time|by|uhr|um|am|à|le|el|a|las|os|o|às"
    r"|veröffentlicht|aktualisiert|stand|publié|mis|jour|publicado|actualizado|atualizado|pubblicato|aggiornato|il|alle"
    r"|ore|gepubliceerd|bijgewerkt|op|om|opublikowano|aktualizacja|o|v|ve|vydáno|опубликовано|обновлено|в|о|у"
    r"|опубліковано|оновлено|г|р|год|года|року)\b\.?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\s,;:|·•()\[\].–—-]*")
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 1, 1)


class Moment(NamedTuple):
    """A moment as it was read."""

    at: datetime  # UTC; noon where only the day is given
    day_only: bool
    zone_certain: bool | None  # False: no zone is named, and UTC was taken, or one with several meanings; None: a day


def machine_written(text: str) -> tuple[datetime, bool] | None:
    """Read ISO 8601 and RFC 2822 strings: the moment in UTC and whether only the day was given."""
    read = machine_moment(text)
    return read and read[:2]


def machine_moment(text: str) -> Moment | None:
    """Read ISO 8601 and RFC 2822 strings."""
    said = text.strip()
    if _ISO.fullmatch(said):
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            return None
        if _DAY_ONLY.fullmatch(said):
            return _bounded(moment.replace(hour=12, tzinfo=UTC), None)
        return _bounded(moment, moment.tzinfo is not None)
    if not re.match(r"(?:[A-Za-z]{3,9},\s*)?\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4}\s\d{1,2}:\d{2}", said):
        return None
    zone, certain, _ = _zone(said)
    try:
        moment = parsedate_to_datetime(said)
        return _bounded(moment if moment.tzinfo else moment.replace(tzinfo=zone), certain)
    except (ValueError, TypeError):
        return None


def _bounded(moment: datetime, zone_certain: bool | None) -> Moment | None:
    """Refuse what no article can be dated; the conversion to UTC would overflow at the calendar's ends."""
    if not EARLIEST < moment.date() < LATEST:
        return None
    return Moment(utc(moment), zone_certain is None, zone_certain)


def strip_weekday(text: str, weekdays: Iterable[str]) -> str:
    """Take a weekday off the front or out of the middle: it adds nothing to a full date."""
    names = "|".join(re.escape(name) for name in sorted(weekdays, key=len, reverse=True))
    return re.sub(
        rf"\b(?:{names}|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b\.?)", " ", text, flags=re.IGNORECASE
    )


def time_of(rest: str) -> tuple[time | None, tzinfo, bool] | None:
    """Read what stands beside a date: a time, a zone and whether it is certain, or nothing; None where there is
    anything else."""
    zone, certain, rest = _zone(rest.strip())
    found = _CLOCK.search(rest)
    clock = None
    if found and (found["minute"] or found["half"]):
        clock = _clock(found)
        if clock is None:
            return None
        rest = rest[: found.start()] + " " + rest[found.end() :]
    return (clock, zone, certain) if _NOTHING.fullmatch(_FILLER.sub(" ", rest)) else None


def _zone(rest: str) -> tuple[tzinfo, bool, str]:
    """Take a zone off the end, and say whether it is certain; UTC, and not certain, where none is named."""
    found = _OFFSET.search(rest)
    if found and int(found[2]) < 15:
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(shift if found[1] == "+" else -shift), True, rest[: found.start()]
    said = re.search(r"\(?\b([A-Za-z]{1,4})\)?\s*$", rest)
    name = said[1].casefold() if said else ""
    if said and name in _ZONES:
        return ZoneInfo(_ZONES[name]), True, rest[: said.start()]
    if said and name in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name])), name not in _AMBIGUOUS, rest[: said.start()]
    return UTC, False, rest


def _clock(found: re.Match[str]) -> time | None:
    """Return the time of day, or None for an hour that no clock shows."""
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None
