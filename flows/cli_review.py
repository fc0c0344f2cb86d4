"""The subcommands of the news desk: review, withdraw."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from flows import delivering
from flows.cli_show import named
from flows.listing import Block, print_blocks
from flows.reviewing import Outcome, settle, to_review, withdraw
from flows.settings import Settings, load
from flows.steps import directly
from flows.stores import existing_store
from storage import standing
from storage import stories as story_rows
from storage.connection import Store
from storage.errors import InputError
from storage.models import Story, StoryId
from storage.telling import Digest, Status
from tasks.review import proof
from tasks.review.answer import Answer, Verdict

CHOICES = {"a": Verdict.APPROVE, "c": Verdict.CHANGE, "r": Verdict.REJECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What was given on the command line."""

    approve: bool = False
    reject: bool = False
    headline: str = ""
    drop: Sequence[int] = ()
    exclude: Sequence[str] = ()
    merge: Sequence[str] = ()
    note: str = ""
    by: str = ""
    revision: int | None = None
    deliver: bool = True

    @property
    def given(self) -> bool:
        """Say whether they hold an answer; else the person is asked."""
        return bool(self.approve or self.reject or self.headline or self.drop or self.exclude or self.merge)

    def answer(self, by: str) -> Answer:
        """Return the answer; raises InputError if it is none."""
        changed = bool(self.headline or self.drop or self.exclude or self.merge)
        if self.approve == self.reject:
            raise InputError("Say what is to become of the digest: --approve or --reject, and not both.")
        verdict = Verdict.REJECT if self.reject else Verdict.CHANGE if changed else Verdict.APPROVE
        return Answer(
            verdict=verdict,
            headline=self.headline,
            drop=tuple(self.drop),
            exclude=tuple(self.exclude),
            merge=tuple(self.merge),
            note=self.note,
            by=self.by or by,
        )


def review(name: str | None, day: date | None, flags: Flags) -> None:
    """Review a digest, or list what waits."""
    settings = load(Path.cwd())
    store = existing_store(settings)
    known = _stories(settings, store)
    if name is None:
        _print_waiting(store, known)
        return
    (story,) = named(known, name)
    seen = to_review(store, story, day)
    if flags.given:
        _settle_once(settings, store, story, seen, flags)
    else:
        _ask(settings, store, story, seen, flags.by or settings.review.name, deliver=flags.deliver)


def take_back(name: str, day: date, note: str, by: str, *, deliver: bool = True) -> None:
    """Withdraw what readers have of a day, and tell those who were sent it."""
    settings = load(Path.cwd())
    store = existing_store(settings)
    (story,) = named(_stories(settings, store), name)
    by = by or settings.review.name
    done = withdraw(settings, store, story, day, now=datetime.now(UTC), by=by, note=note, say=directly)
    _settled(settings, store, done, deliver=deliver)


def _settle_once(settings: Settings, store: Store, story: Story, seen: Digest, flags: Flags) -> None:
    if flags.revision not in (None, seen.revision):
        raise InputError(f"The newest revision is {seen.revision}, not {flags.revision}: look at it first.")
    answer = flags.answer(settings.review.name)
    outcome = settle(settings, store, story, seen, answer, now=datetime.now(UTC), say=directly)
    if outcome.again:
        raise InputError(" ".join(outcome.again))
    _settled(settings, store, outcome, deliver=flags.deliver)


def _ask(settings: Settings, store: Store, story: Story, seen: Digest, by: str, *, deliver: bool) -> None:
    if not sys.stdin.isatty():
        raise InputError("There is nobody to ask: give --approve or --reject, or call this in a terminal.")
    while True:
        Console().print(proof.terminal(proof.proof(seen, ZoneInfo(story.zone))))
        answer = _prompted(seen, by)
        if answer is None:
            _print("Nothing was changed.")
            return
        outcome: Outcome = settle(settings, store, story, seen, answer, now=datetime.now(UTC), say=directly)
        if not outcome.again:
            _settled(settings, store, outcome, deliver=deliver)
            return
        seen, by = outcome.digest, answer.by
        _print(f"\n{' '.join(outcome.again)}\n")


def _settled(settings: Settings, store: Store, outcome: Outcome, *, deliver: bool) -> None:
    """Say how the digest stands, and send what that makes due; raises NotAllSent if something did not surely go out."""
    _print(outcome.sentence)
    done = delivering.send(settings, store, say=directly, only=[outcome.digest.story]) if deliver else []
    for one in done:
        _print(delivering.said(one))
    delivering.check(done)


def _prompted(seen: Digest, by: str) -> Answer | None:
    """Ask for an answer; None if the person leaves."""
    choice = ""
    while choice not in (*CHOICES, "q"):
        choice = (
            typer.prompt("\nApprove (a), approve with changes (c), reject (r), or leave it (q)").strip().lower()[:1]
        )
    if choice == "q":
        return None
    changes = choice == "c"
    return Answer(
        verdict=CHOICES[choice],
        headline=_asked("Headline (empty: as it is)") if changes else "",
        drop=_numbers("Sentences to drop, by number", len(seen.sentences)) if changes else (),
        exclude=tuple(_asked("Articles that are not on the story, by number").replace(",", " ").split())
        if changes
        else (),
        merge=tuple(_asked("Stories to take in, by id").replace(",", " ").split()) if changes else (),
        note=_asked("Note (why)"),
        by=_asked("Your name", by),
    )


def _asked(what: str, default: str = "") -> str:
    return str(typer.prompt(what, default=default, show_default=bool(default))).strip()


def _numbers(what: str, most: int) -> tuple[int, ...]:
    while True:
        given = _asked(what).replace(",", " ").split()
        if all(one.isdigit() for one in given):
            return tuple(map(int, given))
        _print(f"Give numbers from 1 to {most}, with spaces between them.")


def _stories(settings: Settings, store: Store) -> list[Story]:
    """Return the stories there are, followed ones as the settings have them now."""
    with store.reading("reading the stories") as connection:
        kept = {story.id: story for story in story_rows.all(connection)}
    return list((kept | {story.id: story for story in settings.stories()}).values())


def _print_waiting(store: Store, known: Sequence[Story]) -> None:
    with store.reading("reading what waits") as connection:
        waiting = standing.waiting(connection, [story.id for story in known])
    drafts = [one for one in waiting if one.status is Status.DRAFT]
    unreviewed = [one for one in waiting if one.status is not Status.DRAFT]
    for heading, some in (("Drafts, which wait for you:", drafts), ("Published, and not yet reviewed:", unreviewed)):
        if some:
            _print(heading)
        print_blocks(_waiting_block(story, list(of)) for story, of in groupby(some, key=lambda one: one.story))
    _print("Next: throughline review STORY --day DAY" if waiting else "Nothing waits for a review.")


def _waiting_block(story: StoryId, some: Sequence[Digest]) -> Block:
    return Block(story, tuple(f"{one.day}, revision {one.revision}: {one.headline}" for one in some))


def _print(text: str) -> None:
    Console(highlight=False, markup=False, soft_wrap=True).print(text)
