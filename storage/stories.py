"""Stories, and which articles are on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import pyarrow as pa

from storage.connection import Connection
from storage.models import Membership, Story, StoryId, VersionId
from storage.rows import batch, registered, replace

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
DECIDED_COLUMNS = (*MEMBERSHIP_COLUMNS, ("decision_id", pa.string()))  # of memberships, after decisions had their say


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
    rows = [(one.story, one.version, one.score, one.reason, one.member, one.decision) for one in memberships]
    return replace(connection, "memberships", DECIDED_COLUMNS, rows, scope=("story_id", story))


def memberships(connection: Connection, story: StoryId) -> list[Membership]:
    """Return the articles of `story`, the surest first."""
    rows = connection.execute(
        "SELECT version_id, score, reason, member, decision_id FROM memberships WHERE story_id = ? "
        "ORDER BY score DESC, version_id",
        [story],
    ).fetchall()
    return [
        Membership(
            story=story, version=VersionId(version), score=score, reason=reason, member=member, decision=decision
        )
        for version, score, reason, member, decision in rows
    ]


def followed_with(connection: Connection, versions: Iterable[VersionId]) -> dict[VersionId, StoryId]:
    """Return those of `versions` that are on followed stories, each with the first of these by id.

    What a story has only because it took another one in is still that other one's.
    """
    with registered(connection, batch([("version_id", pa.string())], [(one,) for one in sorted(set(versions))])):
        rows = connection.execute(
            "SELECT version_id, min(story_id) FROM memberships SEMI JOIN batch USING (version_id) "
            "WHERE member AND story_id IN (SELECT story_id FROM stories WHERE followed) "
            "AND (decision_id IS NULL OR decision_id NOT IN (SELECT decision_id FROM decisions WHERE kind = 'merge')) "
            "GROUP BY version_id"
        ).fetchall()
    return {VersionId(version): StoryId(story) for version, story in rows}


def mostly_followed(connection: Connection, versions: Collection[VersionId]) -> StoryId | None:
    """Return the followed story that most of `versions` are on; None if there is none."""
    taken = Counter(followed_with(connection, versions).values())
    most = min(taken.items(), key=lambda item: (-item[1], item[0]), default=None)
    return most[0] if most and 2 * most[1] > len(versions) else None


def sizes(connection: Connection, versions: Collection[VersionId] | None = None) -> dict[StoryId, int]:
    """Return how many articles are on each story: of `versions`, of all if None."""
    condition = "" if versions is None else "AND version_id IN (SELECT version_id FROM batch)"
    given = batch([("version_id", pa.string())], [(one,) for one in sorted(versions or ())])
    with registered(connection, given):
        rows = connection.execute(
            f"SELECT story_id, count(*) FROM memberships WHERE member {condition} GROUP BY story_id"
        ).fetchall()
    return {StoryId(story): size for story, size in rows}
