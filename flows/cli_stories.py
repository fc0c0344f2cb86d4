"""The subcommand that lists the stories: how each is followed, where it goes on, and its newest digest."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from flows.listing import Block, facts, print_blocks
from flows.settings import load
from flows.stores import existing_store
from storage import decisions, digests, follows, placements
from storage import stories as story_rows
from storage.connection import Connection
from storage.decided import Decision, goes_on_in, parted_from
from storage.models import Story, StoryId
from storage.placed import FRONT_PAGE, Turn, TurnKind
from storage.telling import Digest, Status
from tasks.group.decided import split_off
from tasks.publish import wording

_TURNS = 20  # of stories that are not listed, the newest that parted or came together
_SAID = {TurnKind.MERGED: "goes on in", TurnKind.SPLIT: "parted from"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A story as the list tells it."""

    story: Story
    how: str  # "followed", "followed by decision", "found", "front page"
    into: StoryId | None  # a person merged it into this one
    split_from: StoryId | None  # a person split it off this one
    articles: int
    digests: int
    newest: Digest | None
    turns: tuple[Turn, ...] = ()  # what grouping concluded of it


def stories(*, as_json: bool) -> None:
    """Print the stories, followed and found, with their newest digest."""
    settings = load(Path.cwd())
    configured = {story.id for story in settings.stories()}
    with existing_store(settings).reading("listing stories") as connection:
        turns = placements.turns(connection)
        listed = _listed(connection, configured, turns)
    if as_json:
        for one in listed:
            sys.stdout.write(json.dumps(_record(one), ensure_ascii=False) + "\n")
        return
    if not listed:
        Console().print("No stories yet: throughline run --folder DIR finds or follows them.")
    print_blocks(map(_block, listed))
    told = {one.story.id for one in listed}
    print_blocks(
        Block(one.story, (_turn(one),)) for one in [each for each in turns if each.story not in told][-_TURNS:]
    )


def _listed(connection: Connection, configured: set[StoryId], turns: Sequence[Turn]) -> list[Listed]:
    known = {story.id: story for story in story_rows.all(connection)}
    word = decisions.current(connection)
    chosen = {one.story for one in follows.decided(connection, configured)} | {one.id for one in split_off(word, known)}
    return [
        _of(
            connection, story, _how(story.id, configured, chosen), word, [one for one in turns if one.story == story.id]
        )
        for story in known.values()
    ]


def _of(connection: Connection, story: Story, how: str, word: Sequence[Decision], turns: Sequence[Turn]) -> Listed:
    into = goes_on_in(story.id, word)
    days = digests.days(connection, story.id)
    return Listed(
        story=story,
        how=how,
        into=None if into == story.id else into,
        split_from=parted_from(story.id, word),
        articles=sum(one.member for one in story_rows.memberships(connection, story.id)),
        digests=len(days),
        newest=digests.get(connection, story.id, days[-1]) if days else None,
        turns=tuple(turns),
    )


def _how(story: StoryId, configured: set[StoryId], chosen: set[StoryId]) -> str:
    if story == FRONT_PAGE:
        return "front page"
    if story in configured:
        return "followed"
    return "followed by decision" if story in chosen else "found"


def _block(one: Listed) -> Block:
    tied = f"merged into {one.into}" if one.into else f"split off {one.split_from}" if one.split_from else ""
    articles = "" if one.how == "front page" else wording.count(one.articles, "article")
    counts = facts(one.how, tied, articles, wording.count(one.digests, "digest"))
    return Block(one.story.id, (one.story.title, counts, _newest(one.newest), *map(_turn, one.turns)))


def _newest(newest: Digest | None) -> str:
    if newest is None:
        return ""
    status = "" if newest.status is Status.PUBLISHED else f", {newest.status.value}"
    return f"newest {wording.day(newest.day)}{status}: {newest.headline}"


def _turn(one: Turn) -> str:
    return f"{_SAID[one.kind]} {one.other} since {wording.day(one.day)}: {one.reason}"


def _record(one: Listed) -> Mapping[str, Any]:
    newest = one.newest
    return {
        "story": one.story.id,
        "title": one.story.title,
        "how": one.how,
        "merged_into": one.into,
        "split_from": one.split_from,
        "articles": one.articles,
        "digests": one.digests,
        "newest": None
        if newest is None
        else {
            "day": newest.day.isoformat(),
            "revision": newest.revision,
            "status": newest.status.value,
            "headline": newest.headline,
        },
        "turns": [
            {"kind": each.kind.value, "other": each.other, "day": each.day.isoformat(), "reason": each.reason}
            for each in one.turns
        ],
    }
