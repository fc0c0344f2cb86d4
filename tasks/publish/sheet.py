"""A digest laid out for a reader, before any format.

Markdown, page and terminal all render this one layout, so that they cannot disagree about order, numbering or wording.
Strings are as the sources wrote them: each format escapes them in its own way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import RemovedLine, VersionId
from storage.published import NOTHING_SINCE, Aftermath
from storage.telling import (
    Change,
    Considered,
    Digest,
    DigestSentence,
    Discrepancy,
    Kind,
    LeftOut,
    NamedDecision,
    Quote,
    Reading,
    Role,
    Section,
    Status,
)
from tasks.publish import wording
from tasks.publish.escape import place_in, safe_url
from tasks.publish.since import Since
from tasks.publish.tied import Lead, leads

_TOLD_BEFORE = (Kind.CHANGED_FIGURE, Kind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Cited:
    """A quoted sentence with its source, in words."""

    text: str
    number: int  # of its article in the list of sources
    outlet: str
    title: str
    when: str
    url: str | None  # http or https, or none
    found_at: str | None  # the address of the sentence within the page
    origin: str
    place: str
    since: str = ""  # what became of the article after it was quoted, in sentences; empty if nothing did


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence of a digest, with what stands behind it."""

    kind: Kind
    label: str  # the kind's; on the front page the title of the story that it tells of
    labeled: bool  # whether a lead shows its label
    note: str
    quote: Cited
    origins: str
    was: tuple[Cited, ...]  # what was told before, where a reader must see it beside the new
    behind: tuple[Cited, ...]  # every sentence behind the claim, its own first
    behind_label: str
    told: tuple[Cited, ...]  # what was told before, where it is only context
    why: str
    number: str  # "#3", by which a person can name it in a decision


@dataclass(frozen=True, slots=True)
class DayItems:
    """What a timeline says of one day."""

    on: date | None
    day: str
    certain: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One account's value."""

    value: str
    quote: Cited
    as_of: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Accounts that differ about one thing."""

    about: str
    kind: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that changed over time."""

    about: str
    before: Account
    after: Account


