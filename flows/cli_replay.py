"""The subcommands that look back: replay, diff."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from rich.console import Console

from flows.cli_show import missing, named, store_here
from storage import digests
from storage import stories as story_rows
from storage.connection import Store
from storage.errors import EvidenceError, InputError
from storage.models import Story
from storage.telling import Digest
from tasks.publish import comparison, record, wording
from tasks.summarize.replaying import Replay
from tasks.summarize.task import replay_digest

_MOST = 20  # differences that are listed


def replay(name: str, day: date, revision: int | None, out: Path | None) -> None:
    """Rebuild a digest and say whether it is the same; raises EvidenceError if it is not."""
    store = store_here()
    story = _story(store, name)
    made = replay_digest.fn(store, story.id, day, revision)
    if out is not None:
        _write(out, record.to_document(made.rebuilt))
    which = f"Revision {made.kept.revision} of the digest of {story.id} for {day}"
    if not made.same:
        raise EvidenceError(f"{which} comes out differently: {_listed(made)}")
    console = Console(highlight=False, markup=False, soft_wrap=True)
    articles, told = wording.count(made.articles, "article"), wording.count(made.told, "earlier digest")
    console.print(f"{which} is the same to the byte, made again from {articles} and {told}.")
    console.print(f"sha256 {made.sha256}")


def diff(name: str, day: date, old: int | None, new: int | None, *, as_json: bool) -> None:
    """Print what changed between two revisions."""
    store = store_here()
    story = _story(store, name)
    with store.reading("comparing revisions") as connection:
        known = {one.revision: one for one in digests.history(connection, story.id) if one.day == day}
    if not known:
        raise InputError(missing(name, day, None))
    later = _revision(known, new if new is not None else max(known), story, day)
    earlier = _revision(known, old if old is not None else max(later.revision - 1, 1), story, day)
    if earlier.revision == later.revision:
        raise InputError(f"There is only revision {later.revision} of the digest of {story.id} for {day} to look at.")
    found = comparison.compare(earlier, later)
    if as_json:
        sys.stdout.write(json.dumps(comparison.to_record(found), ensure_ascii=False) + "\n")
    else:
        Console(highlight=False).print(comparison.render(found))


def _write(path: Path, document: str) -> None:
    try:
        path.write_text(document, encoding="utf-8")
    except OSError as cause:
        raise InputError(f"{path} can't be written: {cause.strerror or cause}.") from cause


def _story(store: Store, name: str) -> Story:
    with store.reading("reading the stories") as connection:
        (story,) = named(story_rows.all(connection), name)
    return story


def _revision(known: dict[int, Digest], number: int, story: Story, day: date) -> Digest:
    if number not in known:
        listed = ", ".join(map(str, sorted(known)))
        raise InputError(f"The digest of {story.id} for {day} has no revision {number}; there is {listed}.")
    return known[number]


def _listed(made: Replay) -> str:
    more = len(made.differences) - _MOST
    return "; ".join(made.differences[:_MOST]) + (f"; and {more} more." if more > 0 else ".")
