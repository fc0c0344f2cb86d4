"""Which versions are copies, and the origin of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.models import CopyKind, Fold, VersionId
from storage.rows import batch, registered, replace

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


def replace_all(connection: Connection, folds: Sequence[Fold]) -> int:
    """Make `folds`, at most one for a version, the whole of what is known; return how many rows changed."""
    rows = [
        (
            fold.version,
            fold.origin,
            fold.origin_reason,
            fold.copy_of,
            fold.kind.value if fold.kind else None,
            fold.overlap,
            fold.reason,
        )
        for fold in folds
    ]
    return replace(connection, "folds", COLUMNS, rows)


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
