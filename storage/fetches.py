"""What was asked of each source and what came of it: documents, announced items, runs, and the health of it all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.items import Document, Health, Item, ItemState, Run
from storage.models import PageId, utc
from storage.rows import TIMESTAMP, Columns, Row, batch, count, from_stored, insert_absent, registered, to_stored

RUN_COLUMNS: Columns = (
    ("source", pa.string()),
    ("ran_at", TIMESTAMP),
    ("ran_day", pa.date32()),
    ("outcome", pa.string()),
    ("reason", pa.string()),
    ("detail", pa.string()),
    ("announced", pa.int32()),
    ("fresh", pa.int32()),
    ("fetched", pa.int32()),
    ("failed", pa.int32()),
)
PAGE_COLUMNS: Columns = (("source", pa.string()), ("page_id", pa.string()))
DOCUMENT_COLUMNS: Columns = (
    ("source", pa.string()),
    ("url", pa.string()),
    ("etag", pa.string()),
    ("last_modified", pa.string()),
    ("fetched_at", TIMESTAMP),
)
REST_COLUMNS: Columns = (("host", pa.string()), ("rests_until", TIMESTAMP))
ITEM_COLUMNS: Columns = (
    ("source", pa.string()),
    ("address", pa.string()),
    ("url", pa.string()),
    ("title", pa.string()),
    ("published", pa.string()),
    ("published_at", TIMESTAMP),
    ("modified", pa.string()),
    ("language", pa.string()),
    ("first_seen", TIMESTAMP),
    ("state", pa.string()),
    ("reason", pa.string()),
    ("detail", pa.string()),
    ("attempts", pa.int32()),
    ("tried_at", TIMESTAMP),
    ("page_address", pa.string()),
)

# A run that failed counts until one reads everything again; an unchanged answer in between neither adds nor ends.
HEALTH = """
WITH read AS (
    SELECT source, max(ran_at) AS last_read FROM source_runs WHERE outcome = 'read' GROUP BY source
), failing AS (
    SELECT runs.source, count(*) AS failures, min(ran_at) AS since, arg_max(reason, ran_at) AS reason,
        arg_max(detail, ran_at) AS detail
    FROM source_runs runs LEFT JOIN read USING (source)
    WHERE outcome = 'failed' AND (last_read IS NULL OR ran_at > last_read) GROUP BY runs.source
), ran AS (
    SELECT runs.source, max(ran_at) AS last_run, arg_max(announced, ran_at) AS met,
        max(ran_at) FILTER (outcome <> 'failed' AND (since IS NULL OR ran_at < since)) AS last_success
    FROM source_runs runs LEFT JOIN failing USING (source) GROUP BY runs.source
), given AS (
    SELECT source, max(loaded_at) AS last_new,
        count(*) FILTER (page_id IN (SELECT page_id FROM article_versions)) AS kept,
        count(*) FILTER (page_id IN (SELECT page_id FROM rejections WHERE page_id IS NOT NULL)) AS turned_away,
        count(*) AS pages
    FROM source_pages JOIN pages USING (page_id) GROUP BY source
), items AS (
    SELECT source, count(*) AS seen, count(*) FILTER (state = 'failed') AS failed,
        count(*) FILTER (state = 'waiting') AS waiting
    FROM announced_items GROUP BY source
)
SELECT ran.source, last_run, last_success, last_new, coalesce(failures, 0), coalesce(failing.reason, ''),
    coalesce(failing.detail, ''), coalesce(items.seen, ran.met), coalesce(kept, 0),
    coalesce(turned_away, 0) + coalesce(items.failed, 0), coalesce(items.waiting, 0)
FROM ran LEFT JOIN failing USING (source) LEFT JOIN given USING (source) LEFT JOIN items USING (source)
ORDER BY ran.source
"""


def health(connection: Connection) -> dict[str, Health]:
    """Return how each source fares that was ever asked, by its name."""
    return {
        source: Health(
            source=source,
            last_run=utc(last_run),
            last_success=from_stored(last_success),
            last_new=from_stored(last_new),
            failures=failures,
            reason=reason,
            detail=detail,
            seen=seen,
            kept=kept,
            rejected=rejected,
            waiting=waiting,
        )
        for (
            source,
            last_run,
            last_success,
            last_new,
            failures,
            reason,
            detail,
            seen,
            kept,
            rejected,
            waiting,
        ) in connection.execute(HEALTH).fetchall()
    }


def moments(connection: Connection, source: str, limit: int = 60) -> list[datetime]:
    """Return when the newest items of a source came out, or were first seen where they say nothing; latest first."""
    rows = connection.execute(
        """
        SELECT DISTINCT least(coalesce(published_at, first_seen), first_seen) AS moment FROM announced_items
        WHERE source = ? ORDER BY moment DESC LIMIT ?
        """,
        [source, limit],
    ).fetchall()
    return [utc(moment) for (moment,) in rows]


def add_run(connection: Connection, run: Run) -> None:
    """Keep the account of one run."""
    row = (
        run.source,
        to_stored(run.at),
        utc(run.at).date(),
        run.outcome.value,
        run.reason,
        run.detail,
        run.announced,
        run.fresh,
        run.fetched,
        run.failed,
    )
    insert_absent(connection, "source_runs", RUN_COLUMNS, [row], ["source", "ran_at"])


def add_pages(connection: Connection, source: str, pages: Collection[PageId]) -> int:
    """Keep which pages a source gave; return how many it gave for the first time."""
    rows = [(source, page) for page in pages]
    return insert_absent(connection, "source_pages", PAGE_COLUMNS, rows, ["source", "page_id"])


def addresses(connection: Connection, source: str) -> frozenset[str]:
    """Return the place of every page that a source gave: its path, else its address."""
    rows = connection.execute(
        "SELECT DISTINCT coalesce(path, address) FROM source_pages JOIN pages USING (page_id) WHERE source = ?",
        [source],
    ).fetchall()
    return frozenset(place for (place,) in rows)


def documents(connection: Connection, source: str, *, of_pages: bool = False) -> dict[str, Document]:
    """Return what is kept of a source's documents, by address; nothing for a source that is failing.

    A source whose last answer could not be used is asked for everything: "nothing changed" would say nothing. With
    `of_pages` they are those of addresses from which a page was fetched, else all others: an address may have been
    read for its links before it was read as a page, or the other way round.
    """
    if connection.execute(
        "SELECT outcome FROM source_runs WHERE source = ? AND outcome <> 'unchanged' ORDER BY ran_at DESC LIMIT 1",
        [source],
    ).fetchall() == [("failed",)]:
        return {}
    rows = connection.execute(
        """
        SELECT url, etag, last_modified, fetched_at FROM source_documents
        WHERE source = $source AND $of_pages = (
            url IN (SELECT url FROM announced_items WHERE source = $source AND page_address IS NOT NULL)
        ) ORDER BY url
        """,
        {"source": source, "of_pages": of_pages},
    ).fetchall()
    return {
        url: Document(source=source, url=url, etag=etag, last_modified=last_modified, fetched_at=utc(fetched_at))
        for url, etag, last_modified, fetched_at in rows
    }


def put_documents(connection: Connection, kept: Sequence[Document]) -> None:
    """Keep these documents' state in the place of what was kept of them."""
    rows = [(one.source, one.url, one.etag, one.last_modified, to_stored(one.fetched_at)) for one in kept]
    _put(connection, "source_documents", DOCUMENT_COLUMNS, rows, ("source", "url"))


