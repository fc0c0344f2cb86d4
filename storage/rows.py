"""Putting batches of rows into tables, in bulk, without keys: insert what is absent, replace what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection
from duckdb import Error as DuckDBError

from storage.models import utc

TIMESTAMP = pa.timestamp("us")

Columns = Sequence[tuple[str, pa.DataType]]
Row = tuple[Any, ...]


def to_stored(moment: datetime | None) -> datetime | None:
    """Return an instant as the tables keep it: in UTC, without saying so."""
    return None if moment is None else utc(moment).replace(tzinfo=None)


def from_stored(moment: datetime | None) -> datetime | None:
    """Return an instant from the tables: aware, in UTC."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def batch(columns: Columns, rows: Sequence[Row]) -> pa.Table:
    """Return `rows` as an Arrow table with `columns`."""
    arrays = [pa.array([row[place] for row in rows], type=kind) for place, (_, kind) in enumerate(columns)]
    return pa.table(arrays, names=[name for name, _ in columns])


@contextmanager
def registered(connection: DuckDBPyConnection, table: pa.Table, name: str = "batch") -> Iterator[None]:
    """Let the block's SQL see `table` under `name`.

    It is copied into a temporary table: joins push filters into whatever they read, and PyArrow does not know them all.
    """
    connection.register("arriving", table)
    try:
        connection.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM arriving")
    finally:
        connection.unregister("arriving")
    try:
        yield
    finally:
        with suppress(DuckDBError):  # a transaction that failed takes the table with it
            connection.execute(f"DROP TABLE {name}")


def insert_absent(
    connection: DuckDBPyConnection, table: str, columns: Columns, rows: Sequence[Row], key: Sequence[str]
) -> int:
    """Insert those of `rows` whose `key` the table does not hold yet, in their order; return how many those were.

    Of several rows with one key the first counts. Key columns must not be null.
    """
    places = [[name for name, _ in columns].index(name) for name in key]
    first: dict[Row, Row] = {}
    for row in rows:
        first.setdefault(tuple(row[place] for place in places), row)
    if not first:
        return 0
    same = " AND ".join(f"present.{name} = batch.{name}" for name in key)
    numbered = [(*row, number) for number, row in enumerate(first.values())]
    with registered(connection, batch([*columns, ("batch_number", pa.int64())], numbered)):
        return count(
            connection,
            f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (batch_number) FROM batch "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} present WHERE {same}) ORDER BY batch_number",
        )


def replace(
    connection: DuckDBPyConnection,
    table: str,
    columns: Columns,
    rows: Sequence[Row],
    scope: tuple[str, str] | None = None,
) -> int:
    """Make `rows` the whole of the table, or of its part where column `scope[0]` equals `scope[1]`.

    Touches only what differs, so that the same rows again change nothing. Returns the number of rows changed.
    """
    same = " AND ".join(f"present.{name} IS NOT DISTINCT FROM batch.{name}" for name, _ in columns)
    within, values = ("present." + scope[0] + " = ?", [scope[1]]) if scope else ("true", [])
    names = ", ".join(name for name, _ in columns)
    with registered(connection, batch(columns, rows)):
        deleted = count(
            connection,
            f"DELETE FROM {table} AS present WHERE {within} AND NOT EXISTS (SELECT 1 FROM batch WHERE {same})",
            values,
        )
        inserted = count(
            connection,
            f"INSERT INTO {table} BY NAME SELECT {names} FROM batch "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} present WHERE {same}) ORDER BY ALL",
        )
    return deleted + inserted


def count(connection: DuckDBPyConnection, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Return the one number that `query` gives; of an INSERT or DELETE, the rows it touched."""
    rows = connection.execute(query, parameters).fetchall()  # all of them: a result left open blocks the connection
    return int(rows[0][0])
