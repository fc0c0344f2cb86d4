"""The pages that lead to digests: the front page, all stories, days, outlets, corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from storage.models import StoryId
from storage.published import Card, Publication, Tie, Use
from storage.telling import Role, Status
from tasks.publish import site as where
from tasks.publish import wording
from tasks.publish.escape import safe_url
from tasks.publish.history import Past, past
from tasks.publish.site import Site
from tasks.publish.templates import fill
from tasks.publish.webpage import UTC, Frame, line, neighbor

ON_FRONT = 30  # stories told with their lead; the page of all stories has the rest
BEFORE = 4  # headlines of the days before, for each of them
CORRECTIONS = 200  # the newest; older ones stand on their digests' own pages
NOWHERE: Mapping[StoryId, Tie] = {}  # every story goes on by itself
_ROLES = {Role.CITED: "quoted", Role.READ: "read, not quoted", Role.COPY: "copy", Role.BORDERLINE: "near the line"}


@dataclass(frozen=True, slots=True)
class Article:
    """An article of an outlet, with the digests that used it."""

    title: str
    url: str | None
    when: str
    uses: tuple[tuple[str, str, str, str], ...]  # what was made of it, story, day, the digest's page


@dataclass(frozen=True, slots=True)
class Corrected:
    """A digest that changed after readers had it."""

    title: str
    day: str
    href: str
    past: Past


def front_page(
    newest: Sequence[Card],
    earlier: Mapping[StoryId, Sequence[Card]],
    site: Site,
    goes_on: Mapping[StoryId, Tie] = NOWHERE,
) -> str:
    """Return the front page: the newest digest of each story, the newest day first, and its `earlier` headlines.

    A story that `goes_on` in another one is told there, and only the list of all stories has it.
    """
    told = [card for card in newest if card.story not in goes_on]
    ordered = sorted(_with_news_first(told), key=lambda card: card.day, reverse=True)
    lines = [
        replace(line(card, ""), before=tuple(line(one, "") for one in earlier.get(card.story, ())))
        for card in ordered[:ON_FRONT]
    ]
    return fill(
        "front",
        frame=Frame(site=site.title, root="", here="front"),
        title=site.title,
        counts=wording.count(len(told), "story"),
        latest=wording.day(ordered[0].day) if ordered else "",
        lines=lines,
        more=len(told) - len(lines),
    )


def stories_page(newest: Sequence[Card], site: Site, goes_on: Mapping[StoryId, Tie] = NOWHERE) -> str:
    """Return the list of all stories, by title; of one that `goes_on` in another, where."""
    ordered = sorted(newest, key=lambda card: (card.title.casefold(), card.story))
    frame = Frame(site=site.title, root="", here="stories")
    lines = [(line(card, ""), *_into(goes_on.get(card.story))) for card in ordered]
    return fill("stories", frame=frame, title=f"Stories – {site.title}", lines=lines)


def _into(tie: Tie | None) -> tuple[str, str]:
    """Return the title of the story in which one goes on, and the way there; both empty where it goes on by itself."""
    return (tie.title, where.story_page(tie.other)) if tie else ("", "")


def days_page(days: Sequence[tuple[date, int]], site: Site) -> str:
    """Return the list of all days that have a digest, by month, the newest first."""
    newest = sorted(days, reverse=True)
    months = [
        (
            f"{_MONTHS[month - 1]} {year}",
            [(wording.day(day), f"{day.isoformat()}.html", stories) for day, stories in of],
        )
        for (year, month), of in groupby(newest, key=lambda each: (each[0].year, each[0].month))
    ]
    frame = Frame(site=site.title, root="../", here="days")
    return fill("days", frame=frame, title=f"Days – {site.title}", months=[(name, list(of)) for name, of in months])


def day_page(day: date, cards: Sequence[Card], before: date | None, after: date | None, site: Site) -> str:
    """Return the page of all stories of a day, those of the most independent origins first."""
    ordered = _with_news_first(cards)
    return fill(
        "day",
        frame=Frame(site=site.title, root="../", here="days"),
        title=f"{wording.day(day)} – {site.title}",
        heading=wording.day(day),
        counts=wording.count(len(cards), "story"),
        lines=[line(card, "../") for card in ordered],
        before=neighbor(before),
        after=neighbor(after),
    )


def sources_page(outlets: Sequence[tuple[str, int, int]], site: Site) -> str:
    """Return the list of outlets: (name, articles read, articles cited)."""
    rows = [(name, where.source_page(name).removeprefix("sources/"), read, cited) for name, read, cited in outlets]
    frame = Frame(site=site.title, root="../", here="sources")
    return fill("sources", frame=frame, title=f"Sources – {site.title}", rows=rows)


def source_page(outlet: str, uses: Sequence[Use], site: Site, zones: Mapping[StoryId, ZoneInfo]) -> str:
    """Return an outlet's page: its articles, the newest first, how each was used, times as its stories tell them."""
    articles = [_article(list(of), zones) for _, of in groupby(uses, key=lambda use: use.article)]
    return fill(
        "source",
        frame=Frame(site=site.title, root="../", here="sources"),
        title=f"{outlet} – {site.title}",
        heading=outlet,
        articles=articles,
        quoted=len({use.article for use in uses if use.role is Role.CITED}),
        copies=len({use.article for use in uses if use.role is Role.COPY}),
    )


def corrections_page(
    changes: Sequence[Publication], titles: Mapping[StoryId, str], zones: Mapping[StoryId, ZoneInfo], site: Site
) -> str:
    """Return the page of what was withdrawn or told otherwise after readers had it, the newest first."""
    laid_out = [
        Corrected(
            title=titles.get(one.story, one.story),
            day=wording.day(one.day),
            href=where.digest_page(one.story, one.day),
            past=past(one, zones.get(one.story, UTC)),
        )
        for one in changes
        if one.withdrawn or (one.amendment is not None and one.amendment.corrects)
    ]
    frame = Frame(site=site.title, root="", here="corrections")
    return fill("corrections", frame=frame, title=f"Corrections – {site.title}", corrected=laid_out)


def _with_news_first(cards: Sequence[Card]) -> list[Card]:
    """Order cards as the front page's digest orders stories, by how many independent origins and outlets tell them,
    then by how much is new; what is withdrawn or quiet comes last."""

    def merit(card: Card) -> tuple[bool, bool, int, int, int, str, str]:
        quiet = card.status is Status.WITHDRAWN, not card.lead
        told_by = -card.origins, -(card.outlets + card.unnamed)
        return *quiet, *told_by, -card.developments, card.title.casefold(), card.story

    return sorted(cards, key=merit)


def _article(uses: Sequence[Use], zones: Mapping[StoryId, ZoneInfo]) -> Article:
    first = uses[0]
    return Article(
        title=first.title or "untitled",
        url=safe_url(first.url),
        when=wording.when(first.published, first.day_only, zones.get(first.story, UTC)),
        uses=tuple(
            (_ROLES[use.role], use.story_title, wording.day(use.day), f"../{where.digest_page(use.story, use.day)}")
            for use in uses
        ),
    )


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
