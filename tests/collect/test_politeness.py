from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks.collect.outcomes import Failed, Why
from tasks.collect.politeness import LONGEST_RETRY_AFTER, Manners, Turns, read_retry_after

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


class StandingClock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        ("0", 1.0),
        ("1000000000000", LONGEST_RETRY_AFTER),
        ("Tue, 03 Feb 2026 12:05:00 GMT", 300.0),
        ("Tue, 03 Feb 2026 11:55:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("", None),
        (None, None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(written: str | None, seconds: float | None) -> None:
    assert read_retry_after(written, NOON) == seconds


def test_a_host_waits_between_its_turns_and_others_do_not_wait_for_it() -> None:
    clock = StandingClock()
    turns = Turns(Manners(pause_seconds=3), clock)
    for host in ("a", "b", "a", "b", "c"):
        with turns.turn(host):
            pass
    assert clock.slept == [3.0]  # for the second turn of a; by then b's pause is over too


def test_crawl_delay_is_kept_but_for_an_absurd_one() -> None:
    clock = StandingClock()
    turns = Turns(Manners(pause_seconds=1, longest_delay_seconds=20), clock)
    turns.slow_down("calm", 5)
    turns.slow_down("absurd", 1e9)
    for host in ("calm", "calm", "absurd", "absurd"):
        with turns.turn(host):
            pass
    assert clock.slept == [5.0, 20.0]


def test_a_pause_follows_a_turn_that_failed() -> None:
    clock = StandingClock()
    turns = Turns(Manners(pause_seconds=4), clock)
    with pytest.raises(OSError, match="broken"), turns.turn("a"):
        raise OSError("broken")
    with turns.turn("a"):
        pass
    assert clock.slept == [4.0]


def test_a_short_rest_is_waited_for_and_a_long_one_ends_the_asking() -> None:
    clock = StandingClock()
    turns = Turns(Manners(pause_seconds=0, longest_wait_seconds=10), clock)
    turns.rest("short", 8)
    with turns.turn("short"):
        pass
    assert clock.slept == [8.0]
    turns.rest("long", 600)
    with pytest.raises(Failed) as refused, turns.turn("long"):
        pass
    assert (refused.value.reason, refused.value.retry_after) == (Why.RESTING, 600.0)
    clock.sleep(601)
    with turns.turn("long"):
        pass


def test_a_long_rest_is_handed_on_to_the_next_run() -> None:
    clock = StandingClock()
    turns = Turns(Manners(pause_seconds=0, longest_wait_seconds=10), clock)
    turns.rest("long", 600)
    turns.rest("short", 5)
    with turns.turn("free"):
        pass
    assert turns.rests() == {"long": NOON + timedelta(seconds=600)}
    later = Turns(Manners(pause_seconds=0), StandingClock(), {"long": NOON + timedelta(seconds=60)})
    with pytest.raises(Failed) as refused, later.turn("long"):
        pass
    assert refused.value.retry_after == 60.0
    over = Turns(Manners(pause_seconds=0), StandingClock(), {"long": NOON - timedelta(seconds=60)})
    with over.turn("long"):
        pass
