"""Which day a run is for, which days an outage left out, and how runs are named for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prefect.runtime import flow_run

from storage.models import Story
from tasks.publish import wording

LOOK_BACK = 14  # days that one run makes up for at most


def due_day(story: Story) -> date:
    """Return the day on which the running flow was due, in the story's zone: right also for a late run."""
    return day_at(flow_run.scheduled_start_time, story.zone)


def day_at(moment: datetime, zone: str) -> date:
    """Return the day of `moment` in `zone`; a day is from its midnight to the next there, 23 to 25 hours."""
    return moment.astimezone(ZoneInfo(zone)).date()


def days_due(made: Sequence[date], due: date) -> list[date]:
    """Return the days to make up to `due`, in order: those after the last that was made, the last fourteen at most.

    `made` are the days that have a digest. A story that has none before `due` starts with it.
    """
    last = max((day for day in made if day < due), default=due - timedelta(days=1))
    first = max(last + timedelta(days=1), due - timedelta(days=LOOK_BACK - 1))
    return [first + timedelta(days=number) for number in range((due - first).days + 1)]


def days_open(made: Sequence[date], due: date) -> list[date]:
    """Return the days up to `due` whose front page is to be made or made again: the last that has one, those after.

    A page that was made in the morning lacks what came later on its day; the next run completes it.
    """
    days = days_due(made, due)
    before = days[0] - timedelta(days=1)
    return [before, *days] if before in made else days


def named(words: str) -> Callable[[], str]:
    """Return what names a run: `words` with its parameters, days as people write them ("Tue 3 Mar 2026").

    A `day` that was left open is the day on which the run was due, in UTC.
    """

    def name() -> str:
        given: dict[str, Any] = dict(flow_run.parameters or {})
        if "day" in given and given["day"] is None:
            given["day"] = day_at(flow_run.scheduled_start_time, "UTC")
        return words.format(**{key: _written(value) for key, value in given.items()})

    return name


def _written(value: object) -> str:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return wording.day(value) if isinstance(value, date) else str(value)
