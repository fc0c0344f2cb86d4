"""The nouns of what readers have. Standard library only, as storage/models.py, which they go on from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from storage.models import DigestId, Evidence, StoryId, VersionId, stable_id
from storage.telling import Digest, Role, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A sentence with the outlet that wrote it."""

    text: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a digest tells otherwise than the one that readers had at its address before."""

    headline_was: str | None = None  # None if the headline stayed
    dropped: tuple[Words, ...] = ()  # told before as news, and no longer
    added: tuple[Words, ...] = ()

    @property
    def corrects(self) -> bool:
        """Say whether readers must know: something they had is gone."""
        return bool(self.headline_was or self.dropped)

    def __bool__(self) -> bool:
        return bool(self.headline_was or self.dropped or self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A change of what readers have at a digest's address: its first revision, another one, or that it is withdrawn."""

    story: StoryId
    day: date
    number: int  # of the changes at this address, from 1
    digest: DigestId
    withdrawn: bool
    at: datetime
    revision: int = 1
    amendment: Amendment | None = None  # None for the first
    note: str = ""  # why, if a person said so


def readers_have(revisions: Iterable[Digest]) -> list[Digest]:
    """Return what readers have of one story's days among all `revisions`; ascending by day, without withdrawn days.

    The newest revision that ever went out decides: where it was withdrawn, its readers were told that the day was taken
    back, and an older one does not come to light again.
    """
    newest: dict[date, Digest] = {}
    for one in sorted(revisions, key=lambda digest: digest.revision):
        if one.told or one.status is Status.WITHDRAWN:
            newest[one.day] = one
    return [newest[day] for day in sorted(newest) if newest[day].told]


class TieKind(StrEnum):
    """How a story hangs together with another one."""

    GOES_ON = "goes on in"
    CAME_OF = "was split off from"
    TOOK_IN = "took in"
    GAVE_OFF = "gave off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """That a story goes on in another one, or came of it; or the same, seen from there."""

    kind: TieKind
    other: StoryId
    title: str  # of the other
    at: datetime  # since when; midnight UTC of the day where only that is known
    day_only: bool = False
    by: str | None = None  # who decided it, "" if nobody said; None where grouping concluded it
    note: str = ""  # why: in the person's words, or grouping's reason
    has_page: bool = False  # readers were given something of the other
    # It holds no longer since `at`, when a person took it back. Feeds said that it did, so they say this, too.
    ended: bool = False

    @property
    def leads_on(self) -> bool:
        """Say whether the story is told in the other one now, where readers can go."""
        return self.kind is TieKind.GOES_ON and self.has_page and not self.ended

    @property
    def fact(self) -> str:
        """All that is said of it, as one string."""
        who = "grouping" if self.by is None else f"person {self.by}"
        parts = (self.kind.value, self.other, self.title, str(self.at), str(self.day_only), who, self.note)
        return "\x1e".join((*parts, str(self.has_page), str(self.ended)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What became of quoted articles and of the story: shown beside a digest, never kept in it.

    The articles' moments are those that their pages state.
    """

    edited: Mapping[VersionId, datetime | None] = field(default_factory=dict)  # quoted wordings that are no first ones
    outdated: Mapping[Evidence, datetime | None] = field(default_factory=dict)  # quoted, and no longer in the article
    gone: Mapping[VersionId, datetime] = field(default_factory=dict)  # whose page is not there any more, since when
    ties: tuple[Tie, ...] = ()  # of the digest's story

    def __bool__(self) -> bool:
        return bool(self.edited or self.outdated or self.gone or self.ties)

    @property
    def fingerprint(self) -> str:
        """Name all of it."""
        facts = [f"{kind} {what} {at}" for kind, what, at in sorted(self._facts())]
        return stable_id(*facts) if facts else ""

    def _facts(self) -> list[tuple[str, str, str]]:
        facts = [("edited", str(version), str(at)) for version, at in self.edited.items()]
        facts += [("outdated", place.place, str(at)) for place, at in self.outdated.items()]
        facts += [("tie", f"{number:03}", tie.fact) for number, tie in enumerate(self.ties)]
        return facts + [("gone", str(version), str(at)) for version, at in self.gone.items()]


NOTHING_SINCE = Aftermath()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands at a digest's address."""

    digest: DigestId
    status: Status
    changes: int  # of what readers had there, the first time included
    before: date | None = None  # the story's day before, and after
    after: date | None = None
    since: str = ""  # the fingerprint of what became of the articles it quotes, and of its story

    @property
    def fingerprint(self) -> str:
        """Name all that the page there depends on, beside the way pages look: the same name, the same page."""
        stands = f"{self.digest} {self.status.value} {self.changes} {self.before} {self.after}"
        return f"{stands} {self.since}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What lists say of the digest that stands for a story and day."""

    story: StoryId
    title: str
    day: date
    digest: DigestId
    revision: int
    status: Status
    headline: str
    lead: str
    lead_by: str
    developments: int
    outlets: int
    unnamed: int  # articles whose outlet nothing betrays; each counts as an outlet
    origins: int
    read: int
    published: datetime  # first, whatever the revision
    updated: datetime  # when what readers have changed last
    changes: int  # how often that was, the first time included


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An article of an outlet, and what a digest made of it."""

    outlet: str
    article: str
    title: str
    url: str | None
    published: datetime | None
    day_only: bool
    role: Role
    story: StoryId
    story_title: str
    day: date


class DeliveryState(StrEnum):
    """How far a delivery got."""

    STARTED = "started"  # and nothing more is known: the program may have died while it sent
    SENT = "sent"
    FAILED = "failed"  # surely not sent; tried again the next time
    UNSURE = "unsure"  # the connection broke while it was handed over: perhaps sent, never sent again by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A digest on its way to one address by one channel, and how far it got."""

    channel: str  # "mail", or a webhook's name
    address: str  # a mail address; "" for a webhook, whose address is a secret
    digest: DigestId
    withdrawn: bool  # what is sent says that the digest is withdrawn
    state: DeliveryState
    at: datetime
    detail: str = ""
    story: StoryId | None = None
    day: date | None = None
    revision: int = 0

    @property
    def id(self) -> str:
        """Name what is delivered and whereto, whatever became of it: it is sent at most once."""
        return stable_id("delivery", self.channel, self.address, self.digest, "withdrawn" if self.withdrawn else "")
