"""Where the digests stand: what waits for a person, what was taken back, and who said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage import digests
from storage.connection import Connection
from storage.errors import InputError
from storage.models import DigestId, StoryId, utc
from storage.published import readers_have
from storage.rows import from_stored
from storage.telling import Digest, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person made of a digest."""

    status: Status
    at: datetime
    by: str
    note: str


def waiting(connection: Connection, stories: Sequence[StoryId]) -> list[Digest]:
    """Return the newest revisions that no person has looked at: drafts, and what was published unreviewed."""
    newest = [one for story in stories for one in digests.newest(connection, story)]
    return [one for one in newest if one.status in (Status.DRAFT, Status.PUBLISHED)]


def withdraw(connection: Connection, story: StoryId, day: date, at: datetime, by: str, note: str = "") -> list[Digest]:
    """Take back what readers have of a story's `day`: every revision of it, so that no older one comes to light again.

    Returns the revisions taken back, the newest last. Raises InputError if readers have none.
    """
    revisions = [one for one in digests.history(connection, story) if one.day == day]
    if not readers_have(revisions):
        raise InputError(f"No digest of {story} for {day} is published, so there is none to withdraw.")
    told = [one for one in revisions if one.told]
    return [digests.set_status(connection, one.id, Status.WITHDRAWN, at, by, note) for one in told]


def words(connection: Connection, digest: DigestId) -> list[Word]:
    """Return what people made of a digest, in order."""
    rows = connection.execute(
        "SELECT status, changed_at, changed_by, note FROM digest_status WHERE digest_id = ? ORDER BY number", [digest]
    ).fetchall()
    return [
        Word(status=Status(status), at=from_stored(at) or utc(at), by=by, note=note) for status, at, by, note in rows
    ]
