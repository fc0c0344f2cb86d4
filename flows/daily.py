"""The scheduled flow: take in what is new, then tell every followed story."""

from __future__ import annotations

from datetime import UTC, date, datetime

from prefect import flow

from flows.delivering import send_written
from flows.desk import artifact_progress, settings_here
from flows.digest import due_day, show, tell
from flows.ingest import take_in
from flows.progress import silent
from flows.source_health import health_rows
from flows.steps import as_task
from flows.stores import open_store
from storage.models import Digest
from tasks.collect.task import show_sources
from tasks.publish.task import index_for_search


@flow(name="daily", flow_run_name="daily digests for {day}", validate_parameters=True)
def daily(day: date | None = None) -> dict[str, str]:
    """Take in what the sources have, then write a digest of every followed story. Never waits for a person.

    Args:
        day: The day to tell. Empty: the day on which the run was due, in each story's time zone.
    """
    settings = settings_here()
    store = open_store(settings)
    if settings.source:
        now = datetime.now(UTC)
        take_in(settings, store, None, None, now=now, say=as_task, progress=artifact_progress())
        as_task(show_sources, health_rows(settings, store, now))
    written: list[Digest] = []
    for story in settings.stories():
        written += tell(settings, store, story, [day or due_day(story)], say=as_task)
    show(settings, store, written)
    as_task(index_for_search, store, silent)
    send_written(settings, store, written, say=as_task)
    return {one.story: one.headline for one in written}
