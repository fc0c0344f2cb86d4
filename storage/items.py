"""The nouns of collecting: documents that announce articles, the items in them, runs, and how a source fares.

Standard library only, as storage/models.py, which they go on from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunOutcome(StrEnum):
    """How asking a source for what it has went."""

    READ = "read"
    UNCHANGED = "unchanged"  # nothing changed since; says nothing of whether what there is can be read
    FAILED = "failed"


class ItemState(StrEnum):
    """What became of an announced item."""

    WAITING = "waiting"
    FETCHED = "fetched"
    FAILED = "failed"
    PASSED_OVER = "passed over"  # too many at once when the source was new
    ELSEWHERE = "elsewhere"  # another source has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is kept of a feed's, sitemap's or section page's last good answer, to ask only for what changed since."""

    source: str
    url: str
    etag: str | None
    last_modified: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An announced article and how far it got."""

    source: str
    address: str
    url: str
    first_seen: datetime
    title: str = ""
    published: str = ""
    published_at: datetime | None = None
    modified: str = ""
    language: str = ""
    state: ItemState = ItemState.WAITING
    reason: str = ""
    detail: str = ""
    attempts: int = 0
    tried_at: datetime | None = None
    page_address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One asking of one source."""

    source: str
    at: datetime
    outcome: RunOutcome
    reason: str = ""
    detail: str = ""
    announced: int = 0
    fresh: int = 0
    fetched: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source fares."""

    source: str
    last_run: datetime
    last_success: datetime | None
    last_new: datetime | None  # when its newest page was loaded
    failures: int  # runs in a row that failed; an unchanged answer does not end the row
    reason: str  # of the last failure in that row
    detail: str
    seen: int  # items announced, or pages met in a folder or archive
    kept: int  # pages that became articles
    rejected: int  # items that could not be fetched, pages that were turned away
    waiting: int
