"""Digests in revisions, what became of each, and the check that every sentence is what its article says.

The whole digest is one JSON document; its sentences and the places they rest on are rows too, for SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.connection import Connection
from storage.errors import InputError
from storage.evidence import COLUMNS as EVIDENCE_COLUMNS
from storage.evidence import check, rows_of
from storage.models import DigestId, StoryId
from storage.rows import TIMESTAMP, count, insert_absent, to_stored
from storage.telling import Digest, Role, Status

if TYPE_CHECKING:
    from pydantic import TypeAdapter

COLUMNS = (
    ("digest_id", pa.string()),
    ("story_id", pa.string()),
    ("digest_day", pa.date32()),
    ("revision", pa.int32()),
    ("title", pa.string()),
    ("headline", pa.string()),
    ("status", pa.string()),
    ("words", pa.int32()),
    ("input_hash", pa.string()),
    ("settings_hash", pa.string()),
    ("document", pa.string()),
)
SENTENCE_COLUMNS = (
    ("digest_id", pa.string()),
    ("story_id", pa.string()),
    ("digest_day", pa.date32()),
    ("number", pa.int32()),
    ("section", pa.string()),
    ("kind", pa.string()),
    ("sentence", pa.string()),
    ("article_id", pa.string()),
    ("outlet", pa.string()),
    ("origins", pa.list_(pa.string())),
    ("happened_on", pa.date32()),
)
ARTICLE_COLUMNS = (
    ("digest_id", pa.string()),
    ("digest_day", pa.date32()),
    ("article_id", pa.string()),
    ("role", pa.string()),
    ("outlet", pa.string()),
    ("origin", pa.string()),
    ("title", pa.string()),
    ("url", pa.string()),
    ("published_at", TIMESTAMP),
    ("day_only", pa.bool_()),
)
MADE_OF = (Role.CITED, Role.READ, Role.COPY, Role.BORDERLINE)  # the roles of articles that have rows
INPUT_COLUMNS = (("digest_id", pa.string()), ("document", pa.string()))
# Each digest with what it has become: the status of its last event, or the one it was saved with.
STANDING = """
SELECT digest_id, story_id, digest_day, revision, input_hash, settings_hash, document, coalesce(
    (SELECT arg_max(event.status, event.number) FROM digest_status event WHERE event.digest_id = digests.digest_id),
    status
) AS standing
FROM digests
"""
TOLD = (Status.PUBLISHED.value, Status.APPROVED.value)
PUBLIC = (*TOLD, Status.WITHDRAWN.value)
# Of a day's revisions, the newest that ever went out decides what readers have: nothing, where it was withdrawn.
# Follows a selection from STANDING of what is PUBLIC; says the same as `storage.published.readers_have`.
READERS_HAVE = f"""
QUALIFY row_number() OVER (PARTITION BY story_id, digest_day ORDER BY revision DESC) = 1 AND standing IN {TOLD}
"""
# What a person may make of a digest. Nothing goes back to being a draft: what is changed is a new revision.
NEXT = {
    Status.DRAFT: (Status.PUBLISHED, Status.APPROVED, Status.REJECTED),
    Status.PUBLISHED: (Status.APPROVED, Status.WITHDRAWN),
    Status.APPROVED: (Status.WITHDRAWN,),
    Status.WITHDRAWN: (Status.APPROVED,),
    Status.REJECTED: (Status.APPROVED,),
}


def save(connection: Connection, digest: Digest, inputs: str = "") -> Digest:
    """Keep `digest` as the next revision of its story and day and return it as it was numbered.

    `inputs` says what it was made from (JSON); kept with it, so that it can be made again.

    If the newest revision was made of the same input with the same settings, it is returned and nothing is written.
    Raises EvidenceError, and keeps nothing, if a sentence is not what its article says at that place.
    """
    last = get(connection, digest.story, digest.day)
    if last and (last.input_hash, last.settings_hash) == (digest.input_hash, digest.settings_hash):
        return last
    numbered = replace(digest, revision=_last_revision(connection, digest.story, digest.day) + 1)
    check(connection, numbered)
    insert_absent(connection, "digests", COLUMNS, [_row(numbered)], ["digest_id"])
    insert_absent(connection, "digest_sentences", SENTENCE_COLUMNS, _sentence_rows(numbered), ["digest_id", "number"])
    insert_absent(connection, "digest_articles", ARTICLE_COLUMNS, _article_rows(numbered), ["digest_id", "article_id"])
    insert_absent(connection, "digest_evidence", EVIDENCE_COLUMNS, rows_of(numbered), ["digest_id", "number"])
    if inputs:
        insert_absent(connection, "digest_inputs", INPUT_COLUMNS, [(numbered.id, inputs)], ["digest_id"])
    return numbered


def as_saved(connection: Connection, digest: DigestId) -> tuple[str, str | None] | None:
    """Return a digest's document byte for byte as it was saved, and what it was made from; None if there is none.

    What it was made from is None for a digest of a version of this program that did not keep that.
    """
    return connection.execute(
        "SELECT digests.document, digest_inputs.document FROM digests LEFT JOIN digest_inputs USING (digest_id) "
        "WHERE digest_id = ?",
        [digest],
    ).fetchone()


def get(connection: Connection, story: StoryId, day: date, revision: int | None = None) -> Digest | None:
    """Return a revision of a story's digest for `day`, the newest unless one is named; None if there is none."""
    condition = "WHERE story_id = $story AND digest_day = $day AND revision = coalesce($revision, revision)"
    parameters = {"story": story, "day": day, "revision": revision}
    found = _select(connection, f"{condition} ORDER BY revision DESC LIMIT 1", parameters)
    return found[0] if found else None


