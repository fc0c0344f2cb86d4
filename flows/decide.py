"""Decide from Prefect's UI: a form for what a person decides about stories, articles, sentences and sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from prefect import flow, get_run_logger

from flows import applying, deciding, naming
from flows.desk import settings_here
from flows.digest import show
from flows.settings import Settings
from flows.steps import as_task
from flows.stores import existing_store
from storage import digests
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.models import Story
from storage.telling import Digest
from tasks.publish.task import show_decisions


class What(StrEnum):
    """What can be decided in the form, in the words of the list in which it is chosen."""

    EXCLUDE = "exclude"
    INCLUDE = "include"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    PIN_SENTENCE = "pin sentence"
    BAR_SENTENCE = "bar sentence"
    PIN_SOURCE = "pin source"
    BAR_SOURCE = "bar source"
    UNFOLD = "unfold"
    HEADLINE = "headline"


@flow(name="decide", flow_run_name="decide: {what} {story}", validate_parameters=True)
def decide(
    what: What,
    story: str = "",
    subjects: list[str] | None = None,
    value: str = "",
    day: date | None = None,
    note: str = "",
    by: str = "",
) -> str:
    """Keep a person's decision, apply it, and make every digest again that it touches; returns the decision's id.

    A name that means nothing, or several things, is refused in one sentence before anything is kept.

    Args:
        what: What is decided. `exclude`, `include`: articles off or on the story. `merge`: the story takes in other
            stories. `split`: articles make a story of their own, called `value`. `rename`: the story is called `value`.
            `pin sentence`, `bar sentence`: told whatever its weight, or never shown. `pin source`, `bar source`: its
            sentences go first, or it is never quoted. `unfold`: articles are no copies. `headline`: `value` heads the
            digest of `day`.
        story: The story's id, its beginning, or its title. Empty only for `unfold`.
        subjects: What it is about. Articles by address, path or the beginning of an id or title; stories by id;
            sentences as 2026-03-02#3 (day and number in the digest) or by their beginning; sources by name. Empty for
            `rename` and `headline`.
        value: The title or headline, for `split`, `rename` and `headline`.
        day: The day of the digest that is headed. Empty: the newest.
        note: Why. Shown beside the decision in every digest that it shapes.
        by: Who decides. Empty: the `editor` of throughline.toml, else the worker's account.
    """
    settings = settings_here()
    store = existing_store(settings)
    asked = deciding.Asked(
        kind=DecisionKind(what.value),
        story=story,
        subjects=tuple(subjects or ()),
        value=value,
        day=day,
        note=note,
    )
    taken = deciding.decide(store, asked, by=naming.person(settings, by), at=datetime.now(UTC))
    with store.reading("telling a decision") as connection:
        get_run_logger().info("Decided: %s.", deciding.said(connection, taken))
    carry_out(settings, store, taken)
    return taken.id


def carry_out(settings: Settings, store: Store, taken: Decision) -> None:
    """Apply a decision or its undoing, make the digests again that it touches, and show these and all decisions."""
    told = applying.carry_out(settings, store, taken, say=as_task)
    touched = applying.days_touched(store, told, datetime.now(UTC))
    made = applying.make_again(settings, store, touched, say=as_task)
    get_run_logger().info(applying.made_words(made))
    show(settings, store, [*made, *_others_tied(store, taken, told, made)])
    with store.reading("listing decisions") as connection:
        found = deciding.lines(connection)
    show_decisions([line.row for line in found])


def _others_tied(store: Store, taken: Decision, told: Sequence[Story], made: Sequence[Digest]) -> list[Digest]:
    """Return the newest digests of the stories that a merger or split ties together and that were not made again.

    Their pages say how they hang together.
    """
    others = {story.id for story in told} - {one.story for one in made}
    if taken.kind not in (DecisionKind.MERGE, DecisionKind.SPLIT):
        return []
    with store.reading("reading digests to show") as connection:
        days = {story: digests.days(connection, story) for story in sorted(others)}
        newest = [digests.get(connection, story, held[-1]) for story, held in days.items() if held]
    return [one for one in newest if one is not None]
