"""The `deliver` subcommand: send what is due, or say what would be, or what was."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from flows import delivering, desk, steps
from flows.listing import Block, print_blocks
from flows.stores import open_store
from storage import deliveries
from storage.models import StoryId
from storage.published import Delivery

_LOGGED = 50


def deliver(story: str | None, day: date | None, *, dry: bool, log: bool, again: str | None) -> None:
    """Send what is due and say what became of it; raises NotAllSent if something surely or perhaps did not go out."""
    settings = desk.settings_here()
    store = open_store(settings)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    only = [StoryId(one.id) for one in desk.followed(settings, store, story)] if story else []
    if log:
        with store.reading("reading deliveries") as connection:
            newest = deliveries.newest(connection, _LOGGED)
        print_blocks(Block(f"{one.at:%Y-%m-%d %H:%M} UTC", (delivering.said(one),)) for one in newest)
        if not newest:
            console.print("Nothing was sent yet.")
        return
    if again is not None:
        delivering.again(settings, store, again)
    if not delivering.channels(settings):
        console.print("Nothing is sent: the settings name no [mail] and no [[webhook]]; docs/publish.md says how.")
        return
    done = delivering.send(settings, store, say=steps.directly, only=only, day=day, dry=dry)
    for one in done:
        console.print(f"would send: {_planned(one)}" if dry else delivering.said(one))
    if not done:
        console.print("Nothing is due: all that readers may have was sent.")
    if not dry:
        delivering.check(done)


def _planned(one: Delivery) -> str:
    to = f"{one.channel} to {one.address}" if one.address else one.channel
    return f"{one.story}, {one.day}, revision {one.revision}{' (withdrawal)' if one.withdrawn else ''}: {to}"
