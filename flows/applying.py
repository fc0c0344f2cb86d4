"""What follows from a decision: memberships settled at once, digests made again when asked for, and words for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flows.desk import followed_stories, recipe, site
from flows.folding import fold_copies
from flows.progress import silent
from flows.settings import Settings
from flows.source_health import states
from flows.steps import Speaker
from storage import articles, decisions, placements, stories
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.models import Story, StoryId
from storage.telling import Digest
from tasks.group.decided import involved
from tasks.group.task import choose_members, settle
from tasks.publish.task import publish_files
from tasks.summarize.task import choose_days, choose_days_again, write_digest

Days = dict[Story, list[date]]


def carry_out(settings: Settings, store: Store, taken: Decision, *, say: Speaker) -> list[Story]:
    """Apply a decision, or its undoing, to the stories that it is about and those tied to them; return those told."""
    if taken.kind is DecisionKind.UNFOLD:
        fold_copies(settings, store, say=say, progress=silent)
    _keep_what_took_in(settings, store, taken)
    named = _named(store, taken)
    followed = followed_stories(settings, store)
    for story in followed:
        if story.id in named:
            say(choose_members, store, story)
    return say(settle, store, sorted(named), followed)


def _keep_what_took_in(settings: Settings, store: Store, taken: Decision) -> None:
    """Keep a found story that was never told, and that takes others in: from now on it is what is told."""
    if taken.kind is DecisionKind.MERGE and taken.story is not None:
        with store.writing("keeping a story that takes others in") as connection:
            if taken.story not in {story.id for story in stories.all(connection)}:
                for one in placements.found(connection, [taken.story]):
                    stories.put(connection, settings.found_story(one.story, one.title))


def _named(store: Store, taken: Decision) -> set[StoryId]:
    """Return the stories that a decision is about, with all that are tied to them by decisions."""
    with store.reading("looking for the stories of a decision") as connection:
        word = [*decisions.current(connection), taken]
        if taken.story is not None:
            return involved([taken.story], word)
        versions = articles.versions_by_id(connection, taken.subjects)
        placed = {story.id: stories.memberships(connection, story.id) for story in stories.all(connection)}
    return {story for story, held in placed.items() if any(one.version in versions for one in held)}


def days_touched(store: Store, told: Sequence[Story], now: datetime) -> Days:
    """Return the days of each story that must be made again, and of one without a digest all that it has."""
    found: Days = {}
    for story in told:
        again = choose_days_again.fn(store, story)
        today = now.astimezone(ZoneInfo(story.zone)).date()
        days = again or choose_days.fn(store, story, today)
        if days:
            found[story] = days
    return found


def make_again(
    settings: Settings, store: Store, touched: Mapping[Story, Sequence[date]], *, say: Speaker
) -> list[Digest]:
    """Write the digests of the days touched, in order, and publish their files; return them."""
    now = datetime.now(UTC)
    fares = states(settings, store, now)
    made = [
        say(write_digest, store, story, day, recipe(settings), fares) for story, days in touched.items() for day in days
    ]
    say(publish_files, store, site(settings), made, now)
    return made


def next_words(touched: Mapping[Story, Sequence[date]], *, undone: bool = False) -> str:
    """Say what the next run will do."""
    if not touched:
        return "No digest is changed by it."
    parts = [f"{story.id} for {days[-1]}" for story, days in touched.items()]
    earlier = sum(len(days) - 1 for days in touched.values())
    left = ""
    if earlier:
        left = f"; {earlier} earlier {'day stays as it is' if earlier == 1 else 'days stay as they are'}"
        left += " (with --now, they are made again too)"
    return f"The next run makes the digest of {' and of '.join(parts)} again{left}."


def made_words(made: Sequence[Digest]) -> str:
    """Say which digests were made again."""
    if not made:
        return "No digest is changed by it."
    return "Made again: " + ", ".join(f"{one.story} {one.day} (revision {one.revision})" for one in made) + "."
