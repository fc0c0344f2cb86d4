"""The subcommands that only read, or mend: show, verify, recover. They load no Prefect."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from flows.settings import load
from flows.stores import existing_store
from storage import aftermath, digests
from storage import stories as story_rows
from storage.connection import Connection, Store
from storage.errors import InputError, StorageError
from storage.models import Story
from storage.published import NOTHING_SINCE
from storage.telling import Digest
from tasks.publish import record, terminal


def show(name: str | None, day: date | None, revision: int | None, *, as_json: bool) -> None:
    """Print one digest; without a name, the newest of each story."""
    with store_here().reading("showing a digest") as connection:
        known = story_rows.all(connection)
        chosen = named(known, name) if name else known
        found = [(story, digest_of(connection, story, day, revision)) for story in chosen]
        since = aftermath.since(connection, [one.id for _, one in found if one is not None])
    shown = [(story, one) for story, one in found if one is not None]
    if not shown:
        raise InputError(missing(name, day, revision))
    if as_json:
        for _, one in shown:
            sys.stdout.write(record.to_line(one, since.get(one.id, NOTHING_SINCE)).rstrip("\n") + "\n")
        return
    console = Console()
    for story, one in shown:
        console.print(terminal.render(one, ZoneInfo(story.zone), since.get(one.id, NOTHING_SINCE)))


def verify() -> None:
    """Check the whole database and say what is wrong; raises StorageError if anything is."""
    problems = store_here().verify()
    for problem in problems:
        Console().print(f"{problem.where}: {problem.what} ({problem.count})", highlight=False, markup=False)
    if problems:
        raise StorageError(f"The database has {len(problems)} kinds of problems; they are listed above.")
    Console().print("Every row, text and quotation in the database is as it must be.")


def recover() -> None:
    """Get back what a database that did not open still holds, and say what was done."""
    found = store_here().recover()
    console = Console()
    for path in found.set_aside:
        console.print(f"Set aside, and safe to delete when nothing is missing: {path}", highlight=False, markup=False)
    played = f"Played back {found.played_back}." if found.played_back else "There was nothing to play back."
    console.print(played, highlight=False, markup=False)
    for problem in found.problems:
        console.print(f"{problem.where}: {problem.what} ({problem.count})", highlight=False, markup=False)


def store_here() -> Store:
    """Return the store of the working folder; raises InputError if there is none yet."""
    return existing_store(load(Path.cwd()))


def named(known: list[Story], name: str) -> list[Story]:
    """Return the one story that `name` means, in a list; raises InputError that lists the stories if there is none."""
    exact = [story for story in known if story.id == name]
    near = exact or [story for story in known if story.id.startswith(name)]
    if len(near) == 1:
        return near
    listed = ", ".join(story.id for story in near or known) or "none"
    problem = "matches several stories" if near else "is no story in the database"
    raise InputError(f"{name!r} {problem}: {listed}.")


def digest_of(connection: Connection, story: Story, day: date | None, revision: int | None) -> Digest | None:
    """Return a story's digest for `day`, the newest day and revision unless one is given; None if there is none."""
    days = digests.days(connection, story.id)
    if not days:
        return None
    return digests.get(connection, story.id, day or max(days), revision)


def missing(name: str | None, day: date | None, revision: int | None) -> str:
    """Say that a digest is not there, and where to look."""
    what = f"No digest of {name}" if name else "No digest"
    when = f" for {day}" if day else ""
    which = f" with revision {revision}" if revision is not None else ""
    return f"{what}{when}{which} is in the database; `throughline stories` lists what there is."
