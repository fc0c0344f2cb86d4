"""What the search index must hold, day by day: a shelf is the articles, or the digests, of one day.

A shelf's fingerprint is made of its sheets' stamps, and a stamp of all that is indexed; so that the index is in step
where the fingerprints are equal, whatever was added, changed or taken away. DuckDB's `hash` may differ in another
version of DuckDB; then all is compared, and taken in, once more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa

from storage import articles
from storage.connection import Connection
from storage.digests import STANDING
from storage.found import Kept, Sheet
from storage.models import StoryId, VersionId
from storage.rows import batch, registered
from storage.telling import Status

Stamps = dict[
    str, tuple[str, bool]
]  # of sheets by their keys: the stamp, and whether it is its article's newest wording

# Every version of articles, the newest of each marked, with a stamp of what is indexed of it.
_VERSIONS = f"""
SELECT version_id AS key, text_day AS day,
    row_number() OVER (PARTITION BY article_id ORDER BY {articles.NEWEST}) = 1 AS newest,
    hash(version_id, source, published, language, newest) AS stamp
FROM (
    SELECT version_id, article_id, text_day, source, published, modified, first_seen, language
    FROM article_versions WHERE {{which}}
    QUALIFY row_number() OVER (
        PARTITION BY version_id ORDER BY published IS NULL, source IS NULL, first_seen DESC, page_id DESC
    ) = 1
)
"""
# The newest revision of each story's days, unless it was taken back.
GONE = (Status.WITHDRAWN.value, Status.REJECTED.value)
DIGESTS = f"""
SELECT digest_id AS key, digest_day AS day, true AS newest, hash(digest_id, standing) AS stamp
FROM (
    SELECT digest_id, story_id, digest_day, standing FROM ({STANDING})
    QUALIFY row_number() OVER (PARTITION BY story_id, digest_day ORDER BY revision DESC) = 1
)
WHERE standing NOT IN {GONE}
"""
SHEETS = {Kept.ARTICLE: _VERSIONS.format(which="true"), Kept.DIGEST: DIGESTS}
# What the wanted days may have; of articles, all versions of those that have one there, as one may be the newest.
_AMONG = "article_id IN (SELECT article_id FROM article_versions WHERE text_day IN (SELECT day FROM wanted_days))"
OF_DAYS = {Kept.ARTICLE: _VERSIONS.format(which=_AMONG), Kept.DIGEST: DIGESTS}
DIGEST_TEXTS = """
SELECT digest_id, digests.story_id, digests.digest_day, digests.title, headline, sentence, outlet,
    coalesce(language, 'und') AS language
FROM digests SEMI JOIN wanted_keys ON wanted_keys.key = digests.digest_id
LEFT JOIN digest_sentences USING (digest_id)
LEFT JOIN (
    SELECT digest_id, sentence_number, any_value(version_id ORDER BY number) AS version_id
    FROM digest_evidence WHERE part = 'quote' GROUP BY digest_id, sentence_number
) quoted ON quoted.digest_id = digests.digest_id AND quoted.sentence_number = digest_sentences.number
LEFT JOIN (
    SELECT version_id, any_value(language ORDER BY page_id) AS language FROM article_versions GROUP BY version_id
) spoken USING (version_id)
ORDER BY digest_id, digest_sentences.number
"""


def fingerprints(connection: Connection) -> dict[str, str]:
    """Return every shelf with the fingerprint of what stands in it."""
    return {
        f"{kind} {day}": f"{count} {together}"
        for kind, sheets in SHEETS.items()
        for day, count, together in connection.execute(
            f"SELECT day, count(*), bit_xor(stamp) FROM ({sheets}) GROUP BY day ORDER BY day"
        ).fetchall()
    }


def stamps(connection: Connection, shelves: Collection[str]) -> dict[str, Stamps]:
    """Return for each shelf the keys of its sheets, each with its stamp and whether it is the newest of its article."""
    found: dict[str, Stamps] = {shelf: {} for shelf in shelves}
    for kind, sheets in OF_DAYS.items():
        days = [shelf.removeprefix(f"{kind} ") for shelf in sorted(shelves) if shelf.startswith(f"{kind} ")]
        wanted = batch([("day", pa.date32())], [(date.fromisoformat(day),) for day in days])
        with registered(connection, wanted, "wanted_days"):
            rows = connection.execute(
                f"SELECT key, day, stamp, newest FROM ({sheets}) WHERE day IN (SELECT day FROM wanted_days)"
            ).fetchall()
        for key, day, stamp, newest in rows:
            found[f"{kind} {day}"][key] = (str(stamp), newest)
    return found


def article_sheets(connection: Connection, wanted: Mapping[str, Stamps]) -> list[Sheet]:
    """Return the articles that are `wanted` of each shelf."""
    places = {key: (shelf, *one) for shelf, stamped in wanted.items() for key, one in stamped.items()}
    found = articles.by_version(connection, [VersionId(key) for key in places]) if places else {}
    return [
        Sheet(
            key=one.version,
            kind=Kept.ARTICLE,
            shelf=places[one.version][0],
            stamp=places[one.version][1],
            texts=((one.language, one.title, one.body),),
            outlets=(one.source,) if one.source else (),
            published=one.published,
            newest=places[one.version][2],
        )
        for one in found.values()
    ]


def digest_sheets(connection: Connection, wanted: Mapping[str, Stamps]) -> list[Sheet]:
    """Return the digests that are `wanted` of each shelf: title and headline, then the sentences by their languages."""
    places = {key: (shelf, one[0]) for shelf, stamped in wanted.items() for key, one in stamped.items()}
    if not places:
        return []
    with registered(connection, batch([("key", pa.string())], [(key,) for key in sorted(places)]), "wanted_keys"):
        rows = connection.execute(DIGEST_TEXTS).fetchall()
    by_key: dict[str, list[tuple[Any, ...]]] = {}
    for key, *rest in rows:
        by_key.setdefault(key, []).append(tuple(rest))
    return [_digest_sheet(key, *places[key], found) for key, found in by_key.items()]


def _digest_sheet(key: str, shelf: str, stamp: str, rows: list[tuple[Any, ...]]) -> Sheet:
    story, day, title, headline = rows[0][:4]
    told = [(language, "", sentence) for _, _, _, _, sentence, _, language in rows if sentence]
    language = told[0][0] if told else "und"
    return Sheet(
        key=key,
        kind=Kept.DIGEST,
        shelf=shelf,
        stamp=stamp,
        texts=((language, f"{headline}\n{title}", ""), *told),
        outlets=tuple(sorted({outlet for *_, outlet, _ in rows if outlet})),
        story=StoryId(story),
        published=datetime.combine(day, time(12), UTC),
    )


def outlets(connection: Connection) -> list[str]:
    """Return the name of every outlet that an article has."""
    rows = connection.execute("SELECT DISTINCT source FROM article_versions WHERE source IS NOT NULL ORDER BY source")
    return [name for (name,) in rows.fetchall()]
