"""Showing a person at the command how far long work has come; loads no Prefect."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many (0 if unknown)


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


@contextmanager
def on_stderr() -> Iterator[Progress]:
    """Show progress on standard error: bars on a terminal, one line for each finished kind of work elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal or os.environ.get("TERM") == "dumb":
        yield _plain(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        known: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=total)
            bars.update(known[what], completed=done, total=total)

        yield show


def _plain(console: Console) -> Progress:
    """Show progress in lines, ten at most for each kind of work."""
    told: dict[str, int] = {}

    def show(what: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if done and tenth > told.get(what, 0):
            told[what] = tenth
            console.print(f"{what}: {done} of {total}", highlight=False, markup=False)

    return show
