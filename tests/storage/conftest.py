from __future__ import annotations

from pathlib import Path

import pytest

from storage.connection import Store
from tests.stores import an_empty_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database on the disk."""
    return an_empty_store(tmp_path / "news.duckdb")
