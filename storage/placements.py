"""Where grouping put every version, and what it needs to go on: the articles of the last weeks, how rare words are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage.connection import Connection
from storage.models import ArticleId, Membership, StoryId, VersionId
from storage.placed import Founded, Placement, Talked, Turn, TurnKind, Waiting
from storage.rows import batch, count, insert_absent, registered

COLUMNS = (
    ("version_id", pa.string()),
    ("article_id", pa.string()),
    ("story_id", pa.string()),
    ("number", pa.int32()),
    ("window_day", pa.date32()),
    ("dated", pa.bool_()),
    ("score", pa.float64()),
    ("reason", pa.string()),
    ("crowding", pa.float64()),
    ("stems", pa.list_(pa.uint32())),
    ("weights", pa.list_(pa.uint16())),
)
FOUND_COLUMNS = (("story_id", pa.string()), ("title", pa.string()), ("founded_day", pa.date32()))
TURN_COLUMNS = (
    ("story_id", pa.string()),
    ("other_id", pa.string()),
    ("kind", pa.string()),
    ("turned_day", pa.date32()),
    ("reason", pa.string()),
)
Stems = NDArray[np.uint32]
Weights = NDArray[np.uint16]

# Versions without a placement: the row that knows more speaks for each, as in storage/articles.py.
WAITING = """
SELECT version_id, article_id, published::DATE AS day, first_seen::DATE AS seen
FROM article_versions ANTI JOIN placements USING (version_id)
QUALIFY row_number() OVER (
    PARTITION BY version_id ORDER BY published IS NULL, source IS NULL, first_seen DESC, page_id DESC
) = 1
"""


@dataclass(frozen=True, slots=True)
class Window:
    """The placed articles near some days that are compared with new ones."""

    order: NDArray[np.int64]  # their places here as they were placed: to sort them in SQL takes longer
    stories: list[StoryId]
    days: list[date]
    dated: list[bool]
    crowding: NDArray[np.float64]
    starts: NDArray[np.int64]  # of each article's stems; one more than articles
    stems: NDArray[np.uint32]
    weights: NDArray[np.uint16]


def waiting(connection: Connection, most: int) -> tuple[list[Waiting], int]:
    """Return versions that have no placement yet: those of the first days, whole days, about `most` of them; and how
    many then are left."""
    rows = connection.execute(f"""
        WITH waiting AS MATERIALIZED ({WAITING}), days AS (
            SELECT day, sum(count(*)) OVER (ORDER BY day NULLS LAST) AS until FROM waiting GROUP BY day
        ), due AS (
            SELECT waiting.* FROM waiting JOIN days ON waiting.day IS NOT DISTINCT FROM days.day
            WHERE until <= greatest($most, (SELECT min(until) FROM days))
        ), originals AS (
            SELECT folds.version_id, any_value(article_versions.article_id) AS copy_of
            FROM folds JOIN article_versions ON article_versions.version_id = folds.copy_of
            SEMI JOIN due ON due.version_id = folds.version_id GROUP BY folds.version_id
        ), homes AS (
            SELECT article_id, arg_min(story_id, number) AS story_id FROM placements
            WHERE article_id IN (SELECT article_id FROM due UNION SELECT copy_of FROM originals) GROUP BY article_id
        )
        SELECT due.version_id, due.article_id, originals.copy_of, coalesce(own.story_id, other.story_id),
            (SELECT count(*) FROM waiting)
        FROM due LEFT JOIN originals USING (version_id)
        LEFT JOIN homes own ON own.article_id = due.article_id
        LEFT JOIN homes other ON other.article_id = originals.copy_of
        ORDER BY due.day NULLS LAST, due.version_id
        """, {"most": most}).fetchall()  # fmt: skip
    due = [
        Waiting(version=VersionId(version), article=ArticleId(article), copy_of=copy_of, home=home)
        for version, article, copy_of, home, _ in rows
    ]
    return due, rows[0][-1] - len(rows) if rows else 0


def window(connection: Connection, first: date, last: date) -> Window:
    """Return the articles placed from `first` to `last`."""
    # By `execute`: with parameters, `sql` is twenty times slower at reading lists (DuckDB 1.5).
    table = connection.execute(
        "SELECT number, story_id, window_day, dated, crowding, stems, weights FROM placements "
        "WHERE window_day BETWEEN $first AND $last AND crowding IS NOT NULL",
        {"first": first, "last": last},
    ).to_arrow_table().combine_chunks()  # fmt: skip
    stems, weights = (_flat(table.column(name)) for name in ("stems", "weights"))
    return Window(
        order=np.argsort(table.column("number").to_numpy(), kind="stable"),
        stories=table.column("story_id").to_pylist(),
        days=table.column("window_day").to_pylist(),
        dated=table.column("dated").to_pylist(),
        crowding=table.column("crowding").to_numpy(),
        starts=stems[0],
        stems=stems[1].astype(np.uint32),
        weights=weights[1].astype(np.uint16),
    )


def _flat(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return where each list starts, with the end of the last, and the values of all."""
    lengths = [len(chunk.flatten()) for chunk in column.chunks]
    sizes = [np.diff(chunk.offsets.to_numpy()) for chunk in column.chunks]
    values = [chunk.flatten().to_numpy(zero_copy_only=False) for chunk in column.chunks]
    if not sum(lengths):
        return np.zeros(len(column) + 1, dtype=np.int64), np.empty(0)
    return np.concatenate([[0], np.cumsum(np.concatenate(sizes))]), np.concatenate(values)


