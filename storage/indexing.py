"""Keeping the search index in step with the database: only what is new, changed or gone is touched.

The database is held for moments only, never while the index is written; a kill costs the portion that was under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from storage import shelves
from storage.connection import Connection, Store
from storage.errors import IndexDamaged, StorageError
from storage.found import Kept, Sheet
from storage.recovery import wal_of
from storage.shelves import Stamps
from storage.text_index import TextIndex, Writer

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

PORTION = 2000  # articles or digests that are read at once
LASTING = 10_000  # after so many the index's state is made to last: what a crash costs at most


def index_of(store: Store) -> TextIndex:
    """Return the search index beside a store's database."""
    return TextIndex(store.path.with_name(f"{store.path.name}.search"))


def keep_up(store: Store, progress: Progress) -> str:
    """Bring a store's index in step and return why that could not be done, "" if it could: no reason to stop for."""
    try:
        catch_up(store, index_of(store), progress)
    except StorageError as error:
        return f"{error} What was taken in last may not be found."
    return ""


def catch_up(store: Store, index: TextIndex, progress: Progress) -> int:
    """Bring the index in step with the database and return how many articles and digests that touched.

    An index that is missing, damaged or of another version is built anew. Raises IndexBusy if another process is at it,
    StorageError if the folder can't be written, and what the store raises.
    """
    try:
        if index.state.seen == _seen(store.path):
            return 0
        return _in_step(store, index, progress, anew=False)
    except IndexDamaged:
        return _in_step(store, index, progress, anew=True)


def _in_step(store: Store, index: TextIndex, progress: Progress, *, anew: bool) -> int:
    seen = _seen(store.path)
    with index.writing(anew=anew) as writer:
        with store.reading("comparing the search index") as connection:
            wanted = shelves.fingerprints(connection)
        held = index.state.shelves
        stale = sorted(name for name in wanted.keys() | held.keys() if wanted.get(name) != held.get(name))
        touched = _taken_in(store, index, writer, {name: wanted.get(name) for name in stale}, progress)
        writer.finish({}, seen)
    return touched


def _taken_in(
    store: Store, index: TextIndex, writer: Writer, stale: Mapping[str, str | None], progress: Progress
) -> int:
    total = sum(_count(fingerprint) for fingerprint in stale.values())
    touched = since = done = 0
    lasting: dict[str, str | None] = {}
    for portion in _portions(stale):
        changed = _exchange(store, index, writer, portion)
        touched, since = touched + changed, since + changed
        done += sum(_count(stale[name]) for name in portion)
        lasting |= {name: stale[name] for name in portion}
        if since >= LASTING:
            writer.finish(lasting)
            lasting, since = {}, 0
        progress("indexing for search", done, total)
    writer.finish(lasting)
    return touched


def _portions(stale: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Yield the shelves, as many at once as hold a portion."""
    portion: list[str] = []
    size = 0
    for name, fingerprint in stale.items():
        portion.append(name)
        size += _count(fingerprint)
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _count(fingerprint: str | None) -> int:
    return int(fingerprint.split()[0]) if fingerprint else 0


def _exchange(store: Store, index: TextIndex, writer: Writer, portion: list[str]) -> int:
    """Put in what a few shelves hold and the index does not, and take out what they no longer hold."""
    present = {name: index.present(name) for name in portion}
    with store.reading("reading articles to index") as connection:
        wanted = shelves.stamps(connection, portion)
        missing = {
            name: {key: one for key, one in held.items() if present[name].get(key) != one[0]}
            for name, held in wanted.items()
        }
        sheets = _sheets(connection, missing)
    gone = [key for name in portion for key in present[name] if key not in wanted[name]]
    for key in gone:
        writer.drop(key)
    for sheet in sheets:
        writer.put(sheet)
    return len(gone) + len(sheets)


def _sheets(connection: Connection, missing: Mapping[str, Stamps]) -> list[Sheet]:
    by_kind: dict[Kept, dict[str, Stamps]] = {kind: {} for kind in Kept}
    for name, stamps in missing.items():
        if stamps:
            by_kind[Kept(name.split()[0])][name] = stamps
    return [
        *shelves.article_sheets(connection, by_kind[Kept.ARTICLE]),
        *shelves.digest_sheets(connection, by_kind[Kept.DIGEST]),
    ]


def _seen(database: Path) -> str:
    """Return what tells that nothing was written to the database since; two writings never leave the same."""
    files = (database, wal_of(database))
    return " ".join(f"{file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.exists())
