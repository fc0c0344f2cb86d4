"""Prefect's database with its tables and nothing in them: its migrations take longer than most that is asked of it.

A server that finds a copy has nothing to migrate. That one makes its database by itself is what `test_stack.py` tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from flows.stack_environment import private_settings

DATABASE = "prefect.db"


def made(factory: pytest.TempPathFactory) -> Path:
    """Return such a database's file, made by Prefect once for all processes in which the tests of a session run."""
    own = factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "prefect-tables"
    folder.mkdir(exist_ok=True)
    file = folder / DATABASE
    with FileLock(folder / "lock"):
        if not file.exists():
            _migrate(folder / "draft").rename(file)
    return file


def lay(tables: Path, project: Path) -> Path:
    """Put a copy where the stack of `project` keeps its database; return the project."""
    home = Path(private_settings(project)["PREFECT_HOME"])
    home.mkdir(parents=True)
    shutil.copy(tables, home / DATABASE)
    return project


def _migrate(home: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"],
        env=os.environ | private_settings(home) | {"PREFECT_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=200,
    )
    return home / DATABASE
