"""Copies of all that is kept, in another folder, and the way back: nothing is deleted on either.

A backup is a folder laid out like the original: `throughline.duckdb` and the raw pages in `raw/`. The second backup
into the same folder copies the database again and only those pages that it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.archive import copy_whole
from storage.connection import Store
from storage.errors import InputError, StorageError

NAME = "throughline.duckdb"

Progress = Callable[[int, int], None]  # pages copied so far, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a backup or a restoring did."""

    database: Path  # the copy
    pages: int  # copied: those that were not there
    aside: Path | None = None  # where the database that stood there before is now


def back_up(store: Store, folder: Path, progress: Progress = lambda done, total: None) -> Copied:
    """Copy `store` into `folder`, check the copy as `verify` does, and say what was copied.

    The database is held only while its file is copied. The copy takes its name when it is whole, so that a backup that
    breaks off leaves the one before it. Raises InputError where `folder` is no place for it, StorageError if the copy
    is not sound.
    """
    target = folder / NAME
    if folder.resolve() == store.path.parent.resolve():
        raise InputError(f"{folder} is where the database itself is kept; name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        store.copy_to(target)
        # After the database: a page's file is written before the row that names it, so none is missed.
        pages = _copy_pages(store.archive.root, folder / "raw", progress)
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror or error}.") from error
    _insist(target)
    return Copied(database=target, pages=pages)


def restore(store: Store, folder: Path, progress: Progress = lambda done, total: None) -> Copied:
    """Put the backup in `folder` in the place of `store`; the database that stood there is set aside, not deleted.

    Raises InputError if there is no backup in `folder`, StorageError if it is not sound: then nothing is changed.
    """
    source = folder / NAME
    if not source.is_file():
        raise InputError(f"There is no backup in {folder}: it holds no {NAME}.")
    _insist(source)
    pages = _copy_pages(folder / "raw", store.archive.root, progress)
    return Copied(database=store.path, pages=pages, aside=store.replace_with(source))


def _insist(database: Path) -> None:
    problems = Store(database).verify()
    if problems:
        said = "; ".join(f"{one.where}: {one.what} ({one.count})" for one in problems)
        raise StorageError(f"The backup {database} is not sound ({said}).")


def _copy_pages(source: Path, target: Path, progress: Progress) -> int:
    missing = list(_missing(source, target))
    for done, path in enumerate(missing, start=1):
        copy_whole(path, target / path.relative_to(source))
        progress(done, len(missing))
    return len(missing)


def _missing(source: Path, target: Path) -> Iterator[Path]:
    """Yield the archive's files that `target` lacks; a file is named by its content, so the name tells."""
    for path in sorted(source.glob("??/*.zst")):
        if not (target / path.relative_to(source)).exists():
            yield path
