"""The subcommands that take in and write: run, ingest, digest, backfill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from flows import desk, steps
from flows.backfill import days_between
from flows.digest import tell
from flows.ingest import Taken, take_in
from flows.progress import on_stderr
from flows.run import Outcome
from flows.run import run as run_all
from flows.settings import Settings
from flows.stores import open_store
from storage import aftermath
from storage.connection import Store
from storage.models import DigestId, Story, StoryId
from storage.published import NOTHING_SINCE, Aftermath
from storage.telling import Digest
from tasks.publish import record, terminal
from tasks.publish.task import index_for_search, publish_again

_IN_FULL = 5  # stories whose newest digest is printed
_LISTED = 20  # further stories that are named


def run(folder: Path | None, manifest: Path | None, day: date | None, *, as_json: bool) -> None:
    """Take in, tell, and show what was told."""
    settings = desk.settings_here()
    store = open_store(settings)
    with on_stderr() as progress:
        outcome = run_all(settings, store, folder, manifest, day, now=datetime.now(UTC), progress=progress)
    zones = {story.id: ZoneInfo(story.zone) for story in outcome.stories}
    if as_json:
        print_lines(store, outcome.standing)
        return
    console = Console()
    _print_outcome(console, outcome, zones, _since(store, outcome.made))
    _print_where(console, settings)


def ingest(folder: Path | None, manifest: Path | None) -> None:
    """Take in and say what came of it."""
    settings = desk.settings_here()
    store = open_store(settings)
    with on_stderr() as progress:
        taken = take_in(settings, store, folder, manifest, now=datetime.now(UTC), say=steps.directly, progress=progress)
        steps.directly(publish_again, store, desk.site(settings), datetime.now(UTC))
        steps.directly(index_for_search, store, progress)
    console = Console()
    console.print(_took(taken), highlight=False)
    console.print(f"Database: {shown(settings.store_path)}", highlight=False)


def digest(story_id: str, day: date | None, *, as_json: bool) -> None:
    """Write one digest and show it."""
    settings = desk.settings_here()
    store = open_store(settings)
    (story,) = desk.followed(settings, store, story_id)
    zone = ZoneInfo(story.zone)
    written = tell(settings, store, story, [day or datetime.now(zone).date()], say=steps.directly)
    if as_json:
        print_lines(store, written)
        return
    console, since = Console(), _since(store, written)
    for one in written:
        console.print(terminal.render(one, zone, since.get(one.id, NOTHING_SINCE)))
    _print_where(console, settings)


def backfill(first: date, last: date, story_id: str | None) -> None:
    """Write the digests of past days and list their headlines."""
    settings = desk.settings_here()
    store = open_store(settings)
    days = days_between(first, last)
    console = Console()
    for story in desk.followed(settings, store, story_id):
        with on_stderr() as progress:
            progress(f"writing digests of {story.id}", 0, len(days))
            written = tell(settings, store, story, days, say=steps.directly)
            progress(f"writing digests of {story.id}", len(days), len(days))
        for one in written:
            console.print(_headline(one), highlight=False, markup=False)
    _print_where(console, settings)


def print_lines(store: Store, digests: Sequence[Digest]) -> None:
    """Print each digest as one JSON line on standard output."""
    out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False).file
    since = _since(store, digests)
    for one in digests:
        out.write(record.to_line(one, since.get(one.id, NOTHING_SINCE)).rstrip("\n") + "\n")


def _since(store: Store, digests: Sequence[Digest]) -> dict[DigestId, Aftermath]:
    """Return what became of the articles that `digests` quote."""
    with store.reading("reading what became of sources") as connection:
        return aftermath.since(connection, [one.id for one in digests])


def shown(path: Path) -> str:
    """Return `path` as a person in the working folder would write it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _print_outcome(
    console: Console, outcome: Outcome, zones: dict[StoryId, ZoneInfo], since: Mapping[DigestId, Aftermath]
) -> None:
    console.print(_took(outcome.taken), highlight=False)
    if not outcome.made:
        console.print(_nothing_made(outcome), highlight=False)
        return
    told = [story for story in outcome.stories if any(one.story == story.id for one in outcome.made)]
    for story in told[:_IN_FULL]:
        made = [one for one in outcome.made if one.story == story.id]
        _print_story(console, story, made, zones[story.id], since)
    _print_rest(console, told[_IN_FULL:])


def _nothing_made(outcome: Outcome) -> str:
    if not outcome.stories and outcome.taken.new:
        return "No article in it belongs to a story, so there is no digest. `throughline sources` says what was kept."
    last = max((one.day for one in outcome.standing), default=None)
    return f"Nothing is new: the digests stand as they are{f', the last of {last:%d %B %Y}' if last else ''}."


def _print_story(
    console: Console, story: Story, made: Sequence[Digest], zone: ZoneInfo, since: Mapping[DigestId, Aftermath]
) -> None:
    """Print the newest digest in full, and one line for each day before it."""
    if not made:
        return
    if len(made) > 1:
        console.print()
        console.print(f"{story.title}: the days before", highlight=False, markup=False)
        for one in made[:-1]:
            console.print(f"  {_headline(one)}", highlight=False, markup=False, overflow="fold")
    console.print()
    console.print(terminal.render(made[-1], zone, since.get(made[-1].id, NOTHING_SINCE)))


def _print_rest(console: Console, rest: Sequence[Story]) -> None:
    """List the stories that are too many to print in full."""
    if rest:
        console.print(f"\nAnd {len(rest)} more stories; throughline show ID prints one:", highlight=False)
    for story in rest[:_LISTED]:
        console.print(f"  {story.id}", highlight=False, markup=False, soft_wrap=True)
    if len(rest) > _LISTED:
        console.print(f"  and {len(rest) - _LISTED} others, which throughline stories lists.", highlight=False)


def _headline(one: Digest) -> str:
    return f"{one.day:%a} {one.day.day} {one.day:%b %Y}  {one.headline}"


def _took(taken: Taken) -> str:
    failed = f" Failed: {'; '.join(taken.failing)}." if taken.failing else ""
    return f"{_counted(taken)}{failed}{_unread(taken.manifest)}"


def _unread(manifest: Path | None) -> str:
    if manifest is None:
        return ""
    return f"\n{shown(manifest)} was not read: --manifest {shown(manifest)} takes each file's source and date from it."


def _counted(taken: Taken) -> str:
    if not taken.pages:
        return "No page was read."
    if not taken.new:
        return f"{taken.pages} pages looked at, all known already."
    parts = [f"{taken.articles} articles kept"]
    if taken.rejected:
        parts.append(f"{taken.rejected} turned away with a reason")
    if taken.copies:
        parts.append(f"{taken.copies} copies folded")
    return f"{taken.pages} pages looked at, {taken.new} new: {', '.join(parts)}."


def _print_where(console: Console, settings: Settings) -> None:
    console.print()
    for label, path in (("Pages", settings.out_path / "index.html"), ("Database", settings.store_path)):
        if path.exists():
            console.print(f"{label}: {shown(path)}", highlight=False, markup=False, soft_wrap=True)
    console.print("Next: throughline show, throughline stories, make up (Prefect's UI)", highlight=False)
