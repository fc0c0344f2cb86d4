"""The subcommands by which a person decides: exclude, merge, split, rename, pin, bar and so on, decisions, undo."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from storage.decided import Decision, DecisionKind
from storage.errors import InputError

if TYPE_CHECKING:
    from flows.deciding import Line
    from flows.settings import Settings
    from storage.connection import Store

app = typer.Typer()

Story = Annotated[str, typer.Argument(help="A story's id, its beginning, or its title.")]
Articles = Annotated[list[str], typer.Argument(help="Articles: address, path, or the beginning of an id or title.")]
Note = Annotated[str, typer.Option(help="Why: shown beside the decision in every digest that it shapes.")]
By = Annotated[str, typer.Option(help="Who decides; else the settings' editor, else the account's name.")]
Now = Annotated[bool, typer.Option("--now", help="Make every digest again that it touches, not only the next one.")]
Sentence = Annotated[
    str | None, typer.Argument(help="2026-03-02#3 as `show` numbers it, a place (version:start-end), or its beginning.")
]
Source = Annotated[str | None, typer.Option(help="A source in place of a sentence: an outlet's name.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


@app.command()
def exclude(story: Story, article: Articles, note: Note = "", by: By = "", now: Now = False) -> None:
    """Take articles off a story: they stay listed, with who took them off and why."""
    _decide(DecisionKind.EXCLUDE, story, article, note=note, by=by, now=now)


@app.command()
def include(story: Story, article: Articles, note: Note = "", by: By = "", now: Now = False) -> None:
    """Put articles on a story, whatever the program thought of them."""
    _decide(DecisionKind.INCLUDE, story, article, note=note, by=by, now=now)


@app.command()
def merge(
    story: Story,
    other: Annotated[list[str], typer.Argument(help="The stories that it takes in.")],
    note: Note = "",
    by: By = "",
    now: Now = False,
) -> None:
    """Tell several stories as one: the first takes in the others, which keep their pages."""
    _decide(DecisionKind.MERGE, story, other, note=note, by=by, now=now)


@app.command()
def split(
    story: Story,
    article: Articles,
    title: Annotated[str, typer.Option(help="What the new story is called.")],
    note: Note = "",
    by: By = "",
    now: Now = False,
) -> None:
    """Make a story of its own of some articles of a story; it is followed: what comes later and is like it joins it."""
    _decide(DecisionKind.SPLIT, story, article, value=title, note=note, by=by, now=now)


@app.command()
def rename(
    story: Story,
    title: Annotated[str, typer.Argument(help="What it is called from now on.")],
    note: Note = "",
    by: By = "",
    now: Now = False,
) -> None:
    """Give a story another title; its id stays."""
    _decide(DecisionKind.RENAME, story, (), value=title, note=note, by=by, now=now)


@app.command()
def headline(
    story: Story,
    words: Annotated[str, typer.Argument(help="The headline, in your words; it is marked as yours.")],
    day: Day = None,
    note: Note = "",
    by: By = "",
    now: Now = False,
) -> None:
    """Word the headline of a day's digest, the newest unless a day is given."""
    on = day.date() if day else None
    _decide(DecisionKind.HEADLINE, story, (), value=words, day=on, note=note, by=by, now=now)


@app.command()
def pin(
    story: Story, sentence: Sentence = None, source: Source = None, note: Note = "", by: By = "", now: Now = False
) -> None:
    """Have a sentence told whatever its weight, or a source's sentences go first."""
    kind, subject = _chosen(DecisionKind.PIN_SENTENCE, DecisionKind.PIN_SOURCE, sentence, source)
    _decide(kind, story, [subject], note=note, by=by, now=now)


@app.command()
def bar(
    story: Story, sentence: Sentence = None, source: Source = None, note: Note = "", by: By = "", now: Now = False
) -> None:
    """Have a sentence never shown, or a source never quoted."""
    kind, subject = _chosen(DecisionKind.BAR_SENTENCE, DecisionKind.BAR_SOURCE, sentence, source)
    _decide(kind, story, [subject], note=note, by=by, now=now)


