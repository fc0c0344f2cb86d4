"""What came from each outlet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.connection import Connection
from storage.rows import from_stored

# A rejected page has no article to name its outlet: it goes by what was given, else by its host's other articles.
SUMMARY = """
WITH hosts AS (
    SELECT regexp_extract(address, '^https?://([^/]+)', 1) AS host, mode(source ORDER BY source) AS outlet
    FROM article_versions WHERE source IS NOT NULL AND address LIKE 'http%' GROUP BY host
), spoken AS (
    SELECT article_id, version_id, source, published, first_seen FROM article_versions
    QUALIFY row_number() OVER (
        PARTITION BY version_id ORDER BY published IS NULL, source IS NULL, first_seen DESC, page_id DESC
    ) = 1
), loads AS (
    SELECT CASE WHEN version.page_id IS NOT NULL THEN version.source
            ELSE coalesce(pages.given_source, hosts.outlet, nullif(host_of.host, '')) END AS outlet,
        pages.page_id, pages.loaded_at, version.page_id IS NULL AND rejection.page_id IS NOT NULL AS rejected
    FROM pages
    CROSS JOIN LATERAL (SELECT regexp_extract(pages.address, '^https?://([^/]+)', 1) AS host) host_of
    LEFT JOIN hosts ON hosts.host = host_of.host
    LEFT JOIN (SELECT page_id, any_value(source ORDER BY version_id) AS source FROM article_versions GROUP BY page_id)
        version ON version.page_id = pages.page_id
    LEFT JOIN (SELECT DISTINCT page_id FROM rejections) rejection ON rejection.page_id = pages.page_id
), loaded AS (
    SELECT outlet, count(*) FILTER (rejected) AS rejected, max(loaded_at) AS last_loaded FROM loads GROUP BY outlet
), written AS (
    SELECT source AS outlet, count(DISTINCT article_id) AS articles, count(*) AS versions,
        min(published) AS first_published, max(published) AS last_published
    FROM spoken GROUP BY source
)
SELECT coalesce(written.outlet, loaded.outlet) AS outlet, coalesce(articles, 0), coalesce(versions, 0),
    coalesce(rejected, 0), first_published, last_published, last_loaded
FROM written FULL JOIN loaded ON written.outlet IS NOT DISTINCT FROM loaded.outlet
ORDER BY coalesce(articles, 0) DESC, outlet NULLS LAST
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """What came from one outlet."""

    outlet: str | None  # None for all that nothing betrays the outlet of
    articles: int
    versions: int
    rejected: int  # pages
    first_published: datetime | None
    last_published: datetime | None
    last_loaded: datetime | None


def summaries(connection: Connection) -> list[SourceSummary]:
    """Return a summary of each outlet, the one with the most articles first."""
    return [
        SourceSummary(
            outlet=outlet,
            articles=articles,
            versions=versions,
            rejected=rejected,
            first_published=from_stored(first_published),
            last_published=from_stored(last_published),
            last_loaded=from_stored(last_loaded),
        )
        for outlet, articles, versions, rejected, first_published, last_published, last_loaded in connection.execute(
            SUMMARY
        ).fetchall()
    ]
