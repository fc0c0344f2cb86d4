"""Articles in versions: what each page says, and the texts.

A wording that stands on two pages (loaded again with a manifest, say) is one version with two rows; the row that knows
more (dated, named, then the latest) speaks for it. Days are UTC: widen a range by a day to serve another zone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from storage.connection import Connection
from storage.models import (
    Article,
    ArticleId,
    Credit,
    CreditKind,
    DateOrigin,
    PageId,
    RemovalReason,
    RemovedLine,
    SeenOrigin,
    SourceOrigin,
    VersionId,
    utc,
)
from storage.rows import TIMESTAMP, batch, from_stored, insert_absent, registered, to_stored

COLUMNS = (
    ("version_id", pa.string()),
    ("page_id", pa.string()),
    ("article_id", pa.string()),
    ("address", pa.string()),
    ("path", pa.string()),
    ("url", pa.string()),
    ("title", pa.string()),
    ("body_sha256", pa.string()),
    ("text_day", pa.date32()),
    ("language", pa.string()),
    ("source", pa.string()),
    ("source_origin", pa.string()),
    ("byline", pa.string()),
    ("published", TIMESTAMP),
    ("published_day", pa.date32()),
    ("day_only", pa.bool_()),
    ("date_origin", pa.string()),
    ("modified", TIMESTAMP),
    ("modified_day", pa.date32()),
    ("first_seen", TIMESTAMP),
    ("credits", pa.string()),
    ("removed", pa.string()),
    ("zone_certain", pa.bool_()),
    ("modified_origin", pa.string()),
    ("modified_zone_certain", pa.bool_()),
    ("seen_origin", pa.string()),
)
TEXT_COLUMNS = (("body_sha256", pa.string()), ("text_day", pa.date32()), ("body", pa.string()))

# Of the wanted versions, the row that speaks for each, and the moment the wording was first seen on any page.
SPEAKING = """
SELECT version_id, page_id, article_id, address, path, url, title, body_sha256, text_day, language, source,
    source_origin, byline, published, day_only, date_origin, modified,
    min(first_seen) OVER (PARTITION BY version_id) AS first_seen, credits, removed, zone_certain, modified_origin,
    modified_zone_certain, seen_origin
