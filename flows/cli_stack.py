"""The subcommands up, down and status of the stack."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from flows import stack
from flows.settings import load


def up(port: int | None) -> None:
    """Start the stack for the working folder; each step is told as it is done."""
    settings = load(Path.cwd())
    stack.up(settings.root, port=port, stories=[story.id for story in settings.stories()], say=_say)


def down() -> None:
    """End the stack of the working folder."""
    if not stack.down(load(Path.cwd()).root, say=_say):
        _say("Nothing was running.")


def _say(line: str) -> None:
    Console().print(line, highlight=False, markup=False, soft_wrap=True)
