from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasks.collect.silence import silence

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def every(pause: timedelta, *, last: timedelta, count: int = 20) -> list[datetime]:
    return [NOW - last - number * pause for number in range(count)]


def test_a_source_that_pauses_far_longer_than_its_habit_is_silent() -> None:
    assert silence(every(timedelta(hours=3), last=timedelta(days=3)), NOW) == timedelta(days=3)


def test_a_source_that_seldom_speaks_is_not_silent() -> None:
    assert silence(every(timedelta(days=7), last=timedelta(days=10)), NOW) is None


def test_nobody_is_silent_within_a_day() -> None:
    assert silence(every(timedelta(minutes=5), last=timedelta(hours=20)), NOW) is None


def test_a_single_long_pause_makes_no_habit() -> None:
    moments = every(timedelta(hours=3), last=timedelta(days=4), count=15)
    moments.append(moments[-1] - timedelta(days=300))
    assert silence(moments, NOW) == timedelta(days=4)


def test_too_few_articles_tell_no_habit() -> None:
    assert silence(every(timedelta(hours=1), last=timedelta(days=90), count=4), NOW) is None
    assert silence([], NOW) is None


def test_dates_in_the_future_are_not_counted() -> None:
    future = [NOW + timedelta(days=400)]
    assert silence(future + every(timedelta(hours=3), last=timedelta(days=3)), NOW) == timedelta(days=3)
