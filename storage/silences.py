"""What was placed long ago, for comparing a new story with those that fell silent: read, and never written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import partial

import pyarrow as pa

from storage import placements, stories
from storage.connection import Connection
from storage.decided import Decision, DecisionKind, split_story
from storage.models import StoryId
from storage.placements import Window
from storage.rows import batch, count, registered


def ends(connection: Connection) -> Callable[[StoryId], StoryId]:
    """Return what says in which found story one goes on, as grouping concluded: mostly itself."""
    return partial(placements.end_of, merged=placements.merged_into(connection))


def windows(connection: Connection, first: date, last: date, days: int) -> Iterator[Window]:
    """Yield the articles placed from `first` to `last`, so many days at a time: all at once would be many."""
    while first <= last:
        until = min(last, first + timedelta(days=days - 1))
        yield placements.window(connection, first, until)
        first = until + timedelta(days=1)


def frequencies(connection: Connection, stems: Collection[int]) -> tuple[dict[int, int], int]:
    """Return in how many of the compared articles each of `stems` stands, and how many articles those are."""
    with registered(connection, batch([("stem", pa.uint32())], [(one,) for one in sorted(stems)])):
        rows = connection.execute("SELECT stem, articles FROM stem_frequencies SEMI JOIN batch USING (stem)").fetchall()
    return dict(rows), count(connection, "SELECT count(crowding) FROM placements")


def kept_apart(word: Collection[Decision], undone: Collection[Decision]) -> set[frozenset[StoryId]]:
    """Return the pairs of stories of which a person said that they are not one: split off, or a merger taken back."""
    split = [{one.story, split_story(one)} for one in word if one.kind is DecisionKind.SPLIT]
    merged = [{one.story, StoryId(it)} for one in undone if one.kind is DecisionKind.MERGE for it in one.subjects]
    return {frozenset(filter(None, pair)) for pair in (*split, *merged)}


def title(connection: Connection, story: StoryId) -> str:
    """Return what a story is called: as it is told, else as it was found."""
    known = {one.story: one.title for one in placements.found(connection, [story])}
    return (known | {one.id: one.title for one in stories.all(connection)}).get(story, story)
