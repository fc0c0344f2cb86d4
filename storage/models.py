"""The nouns of the program: what is kept, and what stages hand to each other.

Frozen dataclasses and enumerations, standard library only. Every instant is aware and in UTC. Every offset counts code
points of an article's body, as Python slices and DuckDB's `substr` do. The words are those of docs/glossary.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

PageId = NewType("PageId", str)
ArticleId = NewType("ArticleId", str)
VersionId = NewType("VersionId", str)
StoryId = NewType("StoryId", str)
DigestId = NewType("DigestId", str)


def stable_id(*parts: str) -> str:
    """Return 20 hexadecimal digits that depend on nothing but `parts`, in order."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


class Media(StrEnum):
    """How a page's bytes are to be read."""

    HTML = "html"
    TEXT = "text"


class DateOrigin(StrEnum):
    """Where an article's publication date came from."""

    META = "meta"  # the page's own metadata
    MANIFEST = "manifest"  # a manifest, front matter or record the user gave
    FEED = "feed"  # what a feed or sitemap announced
    TEXT = "text"  # a dateline in the text
    NONE = "none"  # undated, and kept so


class SeenOrigin(StrEnum):
    """Whose clock says when a page was first seen."""

    LOADED = "loaded"  # this program's, when it fetched or loaded the page
    ARCHIVE = "archive"  # that of the crawl which put it into a web archive


class SourceOrigin(StrEnum):
    """Where an article's outlet came from."""

    META = "meta"
    MANIFEST = "manifest"
    TEXT = "text"
    NONE = "none"


class Reason(StrEnum):
    """Why a page or record was turned away."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"  # binary bytes under a text file's name
    BAD_RECORD = "bad_record"  # a line of JSON Lines that is no usable record
    UNREADABLE = "unreadable"  # the file exists and can't be read
    NO_TEXT = "no_text"  # the extractor found no article text
    STUB = "stub"  # too short to be an article: a teaser, a paywall, an error page
    CONSENT_PAGE = "consent_page"
    BOT_PAGE = "bot_page"
    LIST_PAGE = "list_page"
    NOT_ARTICLE = "not_article"
    EXTRACTOR_FAILED = "extractor_failed"
    TOO_COMPLEX = "too_complex"  # more markup than any article needs
    TIMED_OUT = "timed_out"  # reading took longer than a page may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a manifest, front matter, record or feed says of a page; it outranks what the page says of itself."""

    source: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None  # as written; read by the extract stage
    byline: str | None = None
    language: str | None = None
    published_origin: DateOrigin = DateOrigin.MANIFEST  # of `published`, where that is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes that were loaded from one place, before anything is concluded from them."""

    address: str  # the canonical URL if known, else the file's path relative to the folder, with "#n" for record n
    media: Media
    content: bytes
    loaded_at: datetime
    path: str | None = None  # of the file, relative to the folder it was loaded from, in POSIX form
    given: Given = field(default_factory=Given)
    seen_origin: SeenOrigin = SeenOrigin.LOADED  # of `loaded_at`

    @property
    def content_sha256(self) -> str:
        """Name the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def id(self) -> PageId:
        """Name this content, with what was given about it, at this address."""
        given = self.given
        known = (given.source, given.title, given.url, given.published, given.byline, given.language)
        return PageId(stable_id(self.address, self.content_sha256, *(value or "" for value in known)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Something that was turned away, and why."""

    address: str
    stage: str  # "collect" or "extract"
    reason: Reason
    detail: str  # one sentence for a person
    at: datetime
    page: PageId | None = None


class RemovalReason(StrEnum):
    """Why a line of extracted text is not part of the article."""

    TITLE = "title"  # the headline, repeated
    DECK = "deck"  # the standfirst, repeated as a teaser or a caption
    TEASER = "teaser"  # related stories, recommended lists
    NEWSLETTER = "newsletter"
    TOPIC = "topic"  # "Follow topic:", tags, "See more on"
    CAPTION = "caption"
    PHOTO_CREDIT = "photo_credit"
    WIRE_CREDIT = "wire_credit"
    BYLINE = "byline"
    BIO = "bio"  # about the author, contributed reporting
    SYNDICATION = "syndication"  # "The post ... appeared first on ..."
    FORM = "form"
    SLOGAN = "slogan"
    SHARE = "share"
    ADVERTISEMENT = "advertisement"
    COPYRIGHT = "copyright"
    CONSENT = "consent"
    NAVIGATION = "navigation"
    REPEATED = "repeated"  # the same line again in the same article, or on many pages of the outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """A line that cleaning took out, kept so that a person can see and contest it."""

    text: str
    reason: RemovalReason


