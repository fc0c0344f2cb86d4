"""Empty stores, their tables copied: to make these takes longer than most tests, whose subject they are not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.connection import Store


def an_empty_store(path: Path, *, lock_timeout_seconds: float = 5) -> Store:
    """Return the store of a new database at `path`, with its tables and nothing in them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_tables())
    return Store(path, lock_timeout_seconds=lock_timeout_seconds)


@cache
def _tables() -> bytes:
    """Return such a database's file, made once in a process as the program makes it."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "news.duckdb")
        with store.writing():
            pass
        return store.path.read_bytes()
