"""A write-ahead log that can't be read: it is set aside, never deleted, and what is sound of it is played back.

DuckDB opens no database whose log has one wrong byte. The log is a row of checked entries: cut off at the first bad one
it gives back every transaction before that.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from storage.verification import Problem

WAL_UNREADABLE = re.compile(r"replaying WAL|WAL file|WAL does not match", re.IGNORECASE)
BAD_ENTRY = re.compile(r"entry at byte position (\d+)")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What recovering found."""

    set_aside: tuple[Path, ...]  # every log that was ever set aside; safe to delete when nothing is missing
    played_back: Path | None  # the one whose sound part is now in the database
    problems: tuple[Problem, ...]  # of what is kept: none, if all is well


def wal_of(database: Path) -> Path:
    """Return the path of a database's write-ahead log."""
    return database.with_name(f"{database.name}.wal")


def set_aside(database: Path) -> list[Path]:
    """Return the logs of `database` that were set aside, the oldest first."""
    return sorted(database.parent.glob(f"{database.name}.wal.damaged-*"), key=lambda log: int(log.name.rsplit("-")[-1]))


def put_aside(wal: Path) -> Path:
    """Rename a log that can't be read, and return its new path."""
    number = 1
    while (aside := wal.with_name(f"{wal.name}.damaged-{number}")).exists():
        number += 1
    return wal.rename(aside)


def play_back(database: Path, connect: Callable[[], duckdb.DuckDBPyConnection]) -> Path | None:
    """Put the sound part of the last log that can't be read into `database`; return that log, None if there is none.

    `connect` must open `database`. A log that the database has moved on from since is left alone.
    """
    wal = wal_of(database)
    if wal.exists() and (error := _opening_error(connect)):
        if not WAL_UNREADABLE.search(str(error)):
            raise error
        put_aside(wal)
    logs = set_aside(database)
    if wal.exists() or not logs or logs[-1].stat().st_mtime_ns < database.stat().st_mtime_ns:
        return None
    shutil.copyfile(logs[-1], wal)
    if _cut_to_sound_part(wal, connect):
        return logs[-1]
    wal.unlink(missing_ok=True)  # the copy
    return None


def _cut_to_sound_part(wal: Path, connect: Callable[[], duckdb.DuckDBPyConnection]) -> bool:
    """Cut the log where DuckDB finds it wrong until it opens; say whether anything of it was left to open."""
    while error := _opening_error(connect):
        bad = BAD_ENTRY.search(str(error))
        if not bad or not 0 < int(bad[1]) < wal.stat().st_size:
            return False
        with wal.open("r+b") as log:
            log.truncate(int(bad[1]))
    return True


def _opening_error(connect: Callable[[], duckdb.DuckDBPyConnection]) -> duckdb.Error | None:
    try:
        connect().close()
    except duckdb.Error as error:
        return error
    return None
