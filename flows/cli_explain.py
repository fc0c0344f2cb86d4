"""The subcommand that says why: which sentences were chosen for a digest, and which strong ones were not."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console

from flows.cli_show import digest_of, missing, named, store_here
from storage import stories as story_rows
from storage.errors import InputError
from tasks.publish import terminal


def explain(name: str, day: date | None) -> None:
    """Print why each sentence of a story's digest is in it; raises InputError if there is no such digest."""
    with store_here().reading("explaining a digest") as connection:
        (story,) = named(story_rows.all(connection), name)
        found = digest_of(connection, story, day, None)
    if found is None:
        raise InputError(missing(name, day, None))
    Console().print(terminal.explain(found, ZoneInfo(story.zone)))
