"""What every flow needs first: the settings of the folder it runs in, its stories, and a way to show progress."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.progress import Progress
from flows.settings import Settings, load
from storage import decisions, follows, stories
from storage.connection import Store
from storage.decided import goes_on_in
from storage.errors import InputError
from storage.models import Story, StoryId
from tasks.group.decided import involved, split_off
from tasks.publish.site import Site
from tasks.summarize.material import Recipe


def settings_here() -> Settings:
    """Read the settings of the working folder; a deployment's pull step has gone to the project's."""
    return load(Path.cwd())


def recipe(settings: Settings) -> Recipe:
    """Return what the summary section of the settings says."""
    summary = settings.summary
    return Recipe(
        ranking=summary.ranking,
        words=settings.summary_words,
        timeline_days=summary.timeline_days,
        background_sentences=summary.background_sentences,
    )


def site(settings: Settings) -> Site:
    """Return the site of published pages that the settings name."""
    return Site(out=settings.out_path, title=settings.site.title, address=settings.site.address)


def followed_stories(settings: Settings, store: Store) -> list[Story]:
    """Return the stories that are followed: of the settings, then by decision, then those that were split off.

    A story that was followed and is no longer, is marked so.
    """
    configured = settings.stories()
    with store.reading("reading which stories are followed") as connection:
        decided = follows.decided(connection, {story.id for story in configured})
        known = {story.id: story for story in stories.all(connection)}
        word = decisions.current(connection)
    marked = {story.id for story in known.values() if story.followed}
    own = [
        replace(settings.found_story(one.story, one.title), terms=one.terms, followed=True) for one in decided
    ]  # with the general settings, as the settings say nothing of it
    parts = split_off(word, {**known, **{story.id: story for story in (*configured, *own)}})
    every = [*configured, *own, *(part for part in parts if part.id not in {story.id for story in own})]
    if marked - {story.id for story in every}:
        with store.writing("marking stories that are no longer followed") as connection:
            follows.mark(connection, [story.id for story in every])
    return every


def followed(settings: Settings, store: Store, story_id: str | None) -> list[Story]:
    """Return the followed story `story_id`, or all of them; raises InputError if there is no such story."""
    stories = followed_stories(settings, store)
    if story_id is None:
        return stories
    chosen = [story for story in stories if story.id == story_id]
    if not chosen:
        known = ", ".join(story.id for story in stories) or "none"
        raise InputError(
            f"No story {story_id!r} is followed in {settings.path or 'throughline.toml'} or by decision; "
            f"known: {known}."
        )
    return chosen


def tied(settings: Settings, store: Store, story: Story) -> list[Story]:
    """Return the followed stories that decide what is on `story`: itself, and those that decisions tie to it."""
    with store.reading("reading what is tied to a story") as connection:
        ids = involved([story.id], decisions.current(connection))
    return [one for one in followed_stories(settings, store) if one.id in ids] if story.followed or len(ids) > 1 else []


def told_in(store: Store, story: Story) -> StoryId:
    """Return the story in which `story` is told: itself, unless it was merged into another."""
    with store.reading("looking where a story goes on") as connection:
        return goes_on_in(story.id, decisions.current(connection))


def artifact_progress() -> Progress:
    """Return a way to show progress in Prefect's UI: one artifact for the run, made when there is something to show."""
    made: list[uuid.UUID] = []

    def show(what: str, done: int, total: int) -> None:
        percent = 100.0 * done / total if total else 0.0
        if made:
            update_progress_artifact(artifact_id=made[0], progress=percent, description=f"{what}: {done} of {total}")
        elif done < total:  # a load that one batch finishes needs no artifact
            created = create_progress_artifact(progress=percent, description=f"{what}: {done} of {total}")
            if isinstance(created, uuid.UUID):
                made.append(created)

    return show
