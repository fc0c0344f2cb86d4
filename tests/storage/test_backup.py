"""A backup holds all that is kept, is checked, and comes back; nothing is deleted on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import articles, backup, pages
from storage.connection import Store
from storage.errors import InputError, StorageError
from tests.storage.making import article, page


def keep(store: Store, *numbers: int) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(number) for number in numbers])
        articles.add(connection, [article(number) for number in numbers])


def kept(store: Store) -> set[str]:
    with store.reading() as connection:
        return {one.address for one in articles.all_versions(connection)}


def addresses(*numbers: int) -> set[str]:
    return {page(number).address for number in numbers}


def test_a_backup_is_a_store_of_its_own_and_the_next_one_copies_only_new_pages(store: Store, tmp_path: Path) -> None:
    keep(store, 1, 2)
    first = backup.back_up(store, tmp_path / "copy")
    keep(store, 3)
    second = backup.back_up(store, tmp_path / "copy")

    copy = Store(tmp_path / "copy" / backup.NAME)
    assert (first.pages, second.pages) == (2, 1)
    assert kept(copy) == addresses(1, 2, 3)
    assert copy.verify() == []


def test_what_is_restored_is_what_was_backed_up_and_the_database_before_is_set_aside(
    store: Store, tmp_path: Path
) -> None:
    keep(store, 1)
    backup.back_up(store, tmp_path / "copy")
    keep(store, 2)
    for file in store.archive.root.rglob("*.zst"):
        file.unlink()

    restored = backup.restore(store, tmp_path / "copy")

    assert kept(store) == addresses(1)
    assert store.verify() == []
    assert restored.aside is not None
    assert kept(Store(restored.aside)) == addresses(1, 2)


def test_a_backup_comes_back_where_nothing_was(store: Store, tmp_path: Path) -> None:
    keep(store, 1)
    backup.back_up(store, tmp_path / "copy")
    elsewhere = Store(tmp_path / "new" / "news.duckdb")

    assert backup.restore(elsewhere, tmp_path / "copy").aside is None
    assert kept(elsewhere) == addresses(1)
    assert elsewhere.verify() == []


def test_a_second_restoring_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    keep(store, 1)
    backup.back_up(store, tmp_path / "copy")
    asides = [backup.restore(store, tmp_path / "copy").aside for _ in range(2)]

    assert len({path for path in asides if path and path.exists()}) == 2


def test_a_backup_that_is_not_sound_is_refused_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    keep(store, 1)
    copy = backup.back_up(store, tmp_path / "copy")
    next((tmp_path / "copy/raw").rglob("*.zst")).unlink()
    keep(store, 2)

    with pytest.raises(StorageError, match=r"not sound .*raw pages are missing"):
        backup.restore(store, tmp_path / "copy")
    copy.database.write_bytes(b"no database")
    with pytest.raises(StorageError, match="no DuckDB database"):
        backup.restore(store, tmp_path / "copy")
    assert kept(store) == addresses(1, 2)


def test_a_place_that_can_not_hold_a_backup_is_named(store: Store, tmp_path: Path) -> None:
    keep(store, 1)
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(InputError, match="where the database itself is kept"):
        backup.back_up(store, store.path.parent)
    with pytest.raises(InputError, match=r"file.* can't be written"):
        backup.back_up(store, tmp_path / "file" / "copy")
    with pytest.raises(InputError, match="There is no backup in"):
        backup.restore(store, tmp_path)