@app.command()
def unfold(article: Articles, note: Note = "", by: By = "", now: Now = False) -> None:
    """Say that articles were folded wrongly: they are no copies."""
    _decide(DecisionKind.UNFOLD, "", article, note=note, by=by, now=now)


@app.command()
def decisions(
    story: Annotated[str | None, typer.Option(help="Those of one story.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per decision.")] = False,
) -> None:
    """List what was decided, with the ids by which it can be undone."""
    from flows import deciding, naming
    from flows.cli_show import store_here

    with store_here().reading("listing decisions") as connection:
        chosen = naming.story(connection, story).id if story else None
        found = deciding.lines(connection, chosen)
    for line in found if as_json else ():
        sys.stdout.write(json.dumps(_record(line), ensure_ascii=False) + "\n")
    if not as_json:
        _print_lines(found)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The beginning of a decision's id.")],
    note: Note = "",
    by: By = "",
    now: Now = False,
) -> None:
    """Take a decision back; what it changed is as it was before."""
    from flows import deciding, naming
    from flows.desk import settings_here
    from flows.stores import existing_store

    settings = settings_here()
    store = existing_store(settings)
    who = naming.person(settings, by)
    undone = deciding.undo(store, decision, by=who, at=datetime.now(UTC), note=note)
    sys.stdout.write(f"Undone: {undone.id[:8]}, {undone.kind.value}.\n")
    _carry_out(settings, store, undone, now=now)


def _chosen(
    of_sentence: DecisionKind, of_source: DecisionKind, sentence: str | None, source: str | None
) -> tuple[DecisionKind, str]:
    if (sentence is None) == (source is None):
        raise InputError("Name a sentence or, with --source, a source: one of the two.")
    return (of_sentence, sentence) if sentence is not None else (of_source, source or "")


def _decide(
    kind: DecisionKind,
    story: str,
    subjects: Sequence[str],
    *,
    value: str = "",
    day: date | None = None,
    note: str,
    by: str,
    now: bool,
) -> None:
    from flows import deciding, naming
    from flows.desk import settings_here
    from flows.stores import existing_store

    settings = settings_here()
    store = existing_store(settings)
    asked = deciding.Asked(kind=kind, story=story, subjects=tuple(subjects), value=value, day=day, note=note)
    taken = deciding.decide(store, asked, by=naming.person(settings, by), at=datetime.now(UTC))
    with store.reading("telling a decision") as connection:
        said = deciding.said(connection, taken)
    sys.stdout.write(f"Decided: {said} ({taken.id[:8]}; `throughline undo {taken.id[:8]}` takes it back).\n")
    _carry_out(settings, store, taken, now=now)


def _carry_out(settings: Settings, store: Store, taken: Decision, *, now: bool) -> None:
    """Apply a decision, make its digests again if asked to, and say what came of it or will."""
    from flows import applying
    from flows.steps import directly

    told = applying.carry_out(settings, store, taken, say=directly)
    touched = applying.days_touched(store, told, datetime.now(UTC))
    if now:
        words = applying.made_words(applying.make_again(settings, store, touched, say=directly))
    else:
        words = applying.next_words(touched)
    sys.stdout.write(words + "\n")


def _record(line: Line) -> dict[str, object]:
    one = line.decision
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "by": one.by,
        "kind": one.kind.value,
        "story": one.story,
        "day": one.day.isoformat() if one.day else None,
        "subjects": list(one.subjects),
        "about": list(line.about),
        "value": one.value,
        "note": one.note,
        "undone": line.undone,
    }


def _print_lines(found: Sequence[Line]) -> None:
    from flows.listing import Block, facts, print_blocks

    print_blocks(
        Block(
            row["Id"],
            (row["About"], facts(row["Who"], row["When"], row["Note"])),
            beside=facts(row["What"], row["Story"]),
        )
        for row in (line.row for line in found)
    )
    if not found:
        sys.stdout.write("Nothing was decided yet; throughline --help lists what can be.\n")
