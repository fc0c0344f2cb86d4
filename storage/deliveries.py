"""What was sent to whom, noted before and after, so that nothing is sent twice and nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.models import DigestId, StoryId, utc
from storage.published import Delivery, DeliveryState
from storage.rows import TIMESTAMP, count, from_stored, insert_absent, to_stored

COLUMNS = (
    ("delivery_id", pa.string()),
    ("number", pa.int32()),
    ("channel", pa.string()),
    ("address", pa.string()),
    ("digest_id", pa.string()),
    ("withdrawn", pa.bool_()),
    ("state", pa.string()),
    ("happened_at", TIMESTAMP),
    ("detail", pa.string()),
)
LAST = """
SELECT deliveries.channel, deliveries.address, deliveries.digest_id, deliveries.withdrawn, deliveries.state,
    deliveries.happened_at, deliveries.detail, digests.story_id, digests.digest_day, digests.revision
FROM deliveries JOIN digests USING (digest_id)
WHERE {condition}
QUALIFY row_number() OVER (PARTITION BY delivery_id ORDER BY number DESC) = 1
ORDER BY happened_at, channel, address, digest_id
"""


def note(connection: Connection, delivery: Delivery) -> None:
    """Note how far a delivery got."""
    last = count(connection, "SELECT coalesce(max(number), 0) FROM deliveries WHERE delivery_id = ?", [delivery.id])
    row = (
        delivery.id,
        last + 1,
        delivery.channel,
        delivery.address,
        delivery.digest,
        delivery.withdrawn,
        delivery.state.value,
        to_stored(delivery.at),
        delivery.detail,
    )
    insert_absent(connection, "deliveries", COLUMNS, [row], ["delivery_id", "number"])


def claim(connection: Connection, delivery: Delivery) -> bool:
    """Note that a delivery starts, unless it is under way, sent or perhaps sent; say whether it may start.

    The one place where it is decided that something is sent: the note is on the disk before the first byte leaves.
    """
    state = _state(connection, delivery.id)
    if state not in (None, DeliveryState.FAILED):
        return False
    note(connection, delivery)
    return True


def of_stories(connection: Connection, stories: Sequence[StoryId]) -> list[Delivery]:
    """Return the deliveries of the digests of `stories` as they stand, the oldest first."""
    return _select(connection, "digests.story_id IN (SELECT unnest($stories))", {"stories": list(stories)})


def newest(connection: Connection, limit: int) -> list[Delivery]:
    """Return the deliveries that something happened to last, the newest last."""
    return _select(connection, "true", {})[-limit:]


def _state(connection: Connection, delivery: str) -> DeliveryState | None:
    rows = connection.execute(
        "SELECT state FROM deliveries WHERE delivery_id = ? ORDER BY number DESC LIMIT 1", [delivery]
    ).fetchall()
    return DeliveryState(rows[0][0]) if rows else None


def _select(connection: Connection, condition: str, parameters: dict[str, Any]) -> list[Delivery]:
    return [_delivery(*row) for row in connection.execute(LAST.format(condition=condition), parameters).fetchall()]


def _delivery(
    channel: str,
    address: str,
    digest: str,
    withdrawn: bool,
    state: str,
    at: datetime,
    detail: str,
    story: str,
    day: Any,
    revision: int,
) -> Delivery:
    return Delivery(
        channel=channel,
        address=address,
        digest=DigestId(digest),
        withdrawn=withdrawn,
        state=DeliveryState(state),
        at=from_stored(at) or utc(at),
        detail=detail,
        story=StoryId(story),
        day=day,
        revision=revision,
    )
