"""The index of what is compared of articles: which of them belong together, found without reading their texts.

Marks are compared in 32 bits: by chance two differ by less than one in 40,000 articles, and a pair that meets by chance
is measured on its texts before anything is concluded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa

from storage.compared import FoldingState, Member, Sheet
from storage.connection import Connection
from storage.models import ArticleId, CopyKind, VersionId
from storage.rows import TIMESTAMP, batch, count, from_stored, registered, to_stored

COLUMNS = (
    ("version_id", pa.string()),
    ("day", pa.date32()),
    ("article_id", pa.string()),
    ("url", pa.string()),
    ("pages", pa.int32()),
    ("outlet", pa.string()),
    ("published", TIMESTAMP),
    ("digest", pa.string()),
    ("marks", pa.list_(pa.uint32())),
    ("lines", pa.list_(pa.uint64())),
    ("names", pa.list_(pa.string())),
    ("agencies", pa.list_(pa.string())),
    ("origin", pa.string()),
)
_NAMES = ", ".join(name for name, _ in COLUMNS)
# Every wording as it will be once the fresh ones are kept. A fresh one is a cluster of its own so far.
_ALL = f"""
SELECT {_NAMES}, cluster FROM fingerprints ANTI JOIN fresh USING (version_id)
UNION ALL SELECT {_NAMES}, version_id AS cluster FROM fresh
"""
# Which marks are met is found first, in places without anything else: to carry along what else is known of a hundred
# thousand articles, each with ninety marks, takes longer than all the rest. Texts that many outlets took word for word
# stand here once; an outlet is named if it alone has the text.
_PAIRS = f"""
WITH mine AS (
    SELECT version_id, digest, outlet, len(marks) AS size, unnest(marks) AS mark FROM fresh
),
met AS MATERIALIZED (
    SELECT place, mark FROM (SELECT rowid AS place, unnest(marks) AS mark FROM fingerprints) SEMI JOIN mine USING (mark)
),
known AS (
    SELECT rowid AS place, version_id, digest, cluster, outlet, len(marks) AS size FROM fingerprints
    WHERE rowid IN (SELECT place FROM met)
),
held AS MATERIALIZED (
    SELECT digest, cluster, outlet, size, mark FROM met JOIN known USING (place) ANTI JOIN fresh USING (version_id)
    UNION ALL SELECT digest, version_id AS cluster, outlet, size, mark FROM mine
),
texts AS (
    SELECT digest, min(cluster) AS cluster, CASE WHEN min(outlet) = max(outlet) THEN min(outlet) ELSE '' END AS outlet
    FROM held GROUP BY digest
),
alike AS (
    SELECT mine.version_id, texts.cluster
    FROM mine JOIN (SELECT DISTINCT digest, size, mark FROM held) other USING (mark)
    JOIN texts ON texts.digest = other.digest
    WHERE mine.digest <> other.digest AND (mine.outlet <> texts.outlet OR mine.outlet = '')
    GROUP BY mine.version_id, other.digest, texts.cluster, mine.size, other.size
    HAVING count(*) >= $least AND count(*) >= $share * least(mine.size, other.size)
),
everything AS ({_ALL})
SELECT version_id, cluster FROM alike
UNION SELECT fresh.version_id, everything.cluster FROM fresh JOIN everything USING (digest)
UNION SELECT fresh.version_id, everything.cluster FROM fresh JOIN everything USING (url)
UNION SELECT fresh.version_id, fingerprints.cluster FROM fresh JOIN fingerprints USING (version_id)
"""
# Of every line of the fresh ones, the first articles of the outlet that hold it, each in its first version.
_HOLDERS = f"""
WITH wanted AS (SELECT DISTINCT outlet, unnest(lines) AS line FROM fresh WHERE outlet <> ''),
outlets AS (SELECT DISTINCT outlet FROM wanted),
held AS (
    SELECT outlet, version_id, article_id, published, unnest(lines) AS line
    FROM ({_ALL}) SEMI JOIN outlets USING (outlet)
),
articles AS (
    SELECT * FROM held SEMI JOIN wanted USING (outlet, line)
    QUALIFY row_number() OVER (
        PARTITION BY outlet, line, article_id ORDER BY published NULLS LAST, version_id
    ) = 1
),
first AS (
    SELECT * FROM articles
    QUALIFY count(*) OVER (PARTITION BY outlet, line) >= $holders AND row_number() OVER (
        PARTITION BY outlet, line ORDER BY published NULLS LAST, article_id, version_id
    ) <= $looked_at
)
SELECT first.outlet, first.line, first.published, first.article_id, first.version_id, everything.lines
FROM first JOIN ({_ALL}) everything USING (version_id)
"""

Line = tuple[str, int]
Holding = tuple[Line, datetime | None, str, str, tuple[int, ...]]  # line, publication, article, version, its lines


def state(connection: Connection) -> FoldingState | None:
    """Return how the folds were made; None if there never were any."""
    rows = connection.execute("SELECT method, families, unfolded, generation FROM folding").fetchall()
    if not rows:
        return None
    method, families, unfolded, generation = rows[0]
    articles = frozenset(ArticleId(name) for name in unfolded)
    return FoldingState(method=method, families=families, unfolded=articles, generation=generation)


def set_state(connection: Connection, made: FoldingState) -> None:
    """Keep how the folds are made from now on."""
    connection.execute("DELETE FROM folding")
    values = [made.method, made.families, sorted(made.unfolded), made.generation]
    connection.execute("INSERT INTO folding (method, families, unfolded, generation) VALUES (?, ?, ?, ?)", values)


def forget_all(connection: Connection) -> None:
    """Empty the index, so that every article is compared anew."""
    for table in ("fingerprints", "standing_lines"):
        connection.execute(f"DELETE FROM {table}")


# In one look at all of them, and counted apart from the join: `count(*) OVER ()` beside it ends now and then in an
# internal error of DuckDB 1.5.5.
_WAITING = """
WITH waiting AS MATERIALIZED (
    SELECT version_id, pages, day
    FROM (SELECT version_id, count(*)::INTEGER AS pages, min(text_day) AS day FROM article_versions GROUP BY version_id)
    ANTI JOIN fingerprints USING (version_id, pages)
)
SELECT version_id, pages, (SELECT count(*) FROM waiting) FROM waiting ORDER BY day, version_id LIMIT $limit
"""


def pending(connection: Connection, limit: int) -> tuple[dict[VersionId, int], int]:
    """Return at most `limit` wordings that are not in the index, or that stand on a page more since, with the number of
    their pages, the oldest first; and how many such there are."""
    rows = connection.execute(_WAITING, {"limit": limit}).fetchall()
    return {VersionId(version): pages for version, pages, _ in rows}, rows[0][2] if rows else 0


def agencies(connection: Connection) -> set[str]:
    """Return every agency that an article names."""
    return {name for (name,) in connection.execute("SELECT DISTINCT unnest(agencies) FROM fingerprints").fetchall()}


def origins(connection: Connection) -> set[str]:
    """Return every origin that an article gives itself."""
    return {name for (name,) in connection.execute("SELECT DISTINCT origin FROM fingerprints").fetchall()}


def outlets(connection: Connection) -> set[str]:
    """Return every outlet as articles that are in the index spell it."""
    query = "SELECT DISTINCT source FROM article_versions SEMI JOIN fingerprints USING (version_id) WHERE source <> ''"
    return {name for (name,) in connection.execute(query).fetchall()}


def standing(connection: Connection) -> set[Line]:
    """Return the lines that stand."""
    return set(connection.execute("SELECT outlet, line FROM standing_lines").fetchall())


def sheets_naming(connection: Connection, names: Collection[str]) -> dict[VersionId, int]:
    """Return the wordings that have one of `names` where agencies stand, with the number of their pages."""
    query = "SELECT version_id, pages FROM fingerprints WHERE list_has_any(names, ?) ORDER BY version_id"
    return _versions(connection, query, [sorted(names)]) if names else {}


def sheets_holding(connection: Connection, lines: Collection[int]) -> dict[VersionId, int]:
    """Return the wordings that hold one of `lines`, of whatever outlet, with the number of their pages."""
    query = "SELECT version_id, pages FROM fingerprints WHERE list_has_any(lines, ?::UBIGINT[]) ORDER BY version_id"
    return _versions(connection, query, [sorted(lines)]) if lines else {}


def clusters_of(connection: Connection, articles: Collection[ArticleId]) -> set[str]:
    """Return the clusters in which versions of `articles` are."""
    table = batch([("article_id", pa.string())], [(one,) for one in sorted(articles)])
    with registered(connection, table):
        rows = connection.execute("SELECT DISTINCT cluster FROM fingerprints SEMI JOIN batch USING (article_id)")
        return {cluster for (cluster,) in rows.fetchall()}


def members(connection: Connection, clusters: Collection[str]) -> list[Member]:
    """Return the wordings in `clusters`, each with what became of it when it was folded last."""
    with registered(connection, batch([("cluster", pa.string())], [(one,) for one in sorted(clusters)])):
        rows = connection.execute(
            "SELECT held.version_id, cluster, outlet, published, held.origin, copy_of, kind, overlap "
            "FROM (SELECT * FROM fingerprints SEMI JOIN batch USING (cluster)) held "
            "LEFT JOIN folds USING (version_id) ORDER BY held.version_id"
        ).fetchall()
    return [
        Member(
            version=VersionId(version),
            cluster=cluster,
            outlet=outlet,
            published=from_stored(published),
            origin=origin,
            copy_of=VersionId(copy_of) if copy_of else None,
            kind=CopyKind(kind) if kind else None,
            overlap=overlap or 0.0,
        )
        for version, cluster, outlet, published, origin, copy_of, kind, overlap in rows
    ]


def holders(connection: Connection, fresh: Iterable[Sheet], *, least: int, looked_at: int) -> list[Holding]:
    """Return, for every line of `fresh` that `least` articles of its outlet hold, the first `looked_at` of these."""
    with _fresh(connection, fresh):
        rows = connection.execute(_HOLDERS, {"holders": least, "looked_at": looked_at}).fetchall()
    return [
        ((outlet, line), from_stored(published), article, version, tuple(lines))
        for outlet, line, published, article, version, lines in rows
    ]


def touched(connection: Connection, fresh: Iterable[Sheet], *, least: int, share: float) -> list[tuple[str, str]]:
    """Return which wording of `fresh` shares a text, an address or `least` marks, and `share` of the smaller one's,
    with which cluster; a fresh one's cluster goes by its version."""
    with _fresh(connection, fresh):
        rows = connection.execute(_PAIRS, {"least": least, "share": share}).fetchall()
    return sorted(rows)


