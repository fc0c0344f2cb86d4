"""Which found stories people decided to follow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from storage import decisions, placements, stories
from storage.connection import Connection
from storage.decided import DecisionKind
from storage.models import StoryId
from storage.rows import count


@dataclass(frozen=True, slots=True)
class Follow:
    """A found story that is followed by decision."""

    story: StoryId
    title: str
    terms: tuple[str, ...]


def decided(connection: Connection, configured: Collection[StoryId]) -> list[Follow]:
    """Return the found stories that a decision says to follow, in the order of the decisions; the last terms count.

    Those that are `configured` are followed as the settings say, and left out.
    """
    wanted = {
        one.story: one.subjects
        for one in decisions.current(connection)
        if one.kind is DecisionKind.FOLLOW and one.story is not None and one.story not in configured
    }
    titles = {story.id: story.title for story in stories.all(connection) if story.id in wanted}
    titles |= {one.story: one.title for one in placements.found(connection, wanted)}
    return [Follow(story, titles.get(story, story), terms) for story, terms in wanted.items()]


def mark(connection: Connection, followed: Collection[StoryId]) -> int:
    """Mark every other story as no longer followed; return how many were."""
    return count(
        connection,
        "UPDATE stories SET followed = false WHERE followed AND NOT list_contains(?, story_id)",
        [sorted(followed)],
    )
