"""Compare a digest that was made again with the one that is kept: the same to the byte, or what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storage.telling import Digest

MOST_SHOWN = 120  # characters of a value that differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A digest made again from what it was made from."""

    kept: Digest
    rebuilt: Digest
    articles: int
    told: int  # earlier digests
    sha256: str  # of the document as it was saved
    differences: tuple[str, ...]  # none: the same to the byte

    @property
    def same(self) -> bool:
        """Say whether nothing differs."""
        return not self.differences


def differences(kept: str, rebuilt: str) -> tuple[str, ...]:
    """Name the places in which two documents differ, in the order of the first; none if they are the same bytes."""
    if kept == rebuilt:
        return ()
    found = tuple(_differing(json.loads(kept), json.loads(rebuilt), ""))
    return found or ("the same values in other bytes",)


def _differing(kept: Any, rebuilt: Any, place: str) -> Iterator[str]:
    if isinstance(kept, dict) and isinstance(rebuilt, dict):
        for key in [*kept, *(key for key in rebuilt if key not in kept)]:
            yield from _differing(kept.get(key), rebuilt.get(key), f"{place}.{key}".lstrip("."))
    elif isinstance(kept, list) and isinstance(rebuilt, list) and len(kept) == len(rebuilt):
        for number, (one, other) in enumerate(zip(kept, rebuilt, strict=True)):
            yield from _differing(one, other, f"{place}[{number}]")
    elif kept != rebuilt:
        yield f"{place}: {_shown(kept)} was kept, {_shown(rebuilt)} comes out"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