FROM article_versions SEMI JOIN ({wanted}) wanted USING (version_id)
QUALIFY row_number() OVER (
    PARTITION BY version_id
    ORDER BY published IS NULL, source IS NULL, article_versions.first_seen DESC, page_id DESC
) = 1
"""
STABLE = "ORDER BY published NULLS LAST, modified NULLS FIRST, first_seen, address, version_id"
NEWEST = "coalesce(modified, published) DESC NULLS LAST, first_seen DESC, version_id"
ANY = "SELECT version_id FROM article_versions"


def add(connection: Connection, articles: Sequence[Article]) -> int:
    """Keep `articles` and return how many of them are wordings that were not known."""
    new = _unknown(connection, {article.version for article in articles})
    ordered = sorted(articles, key=lambda article: (_text_day(article), article.version, article.page))
    rows = [_row(article) for article in ordered]
    texts = [(_sha256(article.body), _text_day(article), article.body) for article in ordered]
    insert_absent(connection, "texts", TEXT_COLUMNS, texts, ["body_sha256", "text_day"])
    insert_absent(connection, "article_versions", COLUMNS, rows, ["version_id", "page_id"])
    return len(new)


def all_versions(connection: Connection) -> list[Article]:
    """Return every version: by publication, undated ones last, then by edit and address."""
    return _select(connection, ANY)


def between(
    connection: Connection, first_day: date, last_day: date, *, undated: bool = False, texts: bool = True
) -> list[Article]:
    """Return the versions published or edited from `first_day` to `last_day` (UTC, inclusive), and the undated ones too
    if `undated`; in the order of `all_versions`. Without `texts` the bodies are empty, and the rest costs little."""
    inside = "published_day BETWEEN $first AND $last OR modified_day BETWEEN $first AND $last"
    condition = f"{inside} OR published IS NULL" if undated else inside
    spoken = inside.replace("published_day", "published::DATE").replace("modified_day", "modified::DATE")
    spoken = f"{spoken} OR published IS NULL" if undated else spoken
    days = {"first": first_day, "last": last_day}
    return _select(connection, f"{ANY} WHERE {condition}", f"WHERE {spoken}", days, texts=texts)


def by_version(connection: Connection, ids: Iterable[VersionId], *, texts: bool = True) -> dict[VersionId, Article]:
    """Return the versions named by `ids`; unknown ones are left out. Without `texts` as `between`."""
    with registered(
        connection, batch([("version_id", pa.string())], [(version,) for version in sorted(set(ids))]), "named"
    ):
        found = _select(connection, "SELECT version_id FROM named", texts=texts)
    return {article.version: article for article in found}


def languages(connection: Connection, ids: Iterable[VersionId]) -> dict[VersionId, str]:
    """Return the languages of the versions named by `ids`; unknown ones are left out."""
    named = batch([("version_id", pa.string())], [(version,) for version in sorted(set(ids))])
    with registered(connection, named, "named"):
        rows = connection.execute(
            "SELECT version_id, any_value(language ORDER BY page_id) FROM article_versions "
            "SEMI JOIN named USING (version_id) GROUP BY version_id"
        ).fetchall()
    return dict(rows)


def at_places(
    connection: Connection, places: Iterable[tuple[VersionId, PageId]]
) -> dict[tuple[VersionId, PageId], Article]:
    """Return each wording as the page beside it gives it, whichever page speaks for it now; unknown ones are left out.

    What was read from one page never changes, so this gives the same at any time.
    """
    columns = [("version_id", pa.string()), ("page_id", pa.string())]
    with registered(connection, batch(columns, sorted(set(places))), "named_places"):
        speaking = "PARTITION BY version_id"
        each = SPEAKING.replace(f"{speaking}\n", f"{speaking}, page_id\n").format(wanted="FROM named_places")
        found = connection.execute(
            f"SELECT each.* FROM ({each}) each SEMI JOIN named_places USING (version_id, page_id)"
        )
        rows = found.fetchall()
    bodies = _bodies(connection, [(row[7], row[8]) for row in rows])
    read = [_article(row, bodies[row[7]]) for row in rows]
    return {(article.version, article.page): article for article in read}


def versions_of(connection: Connection, article: ArticleId) -> list[Article]:
    """Return every version of one article, the oldest first."""
    return _select(connection, f"{ANY} WHERE article_id = $article", parameters={"article": article})


def versions_by_id(connection: Connection, ids: Iterable[str]) -> dict[VersionId, ArticleId]:
    """Return every version of the articles named by `ids`, with its article."""
    with registered(connection, batch([("article_id", pa.string())], [(one,) for one in sorted(set(ids))]), "named"):
        rows = connection.execute(
            "SELECT DISTINCT version_id, article_id FROM article_versions SEMI JOIN named USING (article_id)"
        )
        return {VersionId(version): ArticleId(article) for version, article in rows.fetchall()}


def first_seen(connection: Connection, versions: Iterable[VersionId]) -> dict[VersionId, datetime]:
    """Return when the article that each of `versions` is a wording of was first seen, in whatever wording."""
    named = batch([("version_id", pa.string())], [(version,) for version in sorted(set(versions))])
    with registered(connection, named, "named"):
        rows = connection.execute(
            "SELECT named.version_id, min(every.first_seen) FROM named JOIN article_versions one USING (version_id) "
            "JOIN article_versions every ON every.article_id = one.article_id GROUP BY named.version_id"
        ).fetchall()
    return {VersionId(version): utc(at) for version, at in rows}


def find(connection: Connection, text: str) -> list[Article]:
    """Return the versions a person may mean by `text`: the start of an article's or version's id (at least 4 digits),
    an address, a path or the end of one, or a URL."""
    condition = "address = $text OR url = $text OR path = $text OR ends_with(path, '/' || $text)"
    if len(text) >= 4:
        condition += " OR starts_with(article_id, $text) OR starts_with(version_id, $text)"
    return _select(connection, f"{ANY} WHERE {condition}", parameters={"text": text}) if text else []


def _select(
    connection: Connection,
    wanted: str,
    narrowed: str = "",
    parameters: dict[str, Any] | None = None,
    *,
    texts: bool = True,
) -> list[Article]:
    """Return the versions that the query `wanted` names, in stable order, those kept that `narrowed` lets through."""
    speaking = SPEAKING.format(wanted=wanted)
    rows = connection.execute(f"SELECT * FROM ({speaking}) {narrowed} {STABLE}", parameters or {}).fetchall()
    bodies = _bodies(connection, [(row[7], row[8]) for row in rows]) if texts else {}
    return [_article(row, bodies[row[7]] if texts else "") for row in rows]


def _bodies(connection: Connection, keys: list[tuple[str, date]]) -> dict[str, str]:
    """Return the texts named by (sha256, day). Their rows are found first: else every text would be decompressed."""
    if not keys:
        return {}
    with registered(connection, batch(TEXT_COLUMNS[:2], sorted(set(keys))), "wanted_texts"):
        rows = connection.execute(
            "SELECT body_sha256, body FROM texts WHERE rowid IN "
            "(SELECT texts.rowid FROM texts SEMI JOIN wanted_texts USING (body_sha256, text_day))"
        ).fetchall()
    return dict(rows)


def _unknown(connection: Connection, versions: set[VersionId]) -> set[str]:
    with registered(connection, batch([("version_id", pa.string())], [(version,) for version in sorted(versions)])):
        rows = connection.execute(
            "SELECT version_id FROM batch ANTI JOIN article_versions USING (version_id)"
        ).fetchall()
    return {version for (version,) in rows}


def _text_day(article: Article) -> date:
    return utc(article.published or article.first_seen).date()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _row(article: Article) -> tuple[Any, ...]:
    published, modified = to_stored(article.published), to_stored(article.modified)
    return (
        article.version,
        article.page,
        article.id,
        article.address,
        article.path,
        article.url,
        article.title,
        _sha256(article.body),
        _text_day(article),
        article.language,
        article.source,
        article.source_origin.value,
        article.byline,
        published,
        published.date() if published else None,
        article.day_only,
        article.date_origin.value,
        modified,
        modified.date() if modified else None,
        to_stored(article.first_seen),
        json.dumps([[credit.kind.value, credit.name, credit.text] for credit in article.credits], ensure_ascii=False),
        json.dumps([[line.text, line.reason.value] for line in article.removed], ensure_ascii=False),
        article.zone_certain,
        article.modified_origin.value,
        article.modified_zone_certain,
        article.seen_origin.value,
    )


def _article(row: tuple[Any, ...], body: str) -> Article:
    (version, page, article_id, address, path, url, title, _, _, language, source, source_origin, byline) = row[:13]
    (published, day_only, date_origin, modified, first_seen, credits_json, removed_json) = row[13:20]
    (zone_certain, modified_origin, modified_zone_certain, seen_origin) = row[20:]
    seen = from_stored(first_seen)
    assert seen is not None
    return Article(
        id=ArticleId(article_id),
        version=VersionId(version),
        page=PageId(page),
        address=address,
        title=title,
        body=body,
        language=language,
        first_seen=seen,
        path=path,
        url=url,
        source=source,
        source_origin=SourceOrigin(source_origin),
        byline=byline,
        published=from_stored(published),
        day_only=day_only,
        date_origin=DateOrigin(date_origin),
        zone_certain=zone_certain,
        modified=from_stored(modified),
        modified_origin=DateOrigin(modified_origin or DateOrigin.NONE),
        modified_zone_certain=modified_zone_certain,
        seen_origin=SeenOrigin(seen_origin or SeenOrigin.LOADED),
        credits=tuple(
            Credit(kind=CreditKind(kind), name=name, text=text) for kind, name, text in json.loads(credits_json)
        ),
        removed=tuple(
            RemovedLine(text=text, reason=RemovalReason(reason)) for text, reason in json.loads(removed_json)
        ),
    )
