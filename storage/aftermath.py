"""What became of what digests quote and tell: later wordings, sentences and pages that are gone, ties of the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from storage import articles, ties
from storage.connection import Connection
from storage.models import DigestId, Evidence, StoryId, VersionId, utc
from storage.published import NOTHING_SINCE, Aftermath, Tie
from storage.rows import batch, from_stored, registered

_Place = tuple[Evidence, str, str]  # the sentence quoted there, and the part of the digest
_Edits = Mapping[VersionId, datetime | None]
_Newest = Mapping[VersionId, tuple[str, datetime | None]]  # the text that took a wording's place, and when, if it says
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

QUOTED = """
SELECT DISTINCT digest_id, version_id, char_start, char_end, quoted, part FROM digest_evidence SEMI JOIN wanted
USING (digest_id) ORDER BY ALL
"""
STORIES = "SELECT digest_id, story_id FROM digests SEMI JOIN wanted USING (digest_id) ORDER BY digest_id"
# Every wording of the quoted articles. A page that was read again, by a better extractor, gave no other wording of it.
WORDINGS = """
WITH named AS (
    SELECT article_id FROM article_versions SEMI JOIN (
        SELECT DISTINCT version_id FROM digest_evidence SEMI JOIN wanted USING (digest_id)
    ) quoted USING (version_id)
)
SELECT article_id, version_id, any_value(body_sha256), list(DISTINCT page_id), max(published), max(modified),
    min(first_seen)
FROM article_versions SEMI JOIN named USING (article_id) GROUP BY article_id, version_id ORDER BY article_id, version_id
"""
# Pages that were fetched once and are answered with 404 or 410 now, unless another way to them was found since.
GONE = """
SELECT DISTINCT version_id, min(tried_at) FROM announced_items items
JOIN pages ON pages.address = items.page_address
JOIN article_versions USING (page_id)
SEMI JOIN (SELECT DISTINCT version_id FROM digest_evidence SEMI JOIN wanted USING (digest_id)) quoted USING (version_id)
WHERE items.state = 'failed' AND items.reason IN ('not_found', 'gone') AND NOT EXISTS (
    SELECT 1 FROM pages later WHERE later.address = items.page_address AND later.loaded_at > items.tried_at
)
GROUP BY version_id ORDER BY version_id
"""


@dataclass(frozen=True, slots=True)
class _Wording:
    version: VersionId
    body: str  # its hash
    pages: frozenset[str]
    published: datetime | None
    modified: datetime | None
    first_seen: datetime

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        return (self.modified or self.published or LONG_AGO, self.first_seen, self.version)

    def is_other_than(self, other: _Wording) -> bool:
        return self.body != other.body and not self.pages & other.pages


def since(connection: Connection, digests: Collection[DigestId]) -> dict[DigestId, Aftermath]:
    """Return what became of the articles that each of `digests` quotes and of its story; where nothing did, nothing."""
    with registered(connection, batch([("digest_id", pa.string())], [(one,) for one in sorted(digests)]), "wanted"):
        quoted = connection.execute(QUOTED).fetchall()
        wordings = _by_article(connection.execute(WORDINGS).fetchall())
        gone = {VersionId(version): utc(at) for version, at in connection.execute(GONE).fetchall()}
        stories = connection.execute(STORIES).fetchall()
    edited = {one.version: one.modified for known in wordings for one in known if _is_edited(one, known)}
    newest = _newest(connection, wordings)
    by_digest: defaultdict[DigestId, list[_Place]] = defaultdict(list)
    for digest, version, start, end, words, part in quoted:
        place = Evidence(version=VersionId(version), start=start, end=end)
        by_digest[DigestId(digest)].append((place, words, part))
    found = {digest: _of(places, edited, newest, gone) for digest, places in by_digest.items()}
    found |= {digest: replace(found.get(digest, NOTHING_SINCE), ties=own) for digest, own in _tied(connection, stories)}
    return {digest: one for digest, one in found.items() if one}


def _tied(connection: Connection, stories: Iterable[tuple[str, str]]) -> Iterator[tuple[DigestId, tuple[Tie, ...]]]:
    """Yield the digests whose story hangs together with others, with how it does."""
    tied = ties.all(connection)
    for digest, story in stories:
        if own := tied.get(StoryId(story)):
            yield DigestId(digest), own


def _of(
    places: Sequence[_Place],
    edited: Mapping[VersionId, datetime | None],
    newest: _Newest,
    gone: Mapping[VersionId, datetime],
) -> Aftermath:
    """Return what became of one digest's articles. What it says was told before is no claim about what they say now."""
    versions = {place.version for place, _, _ in places}
    replaced = [(place, words) for place, words, part in places if part != "was" and place.version in newest]
    return Aftermath(
        edited={version: at for version, at in edited.items() if version in versions},
        outdated={
            place: newest[place.version][1] for place, words in replaced if words not in newest[place.version][0]
        },
        gone={version: at for version, at in gone.items() if version in versions},
    )


def _by_article(rows: Iterable[tuple[str, str, str, list[str], datetime, datetime, datetime]]) -> list[list[_Wording]]:
    """Return the wordings of each article, the oldest first."""
    found: defaultdict[str, list[_Wording]] = defaultdict(list)
    for article, version, body, pages, published, modified, seen in rows:
        moments = from_stored(published), from_stored(modified)
        first = from_stored(seen) or LONG_AGO
        found[article].append(_Wording(VersionId(version), body, frozenset(pages), *moments, first))
    return [sorted(wordings, key=lambda one: one.order) for wordings in found.values()]


def _is_edited(one: _Wording, known: list[_Wording]) -> bool:
    """Say whether a wording is no first one: an earlier one is known, or its page says so, on a later day."""
    stated = one.modified and one.published and one.modified.date() > one.published.date()
    return bool(stated) or any(one.is_other_than(earlier) for earlier in known[: known.index(one)])


def _newest(connection: Connection, wordings: list[list[_Wording]]) -> _Newest:
    """Return for each wording that is not its article's newest the newest one's text, and when that was edited."""
    later = {one.version: known[-1] for known in wordings for one in known[:-1] if known[-1].is_other_than(one)}
    texts = articles.by_version(connection, [one.version for one in later.values()])
    return {version: (texts[one.version].body, one.modified) for version, one in later.items()}
