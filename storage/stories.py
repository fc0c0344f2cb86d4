"""Stories, and which articles are on them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from storage.connection import Connection
from storage.models import Membership, Story, StoryId, VersionId
from storage.rows import replace

COLUMNS = (
    ("story_id", pa.string()),
    ("title", pa.string()),
    ("terms", pa.list_(pa.string())),
    ("seeds", pa.list_(pa.string())),
    ("zone", pa.string()),
    ("review", pa.string()),
    ("words", pa.int32()),
    ("followed", pa.bool_()),
    ("publish_if_origins", pa.int32()),
)
MEMBERSHIP_COLUMNS = (
    ("story_id", pa.string()),
    ("version_id", pa.string()),
    ("score", pa.float64()),
    ("reason", pa.string()),
    ("member", pa.bool_()),
)


def put(connection: Connection, story: Story) -> int:
    """Keep `story`, in place of what was known under its id; return 0 if nothing differed."""
    row = (
        story.id,
        story.title,
        list(story.terms),
        list(story.seeds),
        story.zone,
        story.review,
        story.words,
        story.followed,
        story.publish_if_origins,
    )
    return replace(connection, "stories", COLUMNS, [row], scope=("story_id", story.id))


def all(connection: Connection) -> list[Story]:
    """Return every story by id."""
    names = ", ".join(name for name, _ in COLUMNS)
    return [
        Story(
            id=StoryId(story_id),
            title=title,
            terms=tuple(terms),
            seeds=tuple(seeds),
            zone=zone,
            review=review,
            words=words,
            followed=followed,
            publish_if_origins=publish_if_origins,
        )
        for story_id, title, terms, seeds, zone, review, words, followed, publish_if_origins in connection.execute(
            f"SELECT {names} FROM stories ORDER BY story_id"
        ).fetchall()
    ]


def replace_memberships(connection: Connection, story: StoryId, memberships: Sequence[Membership]) -> int:
    """Make `memberships` all that is known of `story`'s articles; return how many rows changed.

    Raises ValueError if one of them belongs to another story.
    """
    strangers = {membership.story for membership in memberships} - {story}
    if strangers:
        raise ValueError(f"memberships of {sorted(strangers)} were given for {story}")
    rows = [
        (membership.story, membership.version, membership.score, membership.reason, membership.member)
        for membership in memberships
    ]
    return replace(connection, "memberships", MEMBERSHIP_COLUMNS, rows, scope=("story_id", story))


def memberships(connection: Connection, story: StoryId) -> list[Membership]:
    """Return the articles of `story`, the surest first."""
    rows = connection.execute(
        "SELECT version_id, score, reason, member FROM memberships WHERE story_id = ? ORDER BY score DESC, version_id",
        [story],
    ).fetchall()
    return [
        Membership(story=story, version=VersionId(version), score=score, reason=reason, member=member)
        for version, score, reason, member in rows
    ]
