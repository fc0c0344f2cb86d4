"""The subcommands up and down."""

from __future__ import annotations

from flows import stack


def up(port: int | None) -> None:
    """Start the stack in the working folder."""
    stack.up(port=port)


def down() -> None:
    """End the stack of the working folder."""
    stack.down()
