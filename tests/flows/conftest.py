"""What several modules here start: a small web, and Prefect's test server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from unittest import mock

import pytest

from tests.newswire import Newswire


@pytest.fixture
def wire() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


@pytest.fixture(scope="session")  # it takes longer to start than most of what is asked of it
def server(tables: Path) -> Iterator[None]:
    from prefect.testing import utilities

    folder = mkdtemp()  # which it removes in the end
    shutil.copy(tables, Path(folder) / "prefect-test.db")  # the name under which it looks for its database
    with (
        mock.patch.object(utilities, "mkdtemp", return_value=folder),
        utilities.prefect_test_harness(server_startup_timeout=120),
    ):
        yield
