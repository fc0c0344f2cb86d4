"""A text as lines of which some are struck out, each with its reason: what the cleaning rules work on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from storage.models import RemovalReason, RemovedLine

_SPACES = re.compile(r"[\s\u00a0\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_SENTENCE_END = re.compile(r"[.!?…।。！？](?:[\"'”’»“›)\]]|\[\d+\])*$")
PROSE_WORDS = 9


def normalized(text: str) -> list[str]:
    """Return the lines of `text` that hold a letter or digit, with single plain spaces and no invisible characters."""
    lines = (_SPACES.sub(" ", _INVISIBLE.sub("", line)).strip() for line in text.splitlines())
    return [line for line in lines if any(map(str.isalnum, line))]


def ends_sentence(line: str) -> bool:
    """Say whether the line closes with a full stop or its like, quotation marks and brackets aside."""
    return _SENTENCE_END.search(line) is not None


def is_prose(line: str) -> bool:
    """Say whether the line is a paragraph, not a heading, label or list entry."""
    return ends_sentence(line) and len(line.split()) >= PROSE_WORDS


@dataclass(slots=True)
class Draft:
    """Lines in order, and why each struck line was struck."""

    lines: list[str]
    struck: dict[int, RemovalReason] = field(default_factory=dict)
    trimmed: list[RemovedLine] = field(default_factory=list)  # cut from within a line that stays

    def strike(self, index: int, reason: RemovalReason) -> None:
        """Take line `index` out; the first reason stands."""
        self.struck.setdefault(index, reason)

    def kept(self) -> list[int]:
        """Return the indexes of the lines that stand, in order."""
        return [index for index in range(len(self.lines)) if index not in self.struck]

    def head(self, prose: int) -> Iterator[int]:
        """Yield standing lines from the top until `prose` paragraphs have been passed; strike as you go."""
        yield from self._until(range(len(self.lines)), prose)

    def tail(self, prose: int) -> Iterator[int]:
        """Yield standing lines from the end upwards until `prose` paragraphs have been passed; strike as you go."""
        yield from self._until(reversed(range(len(self.lines))), prose)

    def _until(self, order: range | Iterator[int], prose: int) -> Iterator[int]:
        passed = 0
        for index in order:
            if index in self.struck:
                continue
            yield index
            passed += index not in self.struck and is_prose(self.lines[index])
            if passed >= prose:
                return

    def text(self) -> str:
        """Return what stands, one paragraph a line."""
        return "\n".join(self.lines[index] for index in self.kept())

    def removed(self) -> tuple[RemovedLine, ...]:
        """Return what was struck or trimmed, in the text's order, trimmings last."""
        struck = (RemovedLine(text=self.lines[i], reason=self.struck[i]) for i in sorted(self.struck))
        return (*struck, *self.trimmed)
