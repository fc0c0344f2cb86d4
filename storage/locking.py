"""The file lock that lets one process at a time use a database, and says who has it.

DuckDB refuses a second process while a first has the file open, even for reading; so connections are short, and each
one is made inside this lock. The lock file stays empty and in place: the holder's name stands in a file beside it.
A file lock is asked for again and again, and of many who ask one may never be answered; so the threads of this process
queue up for it first, and one of them asks.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from storage.errors import StorageError, StoreLocked


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the database, what for and since when."""

    pid: int
    purpose: str
    since: str

    def __str__(self) -> str:
        whom = "this very process" if self.pid == os.getpid() else f"process {self.pid}"
        return f"{whom} ({self.purpose}) since {self.since}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment until which a caller is willing to wait."""

    seconds: float
    at: float  # on the monotonic clock

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Start waiting now, for `seconds`."""
        return cls(seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Return the seconds that remain; 0 when none do."""
        return max(0.0, self.at - time.monotonic())


_queues: dict[Path, threading.Lock] = {}  # of this process's threads, one for each database


class StoreLock:
    """The lock of the database at `database`: `<database>.lock`, with its holder in `<database>.holder`."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._lock_path = database.with_name(f"{database.name}.lock")
        self._holder_path = database.with_name(f"{database.name}.holder")
        self._queue = _queues.setdefault(database.absolute(), threading.Lock())

    @contextmanager
    def held(self, purpose: str, deadline: Deadline) -> Iterator[None]:
        """Hold the lock for the block.

        Raises StoreLocked when the deadline passes first, StorageError when the folder can't be written.
        """
        if not self._queue.acquire(timeout=deadline.left):
            raise self.refusal(deadline)
        try:
            yield from self._asked(purpose, deadline)
        finally:
            self._queue.release()

    def _asked(self, purpose: str, deadline: Deadline) -> Iterator[None]:
        lock = FileLock(self._lock_path, timeout=deadline.left)
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise self.refusal(deadline) from error
        except OSError as error:
            raise unwritable(self.database.parent, error) from error
        try:
            self._sign(purpose)
            yield
        finally:
            self._holder_path.unlink(missing_ok=True)
            lock.release()

    def refusal(self, deadline: Deadline, holder: Holder | None = None) -> StoreLocked:
        """Return the error that says who has the database."""
        who = holder or self._read_holder()
        return StoreLocked(
            f"The database {self.database} is in use by {who or 'another process'}; "
            f"gave up after waiting {deadline.seconds:g} seconds."
        )

    def _sign(self, purpose: str) -> None:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        record = {"pid": os.getpid(), "purpose": purpose, "since": since}
        draft = self._holder_path.with_name(f"{self._holder_path.name}.{os.getpid()}")
        try:
            draft.write_text(json.dumps(record), encoding="utf-8")
            draft.replace(self._holder_path)  # whoever reads it never sees half of it
        except OSError as error:
            raise unwritable(self.database.parent, error) from error

    def _read_holder(self) -> Holder | None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(self._holder_path.read_text(encoding="utf-8"))
            holder = Holder(int(record["pid"]), str(record["purpose"]), str(record["since"]))
            return holder if _lives(holder.pid) else None  # a killed process leaves its name behind
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:  # it lives, and is another user's
        return True
    except (OSError, OverflowError):
        return False
    return True


def unwritable(folder: Path, error: OSError) -> StorageError:
    """Return the error for a folder in which nothing can be written."""
    return StorageError(f"The folder {folder} can't be used for the database: {error.strerror or error}.")
