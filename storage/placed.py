"""The nouns of grouping over time. Standard library only, as storage/models.py, which they go on from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.models import ArticleId, StoryId, VersionId

FRONT_PAGE = StoryId("front-page")  # stands for the front page among stories; no story may be called so
_TITLE_WORDS = 6  # of a title in an id
_MARK_DIGITS = 6  # hexadecimal digits that keep two stories of one title apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The story in which grouping put a version, for good."""

    version: VersionId
    article: ArticleId
    story: StoryId
    day: date  # of publication; of an undated article, on which it was first seen
    dated: bool
    score: float  # 0 to 1
    reason: str
    crowding: float | None = None  # None for another version of an article, or a copy: it stands for nothing
    stems: tuple[int, ...] = ()  # numbers of its heaviest stems, ascending
    weights: tuple[int, ...] = ()  # of each, of 65,535


@dataclass(frozen=True, slots=True)
class Founded:
    """A story that grouping found, under the id and title that it keeps."""

    story: StoryId
    title: str
    day: date  # of its first article


class TurnKind(StrEnum):
    """What became of two stories beside each other."""

    MERGED = "goes on in"
    SPLIT = "parted from"


@dataclass(frozen=True, slots=True)
class Turn:
    """That grouping concluded of a story that it goes on in another one, or parted from it."""

    story: StoryId
    other: StoryId
    kind: TurnKind
    day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A version that has no story yet."""

    version: VersionId
    article: ArticleId
    copy_of: ArticleId | None  # whose text it took
    home: StoryId | None  # the story of another version of the article, or of the original


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A story that fell silent and that a new one may go on from: a person may merge them, the program never does."""

    story: StoryId  # in which it is told: the one it was merged into, or the followed one that has its articles
    title: str
    last: date  # of its last article
    names: tuple[str, ...]  # that both speak of and few others do


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """A found story that a day's news is about, counted for that day."""

    story: StoryId
    articles: int  # copies included, versions of an article once
    outlets: tuple[str, ...]  # by name
    origins: tuple[str, ...]
    followed: StoryId | None = None  # the followed story that most of these articles are on
    title: str = ""
    since: date | None = None  # the day of its first article
    so_far: int = 0  # articles since then, that day's included
    resumes: Resumed | None = None


def readable_id(title: str, mark: str) -> StoryId:
    """Make an id that a person can read and type: some words of the title, and digits that no other story has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_TITLE_WORDS]
    return StoryId("-".join([*words, mark[:_MARK_DIGITS]]) if words else f"story-{mark[:_MARK_DIGITS]}")
