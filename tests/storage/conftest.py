from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.connection import Store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them, made once."""
    store = Store(tmp_path_factory.mktemp("empty") / "news.duckdb")
    with store.writing():
        pass
    return store.path


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Store:
    """An empty database on the disk."""
    path = tmp_path / "news.duckdb"
    shutil.copyfile(empty_database, path)
    return Store(path, lock_timeout_seconds=5)
