"""Which day a run is for: on the reader's clock, through changes of the clock, and after an outage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.days import LOOK_BACK, day_at, days_due, days_open
from storage.models import DateOrigin
from tests.builders import an_article

MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Brussels", date(2026, 3, 29), 23),
        ("Europe/Brussels", date(2026, 10, 25), 25),
        ("America/St_Johns", date(2026, 3, 8), 23),
        ("America/St_Johns", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Kiritimati", date(2026, 3, 29), 24),
        ("Pacific/Niue", date(2026, 3, 29), 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # its clocks change at midnight: the day begins at one
    ],
)
def test_a_day_is_half_open_and_as_long_as_the_clock_makes_it(zone: str, day: date, hours: float) -> None:
    first, end = (_begin(each, zone) for each in (day, day + timedelta(days=1)))
    assert (end - first) == timedelta(hours=hours)
    for moment, expected in (
        (first, day),
        (end - MICROSECOND, day),
        (first - MICROSECOND, day - timedelta(days=1)),
        (end, day + timedelta(days=1)),
    ):
        assert day_at(moment, zone) == expected
        article = an_article("A text.", on="2026-03-02", day_only=False)
        assert _published(article, moment).day(ZoneInfo(zone)) == expected


def _begin(day: date, zone: str) -> datetime:
    """Return the first instant of a day in a zone, found by looking at every quarter of an hour."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16)
    while moment.astimezone(ZoneInfo(zone)).date() < day:
        moment += timedelta(minutes=15)
    return moment


def _published(article: object, moment: datetime) -> object:
    from dataclasses import replace

    return replace(article, published=moment, date_origin=DateOrigin.META)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("due", "zone", "day"),
    [
        ("2026-03-29T04:30", "Europe/Brussels", "2026-03-29"),
        ("2026-10-25T05:30", "Europe/Brussels", "2026-10-25"),
        ("2026-03-02T05:30", "Pacific/Kiritimati", "2026-03-02"),
        ("2026-03-02T10:00", "Pacific/Kiritimati", "2026-03-03"),
        ("2026-03-02T10:59", "Pacific/Niue", "2026-03-01"),
        ("2026-03-02T11:00", "Pacific/Niue", "2026-03-02"),
    ],
)
def test_a_run_is_for_the_day_it_was_due_on_where_its_readers_are(due: str, zone: str, day: str) -> None:
    assert day_at(datetime.fromisoformat(due).replace(tzinfo=UTC), zone) == date.fromisoformat(day)


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


@pytest.mark.parametrize(
    ("made", "due", "expected"),
    [
        ([], 9, [9]),
        ([8], 9, [9]),
        ([9], 9, [9]),
        ([5, 6], 9, [7, 8, 9]),
        ([5, 12], 9, [6, 7, 8, 9]),
        ([12], 9, [9]),
        ([2, 8], 9, [9]),
    ],
)
def test_missed_days_are_made_up_for_once_and_in_order(made: list[int], due: int, expected: list[int]) -> None:
    assert days_due(march(*made), date(2026, 3, due)) == march(*expected)


@pytest.mark.parametrize(
    ("made", "due", "expected"),
    [
        ([], 5, [5]),
        ([4], 5, [4, 5]),  # the page of the day before was made in its morning, and lacks the rest of it
        ([2], 5, [2, 3, 4, 5]),
        ([4, 5], 5, [4, 5]),
    ],
)
def test_a_front_page_is_completed_by_the_next_run(made: list[int], due: int, expected: list[int]) -> None:
    assert days_open(march(*made), date(2026, 3, due)) == march(*expected)


def test_a_long_outage_is_made_up_for_two_weeks_at_most() -> None:
    days = days_due([date(2026, 1, 1)], date(2026, 3, 20))
    assert (len(days), days[0], days[-1]) == (LOOK_BACK, date(2026, 3, 7), date(2026, 3, 20))


def test_runs_that_come_late_one_by_one_make_each_day_once() -> None:
    made = march(2)
    for due in (3, 4, 5):  # the first of the late runs finds nothing missed before its own day
        days = days_due(made, date(2026, 3, due))
        assert days == march(due)
        made += days