@dataclass(frozen=True, slots=True)
class Omitted:
    """A strong sentence that was not chosen."""

    quote: Cited  # its number is 0 where its article is not quoted otherwise
    reason: str
    beside: Cited | None  # the told or chosen sentence that says it already
    why: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided."""

    what: str
    about: tuple[str, ...]  # titles, outlets, stories
    quotes: tuple[Cited, ...]
    value: str  # the title or headline that they gave
    said: str  # who decided and when
    note: str
    came_to: str  # empty unless nothing came of it


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the list of sources."""

    number: int | None
    role: Role
    outlet: str
    title: str
    url: str | None
    path: str | None
    when: str
    date_origin: str
    origin: str
    became: str  # what became of it, and why
    removed: tuple[RemovedLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a reader gets of one digest, in reading order."""

    digest: Digest
    day: str
    status: str
    status_note: str
    quiet: bool  # the status is nothing a reader must be warned of
    counts: str
    sources: str  # how the configured sources fared; empty if none is configured
    revision: str
    headline: str
    headline_by: str  # the outlet whose words the headline is; empty when it is ours
    headline_person: str  # "Headline by Ada"; empty unless a person worded it
    nothing_new: str  # empty where the headline says it
    checked: str
    ties: tuple[Lead, ...]  # to other stories; where this one goes on, that first
    lead: tuple[Item, ...]
    new: tuple[Item, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Changed, ...]
    timeline: tuple[DayItems, ...]
    background: tuple[Item, ...]
    left_out: tuple[Omitted, ...]
    decisions: tuple[Ruling, ...]
    rows: tuple[Row, ...]

    def of(self, *roles: Role) -> tuple[Row, ...]:
        """Return the articles with one of `roles`, in the list's order."""
        return tuple(row for row in self.rows if row.role in roles)

    @property
    def plain(self) -> Kind | None:
        """The kind that goes without saying in "what is new": new, where nothing there is anything else."""
        return None if any(item.labeled for item in (*self.lead, *self.new)) else Kind.NEW

    @property
    def explained(self) -> tuple[Item, ...]:
        """The sentences that were chosen by their score."""
        return tuple(item for item in (*self.lead, *self.new) if item.why)

    @property
    def items(self) -> Iterator[Item]:
        """Yield every sentence in reading order."""
        yield from (*self.lead, *self.new)
        for group in self.timeline:
            yield from group.items
        yield from self.background


def sheet(digest: Digest, zone: ZoneInfo, since: Aftermath = NOTHING_SINCE) -> Sheet:
    """Lay `digest` out for a reader in `zone`, with what became of what it quotes and of its story `since`."""
    desk = _Desk(digest, zone, since)
    section = desk.section
    return Sheet(
        digest=digest,
        day=wording.day(digest.day),
        status=wording.STATUSES[digest.status],
        status_note=wording.STATUS_NOTES[digest.status],
        quiet=digest.status in (Status.PUBLISHED, Status.APPROVED),
        counts=wording.coverage(digest),
        sources=wording.sources(digest.sources),
        revision=wording.revision(digest),
        headline=digest.headline,
        headline_by=desk.headline_by(),
        headline_person=wording.headline_by(digest.headline_by),
        nothing_new=_unless_said(digest),
        checked="" if digest.nothing_new_since is None else wording.checked(digest),
        ties=leads(since.ties, zone),
        lead=section(Section.LEAD),
        new=section(Section.NEW),
        differences=tuple(desk.difference(each) for each in digest.discrepancies),
        changes=tuple(desk.changed(each) for each in digest.changes),
        timeline=desk.timeline(),
        background=section(Section.BACKGROUND),
        left_out=tuple(map(desk.omitted, digest.left_out)),
        decisions=tuple(map(desk.ruling, digest.decisions)),
        rows=tuple(sorted(map(desk.row, digest.articles), key=_reading_order)),
    )


def numbering(digest: Digest) -> dict[VersionId, int]:
    """Number the quoted wordings of articles from 1, in the order in which a reader meets them."""
    numbers: dict[VersionId, int] = {}
    for quote in (*_quotes_shown(digest), *_quotes_folded(digest)):
        numbers.setdefault(quote.evidence.version, len(numbers) + 1)
    return numbers


def _quotes_shown(digest: Digest) -> Iterator[Quote]:
    for sentence in (*_in(digest, Section.LEAD), *_in(digest, Section.NEW)):
        yield sentence.quote
        if sentence.kind in _TOLD_BEFORE:
            yield from sentence.was
    for discrepancy in digest.discrepancies:
        yield from (reading.quote for reading in discrepancy.readings)
    for change in digest.changes:
        yield from (change.before.quote, change.after.quote)
    for sentence in (*_in_time(digest), *_in(digest, Section.BACKGROUND)):
        yield sentence.quote


def _quotes_folded(digest: Digest) -> Iterator[Quote]:
    for sentence in digest.sentences:
        yield from (*sentence.support, *sentence.was)


def _in(digest: Digest, section: Section) -> Iterator[DigestSentence]:
    return (sentence for sentence in digest.sentences if sentence.section is section)


def _in_time(digest: Digest) -> list[DigestSentence]:
    """Return the timeline's sentences by day, undated ones last, otherwise in the digest's order."""
    return sorted(_in(digest, Section.TIMELINE), key=lambda sentence: sentence.on or date.max)


def _unless_said(digest: Digest) -> str:
    """Say that nothing is new, unless the headline, being ours, does."""
    if digest.nothing_new_since is None or (digest.headline_of is None and digest.headline.startswith("Nothing new")):
        return ""
    return wording.nothing_new(digest.nothing_new_since)


def _reading_order(row: Row) -> tuple[int, int]:
    """Order articles by role, then by number; the sort is stable, so the digest's order breaks ties."""
    return list(Role).index(row.role), row.number if row.number is not None else 1_000_000


class _Desk:
    """Turns a digest's parts into words; holds what every part needs: the numbering, the titles and the zone."""

    def __init__(self, digest: Digest, zone: ZoneInfo, since: Aftermath) -> None:
        self._digest = digest
        self._zone = zone
        self._since = Since(since, zone)
        self._stories: dict[str, str] = {
            tie.other: tie.title for tie in since.ties
        }  # what readers call those named by id
        self._numbers = numbering(digest)
        self._articles = {article.version: article for article in digest.articles if article.version is not None}

    def headline_by(self) -> str:
        """Name the outlet whose words the headline is."""
        article = self._digest.headline_of
        if article is None:
            return ""
        listed = (self._outlet(each) for each in self._digest.articles if each.id == article)
        quoted = (quote.outlet for quote in _quotes_shown(self._digest) if quote.article == article)
        return next(listed, "") or next(quoted, "")

    def cited(self, quote: Quote) -> Cited:
        known = self._articles.get(quote.evidence.version)
        return Cited(
            text=quote.text,
            number=self._numbers.get(quote.evidence.version, 0),
            outlet=quote.outlet,
            title=known.title if known is not None else "",
            when=self._since.when(quote.published, quote.day_only, quote.evidence.version),
            url=safe_url(quote.url),
            found_at=place_in(quote.url, quote.text),
            origin=quote.origin,
            place=wording.place(quote.evidence.start, quote.evidence.end),
            since=self._since.of(quote.evidence),
        )

    def item(self, sentence: DigestSentence) -> Item:
        own = self.cited(sentence.quote)
        behind = (own, *map(self.cited, sentence.support))
        told = tuple(map(self.cited, sentence.was))
        beside = sentence.kind in _TOLD_BEFORE and sentence.section in (Section.LEAD, Section.NEW)
        return Item(
            kind=sentence.kind,
            label=sentence.about or wording.KINDS[sentence.kind],
            labeled=bool(sentence.about) or sentence.kind is not Kind.NEW,
            note=wording.KIND_NOTES[sentence.kind],
            quote=own,
            origins=wording.origins(sentence.origins),
            was=told if beside else (),
            behind=behind,
            behind_label=wording.behind(len(behind), sentence.origins),
            told=() if beside else told,
            why=wording.why(sentence.why),
            number=f"#{self._digest.sentences.index(sentence) + 1}",
        )

    def omitted(self, left: LeftOut) -> Omitted:
        return Omitted(
            quote=self.cited(left.quote),
            reason=wording.OMISSIONS[left.reason],
            beside=None if left.beside is None else self.cited(left.beside),
            why=wording.why(left.why),
        )

    def ruling(self, decision: NamedDecision) -> Ruling:
        return Ruling(
            what=wording.DECISIONS.get(decision.kind, decision.kind),
            about=tuple(self._stories.get(subject, subject) for subject in decision.subjects),
            quotes=tuple(map(self.cited, decision.quotes)),
            value=decision.value,
            said=wording.decided(decision.by, wording.when(decision.at, False, self._zone)),
            note=decision.note,
            came_to="" if decision.found else wording.GONE,
        )

    def section(self, section: Section) -> tuple[Item, ...]:
        return tuple(map(self.item, _in(self._digest, section)))

    def timeline(self) -> tuple[DayItems, ...]:
        sentences = _in_time(self._digest)
        groups: list[DayItems] = []
        for on, certain in dict.fromkeys((sentence.on, sentence.on_certain) for sentence in sentences):
            items = tuple(self.item(each) for each in sentences if (each.on, each.on_certain) == (on, certain))
            groups.append(DayItems(on=on, day=wording.as_of(on), certain=certain, items=items))
        return tuple(groups)

    def account(self, reading: Reading) -> Account:
        return Account(value=reading.value, quote=self.cited(reading.quote), as_of=wording.as_of(reading.as_of))

    def difference(self, discrepancy: Discrepancy) -> Difference:
        accounts = tuple(map(self.account, discrepancy.readings))
        return Difference(about=discrepancy.about, kind=wording.DIFFERENCES[discrepancy.kind], accounts=accounts)

    def changed(self, change: Change) -> Changed:
        return Changed(about=change.about, before=self.account(change.before), after=self.account(change.after))

    def row(self, article: Considered) -> Row:
        return Row(
            number=None if article.version is None else self._numbers.get(article.version),
            role=article.role,
            outlet=self._outlet(article),
            title=article.title,
            url=safe_url(article.url),
            path=article.path,
            when=self._since.when(article.published, article.day_only, article.version),
            date_origin=wording.date_origin(article.date_origin, article.zone_certain),
            origin=article.origin or "",
            became=self._became(article),
            removed=article.removed,
        )

    def _became(self, article: Considered) -> str:
        fate = wording.BECAME.get(article.role, "")
        if article.copy_of is not None:
            original = self._articles.get(VersionId(article.copy_of))
            outlet = "an article that is not listed" if original is None else self._outlet(original)
            fate = f"copy of {outlet}" + (f", “{original.title}”" if original is not None and original.title else "")
        return "; ".join(part for part in (fate, article.reason, self._since.page(article.version)) if part)

    @staticmethod
    def _outlet(article: Considered) -> str:
        return article.outlet or wording.unnamed(article.path)
