"""The stage filters: JSON Lines in on standard input, JSON Lines out on standard output.

No database, no server, no network, and no import of Prefect: each starts in well under a second. A line that can't be
used gives `{"id": ..., "error": ...}` and the stream goes on; a stream without one readable line exits with 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TextIO

from storage.errors import InputError

Record = dict[str, Any]
PerRecord = Callable[[Record], Record]
PerStream = Callable[[Iterable[Record]], Iterator[Record]]


class _Line:
    """One line of input: a record, or why it is none."""

    __slots__ = ("error", "id", "record")

    def __init__(self, raw: bytes) -> None:
        self.record: Record | None = None
        self.id: object = None
        self.error = ""
        try:
            value = json.loads(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.error = "the line is not UTF-8"
        except (ValueError, RecursionError) as cause:
            self.error = f"the line is not JSON: {cause}"
        else:
            self._take(value)

    def _take(self, value: object) -> None:
        if not isinstance(value, dict):
            self.error = "the line is not a JSON object"
            return
        self.id = value.get("id")
        if self.id is None:
            self.error = "the record has no id"
        else:
            self.record = value


def each(function: PerRecord, source: BinaryIO, target: TextIO) -> None:
    """Answer every line by itself; raises InputError if no line was readable."""
    readable = 0
    for line in _lines(source):
        readable += line.record is not None
        _write(target, _answer(function, line))
    _require(readable)


def stream(function: PerStream, source: BinaryIO, target: TextIO) -> None:
    """Answer lines that have to be seen together, in the order of the input; raises InputError as `each` does."""
    lines = list(_lines(source))
    records = [line.record for line in lines if line.record is not None]
    _require(len(records))
    answers = function(records)
    for line in lines:
        _write(target, _failed(line.id, line.error) if line.record is None else next(answers))


def standard_input() -> BinaryIO:
    """Return standard input; raises InputError when a person's terminal is there instead of a stream."""
    if sys.stdin.isatty():
        raise InputError("This command reads JSON Lines on standard input: throughline ... < records.jsonl")
    return sys.stdin.buffer


def _lines(source: BinaryIO) -> Iterator[_Line]:
    for raw in source:
        if raw.strip():
            yield _Line(raw)


def _answer(function: PerRecord, line: _Line) -> Record:
    if line.record is None:
        return _failed(line.id, line.error)
    try:
        return function(line.record)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
        # What a record of the wrong shape raises; the stream must go on, so it is told on the record's own line.
        missing = f"the record has no {cause}" if isinstance(cause, KeyError) else str(cause)
        return _failed(line.id, missing or type(cause).__name__)


def _failed(key: object, error: str) -> Record:
    return {"id": key, "error": error}


def _write(target: TextIO, record: Record) -> None:
    target.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")


def _require(readable: int) -> None:
    if not readable:
        raise InputError("No line on standard input is a JSON object with an id.")