def add(connection: Connection, placements: Sequence[Placement], founded: Sequence[Founded]) -> int:
    """Keep placements, after those before, in their order, and the stories they founded; return how many were new."""
    last = count(connection, "SELECT coalesce(max(number), 0) FROM placements")
    rows = [
        (
            one.version,
            one.article,
            one.story,
            last + place,
            one.day,
            one.dated,
            one.score,
            one.reason,
            one.crowding,
            list(one.stems),
            list(one.weights),
        )
        for place, one in enumerate(placements, start=1)
    ]
    insert_absent(
        connection, "found_stories", FOUND_COLUMNS, [(one.story, one.title, one.day) for one in founded], ["story_id"]
    )
    return insert_absent(connection, "placements", COLUMNS, rows, ["version_id"])


def frequencies(connection: Connection) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return stems, how many of the compared articles hold each, and how many articles those are."""
    table = connection.execute("SELECT stem, articles FROM stem_frequencies").to_arrow_table()
    compared = count(connection, "SELECT count(crowding) FROM placements")
    stems, articles = (table.column(name).to_numpy().astype(np.int64) for name in ("stem", "articles"))
    return stems, articles, compared


def keep_frequencies(connection: Connection, stems: NDArray[np.int64], articles: NDArray[np.int32]) -> None:
    """Keep how many articles hold each of `stems`, in place of what was known of these."""
    table = pa.table({"stem": pa.array(stems, type=pa.uint32()), "articles": pa.array(articles, type=pa.int32())})
    with registered(connection, table):
        count(connection, "DELETE FROM stem_frequencies WHERE stem IN (SELECT stem FROM batch)")
        count(connection, "INSERT INTO stem_frequencies BY NAME SELECT stem, articles FROM batch")


def add_turns(connection: Connection, turns: Sequence[Turn]) -> int:
    """Keep what became of stories; return how many turns were new."""
    rows = [(one.story, one.other, one.kind.value, one.day, one.reason) for one in turns]
    return insert_absent(connection, "story_turns", TURN_COLUMNS, rows, ["story_id", "other_id", "kind"])


def turns(connection: Connection) -> list[Turn]:
    """Return what became of stories, by day."""
    rows = connection.execute(
        "SELECT story_id, other_id, kind, turned_day, reason FROM story_turns ORDER BY turned_day, story_id, other_id"
    ).fetchall()
    return [
        Turn(StoryId(story), StoryId(other), TurnKind(kind), day, reason) for story, other, kind, day, reason in rows
    ]


def ever_found(connection: Connection) -> int:
    """Return how many stories grouping ever found."""
    return count(connection, "SELECT count(*) FROM found_stories")


def newest_dated(connection: Connection) -> date | None:
    """Return the day of the newest dated article that was placed, None if there is none."""
    row = connection.execute("SELECT max(window_day) FROM placements WHERE dated").fetchone()
    return row[0] if row else None


def found(connection: Connection, stories: Iterable[StoryId]) -> list[Founded]:
    """Return those of `stories` that grouping found, by id."""
    with registered(connection, batch([("story_id", pa.string())], [(story,) for story in sorted(set(stories))])):
        rows = connection.execute(
            "SELECT story_id, title, founded_day FROM found_stories SEMI JOIN batch USING (story_id) ORDER BY story_id"
        ).fetchall()
    return [Founded(StoryId(story), title, day) for story, title, day in rows]


def since(connection: Connection, number: int, most: int) -> tuple[list[VersionId], int]:
    """Return the `most` versions placed next after placement `number`, in that order, and the number of the last."""
    rows = connection.execute(
        "SELECT version_id, number FROM placements WHERE number > ? ORDER BY number LIMIT ?", [number, most]
    ).fetchall()
    return [VersionId(version) for version, _ in rows], max((last for _, last in rows), default=number)


def versions_at(connection: Connection, places: Iterable[str]) -> set[VersionId]:
    """Return the versions that were loaded from `places`: files, or addresses."""
    given = batch([("place", pa.string())], [(place,) for place in sorted(set(places))])
    with registered(connection, given):
        rows = connection.execute(
            "SELECT DISTINCT version_id FROM article_versions WHERE coalesce(path, address) IN (FROM batch)"
        ).fetchall()
    return {VersionId(version) for (version,) in rows}


def titled(connection: Connection, talked: Sequence[Talked]) -> list[Talked]:
    """Return `talked` with each story's title, first day and number of articles."""
    known = {one.story: one for one in found(connection, [one.story for one in talked])}
    held = of(connection, known)
    return [
        replace(one, title=known[one.story].title, since=known[one.story].day, so_far=len(held[one.story]))
        for one in talked
    ]


