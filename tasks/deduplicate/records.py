"""Copies among records from outside: what the `throughline dedupe` filter does with each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from storage.models import Article, CopyKind, Fold, PageId
from tasks.deduplicate.folding import fold
from tasks.text.dates import parse_date

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


_KINDS = {CopyKind.ADDRESS: "near", CopyKind.BRIEF: "syndicated"}  # others go by their own names


def dedupe_records(
    records: Iterable[dict[str, Any]], canonical: Callable[[str], str] = str
) -> Iterator[dict[str, Any]]:
    """Read all records (`id, title, text, source, url, published`), then yield one for each, in order.

    A yielded record holds `id, copy_of, kind, origin, reason`: the id of the original or None; "identical", "near",
    "syndicated" or None; the name of the independent origin; and why it is a copy, or else where its origin is from. A
    record without an id or a text yields `id, error`. `canonical` gives the one address behind spellings of a URL.
    """
    given = list(records)
    articles = [_article(record, canonical) for record in given]
    folds = {found.version: found for found in fold([article for article in articles if article])}
    ids = {article.version: record["id"] for article, record in zip(articles, given, strict=True) if article}
    for article, record in zip(articles, given, strict=True):
        if article is None:
            yield {"id": record.get("id"), "error": "needs an id and a text"}
            continue
        found = folds[article.version]
        yield {
            "id": record["id"],
            "copy_of": ids[found.copy_of] if found.copy_of else None,
            "kind": _kind(found),
            "origin": found.origin,
            "reason": found.reason or found.origin_reason,
        }


def _kind(found: Fold) -> str | None:
    if found.kind is CopyKind.ADDRESS and found.overlap == 1:
        return str(CopyKind.IDENTICAL)
    return _KINDS.get(found.kind, str(found.kind)) if found.kind else None


def _article(record: dict[str, Any], canonical: Callable[[str], str]) -> Article | None:
    """Make an article of a record; None if it lacks what an article needs."""
    text = record.get("text")
    if record.get("id") is None or not isinstance(text, str):
        return None
    title, url = _words(record, "title") or "", _words(record, "url")
    address = url and (canonical(url) or url)
    article = Article.make_id(f"record {record['id']}")  # two records with one address are two pages, not one
    return Article(
        id=article,
        version=Article.make_version(article, f"{record['id']}\x1f{title}", text),
        page=PageId(""),
        address=address or str(record["id"]),
        title=title,
        body=text,
        language="und",
        first_seen=_NO_TIME,
        url=address,
        source=_words(record, "source"),
        byline=_words(record, "byline"),
        published=_moment(_words(record, "published")),
    )


def _words(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _moment(written: str | None) -> datetime | None:
    read = parse_date(written) if written else None
    return read[0] if read else None
