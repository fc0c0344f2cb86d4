"""What holds for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests import prefect_tables

# The same examples on every run: a change, and not chance, decides whether the suite passes. To look for new ones:
# pytest --hypothesis-profile=search
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("same")

LONG = ("browser", "prefect", "slow")  # marks, the longest first


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prefect's database with nothing in it, to be copied."""
    return prefect_tables.made(tmp_path_factory)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are cores: there is always one that waits for a server, a browser or a clock."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, as their marks tell.

    A module goes to one process as a whole; begun at the end, a long one would leave the other cores idle.
    """
    ranks: dict[Path, int] = {}
    for item in items:
        rank = next((number for number, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])
