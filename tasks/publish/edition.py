"""Which files a publication writes: those of the digests that changed, and the pages and feeds that list them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import DigestId, StoryId
from storage.published import NOTHING_SINCE, Aftermath, Card, Publication, Tie, Use
from storage.telling import Digest
from tasks.publish import feeds, files, lists, markdown, record, webpage
from tasks.publish import site as where
from tasks.publish.site import Site
from tasks.publish.webpage import UTC

Files = dict[str, str]  # paths within the site's folder and their contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the pages and feeds that a publication touches are made of."""

    newest: Sequence[Card]  # of each story
    earlier: Mapping[StoryId, Sequence[Card]] = field(default_factory=dict)  # those before, some
    days: Sequence[tuple[date, int]]
    outlets: Sequence[tuple[str, int, int]]
    changes: Sequence[Publication]
    updated: Sequence[Card]  # the entries of the site's feed
    by_story: Mapping[StoryId, Sequence[Card]]  # the touched ones
    by_day: Mapping[date, Sequence[Card]]
    by_outlet: Mapping[str, Sequence[Use]]
    digests: Mapping[DigestId, Digest] = field(default_factory=dict)  # those the feeds hold
    zones: Mapping[StoryId, ZoneInfo] = field(default_factory=dict)
    ties: Mapping[StoryId, Sequence[Tie]] = field(default_factory=dict)


def digest_files(
    digest: Digest,
    zone: ZoneInfo,
    site: Site,
    publications: Sequence[Publication],
    before: date | None,
    after: date | None,
    since: Aftermath = NOTHING_SINCE,
) -> Files:
    """Return a digest in every form in which it stands at its address."""
    page, plain, data = files.forms_of((digest.story, digest.day))
    return {
        plain: markdown.plain(digest, zone, publications, since),
        data: record.to_document(digest, since),
        page: webpage.digest_page(digest, zone, site, publications, before, after, since),
    }


def list_files(listed: Listed, site: Site) -> Files:
    """Return the pages and feeds that list digests, in the order in which they are written: the front page last."""
    contents: Files = {where.SCHEMA: record.SCHEMA.read_text(encoding="utf-8")}
    for outlet, uses in listed.by_outlet.items():
        contents[where.source_page(outlet)] = lists.source_page(outlet, uses, site, listed.zones) if uses else ""
    for day, cards in listed.by_day.items():
        contents[where.day_page(day)] = _day(day, cards, listed, site)
    for story, cards in listed.by_story.items():
        contents |= _story(story, cards, listed, site)
    return contents | _site(listed, site)


def _day(day: date, cards: Sequence[Card], listed: Listed, site: Site) -> str:
    if not cards:
        return ""
    known = [each for each, _ in listed.days]
    before = max((each for each in known if each < day), default=None)
    after = min((each for each in known if each > day), default=None)
    return lists.day_page(day, cards, before, after, site)


def _story(story: StoryId, cards: Sequence[Card], listed: Listed, site: Site) -> Files:
    page = where.story_page(story)
    folder = page.removesuffix("index.html")
    if not cards:
        return dict.fromkeys((page, f"{folder}{where.ATOM}", f"{folder}{where.JSON_FEED}"), "")
    entries = _entries(sorted(cards, key=lambda card: card.updated, reverse=True), listed, site)
    ties, zone = listed.ties.get(story, ()), listed.zones.get(story, UTC)
    feed = feeds.story_feed(entries, cards[0], site, ties, zone)
    return {
        f"{folder}{where.ATOM}": feeds.atom(feed, site),
        f"{folder}{where.JSON_FEED}": feeds.json_feed(feed, site),
        page: webpage.story_page(cards, site, ties, zone),
    }


def _site(listed: Listed, site: Site) -> Files:
    contents: Files = {}
    if listed.updated:
        feed = feeds.site_feed(_entries(listed.updated, listed, site), site)
        contents = {where.ATOM: feeds.atom(feed, site), where.JSON_FEED: feeds.json_feed(feed, site)}
    titles = {card.story: card.title for card in listed.newest}
    goes_on = {story: tie for story, own in listed.ties.items() for tie in own if tie.leads_on}
    return contents | {
        where.CORRECTIONS: lists.corrections_page(listed.changes, titles, listed.zones, site),
        where.SOURCES: lists.sources_page(listed.outlets, site),
        where.DAYS: lists.days_page(listed.days, site),
        where.STORIES: lists.stories_page(listed.newest, site, goes_on),
        where.FRONT: lists.front_page(listed.newest, listed.earlier, site, goes_on),
    }


def _entries(cards: Sequence[Card], listed: Listed, site: Site) -> list[feeds.Entry]:
    chosen = [card for card in cards[: feeds.ENTRIES] if card.digest in listed.digests]
    return [feeds.entry(card, listed.digests[card.digest], listed.zones.get(card.story, UTC), site) for card in chosen]