def items(connection: Connection, source: str, among: Collection[str] | None = None) -> dict[str, Item]:
    """Return what a source ever announced, by address; only what is `among` these addresses if they are given."""
    if among is None:
        return _items(connection, source, "true")
    with registered(connection, batch([("address", pa.string())], [(one,) for one in sorted(set(among))]), "among"):
        return _items(connection, source, "address IN (SELECT address FROM among)")


def waiting(connection: Connection, source: str) -> dict[str, Item]:
    """Return what a source announced and nobody fetched yet, by address."""
    return _items(connection, source, f"state = '{ItemState.WAITING}'")


def announced_before(connection: Connection, source: str) -> bool:
    """Say whether a source ever announced anything."""
    return bool(connection.execute("SELECT 1 FROM announced_items WHERE source = ? LIMIT 1", [source]).fetchall())


def _items(connection: Connection, source: str, condition: str) -> dict[str, Item]:
    names = ", ".join(name for name, _ in ITEM_COLUMNS)
    rows = connection.execute(
        f"SELECT {names} FROM announced_items WHERE source = ? AND {condition} ORDER BY address", [source]
    ).fetchall()
    return {item.address: item for item in map(_item, rows)}


def put_items(connection: Connection, kept: Sequence[Item]) -> None:
    """Keep these items in the place of what was kept of them."""
    _put(connection, "announced_items", ITEM_COLUMNS, [_item_row(one) for one in kept], ("source", "address"))


def taken(connection: Connection, source: str, wanted: Collection[str]) -> set[str]:
    """Return those of the addresses `wanted` that another source has fetched or will."""
    with registered(connection, batch([("address", pa.string())], [(one,) for one in sorted(wanted)])):
        rows = connection.execute(
            """
            SELECT DISTINCT address FROM announced_items SEMI JOIN batch USING (address)
            WHERE source <> ? AND state IN ('waiting', 'fetched')
            """,
            [source],
        ).fetchall()
    return {address for (address,) in rows}


def rests(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Return the hosts that asked to be left alone beyond `now`, and until when."""
    rows = connection.execute(
        "SELECT host, rests_until FROM host_rests WHERE rests_until > ? ORDER BY host", [to_stored(now)]
    ).fetchall()
    return {host: utc(until) for host, until in rows}


def put_rests(connection: Connection, asked: Mapping[str, datetime]) -> None:
    """Keep until when hosts asked to be left alone."""
    _put(connection, "host_rests", REST_COLUMNS, [(host, to_stored(until)) for host, until in asked.items()], ("host",))


def loaded_among(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Return those of the addresses `wanted` from which a page was loaded before."""
    with registered(connection, batch([("address", pa.string())], [(one,) for one in sorted(wanted)])):
        rows = connection.execute("SELECT DISTINCT address FROM pages SEMI JOIN batch USING (address)").fetchall()
    return {address for (address,) in rows}


def _put(connection: Connection, table: str, columns: Columns, rows: Sequence[Row], key: Sequence[str]) -> None:
    if not rows:
        return
    same = " AND ".join(f"present.{name} = batch.{name}" for name in key)
    with registered(connection, batch(columns, rows)):
        count(connection, f"DELETE FROM {table} AS present WHERE EXISTS (SELECT 1 FROM batch WHERE {same})")
    insert_absent(connection, table, columns, rows, key)


def _item_row(item: Item) -> Row:
    return (
        item.source,
        item.address,
        item.url,
        item.title,
        item.published,
        to_stored(item.published_at),
        item.modified,
        item.language,
        to_stored(item.first_seen),
        item.state.value,
        item.reason,
        item.detail,
        item.attempts,
        to_stored(item.tried_at),
        item.page_address,
    )


def _item(row: tuple[Any, ...]) -> Item:
    values = dict(zip((name for name, _ in ITEM_COLUMNS), row, strict=True))
    for name in ("published_at", "first_seen", "tried_at"):
        values[name] = from_stored(values[name])
    return Item(**(values | {"state": ItemState(values["state"])}))
