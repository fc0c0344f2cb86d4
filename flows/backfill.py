"""Tell past days, in order, so that each digest is told against those before it."""

from __future__ import annotations

from datetime import date, timedelta

from prefect import flow

from flows.days import named
from flows.delivering import send_written
from flows.desk import followed, settings_here
from flows.digest import known_digests, show, tell
from flows.logbook import say_what_was_told
from flows.steps import as_task
from flows.stores import open_store
from storage.errors import InputError
from storage.telling import Digest

LONGEST = 366  # days in one run


@flow(name="backfill", flow_run_name=named("backfill, {first} to {last}"), validate_parameters=True)
def backfill(first: date, last: date, story: str | None = None) -> dict[str, int]:
    """Write the digests of past days, in order, from the articles that are stored. Starts no reviews.

    Args:
        first: The first day.
        last: The last day, included.
        story: The id of a followed story. Empty: every one.
    """
    settings = settings_here()
    store = open_store(settings)
    days = days_between(first, last)
    written: dict[str, list[Digest]] = {}
    known = known_digests(store)
    for chosen in followed(settings, store, story):
        written[chosen.id] = tell(settings, store, chosen, days, say=as_task)
        say_what_was_told(written[chosen.id], known)
    made = [one for told in written.values() for one in told]
    show(settings, store, made)
    send_written(settings, store, made, say=as_task)
    return {story_id: len(told) for story_id, told in written.items()}


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`; raises InputError for a range that is empty or over a year."""
    count = (last - first).days + 1
    if count < 1:
        raise InputError(f"The last day, {last}, is before the first, {first}.")
    if count > LONGEST:
        raise InputError(f"{count} days are too many for one backfill; ask for {LONGEST} at most.")
    return [first + timedelta(days=number) for number in range(count)]