def of(connection: Connection, stories: Iterable[StoryId]) -> dict[StoryId, list[Membership]]:
    """Return the articles of found `stories`, those of stories that went on in them included, as they were placed."""
    merged = merged_into(connection)
    held: dict[StoryId, list[Membership]] = {story: [] for story in sorted(set(stories))}
    names = [(name, story) for story in held for name in (story, *_went_on_in(story, merged))]
    with registered(connection, batch([("story_id", pa.string()), ("into", pa.string())], names)):
        rows = connection.execute(
            "SELECT batch.into, version_id, score, reason FROM placements JOIN batch USING (story_id) ORDER BY number"
        ).fetchall()
    for story, version, score, reason in rows:
        held[story].append(Membership(story=story, version=version, score=score, reason=reason))
    return held


def _went_on_in(story: StoryId, merged: dict[StoryId, StoryId]) -> list[StoryId]:
    """Return the stories that went on in `story`, at whatever remove."""
    direct = [gone for gone, into in merged.items() if into == story]
    return direct + [further for gone in direct for further in _went_on_in(gone, merged)]


def stories_of(connection: Connection, versions: Iterable[VersionId]) -> list[StoryId]:
    """Return the found stories that hold any of `versions` now, by id."""
    with registered(connection, batch([("version_id", pa.string())], [(one,) for one in sorted(set(versions))])):
        rows = connection.execute(
            "SELECT DISTINCT story_id FROM placements SEMI JOIN batch USING (version_id)"
        ).fetchall()
    merged = merged_into(connection)
    return sorted({end_of(StoryId(story), merged) for (story,) in rows})