class CreditKind(StrEnum):
    """What a credit says of where a text came from."""

    WIRE = "wire"  # an agency wrote it, wholly or in part
    SYNDICATED = "syndicated"  # taken over from another outlet
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A named agency or outlet that a text gives as its origin."""

    kind: CreditKind
    name: str  # "Reuters", "The New York Times"
    text: str  # the words that say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one article: cleaned text, with everything known about it."""

    id: ArticleId  # stays the same when the article is edited: made from its address
    version: VersionId  # this wording: made from the id, the title and the body
    page: PageId
    address: str
    title: str
    body: str  # paragraphs separated by one newline; offsets refer to this text
    language: str  # two-letter code, "und" if unknown
    first_seen: datetime
    path: str | None = None
    url: str | None = None
    source: str | None = None  # the outlet's name, None if nothing betrays it
    source_origin: SourceOrigin = SourceOrigin.NONE
    byline: str | None = None
    published: datetime | None = None  # UTC; noon UTC of the day when only the day is known
    day_only: bool = False
    date_origin: DateOrigin = DateOrigin.NONE
    zone_certain: bool | None = None  # False: UTC was taken for want of a zone; None: of a day alone, or not known
    modified: datetime | None = None  # UTC; what the page says of its last edit
    modified_origin: DateOrigin = DateOrigin.NONE
    modified_zone_certain: bool | None = None
    seen_origin: SeenOrigin = SeenOrigin.LOADED  # of `first_seen`
    credits: tuple[Credit, ...] = ()
    removed: tuple[RemovedLine, ...] = ()

    @staticmethod
    def make_id(address: str) -> ArticleId:
        """Name the article at `address`, whatever it says."""
        return ArticleId(stable_id("article", address))

    @staticmethod
    def make_version(article: ArticleId, title: str, body: str, *facts: str) -> VersionId:
        """Name one wording of an article, with the facts given about it (outlet, date), so that a better one counts."""
        return VersionId(stable_id("version", article, title, body, *facts))

    def day(self, zone: ZoneInfo) -> date | None:
        """Return the day of publication in `zone`; None for an undated article."""
        if self.published is None:
            return None
        return self.published.date() if self.day_only else self.published.astimezone(zone).date()

    def as_of(self, zone: ZoneInfo) -> date | None:
        """Return the day of this wording: of its edit if that is known, else of publication."""
        if self.modified is not None and self.published is not None and self.modified > self.published:
            return self.modified.astimezone(zone).date()
        return self.day(zone)

    @property
    def outlet(self) -> str:
        """Name the outlet for a reader; an unnamed one goes by its file or address."""
        return self.source or f"unnamed outlet ({self.path or self.address})"


class CopyKind(StrEnum):
    """How a copy relates to its original, the surest first."""

    ADDRESS = "same address"  # both pages name one canonical address, and the texts agree
    IDENTICAL = "identical"  # word for word
    NEAR = "near"
    SYNDICATED = "syndicated"  # half of it or more are passages of the original
    BRIEF = "brief"  # all of it stands inside a longer report


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Where an article's text comes from: its origin and, for a copy, the original it is folded into."""

    version: VersionId
    origin: str  # the independent origin that carries it: an agency, an outlet, or a publisher family
    origin_reason: str
    copy_of: VersionId | None = None
    kind: CopyKind | None = None
    overlap: float = 0.0  # share of the copy's five-word runs that stand in the original, 0 to 1
    reason: str = ""  # of the fold, for a reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A developing matter that is followed, or was found."""

    id: StoryId
    title: str
    terms: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()  # addresses or paths of articles known to be on it
    zone: str = "UTC"
    review: str = "after"  # "after" or "before": see docs/glossary.md
    words: int = 160  # wanted length of lead and new developments
    followed: bool = True
    publish_if_origins: int | None = None  # reviewed "before": goes out unreviewed from so many origins on; None: never


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """An article's place in a story."""

    story: StoryId
    version: VersionId
    score: float  # 0 to 1
    reason: str
    member: bool = True  # False: near the line, shown and not used
    decision: str | None = None  # id of the decision that put it here or took it off; None if the program judged


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """A place in an article: `body[start:end]`."""

    version: VersionId
    start: int
    end: int

    @property
    def place(self) -> str:
        """Name the place in one word, as decisions do."""
        return f"{self.version}:{self.start}-{self.end}"

    @staticmethod
    def at(place: str) -> Evidence | None:
        """Return the place that a word names as `place` does; None if it names none."""
        version, _, reach = place.rpartition(":")
        start, _, end = reach.partition("-")
        if not version or not start.isdecimal() or not end.isdecimal():
            return None
        return Evidence(version=VersionId(version), start=int(start), end=int(end))


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; a naive one is taken to be in UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
