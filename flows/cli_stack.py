"""The subcommands up, down and status of the stack."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from flows import desk, stack
from flows.settings import Settings, load
from flows.stores import open_store
from storage.models import StoryId


def up(port: int | None) -> None:
    """Start the stack for the working folder; each step is told as it is done."""
    settings = load(Path.cwd())
    stack.up(settings.root, port=port, stories=told(settings), say=_say)


def told(settings: Settings) -> list[StoryId]:
    """Return the stories whose digests are worth a link: those of the settings, and those followed by decision."""
    known = (
        desk.followed_stories(settings, open_store(settings)) if settings.store_path.exists() else settings.stories()
    )
    return [story.id for story in known]


def down() -> None:
    """End the stack of the working folder."""
    if not stack.down(load(Path.cwd()).root, say=_say):
        _say("Nothing was running.")


def _say(line: str) -> None:
    Console().print(line, highlight=False, markup=False, soft_wrap=True)
