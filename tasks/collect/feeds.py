"""A feed's bytes to what it announces: RSS 0.9 to 2.0, Atom, RDF, CDF and JSON Feed, as they are.

Dates stay as written, whatever they say; what is odd about the feed is told in sentences, and costs no item that can be
fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tasks.collect.addresses import absolute, canonical
from tasks.collect.announcements import Announced, Announcement
from tasks.collect.entries import Entry, read_entries
from tasks.collect.plain import plain
from tasks.text.timestamps import machine_written

FIRST_YEAR = 1995  # before there were feeds; a clock that was never set says 1970
AHEAD = timedelta(hours=26)  # a local time taken for UTC, and an hour for clocks that go wrong
_SUMMARY = 2_000  # characters


def read(
    body: bytes, *, url: str, content_type: str = "", charset: str | None = None, now: datetime | None = None
) -> Announcement:
    """Read the feed that `url` answered with; where `now` is given, items dated after it are named as a problem.

    Raises NotReadable with one sentence for what is no feed.
    """
    feed = read_entries(body, url=url, content_type=content_type, charset=charset)
    announced = [_announced(entry, url) for entry in feed.entries]
    by_address: dict[str, Announced] = {}
    for item in announced:
        if item.address:
            by_address.setdefault(item.address, item)
    items = tuple(by_address.values())
    return Announcement(
        title=plain(feed.title),
        kind=feed.kind,
        items=items,
        further=tuple(page for link in feed.further if (page := absolute(link, base=url)) and page != url),
        problems=(*feed.problems, *_problems(announced, items, now)),
    )


def _announced(entry: Entry, url: str) -> Announced:
    link = absolute(entry.link, base=url)
    return Announced(
        url=link,
        address=canonical(link),
        title=plain(entry.title, is_text=entry.title_is_text),
        published=entry.published,
        modified=entry.modified,
        key=entry.key,
        summary=plain(entry.summary)[:_SUMMARY],
        content=entry.content,
        language=entry.language,
    )


def _problems(announced: Sequence[Announced], items: Sequence[Announced], now: datetime | None) -> Iterator[str]:
    without = sum(not item.address for item in announced)
    repeated = len(announced) - without - len(items)
    shared = sum(count - 1 for key, count in Counter(item.key for item in items if item.key).items() if count > 1)
    early, late, undated = _odd_dates(items, now)
    for count, what in (
        (without, "no address that can be fetched"),
        (repeated, "the address of another item"),
        (shared, "the id of another item"),
        (undated, "no date"),
        (early, f"a date before {FIRST_YEAR}"),
        (late, "a date in the future"),
    ):
        if count:
            yield f"{count:,} {'item has' if count == 1 else 'items have'} {what}."


def _odd_dates(items: Sequence[Announced], now: datetime | None) -> tuple[int, int, int]:
    dates = [date for item in items if (date := item.published or item.modified)]
    moments = [read[0] for date in dates if (read := machine_written(date))]
    early = sum(moment.year < FIRST_YEAR for moment in moments)
    late = sum(moment > now + AHEAD for moment in moments) if now else 0
    return early, late, len(items) - len(dates)
