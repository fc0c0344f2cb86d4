"""The scheduled flow: take in what is new, tell every followed story, and the day's largest on a front page."""

from __future__ import annotations

from datetime import UTC, date, datetime

from prefect import flow, get_run_logger

from flows.days import days_due, days_open, due_day, named
from flows.delivering import send_written
from flows.desk import artifact_progress, followed_stories, settings_here
from flows.digest import known_digests, show, tell
from flows.events import announce, source_silent
from flows.front_page import largest, tell_front_page
from flows.ingest import take_in
from flows.logbook import say_what_came_in, say_what_was_told
from flows.progress import silent
from flows.settings import Settings
from flows.source_health import SILENT, health_rows
from flows.steps import as_task
from flows.stores import open_store
from storage import digests
from storage.connection import Store
from storage.models import Story
from storage.telling import Digest
from tasks.collect.task import show_sources
from tasks.group.task import place_articles
from tasks.publish import wording
from tasks.publish.task import index_for_search, show_discovered
from tasks.summarize.front_page import front_page_story


@flow(name="daily", flow_run_name=named("daily digests, {day}"), validate_parameters=True)
def daily(day: date | None = None) -> dict[str, str]:
    """Take in what the sources have, tell every followed story, and the day's largest on a front page. Never waits.

    Days that were due and not made, because nothing ran, are made up for first, in order.

    Args:
        day: The day to tell. Empty: the day on which the run was due, in each story's time zone.
    """
    settings = settings_here()
    store = open_store(settings)
    if settings.source:
        _take_in(settings, store)
    known = known_digests(store)
    written: list[Digest] = []
    as_task(place_articles, store)
    for story in followed_stories(settings, store):
        days = [day] if day else _days(store, story)
        told = tell(settings, store, story, days, say=as_task)
        say_what_was_told(told, known)
        written += told
    days = [day] if day else _days_of_front_pages(settings, store)
    for each in days:
        talked = largest(settings, store, each, say=as_task)
        pages = tell_front_page(settings, store, each, talked, say=as_task)
        say_what_was_told(pages, known)
        written += pages
    as_task(show_discovered, talked, days[-1])
    announce(written, known)
    show(settings, store, written)
    as_task(index_for_search, store, silent)
    send_written(settings, store, written, say=as_task)
    return {one.story: one.headline for one in written}


def _take_in(settings: Settings, store: Store) -> None:
    """Read the sources; say in the log what came in, and which sources fail or are silent."""
    now = datetime.now(UTC)
    taken = take_in(settings, store, None, None, now=now, say=as_task, progress=artifact_progress())
    say_what_came_in(taken)
    rows = health_rows(settings, store, now)
    for row in rows:
        if row["State"] == SILENT:
            get_run_logger().warning("%s is silent. %s", row["Source"], row["Problem"])
            source_silent(row["Source"], row["Problem"])
    as_task(show_sources, rows)


def _days(store: Store, story: Story) -> list[date]:
    """Return the day that is due and, before it, those that were missed."""
    with store.reading("reading which days were made") as connection:
        made = digests.days(connection, story.id)
    days = days_due(made, due_day(story))
    if days[:-1]:
        missed = ", ".join(map(wording.day, days[:-1]))
        get_run_logger().warning("%s: making up for days on which nothing ran: %s.", story.id, missed)
    return days


def _days_of_front_pages(settings: Settings, store: Store) -> list[date]:
    """Return the day that is due and, before it, those whose front page stands open or was never made."""
    story = front_page_story(settings.throughline.time_zone)
    with store.reading("reading which front pages were made") as connection:
        made = digests.days(connection, story.id)
    return days_open(made, due_day(story))
