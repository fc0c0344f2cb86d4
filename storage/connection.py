"""Opening the database: the lock, the migrations, one transaction per block, and DuckDB's errors made this program's.

    store = Store(Path("throughline.duckdb"))
    with store.writing("ingest") as connection:
        pages.add(connection, store.archive, loaded)

A block holds the database for itself; make it short, and do no text work inside it.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection as Connection

from storage.archive import Archive, copy_whole
from storage.errors import SchemaTooNew, StorageError, StoreDamaged, StoreLocked
from storage.locking import Deadline, Holder, StoreLock, unwritable
from storage.recovery import WAL_UNREADABLE, Recovery, play_back, put_aside, set_aside, wal_of
from storage.schema import migrate
from storage.verification import Problem, verify, verify_archive

__all__ = ["Connection", "Store"]

RETRY_SECONDS = 0.05  # between attempts while a program without our lock has the file open

LOCKED = re.compile(
    r"Could not set lock on file.*?Conflicting lock is held in (?P<program>\S*) ?\(PID (?P<pid>\d+)", re.S
)
TOO_NEW = re.compile(r"newer version of DuckDB|can only read versions?", re.I)
NO_DATABASE = re.compile(r"not a valid DuckDB database", re.I)
DAMAGED = re.compile(r"Corrupt|checksum|Could not read enough bytes|database has been invalidated|deserializ", re.I)

_inside = threading.local()  # the paths of the databases on which this thread has a block open


class Store:
    """The database at `path`, which is made on first use, and the archive of raw pages beside it.

    Waits at most `lock_timeout_seconds` for other processes; DuckDB may use `memory_limit` ("512MB", "4GB").
    """

    def __init__(self, path: Path, *, lock_timeout_seconds: float = 30, memory_limit: str = "1GB") -> None:
        self.path = path
        self.archive = Archive(path.parent / "raw")
        self._timeout = lock_timeout_seconds
        self._memory_limit = memory_limit
        self._lock = StoreLock(path)

    @contextmanager
    def writing(self, purpose: str = "writing") -> Iterator[Connection]:
        """Yield a connection in one transaction: committed at the block's end, rolled back if it raises.

        Raises StoreLocked, StoreDamaged, SchemaTooNew or StorageError.
        """
        with self._session(purpose, "BEGIN TRANSACTION") as connection:
            yield connection

    @contextmanager
    def reading(self, purpose: str = "reading") -> Iterator[Connection]:
        """Yield a connection that sees one state of the database and can't change it; raises as `writing` does."""
        with self._session(purpose, "BEGIN TRANSACTION READ ONLY") as connection:
            yield connection

    def verify(self) -> list[Problem]:
        """Return all that is wrong with what is kept, an empty list if nothing is; see `storage.verification`."""
        with self.reading("verify") as connection:
            return [*verify(connection), *verify_archive(connection, self.archive)]

    def recover(self) -> Recovery:
        """Bring back what can be read of changes that were set aside as unreadable, and verify all that is kept."""
        deadline = Deadline.after(self._timeout)
        with self._alone(), self._lock.held("recover", deadline), self._translating():
            played = play_back(self.path, lambda: self._connect(self.path, deadline))
        return Recovery(set_aside=tuple(set_aside(self.path)), played_back=played, problems=tuple(self.verify()))

    def copy_to(self, target: Path) -> None:
        """Copy the database, whole and at rest, to `target`; what stands there is replaced in one step."""
        deadline = Deadline.after(self._timeout)
        with self._alone(), self._lock.held("backup", deadline), self._translating():
            self._open(deadline).close()  # the last connection's end plays the log into the file
            copy_whole(self.path, target)

    def replace_with(self, source: Path) -> Path | None:
        """Put a copy of the database `source` in this one's place; return where this one is now, None if it was none.

        Raises StorageError if the file can't be written.
        """
        deadline = Deadline.after(self._timeout)
        with self._alone(), self._lock.held("restore", deadline):
            try:
                aside = self._aside() if self.path.exists() else None
                copy_whole(source, self.path)
            except OSError as error:
                raise unwritable(self.path.parent, error) from error
        return aside

    def _aside(self) -> Path:
        """Give the database, with its log, a name that no file has."""
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.before-restore-{number}")).exists():
            number += 1
        if wal_of(self.path).exists():
            wal_of(self.path).rename(wal_of(aside))
        return self.path.rename(aside)

    @contextmanager
    def _session(self, purpose: str, begin: str) -> Iterator[Connection]:
        deadline = Deadline.after(self._timeout)
        with self._alone(), self._lock.held(purpose, deadline), self._translating():
            connection = self._open(deadline)
            try:
                connection.execute(begin)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(duckdb.Error):
                        connection.execute("ROLLBACK")
                    raise
            finally:
                connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Refuse a block inside a block: it would wait for itself until the deadline."""
        key = str(self.path.absolute())
        if key in _inside.__dict__:
            raise RuntimeError("a block on the store was opened inside another one; pass the connection on instead")
        _inside.__dict__[key] = True
        try:
            yield
        finally:
            del _inside.__dict__[key]

    def _open(self, deadline: Deadline) -> Connection:
        if not self.path.exists():
            self._create(deadline)
        connection = self._connect(self.path, deadline)
        try:
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _create(self, deadline: Deadline) -> None:
        """Make the file under another name first: a kill in between leaves no half-made database."""
        draft = self.path.with_name(f"{self.path.name}.new")
        wal = wal_of(self.path)
        if wal.exists():
            put_aside(wal)  # the log of a database that is gone would be played into the new one
        try:
            for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
                leftover.unlink(missing_ok=True)
            connection = self._connect(draft, deadline)
            try:
                migrate(connection)
            finally:
                connection.close()
            draft.replace(self.path)
        except OSError as error:
            raise unwritable(self.path.parent, error) from error

    def _connect(self, path: Path, deadline: Deadline) -> Connection:
        while True:
            try:
                return duckdb.connect(path, config=self._config())
            except duckdb.Error as error:
                foreign = LOCKED.search(str(error))
                if not foreign:
                    raise
                if not deadline.left:
                    raise self._foreign(foreign, deadline) from error
                time.sleep(min(RETRY_SECONDS, deadline.left))

    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        return {
            # A file that every DuckDB since 1.5 reads; only from 1.4 on is the texts' compression honored.
            "storage_compatibility_version": "v1.5.0",
            "memory_limit": self._memory_limit,
            # Without these a query may fetch code from the internet, or files from the disk, unasked.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "enable_external_access": "false",
        }

    def _foreign(self, found: re.Match[str], deadline: Deadline) -> StoreLocked:
        program = Path(found["program"]).name or "another program"
        return self._lock.refusal(deadline, Holder(int(found["pid"]), program, "before this command"))

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """Turn DuckDB's errors into this program's: here, and nowhere else."""
        try:
            yield
        except duckdb.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: duckdb.Error) -> StorageError:
        text = str(error)
        first = text.split("\n", 1)[0].strip()
        wal = wal_of(self.path)
        if WAL_UNREADABLE.search(text) and wal.exists():
            aside = put_aside(wal)
            return StoreDamaged(
                f"The last changes to {self.path} could not be read ({first}) and were set aside as {aside.name}; what "
                "came before them is in place. Try `throughline recover`, or run the command again without them."
            )
        if TOO_NEW.search(text):
            return SchemaTooNew(f"The database {self.path} was written by a newer DuckDB: {first}")
        if NO_DATABASE.search(text):
            return StoreDamaged(f"The file {self.path} is no DuckDB database; it was left as it is. Name another file.")
        if DAMAGED.search(text):
            return StoreDamaged(
                f"The database {self.path} is damaged and was left as it is ({first}). Move it away and load again: "
                f"the raw pages are in {self.archive.root}."
            )
        return StorageError(f"The database {self.path} can't be used: {first}")
