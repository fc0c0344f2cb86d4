"""Which versions are copies, and the origin of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.models import CopyKind, Fold, VersionId
from storage.rows import batch, count, registered

COLUMNS = (
    ("version_id", pa.string()),
    ("origin", pa.string()),
    ("origin_reason", pa.string()),
    ("copy_of", pa.string()),
    ("kind", pa.string()),
    ("overlap", pa.float64()),
    ("reason", pa.string()),
)
SELECT = f"SELECT {', '.join(name for name, _ in COLUMNS)} FROM folds"


def put(connection: Connection, folds: Sequence[Fold]) -> int:
    """Keep `folds` in the place of those of the same versions; return how many are not what was kept."""
    same = " AND ".join(f"present.{name} IS NOT DISTINCT FROM batch.{name}" for name, _ in COLUMNS)
    with registered(connection, batch(COLUMNS, [_row(fold) for fold in folds])):
        connection.execute(
            "DELETE FROM folds AS present WHERE version_id IN (SELECT version_id FROM batch) "
            f"AND NOT EXISTS (SELECT 1 FROM batch WHERE {same})"
        )
        return count(
            connection,
            "INSERT INTO folds BY NAME SELECT * FROM batch ANTI JOIN folds USING (version_id) ORDER BY version_id",
        )


def origins(connection: Connection) -> set[str]:
    """Return every origin as the folds spell it."""
    return {name for (name,) in connection.execute("SELECT DISTINCT origin FROM folds").fetchall()}


def respell(connection: Connection, names: Mapping[str, str]) -> None:
    """Give every origin that is a key of `names` the spelling that `names` has for it."""
    with registered(connection, batch([("old", pa.string()), ("new", pa.string())], sorted(names.items()))):
        connection.execute("UPDATE folds SET origin = batch.new FROM batch WHERE folds.origin = batch.old")


def all(connection: Connection) -> dict[VersionId, Fold]:
    """Return every fold by the version it is about."""
    return _folds(connection.execute(f"{SELECT} ORDER BY version_id").fetchall())


def among(connection: Connection, versions: Collection[VersionId]) -> dict[VersionId, Fold]:
    """Return the folds of `versions`; those that have none are left out."""
    wanted = batch(COLUMNS[:1], [(version,) for version in sorted(versions)])
    with registered(connection, wanted, "wanted_versions"):
        rows = connection.execute(
            f"{SELECT} SEMI JOIN wanted_versions USING (version_id) ORDER BY version_id"
        ).fetchall()
    return _folds(rows)


def _folds(rows: Sequence[tuple[Any, ...]]) -> dict[VersionId, Fold]:
    return {
        VersionId(version): Fold(
            version=VersionId(version),
            origin=origin,
            origin_reason=origin_reason,
            copy_of=VersionId(copy_of) if copy_of else None,
            kind=CopyKind(kind) if kind else None,
            overlap=overlap,
            reason=reason,
        )
        for version, origin, origin_reason, copy_of, kind, overlap, reason in rows
    }


def _row(fold: Fold) -> tuple[Any, ...]:
    return (
        fold.version,
        fold.origin,
        fold.origin_reason,
        fold.copy_of,
        fold.kind.value if fold.kind else None,
        fold.overlap,
        fold.reason,
    )