def put(connection: Connection, fresh: Sequence[Sheet], clusters: Mapping[str, str]) -> None:
    """Keep `fresh`, in the place of what was known of them, and join clusters: `clusters` says each one's new name."""
    renamed = batch([("cluster", pa.string()), ("joined", pa.string())], sorted(clusters.items()))
    with registered(connection, renamed, "renamed"), _fresh(connection, fresh):
        connection.execute("DELETE FROM fingerprints WHERE version_id IN (SELECT version_id FROM fresh)")
        connection.execute(
            "UPDATE fingerprints SET cluster = renamed.joined FROM renamed "
            "WHERE fingerprints.cluster = renamed.cluster AND renamed.joined <> renamed.cluster"
        )
        connection.execute(
            f"INSERT INTO fingerprints BY NAME SELECT {_NAMES}, coalesce(joined, version_id) AS cluster FROM fresh "
            "LEFT JOIN renamed ON renamed.cluster = fresh.version_id ORDER BY day, version_id"
        )


def set_standing(connection: Connection, stand: Collection[Line], fall: Collection[Line]) -> int:
    """Keep that the lines in `stand` stand and those in `fall` do not; return how many rows changed."""
    columns = (("outlet", pa.string()), ("line", pa.uint64()))
    with registered(connection, batch(columns, sorted(fall))):
        gone = count(
            connection,
            "DELETE FROM standing_lines WHERE EXISTS (SELECT 1 FROM batch "
            "WHERE batch.outlet = standing_lines.outlet AND batch.line = standing_lines.line)",
        )
    with registered(connection, batch(columns, sorted(stand))):
        new = count(
            connection,
            "INSERT INTO standing_lines SELECT * FROM batch ANTI JOIN standing_lines USING (outlet, line)",
        )
    return gone + new


@contextmanager
def _fresh(connection: Connection, sheets: Iterable[Sheet]) -> Iterator[None]:
    with registered(connection, batch(COLUMNS, [_row(sheet) for sheet in sheets]), "fresh"):
        yield


def _versions(connection: Connection, query: str, parameters: list[Any]) -> dict[VersionId, int]:
    return {VersionId(version): pages for version, pages in connection.execute(query, parameters).fetchall()}


def _row(sheet: Sheet) -> tuple[Any, ...]:
    return (
        sheet.version,
        sheet.day,
        sheet.article,
        sheet.url,
        sheet.pages,
        sheet.outlet,
        to_stored(sheet.published),
        sheet.digest,
        sheet.marks,
        sheet.lines,
        sheet.names,
        sheet.agencies,
        sheet.origin,
    )
