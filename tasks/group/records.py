"""Stories among records from outside: what the `throughline group` filter does with each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from storage.models import ArticleId, VersionId
from tasks.group.features import Text
from tasks.group.memory import Memory
from tasks.group.placing import Arrival, place
from tasks.text.dates import parse_date

_NO_DAY = date(1970, 1, 1).toordinal()


def group_records(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Read all records (`id, title, text, source, published`), then yield `id, story` for each, in order.

    They are placed as if they had come day by day, undated ones last. Records with equal stories are on the same one.
    A record without an id or a text yields `id, error`.
    """
    given = list(records)
    moments = [_moment(record.get("published")) for record in given]
    last = max((moment.toordinal() for moment in moments if moment), default=_NO_DAY)
    arrivals = [_arrival(*known, last) for known in zip(given, moments, range(len(given)), strict=True)]
    memory = Memory()
    placed = place(memory, [one for one in arrivals if one], {}).placed
    stories = {one.arrival.version: memory.story_of(one.story) for one in placed}
    for arrival, record in zip(arrivals, given, strict=True):
        if arrival is None:
            yield {"id": record.get("id"), "error": "needs an id and a text"}
        else:
            yield {"id": record["id"], "story": stories[arrival.version]}


def _arrival(record: dict[str, Any], moment: datetime | None, number: int, last: int) -> Arrival | None:
    """Make an arrival of a record; None if it lacks what an article needs."""
    text, title = record.get("text"), record.get("title")
    if record.get("id") is None or not isinstance(text, str):
        return None
    return Arrival(
        version=VersionId(f"{record['id']} {number}"),
        article=ArticleId(str(record["id"])),
        text=Text(title if isinstance(title, str) else "", text, _language(record)),
        day=moment.toordinal() if moment else last,
        dated=moment is not None,
        moment=moment.isoformat() if moment else "",
    )


def _language(record: dict[str, Any]) -> str:
    language = record.get("language")
    return language if isinstance(language, str) and language else "und"


def _moment(written: object) -> datetime | None:
    read = parse_date(written) if isinstance(written, str) else None
    return read[0] if read else None
