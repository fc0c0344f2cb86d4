"""The nouns of searching: what is asked, and what is found. Standard library only, as storage/models.py.

A question is words as a person types them: all of them must be there, `"in quotes"` in that order, and not `-this`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.errors import InputError
from storage.models import StoryId, VersionId

QUOTES = str.maketrans("“”„«»", '"""""')
PART = re.compile(r'(?P<sign>(?<!\S)[-−+]?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
LONGEST = 40  # words and phrases of one question


class Kept(StrEnum):
    """What is searched."""

    ARTICLE = "article"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase of a question."""

    text: str
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for, and where."""

    parts: tuple[Part, ...]
    kinds: frozenset[Kept] = frozenset(Kept)
    story: StoryId | None = None
    members: Collection[VersionId] = ()  # with a story: the versions that are on it
    outlets: tuple[str, ...] = ()  # any of them; none means all
    first: datetime | None = None  # what is undated is found only without first and last
    last: datetime | None = None  # exclusive
    every_version: bool = False  # also wordings that their article no longer has

    @property
    def wanted(self) -> list[str]:
        """The words and phrases that are looked for."""
        return [part.text for part in self.parts if not part.excluded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An article version or a digest as the index takes it in."""

    key: str  # the version's or the digest's id
    kind: Kept
    shelf: str  # the part of the store it stands in, see storage/shelves.py
    stamp: str  # changes when anything below does
    texts: tuple[tuple[str, str, str], ...]  # language, title, body
    outlets: tuple[str, ...] = ()
    story: StoryId | None = None
    published: datetime | None = None
    newest: bool = True  # False: a wording that its article no longer has


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: the better it fits, the higher its score, which means nothing beside another question's."""

    key: str
    kind: Kept
    score: float
    published: int  # seconds since 1970; 0 if undated
    newest: bool = True  # False: a wording that its article no longer has


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The best of what was found, the best first."""

    hits: tuple[Hit, ...]
    total: int
    any_word: bool = field(default=False)  # nothing had all the words: these have some


def parse(words: str) -> tuple[Part, ...]:
    """Read a question as a person types it; a quotation mark that is not closed holds to the end.

    Raises InputError if there is nothing to look for.
    """
    found = [
        Part(text, match["sign"] in ("-", "−") and bool(match["sign"]))
        for match in PART.finditer(words.translate(QUOTES))
        if _has_letters(text := match["phrase"] if match["phrase"] is not None else match["word"])
    ]
    if not found:
        raise InputError(f"There is no word to look for in {words!r}; give words, or a phrase in quotation marks.")
    if all(part.excluded for part in found):
        raise InputError(f"{words!r} only says what must not be there; give at least one word without a minus.")
    if len(found) > LONGEST:
        raise InputError(f"The question has {len(found)} words and phrases; {LONGEST} are the most.")
    return tuple(dict.fromkeys(found))


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)
