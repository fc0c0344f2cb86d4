"""The table of lines that are no part of an article (`patterns.toml`), made ready for matching."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from storage.models import RemovalReason

DEFAULT_LIMIT = 420  # characters
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


class Where(StrEnum):
    """The part of a text in which a pattern counts."""

    ANY = "any"
    HEAD = "head"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the table."""

    name: str
    reason: RemovalReason
    where: Where
    expression: re.Pattern[str]
    limit: int
    yes: tuple[str, ...]
    no: tuple[str, ...]

    def matches(self, line: str) -> bool:
        """Say whether the whole of `line` is such a line."""
        return self.matches_straight(straightened(line))

    def matches_straight(self, line: str) -> bool:
        """Answer as `matches` does, for a line whose quotation marks are straight already."""
        return len(line) <= self.limit and self.expression.fullmatch(line) is not None


@cache
def table() -> tuple[Pattern, ...]:
    """Return all patterns in the table's order."""
    raw = tomllib.loads((files("tasks.extract") / "patterns.toml").read_text(encoding="utf-8"))
    return tuple(_pattern(row) for row in raw["pattern"])


def _pattern(row: dict[str, object]) -> Pattern:
    flags = re.NOFLAG if row.get("case") else re.IGNORECASE
    yes, no = row["yes"], row["no"]
    assert isinstance(yes, list)
    assert isinstance(no, list)
    return Pattern(
        name=str(row["name"]),
        reason=RemovalReason(str(row["reason"])),
        where=Where(str(row["where"])),
        expression=re.compile(rf"\W{{0,3}}(?:{row['match']})\s*:?\s*", flags),
        limit=int(str(row.get("limit", DEFAULT_LIMIT))),
        yes=tuple(yes),
        no=tuple(no),
    )


def find(line: str, *wheres: Where) -> Pattern | None:
    """Return the first pattern of those places that the line is of."""
    plain = straightened(line)
    return next((row for row in table() if row.where in wheres and row.matches_straight(plain)), None)


def straightened(line: str) -> str:
    """Return `line` with typographic quotation marks made plain ones."""
    return line.translate(_STRAIGHT)


def is_paywall(line: str) -> bool:
    """Say whether the line is a paywall's."""
    return any(pattern.name == "paywall" and pattern.matches(line) for pattern in table())
