"""What was concluded of the articles near each followed story, before anybody's decisions."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from storage.connection import Connection
from storage.models import Membership, StoryId, VersionId
from storage.rows import replace
from storage.stories import MEMBERSHIP_COLUMNS

JUDGED_COLUMNS = (("story_id", pa.string()), ("asked", pa.string()), ("number", pa.int32()))


def put(connection: Connection, story: StoryId, concluded: Sequence[Membership], asked: str, number: int) -> int:
    """Make `concluded` all that is concluded of the story, judged up to placement `number`; return rows changed."""
    rows = [(one.story, one.version, one.score, one.reason, one.member) for one in concluded]
    replace(connection, "judged_stories", JUDGED_COLUMNS, [(story, asked, number)], scope=("story_id", story))
    return replace(connection, "conclusions", MEMBERSHIP_COLUMNS, rows, scope=("story_id", story))


def of(connection: Connection, story: StoryId) -> list[Membership]:
    """Return what is concluded of the story's articles, the surest first."""
    rows = connection.execute(
        "SELECT version_id, score, reason, member FROM conclusions WHERE story_id = ? ORDER BY score DESC, version_id",
        [story],
    ).fetchall()
    return [
        Membership(story=story, version=VersionId(version), score=score, reason=reason, member=member)
        for version, score, reason, member in rows
    ]


def judged(connection: Connection, story: StoryId, asked: str) -> int:
    """Return the number of the last placement that was judged when the story asked for `asked`; 0 if none was."""
    rows = connection.execute(
        "SELECT number FROM judged_stories WHERE story_id = ? AND asked = ?", [story, asked]
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def latest(connection: Connection, story: StoryId, most: int) -> list[VersionId]:
    """Return the story's articles that were placed last."""
    rows = connection.execute(
        "SELECT version_id FROM conclusions JOIN placements USING (version_id) WHERE conclusions.story_id = ? "
        "ORDER BY number DESC LIMIT ?",
        [story, most],
    ).fetchall()
    return [VersionId(version) for (version,) in rows]
