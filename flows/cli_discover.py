"""The subcommands about stories that were found: discover lists a day's largest, follow makes one followed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console

from flows import desk, steps
from flows.front_page import largest
from flows.listing import Block, facts, print_blocks
from flows.stores import existing_store
from storage import decisions, placements
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.errors import InputError
from storage.placed import Founded, Resumed, Talked
from tasks.group.task import place_articles, propose
from tasks.publish import wording

_NAMED = 4  # outlets of a story in the list
_LISTED = 8  # stories that an ambiguous beginning names


def discover(day: date | None, *, as_json: bool) -> None:
    """Print the largest stories among the articles of `day`; of the newest day there is, without one."""
    settings = desk.settings_here()
    store = existing_store(settings)
    steps.directly(place_articles, store)
    wanted = day or _newest(store)
    talked = largest(settings, store, wanted, say=steps.directly)
    if as_json:
        for one in talked:
            sys.stdout.write(json.dumps(_record(one, wanted), ensure_ascii=False) + "\n")
        return
    console = Console()
    if not talked:
        console.print(f"No article of {wanted} is in the database.", highlight=False)
        return
    console.print(f"The largest stories of {wanted}, by independent origins:", highlight=False)
    print_blocks(map(_block, talked))
    console.print("Next: throughline follow ID", highlight=False)


def follow(name: str, terms: Sequence[str], by: str) -> None:
    """Make a found story a followed one, by a decision that can be undone, and say by which terms."""
    settings = desk.settings_here()
    store = existing_store(settings)
    steps.directly(place_articles, store)
    found = _named(store, name)
    if found.story in {story.id for story in desk.followed_stories(settings, store)} and not terms:
        raise InputError(f"{found.story} is followed already; --terms changes the terms.")
    asked = tuple(terms) or steps.directly(propose, store, found.story)
    decision = Decision(
        kind=DecisionKind.FOLLOW, at=datetime.now(UTC), by=by, story=found.story, subjects=asked or (found.title,)
    )
    with store.writing("keeping a decision") as connection:
        decisions.add(connection, [decision])
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"Followed from now on: {found.title} ({found.story})")
    console.print(f"Terms: {', '.join(decision.subjects)}")
    console.print(f"Next: throughline run tells it; throughline undo {decision.id[:8]} takes it back.")


def _newest(store: Store) -> date:
    with store.reading("looking for the newest day") as connection:
        newest = placements.newest_day(connection)
    if newest is None:
        raise InputError("No article is in the database yet; throughline run or throughline ingest takes some in.")
    return newest


def _named(store: Store, name: str) -> Founded:
    """Return the found story whose id is, or begins with, `name`; raises InputError if that is not one."""
    with store.reading("looking for a found story") as connection:
        known = placements.named(connection, name)
    exact = [one for one in known if one.story == name] or known
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise InputError(f"{name!r} is no story that was found; throughline discover lists the day's largest.")
    listed = ", ".join(one.story for one in exact[:_LISTED])
    raise InputError(f"{name!r} matches several stories: {listed}{', ...' if len(exact) > _LISTED else ''}.")


def _block(one: Talked) -> Block:
    more = f" and {len(one.outlets) - _NAMED} more" if len(one.outlets) > _NAMED else ""
    counts = facts(
        wording.count(len(one.origins), "origin"),
        f"{wording.count(one.articles, 'article')} that day, {one.so_far} so far",
        f"since {wording.day(one.since)}" if one.since else "",
        f"followed as {one.followed}" if one.followed else "",
    )
    outlets = f"{wording.count(len(one.outlets), 'outlet')}: {', '.join(one.outlets[:_NAMED])}{more}"
    merge = f"to join them: throughline merge {one.resumes.story} {one.story}" if one.resumes else ""
    return Block(one.story, (one.title, counts, outlets, wording.resumes(one.resumes)), command=merge)


def _record(one: Talked, day: date) -> dict[str, Any]:
    return {
        "story": one.story,
        "title": one.title,
        "day": day.isoformat(),
        "articles": one.articles,
        "outlets": list(one.outlets),
        "origins": list(one.origins),
        "since": one.since.isoformat() if one.since else None,
        "articles_so_far": one.so_far,
        "followed": one.followed,
        "may_go_on_from": None if one.resumes is None else _resumed(one.resumes),
    }


def _resumed(one: Resumed) -> dict[str, Any]:
    return {"story": one.story, "title": one.title, "last": one.last.isoformat(), "names": list(one.names)}
