"""The subcommands that keep a copy of everything and bring it back."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from flows.progress import on_stderr
from flows.settings import load
from flows.stores import existing_store, open_store
from storage import backup


def back_up(folder: Path) -> None:
    """Copy the database and the raw pages into `folder` and check the copy."""
    store = existing_store(load(Path.cwd()))
    with on_stderr() as progress:
        copied = backup.back_up(store, folder, lambda done, total: progress("copying pages", done, total))
    _print(f"Copied to {copied.database}, with {copied.pages} pages that were not there yet, and checked.")
    _print(f"To bring it back: throughline restore {folder}")


def restore(folder: Path) -> None:
    """Put the backup in `folder` in the database's place."""
    store = open_store(load(Path.cwd()))
    with on_stderr() as progress:
        copied = backup.restore(store, folder, lambda done, total: progress("copying pages", done, total))
    _print(f"Restored {copied.database} from {folder}, and {copied.pages} pages that were missing.")
    if copied.aside:
        _print(f"What stood there before is now {copied.aside}; delete it when you miss nothing.")


def _print(line: str) -> None:
    Console().print(line, highlight=False, markup=False, soft_wrap=True)
