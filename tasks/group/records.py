"""Stories among records from outside: what the `throughline group` filter does with each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from storage.models import Article, PageId
from tasks.group.grouping import group
from tasks.text.dates import parse_date

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def group_records(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Read all records (`id, title, text, source, published`), then yield `id, story` for each, in order.

    Records with equal stories are on the same one. A record without an id or a text yields `id, error`.
    """
    given = list(records)
    articles = [_article(record, number) for number, record in enumerate(given)]
    found = group([article for article in articles if article])
    stories = {membership.version: story.id for story in found for membership in story.memberships}
    for article, record in zip(articles, given, strict=True):
        if article is None:
            yield {"id": record.get("id"), "error": "needs an id and a text"}
        else:
            yield {"id": record["id"], "story": stories[article.version]}


def _article(record: dict[str, Any], number: int) -> Article | None:
    """Make an article of a record; None if it lacks what an article needs."""
    text, title = record.get("text"), record.get("title")
    if record.get("id") is None or not isinstance(text, str):
        return None
    article = Article.make_id(f"record {record['id']}")
    return Article(
        id=article,
        version=Article.make_version(article, str(number), text),
        page=PageId(""),
        address=str(record["id"]),
        title=title if isinstance(title, str) else "",
        body=text,
        language=_language(record),
        first_seen=_NO_TIME,
        published=_moment(record.get("published")),
    )


def _language(record: dict[str, Any]) -> str:
    language = record.get("language")
    return language if isinstance(language, str) and language else "und"


def _moment(written: object) -> datetime | None:
    read = parse_date(written) if isinstance(written, str) else None
    return read[0] if read else None