def by_id(connection: Connection, digest: DigestId) -> Digest:
    """Return the digest that is called so; raises InputError if there is none."""
    found = by_ids(connection, [digest])
    if not found:
        raise InputError(f"There is no digest {digest}.")
    return found[digest]


def by_ids(connection: Connection, wanted: Collection[DigestId]) -> dict[DigestId, Digest]:
    """Return the digests that are called so; those there are not are left out."""
    found = _select(connection, "WHERE digest_id IN (SELECT unnest($digests))", {"digests": sorted(wanted)})
    return {digest.id: digest for digest in found}


def names(connection: Connection) -> set[DigestId]:
    """Return the name of every revision there is."""
    return {DigestId(name) for (name,) in connection.execute("SELECT digest_id FROM digests").fetchall()}


def last_word(connection: Connection, story: StoryId, day: date) -> Status | None:
    """Return how the newest revision of a day stands that is more than a draft; None if there is none."""
    rows = connection.execute(
        f"SELECT standing FROM ({STANDING}) WHERE story_id = ? AND digest_day = ? AND standing <> ? "
        "ORDER BY revision DESC LIMIT 1",
        [story, day, Status.DRAFT.value],
    ).fetchall()
    return Status(rows[0][0]) if rows else None


def history(connection: Connection, story: StoryId) -> list[Digest]:
    """Return every revision of every day of a story, in that order."""
    return _select(connection, "WHERE story_id = $story ORDER BY digest_day, revision", {"story": story})


def newest(connection: Connection, story: StoryId) -> list[Digest]:
    """Return the newest revision of every day of a story, ascending by day."""
    return _select(
        connection,
        "WHERE story_id = $story QUALIFY row_number() OVER (PARTITION BY digest_day ORDER BY revision DESC) = 1 "
        "ORDER BY digest_day",
        {"story": story},
    )


def newest_revisions(connection: Connection, wanted: Collection[StoryId]) -> set[tuple[StoryId, date, int]]:
    """Return the number of the newest revision of every day of these stories; no digest is read for it."""
    rows = connection.execute(
        "SELECT story_id, digest_day, max(revision) FROM digests "
        "WHERE story_id IN (SELECT unnest($stories)) GROUP BY ALL",
        {"stories": sorted(wanted)},
    ).fetchall()
    return {(StoryId(story), day, revision) for story, day, revision in rows}


def days(connection: Connection, story: StoryId) -> list[date]:
    """Return the days for which a story has a digest, ascending."""
    rows = connection.execute(
        "SELECT DISTINCT digest_day FROM digests WHERE story_id = ? ORDER BY digest_day", [story]
    ).fetchall()
    return [day for (day,) in rows]


def set_status(
    connection: Connection, digest: DigestId, status: Status, at: datetime, by: str, note: str = ""
) -> Digest:
    """Record that `by` made the digest `status`, and return it so; nothing is recorded if it is that already.

    Raises InputError if there is no such digest, or if what it is can't become that.
    """
    found = by_id(connection, digest)
    before = found.status
    if status not in (before, *NEXT[before]):
        which = f"revision {found.revision} of the digest of {found.story} for {found.day}"
        raise InputError(f"A digest that is {before.value} can't be made {status.value}: {which}.")
    if before is not status:
        count(
            connection,
            "INSERT INTO digest_status (digest_id, number, status, changed_at, changed_by, note) "
            "SELECT $digest, coalesce(max(number), 0) + 1, $status, $at, $by, $note FROM digest_status "
            "WHERE digest_id = $digest",
            {"digest": digest, "status": status.value, "at": to_stored(at), "by": by, "note": note},
        )
    return replace(found, status=status)


@cache
def adapter() -> TypeAdapter[Digest]:
    """Return what turns a digest into JSON and back. Made on first use: pydantic takes its time to load."""
    from pydantic import TypeAdapter

    return TypeAdapter(Digest)


def _select(connection: Connection, clauses: str, parameters: dict[str, Any]) -> list[Digest]:
    rows = connection.execute(f"SELECT document, standing FROM ({STANDING}) {clauses}", parameters).fetchall()
    return [replace(adapter().validate_json(document), status=Status(standing)) for document, standing in rows]


def _last_revision(connection: Connection, story: StoryId, day: date) -> int:
    return count(
        connection,
        "SELECT coalesce(max(revision), 0) FROM digests WHERE story_id = ? AND digest_day = ?",
        [story, day],
    )


def _row(digest: Digest) -> tuple[Any, ...]:
    return (
        digest.id,
        digest.story,
        digest.day,
        digest.revision,
        digest.title,
        digest.headline,
        digest.status.value,
        digest.words,
        digest.input_hash,
        digest.settings_hash,
        adapter().dump_json(digest).decode("utf-8"),
    )


def _sentence_rows(digest: Digest) -> Sequence[tuple[Any, ...]]:
    return [
        (
            digest.id,
            digest.story,
            digest.day,
            number,
            sentence.section.value,
            sentence.kind.value,
            sentence.quote.text,
            sentence.quote.article,
            sentence.quote.outlet,
            list(sentence.origins),
            sentence.on,
        )
        for number, sentence in enumerate(digest.sentences, start=1)
    ]


def _article_rows(digest: Digest) -> Sequence[tuple[Any, ...]]:
    return [
        (
            digest.id,
            digest.day,
            article.id,
            article.role.value,
            article.outlet,
            article.origin,
            article.title,
            article.url,
            to_stored(article.published),
            article.day_only,
        )
        for article in digest.articles
        if article.role in MADE_OF
    ]
