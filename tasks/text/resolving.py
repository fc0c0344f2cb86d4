"""Days, weeks and months that words point at, worked out from the day they were written on (the anchor)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

FURTHEST_AHEAD = 62  # days: a month and day without a year lies at most this far in the future

Range = tuple[date, date]


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_day(month: int, day: int, anchor: date, furthest: int = FURTHEST_AHEAD) -> date | None:
    """Return the `month` and `day` nearest to `anchor` that is at most `furthest` days in its future."""
    found = [
        candidate
        for year in (anchor.year - 1, anchor.year, anchor.year + 1)
        if (candidate := day_of(year, month, day)) and (candidate - anchor).days <= furthest
    ]
    return min(found, key=lambda candidate: (abs((candidate - anchor).days), candidate), default=None)


def day_ahead(month: int, day: int, since: date) -> date | None:
    """Return the first such `month` and `day` on or after `since`, within a year."""
    found = (day_of(year, month, day) for year in (since.year, since.year + 1))
    return next((candidate for candidate in found if candidate and candidate >= since), None)


def month_range(year: int, month: int) -> Range:
    """Return the first and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def nearest_month(month: int, anchor: date, ahead: bool) -> Range:
    """Return the last such month begun by `anchor`, or with `ahead` the first that is not over yet."""
    year = anchor.year
    if ahead and month < anchor.month:
        year += 1
    elif not ahead and month > anchor.month:
        year -= 1
    return month_range(year, month)


def weekday_near(weekday: int, anchor: date, lean: str) -> date:
    """Return the day with `weekday` (Monday 0) that a writer on `anchor` means.

    `lean` is "past" (the latest up to and with the anchor), "last" (the latest before it), "future" (the first after
    it) or "this" (the one of the anchor's week, Monday to Sunday).
    """
    back = (anchor.weekday() - weekday) % 7
    if lean == "this":
        return anchor - timedelta(days=anchor.weekday() - weekday)
    if lean == "future":
        return anchor + timedelta(days=(7 - back) or 7)
    return anchor - timedelta(days=7 if lean == "last" and back == 0 else back)


def shifted(unit: str, count: int, anchor: date) -> Range:
    """Return the day, week, weekend, month or year that lies `count` units after the anchor's own."""
    if unit == "day":
        day = anchor + timedelta(days=count)
        return day, day
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=count)
        return monday, monday + timedelta(days=6)
    if unit == "weekend":
        sunday = weekday_near(6, anchor, "past")
        return sunday - timedelta(days=1), sunday
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + count
        return month_range(months // 12, months % 12 + 1)
    return date(anchor.year + count, 1, 1), date(anchor.year + count, 12, 31)