def merged_into(connection: Connection) -> dict[StoryId, StoryId]:
    """Return for each found story that grouping merged into another one that other one."""
    return {turn.story: turn.other for turn in turns(connection) if turn.kind is TurnKind.MERGED}


def end_of(story: StoryId, merged: Mapping[StoryId, StoryId]) -> StoryId:
    """Return the story in which `story` goes on: mostly itself."""
    while story in merged:
        story = merged[story]
    return story


def between(connection: Connection, first: date, last: date) -> dict[VersionId, StoryId]:
    """Return each version placed for a day from `first` to `last`, with the story that it is in now."""
    rows = connection.execute(
        "SELECT version_id, story_id FROM placements WHERE window_day BETWEEN ? AND ? ORDER BY number", [first, last]
    ).fetchall()
    merged = merged_into(connection)
    return {VersionId(version): end_of(StoryId(story), merged) for version, story in rows}


def newest_day(connection: Connection) -> date | None:
    """Return the last day of which dated articles were placed, of any if none is dated; None if there is none."""
    ((day,),) = connection.execute(
        "SELECT coalesce(max(window_day) FILTER (dated), max(window_day)) FROM placements"
    ).fetchall()
    found: date | None = day
    return found


def named(connection: Connection, beginning: str) -> list[Founded]:
    """Return the found stories whose ids begin with `beginning` and that did not go on in others, by id."""
    rows = connection.execute(
        "SELECT story_id, title, founded_day FROM found_stories WHERE starts_with(story_id, ?) "
        "AND story_id NOT IN (SELECT story_id FROM story_turns WHERE kind = ?) ORDER BY story_id",
        [beginning, TurnKind.MERGED.value],
    ).fetchall()
    return [Founded(StoryId(story), title, day) for story, title, day in rows]


def article_of(connection: Connection, versions: Iterable[VersionId]) -> dict[VersionId, ArticleId]:
    """Return the article that each of `versions` is one of, as far as they were placed."""
    with registered(connection, batch([("version_id", pa.string())], [(one,) for one in sorted(set(versions))])):
        rows = connection.execute(
            "SELECT version_id, article_id FROM placements SEMI JOIN batch USING (version_id)"
        ).fetchall()
    return {VersionId(version): ArticleId(article) for version, article in rows}


def stems_of(
    connection: Connection, versions: Iterable[VersionId], *, plain: float = 1.0
) -> dict[VersionId, tuple[Stems, Weights]]:
    """Return the heaviest stems of each of `versions` and their weights.

    A copy has its original's where more than `plain` of it stands there; no copy has, where that is 1. Others that were
    compared with nothing when they were placed have none.
    """
    with registered(connection, batch([("version_id", pa.string())], [(one,) for one in sorted(set(versions))])):
        table = connection.execute(
            """
            WITH speaking AS (
                SELECT batch.version_id, coalesce(copy_of, batch.version_id) AS speaker FROM batch
                LEFT JOIN folds ON folds.version_id = batch.version_id AND overlap > $plain
            )
            SELECT speaking.version_id, stems, weights
            FROM speaking JOIN placements ON placements.version_id = speaking.speaker
            WHERE crowding IS NOT NULL ORDER BY speaking.version_id
            """,
            {"plain": plain},
        ).to_arrow_table().combine_chunks()  # fmt: skip
    (starts, stems), (_, weights) = (_flat(table.column(name)) for name in ("stems", "weights"))
    names = table.column("version_id").to_pylist()
    return {
        VersionId(name): (
            stems[starts[place] : starts[place + 1]].astype(np.uint32),
            weights[starts[place] : starts[place + 1]].astype(np.uint16),
        )
        for place, name in enumerate(names)
    }
