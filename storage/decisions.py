"""What people decided: kept for good, in the order in which it was said, and undone only by another decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa

from storage.connection import Connection
from storage.decided import Decision, DecisionId, DecisionKind
from storage.errors import InputError
from storage.models import StoryId, utc
from storage.rows import TIMESTAMP, count, from_stored, insert_absent, to_stored

COLUMNS = (
    ("decision_id", pa.string()),
    ("number", pa.int32()),
    ("kind", pa.string()),
    ("story_id", pa.string()),
    ("subjects", pa.list_(pa.string())),
    ("value", pa.string()),
    ("digest_day", pa.date32()),
    ("decided_at", TIMESTAMP),
    ("decided_by", pa.string()),
    ("note", pa.string()),
)


def add(connection: Connection, decisions: Sequence[Decision]) -> int:
    """Keep `decisions` after all that were taken before, in their order; return how many were not kept yet."""
    last = count(connection, "SELECT coalesce(max(number), 0) FROM decisions")
    rows = [(one.id, last + place, *_values(one)) for place, one in enumerate(decisions, start=1)]
    return insert_absent(connection, "decisions", COLUMNS, rows, ["decision_id"])


def all(connection: Connection) -> list[Decision]:
    """Return every decision ever taken, undone ones and the undoing included, in the order they were taken."""
    names = ", ".join(name for name, _ in COLUMNS[2:])
    rows = connection.execute(f"SELECT {names} FROM decisions ORDER BY number, decision_id").fetchall()
    return [_decision(*row) for row in rows]


def current(connection: Connection) -> list[Decision]:
    """Return the decisions that count, in the order they were taken: neither undone nor the undoing of others."""
    taken = all(connection)
    undone = undone_among(taken)
    return [one for one in taken if one.kind is not DecisionKind.UNDO and one.id not in undone]


def undone(connection: Connection) -> list[Decision]:
    """Return the decisions that no longer count, in the order they were taken."""
    taken = all(connection)
    gone = undone_among(taken)
    return [one for one in taken if one.id in gone]


def undone_among(taken: Sequence[Decision]) -> frozenset[DecisionId]:
    """Return the ids of the decisions that others of `taken` undo."""
    return frozenset(DecisionId(name) for one in taken if one.kind is DecisionKind.UNDO for name in one.subjects)


def undo(connection: Connection, decision: str, at: datetime, by: str, note: str = "") -> Decision:
    """Take back the decision whose id begins with `decision`, and return it.

    Raises InputError if no decision that counts begins so, or more than one does.
    """
    found = [one for one in current(connection) if one.id.startswith(decision)]
    if len(found) != 1:
        many = "several decisions begin" if found else "no decision that counts begins"
        raise InputError(f"There {many} with {decision!r}; `throughline decisions` lists them with their ids.")
    taken_back = Decision(kind=DecisionKind.UNDO, subjects=(found[0].id,), at=at, by=by, note=note)
    add(connection, [replace(taken_back, story=found[0].story, day=found[0].day)])
    return found[0]


def _values(one: Decision) -> tuple[object, ...]:
    return (one.kind.value, one.story, list(one.subjects), one.value, one.day, to_stored(one.at), one.by, one.note)


def _decision(
    kind: str,
    story: str | None,
    subjects: list[str],
    value: str,
    day: date | None,
    at: datetime,
    by: str,
    note: str,
) -> Decision:
    return Decision(
        kind=DecisionKind(kind),
        story=StoryId(story) if story else None,
        subjects=tuple(subjects),
        value=value,
        day=day,
        at=from_stored(at) or utc(at),
        by=by,
        note=note,
    )
