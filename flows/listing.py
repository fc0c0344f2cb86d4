"""Lists in a terminal: each thing a block of its name and what is said of it, for no table leaves titles their room.

A terminal wraps between words, at its width; what is piped is one line for each thing said, whole, for `grep`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tasks.publish.escape import visible

BETWEEN = " · "
_PIPED = 1000  # columns of a table that no terminal shows
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A thing in a list: the name a person calls it by, a few words beside it, lines about it, a command for it."""

    name: str
    lines: tuple[str, ...] = ()
    beside: str = ""
    command: str = ""  # never broken into lines, so that it can be copied


def print_blocks(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Print a list; control characters of strangers do nothing."""
    console = console or Console()
    for block in blocks:
        name = Text(visible(block.name), style="bold")
        console.print(Text("  ").join([name, *([Text(visible(block.beside))] if block.beside else [])]), soft_wrap=True)
        for line in filter(None, block.lines):
            _print_line(visible(line), console)
        if block.command:
            console.print(Text(" " * _INDENT + visible(block.command)), soft_wrap=True)


def facts(*words: str) -> str:
    """Put what is said of one thing on one line, without what is empty."""
    return BETWEEN.join(filter(None, words))


def wide() -> Console:
    """Return a console for a table: as wide as the terminal, and with room for every cell where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=_PIPED)


def _print_line(line: str, console: Console) -> None:
    if console.is_terminal:
        console.print(Padding(Text(line), (0, 0, 0, _INDENT), expand=False))
    else:
        console.print(Text(" " * _INDENT + line), soft_wrap=True)
