"""The pages that were loaded: a row each, their bytes in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from storage.archive import Archive
from storage.connection import Connection
from storage.errors import StorageError
from storage.models import DateOrigin, Given, Media, Page, PageId, SeenOrigin, utc
from storage.rows import TIMESTAMP, batch, from_stored, insert_absent, registered, to_stored

COLUMNS = (
    ("page_id", pa.string()),
    ("address", pa.string()),
    ("media", pa.string()),
    ("content_sha256", pa.string()),
    ("content_bytes", pa.int64()),
    ("loaded_at", TIMESTAMP),
    ("loaded_day", pa.date32()),
    ("path", pa.string()),
    ("given_source", pa.string()),
    ("given_title", pa.string()),
    ("given_url", pa.string()),
    ("given_published", pa.string()),
    ("given_byline", pa.string()),
    ("given_language", pa.string()),
    ("given_published_origin", pa.string()),
    ("seen_origin", pa.string()),
)

MOST_BYTES = 64_000_000  # of pages that are read from the archive at once

SELECT = """
SELECT page_id, address, media, content_sha256, loaded_at, path, given_source, given_title, given_url, given_published,
    given_byline, given_language, given_published_origin, seen_origin
FROM pages
"""


def add(connection: Connection, archive: Archive, pages: Sequence[Page]) -> list[Page]:
    """Keep `pages` and return those that were not known, in their order.

    Raises StorageError if the bytes can't be written; they are on the disk before the rows that name them.
    """
    archive.put(page.content for page in pages)
    by_id: dict[PageId, Page] = {}
    for page in pages:
        by_id.setdefault(page.id, page)
    known = _known_among(connection, list(by_id))
    new = [page for page_id, page in by_id.items() if page_id not in known]
    insert_absent(connection, "pages", COLUMNS, [_row(page) for page in new], ["page_id"])
    return new


def known_ids(connection: Connection) -> set[PageId]:
    """Return the ids of all pages."""
    return {PageId(page_id) for (page_id,) in connection.execute("SELECT page_id FROM pages").fetchall()}


def pending(connection: Connection, archive: Archive, limit: int = 50, most_bytes: int = MOST_BYTES) -> list[Page]:
    """Return at most `limit` pages that gave neither an article nor a rejection yet, the oldest first.

    Together they have at most `most_bytes`, unless the first alone has more.
    """
    rows = connection.execute(
        f"""
        {SELECT}
        WHERE NOT EXISTS (SELECT 1 FROM article_versions done WHERE done.page_id = pages.page_id)
            AND NOT EXISTS (SELECT 1 FROM rejections done WHERE done.page_id = pages.page_id)
        WINDOW until_this AS (ORDER BY loaded_at, address, page_id ROWS UNBOUNDED PRECEDING)
        QUALIFY row_number() OVER until_this = 1 OR sum(content_bytes) OVER until_this <= ?
        ORDER BY loaded_at, address, page_id
        LIMIT ?
        """,
        [most_bytes, limit],
    ).fetchall()
    return [_page(archive, row) for row in rows]


def following(
    connection: Connection, archive: Archive, last: PageId | None = None, limit: int = 50
) -> list[tuple[PageId, Page | StorageError]]:
    """Return at most `limit` pages by their ids, those after `last`: each, or why its bytes can't be read."""
    rows = connection.execute(f"{SELECT} WHERE page_id > ? ORDER BY page_id LIMIT ?", [last or "", limit]).fetchall()
    return [(PageId(row[0]), _page_or_error(archive, row)) for row in rows]


def _page_or_error(archive: Archive, row: tuple[Any, ...]) -> Page | StorageError:
    try:
        return _page(archive, row)
    except StorageError as error:
        return error


def _known_among(connection: Connection, ids: list[PageId]) -> set[PageId]:
    with registered(connection, batch([("page_id", pa.string())], [(page_id,) for page_id in ids])):
        rows = connection.execute("SELECT page_id FROM pages SEMI JOIN batch USING (page_id)").fetchall()
    return {PageId(page_id) for (page_id,) in rows}


def _row(page: Page) -> tuple[Any, ...]:
    given = page.given
    return (
        page.id,
        page.address,
        page.media.value,
        page.content_sha256,
        len(page.content),
        to_stored(page.loaded_at),
        utc(page.loaded_at).date(),
        page.path,
        given.source,
        given.title,
        given.url,
        given.published,
        given.byline,
        given.language,
        given.published_origin.value if given.published else None,
        page.seen_origin.value,
    )


def _page(archive: Archive, row: tuple[Any, ...]) -> Page:
    _, address, media, sha256, loaded_at, path, *said, published_origin, seen_origin = row
    source, title, url, published, byline, language = said
    moment = from_stored(loaded_at)
    assert moment is not None
    return Page(
        address=address,
        media=Media(media),
        content=archive.get(sha256),
        loaded_at=moment,
        path=path,
        given=Given(
            source=source,
            title=title,
            url=url,
            published=published,
            byline=byline,
            language=language,
            published_origin=DateOrigin(published_origin or DateOrigin.MANIFEST),
        ),
        seen_origin=SeenOrigin(seen_origin or SeenOrigin.LOADED),
    )
