"""What was turned away, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.models import PageId, Reason, Rejection, stable_id, utc
from storage.rows import TIMESTAMP, from_stored, insert_absent, to_stored

COLUMNS = (
    ("rejection_id", pa.string()),
    ("address", pa.string()),
    ("stage", pa.string()),
    ("reason", pa.string()),
    ("detail", pa.string()),
    ("rejected_at", TIMESTAMP),
    ("rejected_day", pa.date32()),
    ("page_id", pa.string()),
)
SELECT = "SELECT address, stage, reason, detail, rejected_at, page_id FROM rejections"
STABLE = "ORDER BY address, rejected_at, rejection_id"


def add(connection: Connection, rejections: Sequence[Rejection]) -> int:
    """Keep `rejections` and return how many are new: the same one met again on a later run is not."""
    rows = [_row(rejection) for rejection in rejections]
    return insert_absent(connection, "rejections", COLUMNS, rows, ["rejection_id"])


def all(connection: Connection) -> list[Rejection]:
    """Return every rejection ever made, by address."""
    return [_rejection(row) for row in connection.execute(f"{SELECT} {STABLE}").fetchall()]


def current(connection: Connection, newest: int | None = None) -> list[Rejection]:
    """Return the rejections that still stand: no later page came from the same address, and the page itself was not
    read after all, by a better extractor. By address; of `newest` only so many, the last one first."""
    superseded = (
        "SELECT 1 FROM pages WHERE pages.address = rejections.address AND pages.loaded_at > rejections.rejected_at"
    )
    read = "SELECT 1 FROM article_versions WHERE article_versions.page_id = rejections.page_id"
    order = STABLE if newest is None else f"ORDER BY rejected_at DESC, address, rejection_id LIMIT {newest}"
    rows = connection.execute(f"{SELECT} WHERE NOT EXISTS ({superseded}) AND NOT EXISTS ({read}) {order}").fetchall()
    return [_rejection(row) for row in rows]


def _row(rejection: Rejection) -> tuple[Any, ...]:
    return (
        stable_id(
            "rejection",
            rejection.address,
            rejection.stage,
            rejection.reason.value,
            rejection.detail,
            rejection.page or "",
        ),
        rejection.address,
        rejection.stage,
        rejection.reason.value,
        rejection.detail,
        to_stored(rejection.at),
        utc(rejection.at).date(),
        rejection.page,
    )


def _rejection(row: tuple[Any, ...]) -> Rejection:
    address, stage, reason, detail, rejected_at, page = row
    moment = from_stored(rejected_at)
    assert moment is not None
    return Rejection(
        address=address,
        stage=stage,
        reason=Reason(reason),
        detail=detail,
        at=moment,
        page=PageId(page) if page else None,
    )
