"""The `run` command: take a folder (or the settings' sources) in and tell every story it holds, without a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.desk import followed_stories, recipe, site
from flows.ingest import Taken, take_in
from flows.progress import Progress
from flows.settings import Settings
from flows.source_health import states
from flows.steps import directly
from storage import digests
from storage.connection import Store
from storage.models import Story, StoryId
from storage.telling import Digest, SourceState
from tasks.group.task import choose_members, find_stories, place_articles, stories_holding
from tasks.publish.task import index_for_search, publish_again, publish_files
from tasks.summarize.task import choose_days, write_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did."""

    taken: Taken
    stories: Sequence[Story]  # with an article in what was given
    made: Sequence[Digest]  # new or revised by this run
    standing: Sequence[Digest]  # the newest revision of every day of these stories
    files: Sequence[Path] = field(default_factory=tuple)  # written by this run


def run(
    settings: Settings,
    store: Store,
    folder: Path | None,
    manifest: Path | None,
    day: date | None,
    *,
    now: datetime,
    progress: Progress,
) -> Outcome:
    """Take in, group, tell. With `day`, only that day's digest is made, whether or not something is new.

    Followed stories are told if they have an article in what was given; with `folder`, or where none is followed, what
    no followed story has is grouped, and the stories found are told too.
    """
    taken = take_in(settings, store, folder, manifest, now=now, say=directly, progress=progress)
    followed = followed_stories(settings, store)
    told = _stories(settings, store, taken, followed, find=folder is not None or not followed, progress=progress)
    before = _revisions(store, told)
    fares = states(settings, store, now)
    for number, story in enumerate(told):
        progress("telling stories", number, len(told))
        _tell(settings, store, story, day, now, fares)
    progress("telling stories", len(told), len(told))
    standing = [one for one in _standing(store, told) if day is None or one.day == day]
    made = [one for one in standing if (one.story, one.day, one.revision) not in before]
    if standing:
        files = directly(publish_files, store, site(settings), made, now)
    else:
        files = directly(publish_again, store, site(settings), now)
    directly(index_for_search, store, progress)
    return Outcome(taken=taken, stories=told, made=made, standing=standing, files=files)


def _stories(
    settings: Settings, store: Store, taken: Taken, followed: Sequence[Story], *, find: bool, progress: Progress
) -> list[Story]:
    progress("grouping", 0, 1)
    directly(place_articles, store)
    for story in followed:
        directly(choose_members, store, story)
    given = taken.places if find else None
    if find:
        directly(find_stories, store, taken.places, settings.throughline.time_zone, settings.summary_words)
    holding = directly(stories_holding, store, given)
    progress("grouping", 1, 1)
    return [story for story in holding if find or story.followed]


def _tell(
    settings: Settings, store: Store, story: Story, day: date | None, now: datetime, fares: Sequence[SourceState]
) -> None:
    today = now.astimezone(ZoneInfo(story.zone)).date()
    for one in [day] if day else directly(choose_days, store, story, today):
        directly(write_digest, store, story, one, recipe(settings), fares)


def _revisions(store: Store, told: Sequence[Story]) -> set[tuple[StoryId, date, int]]:
    with store.reading("reading which digests there are") as connection:
        return digests.newest_revisions(connection, [story.id for story in told])


def _standing(store: Store, told: Sequence[Story]) -> list[Digest]:
    """Return the newest revision of every day of the stories, in the order of the stories and days."""
    with store.reading("reading digests") as connection:
        return [one for story in told for one in digests.newest(connection, story.id)]
