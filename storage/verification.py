"""What the tables' missing keys would have promised, counted; and every kept quotation compared with its text."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection as Connection

from storage.archive import Archive
from storage.evidence import UNFOUNDED
from storage.rows import count

UNIQUE = (
    ("schema_version", "version"),
    ("pages", "page_id"),
    ("article_versions", "version_id, page_id"),
    ("texts", "body_sha256, text_day"),
    ("rejections", "rejection_id"),
    ("digests", "digest_id"),
    ("digests", "story_id, digest_day, revision"),
    ("digest_sentences", "digest_id, number"),
    ("digest_evidence", "digest_id, number"),
    ("digest_status", "digest_id, number"),
    ("digest_articles", "digest_id, article_id"),
    ("publications", "story_id, digest_day, number"),
    ("deliveries", "delivery_id, number"),
    ("digest_inputs", "digest_id"),
    ("decisions", "decision_id"),
    ("folds", "version_id"),
    ("fingerprints", "version_id"),
    ("standing_lines", "outlet, line"),
    ("stories", "story_id"),
    ("memberships", "story_id, version_id"),
    ("placements", "version_id"),
    ("found_stories", "story_id"),
    ("story_turns", "story_id, other_id, kind"),
    ("stem_frequencies", "stem"),
    ("conclusions", "story_id, version_id"),
    ("judged_stories", "story_id"),
    ("source_runs", "source, ran_at"),
    ("source_pages", "source, page_id"),
    ("source_documents", "source, url"),
    ("announced_items", "source, address"),
    ("host_rests", "host"),
)
REFERENCES = (  # what the first names must be in the second
    ("article_versions", "page_id", "pages", "page_id"),
    ("folds", "version_id", "article_versions", "version_id"),
    ("folds", "copy_of", "article_versions", "version_id"),
    ("fingerprints", "version_id", "article_versions", "version_id"),
    ("memberships", "version_id", "article_versions", "version_id"),
    ("placements", "version_id", "article_versions", "version_id"),
    ("placements", "story_id", "found_stories", "story_id"),
    ("conclusions", "version_id", "article_versions", "version_id"),
    ("digest_sentences", "digest_id", "digests", "digest_id"),
    ("digest_evidence", "digest_id", "digests", "digest_id"),
    ("digest_status", "digest_id", "digests", "digest_id"),
    ("digest_articles", "digest_id", "digests", "digest_id"),
    ("publications", "digest_id", "digests", "digest_id"),
    ("deliveries", "digest_id", "digests", "digest_id"),
    ("digest_inputs", "digest_id", "digests", "digest_id"),
    ("source_pages", "page_id", "pages", "page_id"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the database that is not as it must be."""

    where: str  # a table
    what: str  # one sentence for a person
    count: int


def verify(connection: Connection) -> list[Problem]:
    """Return all that is wrong, an empty list if nothing is. Reads every text: seconds per 100,000 articles."""
    found = [*_repeated(connection), *_dangling(connection), *_texts(connection), *_quotations(connection)]
    return [problem for problem in found if problem.count]


def verify_archive(connection: Connection, archive: Archive) -> list[Problem]:
    """Return what is wrong with the raw pages: those whose file is gone. Reads none of them."""
    names = connection.execute("SELECT DISTINCT content_sha256 FROM pages").fetchall()
    lost = sum(not archive.path_of(name).exists() for (name,) in names)
    return [Problem("pages", f"raw pages are missing from {archive.root}; load them again", lost)] if lost else []


def _repeated(connection: Connection) -> list[Problem]:
    return [
        Problem(table, f"rows repeat another one's {key}", count(connection, _repeats(table, key)))
        for table, key in UNIQUE
    ]


def _repeats(table: str, key: str) -> str:
    return f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {table} GROUP BY {key} HAVING n > 1)"


def _dangling(connection: Connection) -> list[Problem]:
    return [
        Problem(
            table,
            f"rows name a {column} that is not in {other}",
            count(
                connection,
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT {other_column} FROM {other})",
            ),
        )
        for table, column, other, other_column in REFERENCES
    ]


def _texts(connection: Connection) -> list[Problem]:
    missing = "SELECT count(*) FROM article_versions ANTI JOIN texts USING (body_sha256, text_day)"
    changed = "SELECT count(*) FROM texts WHERE sha256(body) <> body_sha256"
    return [
        Problem("article_versions", "versions have no text", count(connection, missing)),
        Problem("texts", "texts are not what their hash says", count(connection, changed)),
    ]


def _quotations(connection: Connection) -> list[Problem]:
    unfounded = UNFOUNDED.format(evidence="digest_evidence")
    return [
        Problem(
            "digest_evidence",
            "quotations are not what their article says",
            len(connection.execute(unfounded).fetchall()),
        )
    ]
