"""How articles changed after they were read, and which digests quote a wording that is no longer there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyarrow as pa

from storage import articles
from storage.connection import Connection
from storage.digests import PUBLIC, READERS_HAVE, STANDING
from storage.models import Article, ArticleId, DigestId, PageId, StoryId, VersionId
from storage.rows import batch, registered

# Parts of a digest that say what a source says now; "was" says what it said before, and stays right.
PARTS = ("quote", "support", "change", "discrepancy")
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

# What readers have before them: of each story's days the revision that stands at its address.
QUOTED = f"""
WITH told AS (
    SELECT digest_id, story_id, digest_day, revision FROM ({STANDING}) WHERE standing IN {PUBLIC} {READERS_HAVE}
), known AS (
    SELECT DISTINCT article_id, version_id FROM article_versions
), changed AS (
    SELECT article_id FROM known GROUP BY article_id HAVING count(*) > 1
)
SELECT told.digest_id, story_id, told.digest_day, revision, part, sentence_number, quoted, article_id, version_id
FROM told
JOIN digest_evidence USING (digest_id)
JOIN known USING (version_id)
SEMI JOIN changed USING (article_id)
WHERE part IN {PARTS} AND article_id = coalesce($article, article_id) AND digest_id = coalesce($digest, digest_id)
ORDER BY digest_day, story_id, number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedQuote:
    """A sentence that a digest quotes and that its article no longer holds."""

    digest: DigestId
    story: StoryId
    day: date
    revision: int
    part: str  # of the digest: quote, support, change, discrepancy
    sentence: int | None  # its number in the digest, from 1; None outside the digest's sentences
    quoted: str
    article: ArticleId
    version: VersionId  # the wording that was quoted
    newest: VersionId  # the wording the article has now
    changed: datetime  # when it was edited, as the page says, else when the new wording was first seen

    @property
    def note(self) -> str:
        """Say it to the digest's reader."""
        return (
            f"The article was changed after this was quoted ({self.changed:%Y-%m-%d %H:%M} UTC): the sentence is gone."
        )


def history(connection: Connection, article: ArticleId) -> list[Article]:
    """Return every version of one article, the one that counts as its newest last."""
    versions = articles.versions_of(connection, article)
    return sorted(versions, key=lambda one: (one.modified or one.published or LONG_AGO, one.first_seen))


def outdated_quotes(
    connection: Connection, *, article: ArticleId | None = None, digest: DigestId | None = None
) -> list[OutdatedQuote]:
    """Return the sentences quoted in digests that readers have and absent from the newest version of their article.

    By day, story and place in the digest; of one article or one digest only if it is given. An article that vanished
    from the web has no newer version: what was quoted from it stands.
    """
    rows = connection.execute(QUOTED, {"article": article, "digest": digest}).fetchall()
    newest = {name: history(connection, name)[-1] for name in sorted({ArticleId(row[7]) for row in rows})}
    return [
        OutdatedQuote(
            digest=DigestId(digest_id),
            story=StoryId(story),
            day=day,
            revision=revision,
            part=part,
            sentence=sentence,
            quoted=quoted,
            article=now.id,
            version=VersionId(version),
            newest=now.version,
            changed=now.modified or now.first_seen,
        )
        for digest_id, story, day, revision, part, sentence, quoted, name, version in rows
        if (now := newest[name]).version != version and quoted not in now.body
    ]


def read_from(connection: Connection, pages: Sequence[PageId]) -> dict[PageId, list[Article]]:
    """Return for each of `pages` the versions that were read from it; pages without any are left out."""
    named = batch([("page_id", pa.string())], [(page,) for page in pages])
    with registered(connection, named, "named_pages"):
        rows = connection.execute(
            "SELECT page_id, version_id FROM article_versions SEMI JOIN named_pages USING (page_id) ORDER BY ALL"
        ).fetchall()
    known = articles.by_version(connection, [VersionId(version) for _, version in rows])
    found: dict[PageId, list[Article]] = {}
    for page, version in rows:
        found.setdefault(PageId(page), []).append(known[VersionId(version)])
    return found
