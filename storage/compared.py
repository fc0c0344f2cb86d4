"""The noun of what is compared of articles. Standard library only, as storage/models.py, which it goes on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.models import ArticleId, CopyKind, VersionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is kept of one wording so that later ones can be compared with it without reading it again."""

    version: VersionId
    day: date
    article: ArticleId
    url: str | None
    pages: int  # on which the wording is known
    outlet: str  # folded name, "" if unnamed
    published: datetime | None
    digest: str
    marks: Sequence[int]  # 32 bits each
    lines: Sequence[int]  # 64 bits each
    names: Sequence[str]
    agencies: Sequence[str]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A wording in its cluster, and what became of it when it was folded last; nothing of its text."""

    version: VersionId
    cluster: str
    outlet: str  # folded name, "" if unnamed
    published: datetime | None
    origin: str  # that it gives itself
    copy_of: VersionId | None = None
    kind: CopyKind | None = None
    overlap: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldingState:
    """How the folds that are kept were made."""

    method: int
    families: str  # hash
    unfolded: frozenset[ArticleId] = frozenset()
    generation: int = 0
