"""The nouns of telling: digests and what they are made of.

Standard library only, as storage/models.py, which they go on from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from storage.models import ArticleId, DateOrigin, DigestId, Evidence, RemovedLine, StoryId, VersionId, stable_id


class Section(StrEnum):
    """The parts of a digest that are made of sentences."""

    LEAD = "lead"
    NEW = "new"
    TIMELINE = "timeline"
    BACKGROUND = "background"


class Kind(StrEnum):
    """What a sentence is beside what was already told."""

    NEW = "new"
    ADDS_DETAIL = "adds detail"
    CHANGED_FIGURE = "changed figure"
    CORRECTION = "correction"
    LATE = "late"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of an article, with what a reader needs to judge it."""

    evidence: Evidence
    text: str
    article: ArticleId
    outlet: str
    origin: str
    url: str | None
    published: datetime | None
    day_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSentence:
    """A quoted sentence in a digest."""

    section: Section
    kind: Kind
    quote: Quote
    origins: tuple[str, ...]  # independent origins behind the claim, its own first
    support: tuple[Quote, ...] = ()  # the sentences of other articles that say the same
    on: date | None = None  # timeline: the day it happened
    on_certain: bool = True
    was: tuple[Quote, ...] = ()  # changed figure, correction, adds detail: what was told before
    why: tuple[tuple[str, float], ...] = ()  # feature and score, strongest first
    about: str = ""  # on the front page: the title of the story that it tells of


class Omission(StrEnum):
    """Why a sentence that might have been told was not."""

    TOLD = "told before"
    SEEN = "read before and left out"
    REPEATS = "repeats a chosen sentence"
    LEANING = "does not stand alone"
    NO_ROOM = "no room"  # the wanted length was reached
    WEAK = "too weak beside the first"
    OUTLET = "its outlet had spoken"
    BARRED = "barred by a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A strong sentence that was not chosen, and why."""

    quote: Quote
    kind: Kind
    reason: Omission
    beside: Quote | None = None  # the told or chosen sentence that says it already
    why: tuple[tuple[str, float], ...] = ()  # feature and score, as for a sentence that is shown


class DiscrepancyKind(StrEnum):
    """What accounts differ on."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One account's value, with the sentence that gives it."""

    value: str
    quote: Quote
    as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Accounts that differ about the same thing; nothing is decided for the reader."""

    about: str
    kind: DiscrepancyKind
    readings: tuple[Reading, ...]  # at least two different values


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that changed over time: a development, not a disagreement."""

    about: str
    before: Reading
    after: Reading


class Role(StrEnum):
    """What became of an article in a digest."""

    CITED = "cited"
    READ = "read"  # on the story, considered, not quoted
    COPY = "copy"
    EARLIER = "earlier"  # read for an earlier day's digest
    BORDERLINE = "borderline"
    EXCLUDED = "excluded"  # a person took it off the story
    OFF_STORY = "off story"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """An article or rejected page in a digest's list of sources."""

    id: str
    role: Role
    path: str | None
    url: str | None
    title: str
    outlet: str | None
    origin: str | None
    published: datetime | None
    day_only: bool
    date_origin: DateOrigin
    copy_of: str | None
    reason: str
    removed: tuple[RemovedLine, ...] = ()
    version: VersionId | None = None  # the wording that was read; None for a rejected page
    zone_certain: bool | None = None  # of `published`, as in an article
    modified: datetime | None = None
    modified_origin: DateOrigin = DateOrigin.NONE
    modified_zone_certain: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDecision:
    """A person's decision that shaped a digest, as its readers are told of it."""

    id: str
    kind: str  # a `storage.decided.DecisionKind`
    at: datetime
    by: str  # "" if nobody said
    subjects: tuple[str, ...] = ()  # in words: titles of articles, ids of stories, outlets
    quotes: tuple[Quote, ...] = ()  # the sentences it is about, where the wording that is read has them
    value: str = ""  # a title or headline
    note: str = ""  # why, in the person's words
    found: bool = True  # False: its sentence stands in no wording that was read, so that nothing came of it


class Status(StrEnum):
    """Where a digest stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    APPROVED = "approved"  # published, and a person said so
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"  # a person refused the draft


class SourceState(NamedTuple):
    """How a configured source fares. No moment: a digest must not depend on when it was made."""

    name: str
    state: str  # "in order", "silent", "failed 3 times (not_found)", "not read yet"
    seen: int = 0  # items announced, or pages met in a folder or archive
    kept: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is told of one story on one day."""

    story: StoryId
    title: str
    day: date
    revision: int
    status: Status
    headline: str  # a title or sentence of an article, word for word, or a fixed sentence when nothing is new
    headline_of: ArticleId | None
    nothing_new_since: date | None  # set when nothing is new: the day of the last digest that told something
    sentences: tuple[DigestSentence, ...]
    changes: tuple[Change, ...]
    discrepancies: tuple[Discrepancy, ...]
    articles: tuple[Considered, ...]
    coverage: tuple[tuple[str, str, int], ...]  # day ("undated" if none), outlet, articles
    settings: tuple[tuple[str, str], ...]
    input_hash: str
    settings_hash: str
    words: int
    sources: tuple[SourceState, ...] = ()  # each configured source, when the digest was made
    left_out: tuple[LeftOut, ...] = ()  # the strongest that were not chosen, strongest first; what was barred, before
    decisions: tuple[NamedDecision, ...] = ()  # that shaped it, in the order they were taken
    headline_by: str | None = None  # who worded the headline, if a person did; "" if nobody said who

    @property
    def id(self) -> DigestId:
        """Name this revision."""
        return DigestId(stable_id("digest", self.story, self.day.isoformat(), str(self.revision)))

    @property
    def told(self) -> bool:
        """Say whether readers have it: only then does it count for novelty."""
        return self.status in (Status.PUBLISHED, Status.APPROVED)
