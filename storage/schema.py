"""The tables' migrations: numbered SQL files, each applied once, in order, in a transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path

from duckdb import CatalogException, DuckDBPyConnection

from storage.errors import SchemaTooNew, StorageError

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Migration:
    """One SQL file, named by its number."""

    version: int
    name: str
    sql: str

    @cached_property
    def sha256(self) -> str:
        """Name the file's content, to notice an edit after it was applied."""
        return hashlib.sha256(self.sql.encode("utf-8")).hexdigest()


@cache  # they are part of the program, and asked for each time the database is opened
def known_migrations() -> tuple[Migration, ...]:
    """Read the migrations of this program, in order."""
    files = sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple(Migration(int(file.name[:4]), file.stem, file.read_text(encoding="utf-8")) for file in files)


def migrate(connection: DuckDBPyConnection, migrations: Sequence[Migration] | None = None) -> list[str]:
    """Bring the database up to date and return the names of what was applied.

    Raises SchemaTooNew if the database knows a migration that the program does not, StorageError if a file was edited
    after it was applied or the tables are not this program's. Must be called outside a transaction.
    """
    known = known_migrations() if migrations is None else migrations
    applied = _applied(connection)
    _check(applied, known)
    missing = [migration for migration in known if migration.version not in applied]
    for migration in missing:
        _apply(connection, migration)
    return [migration.name for migration in missing]


def _applied(connection: DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    try:
        rows = connection.execute("SELECT version, name, sha256 FROM schema_version ORDER BY version").fetchall()
    except CatalogException:
        if connection.execute("SELECT 1 FROM duckdb_tables() LIMIT 1").fetchall():
            raise StorageError("The database holds another program's tables; name a file of its own.") from None
        return {}
    return {version: (name, sha256) for version, name, sha256 in rows}


def _check(applied: dict[int, tuple[str, str]], known: Sequence[Migration]) -> None:
    by_version = {migration.version: migration for migration in known}
    for version, (name, sha256) in applied.items():
        if version not in by_version:
            raise SchemaTooNew(
                f"The database was written by a newer Throughline (it has {name}, and this one knows nothing after "
                f"{max(by_version, default=0):04d}); update Throughline, or use another database."
            )
        if by_version[version].sha256 != sha256:
            raise StorageError(
                f"The migration {name} was edited after this database applied it; restore the file and add a new one."
            )


def _apply(connection: DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_version (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
            [migration.version, migration.name, migration.sha256, datetime.now(UTC).replace(tzinfo=None)],
        )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
