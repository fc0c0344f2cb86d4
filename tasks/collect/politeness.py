"""Manners towards a host: one question at a time, a pause after each, and patience where it asks for it."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

import tenacity

from storage.models import utc
from tasks.collect.outcomes import Failed, Failure, Fetched, Why

TRANSIENT = frozenset({Why.RATE_LIMITED, Why.SERVER_ERROR, Why.TIMED_OUT})
LONGEST_RETRY_AFTER = 24 * 3600.0


class Clock(Protocol):
    """Time as the collecting stage sees it; a test may let it pass at will."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def now(self) -> datetime:
        """Return the instant, aware."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How patient and how persistent the program is."""

    pause_seconds: float = 2.0  # between two questions to one host
    longest_delay_seconds: float = 30.0  # a robots.txt that asks for more is asked less often, not waited for longer
    attempts: int = 3  # of one page, where the host is busy or silent
    first_wait_seconds: float = 1.0  # doubled with each attempt, then shortened by chance
    longest_wait_seconds: float = 20.0  # a host that asks for more is left alone for this run
    seed: int | None = None  # makes the chance in waiting the same each time


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    delay: float = 0.0
    rests_until: float = 0.0


class Turns:
    """Gives out turns to ask a host; hosts do not wait for each other. Safe to use from several threads."""

    def __init__(self, manners: Manners, clock: Clock, rests: Mapping[str, datetime] | None = None) -> None:
        self._manners = manners
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        now, elapsed = clock.now(), clock.monotonic()
        for host, until in (rests or {}).items():  # what earlier runs were asked for
            self._host(host).rests_until = elapsed + (until - now).total_seconds()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until `host` may be asked, and hold it for the block. Raises Failed if it rests beyond this run."""
        state = self._host(host)
        with state.lock:
            now = self._clock.monotonic()
            if state.rests_until > now:
                left = state.rests_until - now
                raise Failed(Why.RESTING, f"{host} asked to be left alone for {left:.0f} seconds.", retry_after=left)
            if state.free_at > now:
                self._clock.sleep(state.free_at - now)
            try:
                yield
            finally:
                pause = max(self._manners.pause_seconds, state.delay)
                state.free_at = max(state.free_at, self._clock.monotonic() + pause)

    def slow_down(self, host: str, seconds: float) -> None:
        """Pause for `seconds` between questions from now on, as a robots.txt asks."""
        self._host(host).delay = min(max(seconds, 0.0), self._manners.longest_delay_seconds)

    def rest(self, host: str, seconds: float) -> None:
        """Leave `host` alone for `seconds`, as it asked: wait if that is short, ask it nothing more if it is long."""
        state = self._host(host)
        until = self._clock.monotonic() + seconds
        if seconds > self._manners.longest_wait_seconds:
            state.rests_until = max(state.rests_until, until)
        else:
            state.free_at = max(state.free_at, until)

    def rests(self) -> dict[str, datetime]:
        """Return until when each host rests that is to be asked nothing more in this run."""
        clock, elapsed = self._clock.now(), self._clock.monotonic()
        with self._lock:
            left = {host: state.rests_until - elapsed for host, state in sorted(self._hosts.items())}
        return {host: clock + timedelta(seconds=seconds) for host, seconds in left.items() if seconds > 0}

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())


def read_retry_after(written: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, from 1 to a day; None if it makes no sense."""
    if not written:
        return None
    if re.fullmatch(r"[0-9]{1,20}", written.strip()):
        seconds = float(written)
    else:
        try:
            seconds = (utc(parsedate_to_datetime(written)) - now).total_seconds()
        except (ValueError, OverflowError, IndexError):
            return None
        if seconds < 0:
            return None
    return min(max(seconds, 1.0), LONGEST_RETRY_AFTER)


def persistently(
    ask: Callable[[], Fetched | Failure],
    *,
    manners: Manners,
    sleep: Callable[[float], None],
    url: str,
    left: Callable[[], float],
) -> Fetched | Failure:
    """Ask again where the host was busy or silent, and nowhere else; wait longer each time, never beyond `left()`."""
    chance = random.Random(None if manners.seed is None else f"{manners.seed} {url}")
    grown = tenacity.wait_exponential(multiplier=manners.first_wait_seconds, max=manners.longest_wait_seconds)

    def wait(state: tenacity.RetryCallState) -> float:
        outcome = state.outcome.result() if state.outcome else None
        asked = outcome.retry_after if isinstance(outcome, Failure) else None
        return asked if asked is not None else grown(state) * chance.uniform(0.5, 1.0)

    def enough(state: tenacity.RetryCallState) -> bool:
        return state.attempt_number >= manners.attempts or state.upcoming_sleep >= left()

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_result(lambda outcome: _worth_another(outcome, manners)),
        wait=wait,
        stop=enough,
        sleep=sleep,
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    return retrying(ask)


def _worth_another(outcome: Fetched | Failure, manners: Manners) -> bool:
    if not isinstance(outcome, Failure) or outcome.reason not in TRANSIENT:
        return False
    return outcome.retry_after is None or outcome.retry_after <= manners.longest_wait_seconds
