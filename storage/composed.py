"""Texts as an index compares them, and the way back from its offsets to those of the text. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SURROGATE = re.compile(r"[\ud800-\udfff]")
CLUSTER = re.compile(r".[\u0300-\u036f\u0483-\u0487\u0653-\u0655\u3099\u309a]*", re.S)  # a letter and its marks


def composed(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` with each letter and its marks as one character where there is one, as words are compared, and
    for each place in that the place in `text`. Half a surrogate pair, which no index takes, becomes a question mark.
    """
    if unicodedata.is_normalized("NFC", text) and not SURROGATE.search(text):
        return text, range(len(text) + 1)
    parts: list[str] = []
    origin: list[int] = []
    for cluster in CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", SURROGATE.sub("?", cluster[0]))
        parts.append(part)
        origin += [cluster.start()] * len(part)
    return "".join(parts), [*origin, len(text)]


def code_points(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Turn offsets of UTF-8 bytes into offsets of code points."""
    content = text.encode()
    points: list[tuple[int, int]] = []
    byte = point = 0
    for start, end in sorted(spans):
        if start < byte:
            continue
        point += len(content[byte:start].decode("utf-8"))
        length = len(content[start:end].decode("utf-8"))
        points.append((point, point + length))
        point, byte = point + length, end
    return points
