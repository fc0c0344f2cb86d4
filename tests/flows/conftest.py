"""What several modules here start: a small web, and Prefect's test server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.newswire import Newswire


@pytest.fixture
def wire() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


@pytest.fixture(scope="session")  # it takes longer to start than most of what is asked of it
def server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
