"""How much markup a page may hold: what would cost the extractor minutes is turned away before it is parsed.

Measured on trafilatura 2.3: its work grows with the square of a page's elements, of a tag's attributes and of a table's
cells. News pages stay far below (of 316, the fullest has 6,000 elements, 85 levels, 2,200 attributes in one tag and a
table of 180 cells). The count is one cheap pass over the bytes and may be fooled by markup in odd quotes; what gets
past it meets the limits of the process that reads it (workers.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.models import Reason
from tasks.extract.admission import Refusal

MOST_ELEMENTS = 20_000
MOST_LEVELS = 250  # libxml2 drops the text below 256
MOST_ATTRIBUTES = 5_000  # in one tag
MOST_CELLS = 20_000  # rows times the widest row, spans counted: what a table is spread out to
LARGEST_SPAN = 1_000  # as HTML has it; a larger number in the markup counts as this

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_COLUMN_SPAN = re.compile(rb"\bcolspan\s*+=\s*+[\"']?+\s*+(\d++)", re.IGNORECASE)
_ROW_SPAN = re.compile(rb"\browspan\s*+=\s*+[\"']?+\s*+(\d++)", re.IGNORECASE)
_LEAST_FOR_ATTRIBUTES = 2 * MOST_ATTRIBUTES  # bytes: "a a a"
# Elements that are always closed, so that open ones are levels; a <p> or <li> that is never closed is none.
_CLOSED = frozenset(
    b"a article aside b blockquote center div em figure font footer form header i main nav ol section span strong table"
    b" ul".split()
)


@dataclass(slots=True)
class Size:
    """How much markup a page holds."""

    elements: int = 0
    levels: int = 0  # the deepest nesting
    attributes: int = 0  # of the tag that has most
    rows: int = 0
    columns: int = 0  # of the widest row

    @property
    def cells(self) -> int:
        """Return how many cells a table of all the rows would be spread out to."""
        return self.rows * self.columns


def refusal(content: bytes) -> Refusal | None:
    """Return why the HTML page `content` is too much for the extractor, None if it isn't."""
    size = measure(content)
    for count, most, what in (
        (size.elements, MOST_ELEMENTS, "elements"),
        (size.levels, MOST_LEVELS, "levels of nesting"),
        (size.attributes, MOST_ATTRIBUTES, "attributes in one tag"),
        (size.cells, MOST_CELLS, "cells in its tables"),
    ):
        if count > most:
            return Refusal(Reason.TOO_COMPLEX, f"The page has {count:,} {what}; the limit is {most:,}.")
    return None


def measure(content: bytes) -> Size:
    """Count the markup in `content`, in one pass; counting ends soon after a limit is passed."""
    size = Size()
    open_levels = row = 0
    # UTF-16 and UTF-32 write markup as ASCII with zeros between.
    for match in _TAG.finditer(content.replace(b"\0", b"")):
        closing, name, rest = match[1], match[2].lower(), match[3]
        if name in _CLOSED:
            open_levels = max(0, open_levels - 1) if closing else open_levels + 1
            size.levels = max(size.levels, open_levels)
        if closing:
            continue
        size.elements += 1
        size.attributes = max(size.attributes, _attributes(rest))
        row = _row_so_far(size, name, rest, row)
        if size.elements > MOST_ELEMENTS or size.levels > MOST_LEVELS:
            break
    return size


def _row_so_far(size: Size, name: bytes, rest: bytes, row: int) -> int:
    """Return how many columns the open row has after this tag, and count it into `size`."""
    if name == b"tr":
        size.rows += 1
        return 0
    if name in (b"td", b"th"):
        row += _span(_COLUMN_SPAN, rest)
        size.columns = max(size.columns, row)
        size.rows += _span(_ROW_SPAN, rest) - 1
    return row


def _attributes(rest: bytes) -> int:
    return len(_QUOTED.sub(b" ", rest).split()) if len(rest) >= _LEAST_FOR_ATTRIBUTES else 0


def _span(pattern: re.Pattern[bytes], rest: bytes) -> int:
    found = pattern.search(rest)
    if found is None:
        return 1
    digits = found[1].lstrip(b"0")[:5]
    return min(int(digits), LARGEST_SPAN) if digits else 1
