"""Write and publish the digest of one story for one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from prefect import flow

from flows.days import due_day, named
from flows.delivering import send_written
from flows.desk import followed, followed_stories, recipe, settings_here, site, tied, told_in
from flows.events import announce
from flows.logbook import say_what_was_told
from flows.settings import Settings
from flows.source_health import states
from flows.steps import Speaker, as_task
from flows.stores import open_store
from storage import aftermath, digests
from storage.connection import Store
from storage.errors import InputError
from storage.models import DigestId, Story
from storage.published import NOTHING_SINCE
from storage.telling import Digest
from tasks.group.task import choose_members
from tasks.publish.task import publish_files, show_digest, show_merged, show_stories
from tasks.summarize.task import write_digest


@flow(name="digest", flow_run_name=named("digest of {story}, {day}"), validate_parameters=True)
def digest(story: str, day: date | None = None) -> str:
    """Write the digest of one followed story for one day, from the articles that are stored.

    Args:
        story: The id of a followed story.
        day: The day to tell. Empty: the day on which the run was due, in the story's time zone.
    """
    settings = settings_here()
    store = open_store(settings)
    (chosen,) = followed(settings, store, story)
    if (into := told_in(store, chosen)) != chosen.id:
        raise InputError(f"The story {chosen.id} was merged into {into}; its digests go on there.")
    known = known_digests(store)
    written = tell(settings, store, chosen, [day or due_day(chosen)], say=as_task)
    say_what_was_told(written, known)
    announce(written, known)
    show(settings, store, written)
    send_written(settings, store, written, say=as_task)
    return written[0].headline


def tell(settings: Settings, store: Store, story: Story, days: Sequence[date], *, say: Speaker) -> list[Digest]:
    """Write the story's digests for `days`, in order, and publish their files; none of one merged into another."""
    for one in tied(settings, store, story):
        say(choose_members, store, one)
    if told_in(store, story) != story.id:
        return []
    now = datetime.now(UTC)
    fares = states(settings, store, now)
    written = [say(write_digest, store, story, day, recipe(settings), fares) for day in sorted(days)]
    if written:
        say(publish_files, store, site(settings), written, now)
    return written


def show(settings: Settings, store: Store, written: Sequence[Digest]) -> None:
    """Show digests, where merged stories go on, and the table of stories in Prefect's UI."""
    with store.reading("reading what became of sources") as connection:
        since = aftermath.since(connection, [one.id for one in written])
    for one in written:
        show_digest(one, zone_of(settings, one), since.get(one.id, NOTHING_SINCE))
    show_merged(store)
    show_stories(store, followed_stories(settings, store))


def zone_of(settings: Settings, one: Digest) -> str:
    """Return the name of the time zone that a digest's story is told in."""
    zones = {story.id: story.zone for story in settings.stories()}
    return zones.get(one.story, settings.throughline.time_zone)


def known_digests(store: Store) -> set[DigestId]:
    """Return the names of all revisions there are, to tell new ones from them later."""
    with store.reading("reading which digests there are") as connection:
        return digests.names(connection)
