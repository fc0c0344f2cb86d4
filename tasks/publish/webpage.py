"""A digest as a page of its own, and the page of its story.

Each page is one file: no script, nothing loaded from elsewhere, readable without its style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from storage.published import NOTHING_SINCE, Aftermath, Card, Publication, Tie
from storage.telling import Digest, Role, Status
from tasks.publish import charts, wording
from tasks.publish import site as where
from tasks.publish.history import history
from tasks.publish.sheet import Sheet, sheet
from tasks.publish.site import Site
from tasks.publish.templates import fill, trusted
from tasks.publish.tied import Lead, leads, others

_USED = (Role.CITED, Role.READ, Role.COPY)
_ASIDE = (Role.EARLIER, Role.BORDERLINE, Role.EXCLUDED, Role.OFF_STORY, Role.REJECTED)
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    site: str  # the site's title
    root: str  # the way from the page to the site's folder: "" or "../"
    here: str = ""  # which part of the site this is: "stories", "days", "sources", "corrections"
    feeds: str = ""  # the folder of the feeds that go with the page, seen from the site's folder


@dataclass(frozen=True, slots=True)
class Line:
    """A digest in a list of digests."""

    title: str
    day: str
    status: str
    status_class: str
    quiet: bool
    headline: str
    lead: str
    lead_by: str
    news: str
    counts: str
    changed: str
    href: str
    story_href: str
    day_href: str
    before: tuple[Line, ...] = ()  # the story's days before, the newest first


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The digest of the day before or after."""

    day: str
    href: str


def digest_page(
    digest: Digest,
    zone: ZoneInfo,
    site: Site = where.PLAIN,
    publications: Sequence[Publication] = (),
    before: date | None = None,
    after: date | None = None,
    since: Aftermath = NOTHING_SINCE,
) -> str:
    """Return the page of one digest, with what became of it and of its sources, and the way to the days beside it."""
    laid_out = sheet(digest, zone, since)
    past = history(publications, zone)
    beside, more_ties = others(laid_out.ties)
    return fill(
        "digest",
        frame=Frame(site=site.title, root="../", here="stories", feeds=f"{where.folder_of(digest.story)}/"),
        title=f"{digest.headline} – {digest.title}, {laid_out.day}",
        sheet=laid_out,
        past=past,
        warned=bool(past) and past[0].corrects and digest.status is not Status.WITHDRAWN,
        before=neighbor(before),
        after=neighbor(after),
        ties=_ways([*(one for one in laid_out.ties if one.goes_on), *beside]),
        more_ties=more_ties,
        day_href=f"../{where.day_page(digest.day)}",
        method=wording.METHOD,
        why=wording.WHY,
        left_out=wording.LEFT_OUT,
        decided=wording.DECIDED,
        decided_note=wording.DECIDED_NOTE,
        chart=trusted(charts.coverage_chart(digest.coverage)),
        used=laid_out.of(*_USED),
        aside=[(wording.ROLES[role], laid_out.of(role)) for role in _ASIDE if laid_out.of(role)],
        removed=_removed(laid_out),
        settings=(*digest.settings, ("input", digest.input_hash), ("settings", digest.settings_hash)),
        outlets=_outlet_pages(laid_out),
    )


def story_page(cards: Sequence[Card], site: Site, ties: Sequence[Tie] = (), zone: ZoneInfo = UTC) -> str:
    """Return the page of one story from the cards of its days, the newest first; there is at least one.

    `ties` say where it goes on or came from.
    """
    return fill(
        "story",
        frame=Frame(site=site.title, root="../", here="stories", feeds=f"{where.folder_of(cards[0].story)}/"),
        title=f"{cards[0].title} – {site.title}",
        heading=cards[0].title,
        counts=f"{wording.count(len(cards), 'digest')}, the newest first",
        ties=_ways(leads(ties, zone)),
        lines=[line(card, "../") for card in cards],
    )


def _ways(found: Sequence[Lead]) -> list[tuple[Lead, str]]:
    """Return each tie with the way to the other story's page, "" where it has none."""
    return [(one, f"../{where.story_page(one.other)}" if one.has_page else "") for one in found]


def line(card: Card, root: str) -> Line:
    """Lay a card out for a page from which `root` leads to the site's folder."""
    told = card.status is not Status.WITHDRAWN
    return Line(
        title=card.title,
        day=wording.day(card.day),
        status=wording.STATUSES[card.status],
        status_class=card.status.value,
        quiet=told,
        headline=card.headline if told else f"Withdrawn: {card.headline}",
        lead=card.lead if told else "",
        lead_by=card.lead_by,
        news=f"{wording.count(card.developments, 'further development')}; " if told and card.developments else "",
        counts=wording.made_of(card.outlets, card.unnamed, card.origins, card.read) if told else "",
        changed=f"revision {card.revision}" if told and card.revision > 1 else "",
        href=f"{root}{where.digest_page(card.story, card.day)}",
        story_href=f"{root}{where.story_page(card.story)}",
        day_href=f"{root}{where.day_page(card.day)}",
    )


def neighbor(day: date | None) -> Neighbor | None:
    """Lay out the way to the page of another day in the same folder."""
    return None if day is None else Neighbor(wording.day(day), f"{day.isoformat()}.html")


def _outlet_pages(laid_out: Sheet) -> dict[str, str]:
    """Map the outlets that were read to their pages."""
    named = {article.outlet for article in laid_out.digest.articles if article.outlet and article.role in _USED}
    return {outlet: f"../{where.source_page(outlet)}" for outlet in sorted(named)}


def _removed(laid_out: Sheet) -> list[tuple[str, str, str]]:
    """Return (outlet, reason, line) for every line that cleaning took out."""
    return [(row.outlet, wording.removed(line.reason), line.text) for row in laid_out.rows for line in row.removed]
