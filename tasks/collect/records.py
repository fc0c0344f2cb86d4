"""Articles in JSON Lines: one record a line, one page each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from storage.models import Given, Media, Page, Reason, Rejection
from tasks.collect.given import combined, given_from
from tasks.text.decoding import decode


class BadRecordError(Exception):
    """A line is no usable record; the text says why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def load_records(file: Path, path: str, *, given: Given, now: datetime, max_bytes: int) -> Iterator[Page | Rejection]:
    """Yield a page for each line of `file`, or a rejection that names the line; empty lines are passed over.

    `path` is the file's name for a reader; a record is addressed by its URL, else by `path#line`. What a record does
    not say, `given` says, but for the title and the URL, which can't be those of every record. A line of more than
    `max_bytes` is not kept in memory. Raises OSError.
    """
    shared = replace(given, title=None, url=None)
    for number, line in _lines(file, max_bytes):
        if not line.strip():
            continue
        try:
            if len(line) > max_bytes:
                raise BadRecordError(Reason.TOO_LARGE, f"The record has more than {max_bytes:,} bytes")
            yield _page(line, number, path, shared, now)
        except BadRecordError as error:
            yield Rejection(
                address=f"{path}#{number}",
                stage="collect",
                reason=error.reason,
                detail=f"{error} (line {number}).",
                at=now,
            )


def _lines(file: Path, max_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number, cut after one byte more than `max_bytes`."""
    with file.open("rb") as stream:
        number = 0
        while line := stream.readline(max_bytes + 1):
            number += 1
            yield number, line
            rest = line
            while not rest.endswith(b"\n") and (rest := stream.readline(1 << 20)):
                pass


def _page(line: bytes, number: int, path: str, given: Given, now: datetime) -> Page:
    record = _record(line)
    media, text = _content(record)
    try:
        said = combined(given_from(record), given)
        content = text.encode("utf-8")
    except ValueError as error:
        raise BadRecordError(Reason.BAD_RECORD, "The record holds text that is not Unicode") from error
    address = said.url or f"{path}#{number}"
    return Page(address=address, media=media, content=content, loaded_at=now, path=path, given=said)


def _record(line: bytes) -> Mapping[str, object]:
    text = decode(line)
    if text is None:
        raise BadRecordError(Reason.BAD_RECORD, "The line is not text")
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRecordError(Reason.BAD_RECORD, "The line is not JSON") from error
    if not isinstance(record, dict):
        raise BadRecordError(Reason.BAD_RECORD, "The line is not a JSON object")
    return record


def _content(record: Mapping[str, object]) -> tuple[Media, str]:
    """Return the record's page; where it has both, the HTML, which says more than text made of it."""
    for key, media in (("html", Media.HTML), ("text", Media.TEXT)):
        content = record.get(key)
        if isinstance(content, str) and content.strip():
            return media, content
    if any(isinstance(record.get(key), str) for key in ("html", "text")):
        raise BadRecordError(Reason.EMPTY, "The record's text is empty")
    raise BadRecordError(Reason.BAD_RECORD, 'The record has neither "text" nor "html"')
