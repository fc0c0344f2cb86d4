"""The check on which everything rests: that a quoted sentence is what its article says at that place.

DuckDB's `substr` counts code points, as Python's slices do: `body[a:b]` is `substr(body, a + 1, b - a)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection as Connection

from storage.errors import EvidenceError
from storage.rows import batch, registered
from storage.telling import Digest, Quote

COLUMNS = (
    ("digest_id", pa.string()),
    ("digest_day", pa.date32()),
    ("number", pa.int32()),
    ("part", pa.string()),
    ("sentence_number", pa.int32()),
    ("version_id", pa.string()),
    ("char_start", pa.int32()),
    ("char_end", pa.int32()),
    ("quoted", pa.string()),
)

# What the parts are called before a person.
PARTS = {
    "quote": "sentence",
    "support": "supporting sentence",
    "was": "earlier sentence",
    "change": "changed figure's sentence",
    "discrepancy": "differing account's sentence",
    "left out": "sentence left out",
    "decision": "decided sentence",
}

# The rows of `{evidence}` that no text bears out. The texts' rows are found first: else all would be decompressed.
UNFOUNDED = """
WITH placed AS (
    SELECT DISTINCT version_id, article_id, body_sha256, text_day
    FROM article_versions SEMI JOIN {evidence} USING (version_id)
), quotable AS (
    SELECT placed.version_id, found.body
    FROM placed JOIN (
        SELECT body_sha256, text_day, body FROM texts
        WHERE rowid IN (SELECT texts.rowid FROM texts SEMI JOIN placed USING (body_sha256, text_day))
    ) found USING (body_sha256, text_day)
)
SELECT evidence.digest_id, evidence.number, evidence.part, evidence.version_id, evidence.char_start, evidence.char_end,
    evidence.quoted
FROM {evidence} evidence
WHERE NOT EXISTS (
    SELECT 1 FROM quotable
    WHERE quotable.version_id = evidence.version_id
        AND evidence.char_start >= 0
        AND evidence.char_end > evidence.char_start
        AND evidence.char_end <= length(quotable.body)
        AND substr(quotable.body, evidence.char_start + 1, evidence.char_end - evidence.char_start) = evidence.quoted
)
ORDER BY evidence.digest_id, evidence.number
"""


def check(connection: Connection, digest: Digest) -> None:
    """Compare every quotation in `digest` with the stored texts.

    Raises EvidenceError, naming the first sentence that differs.
    """
    with registered(connection, batch(COLUMNS, rows_of(digest)), "quoted_places"):
        unfounded = connection.execute(UNFOUNDED.format(evidence="quoted_places")).fetchall()
    if not unfounded:
        return
    _, _, part, version, start, end, quoted = unfounded[0]
    others = f" ({len(unfounded)} such places)" if len(unfounded) > 1 else ""
    raise EvidenceError(
        f"Nothing was saved of the digest of {digest.story} for {digest.day}: its {PARTS[part]} “{quoted}” is not "
        f"what article version {version} says at {start} to {end}{others}."
    )


def rows_of(digest: Digest) -> list[tuple[Any, ...]]:
    """Return a row for every place in an article that `digest` rests on, numbered from 1."""
    return [
        (
            digest.id,
            digest.day,
            number,
            part,
            sentence,
            quote.evidence.version,
            quote.evidence.start,
            quote.evidence.end,
            quote.text,
        )
        for number, (part, sentence, quote) in enumerate(_quotes(digest), start=1)
    ]


def _quotes(digest: Digest) -> Iterator[tuple[str, int | None, Quote]]:
    for number, sentence in enumerate(digest.sentences, start=1):
        yield "quote", number, sentence.quote
        yield from (("support", number, quote) for quote in sentence.support)
        yield from (("was", number, quote) for quote in sentence.was)
    for change in digest.changes:
        yield "change", None, change.before.quote
        yield "change", None, change.after.quote
    for discrepancy in digest.discrepancies:
        yield from (("discrepancy", None, reading.quote) for reading in discrepancy.readings)
    for left in digest.left_out:
        yield "left out", None, left.quote
        if left.beside is not None:
            yield "left out", None, left.beside
    for decision in digest.decisions:
        yield from (("decision", None, quote) for quote in decision.quotes)
