"""The digests as feeds: Atom (RFC 4287) and JSON Feed 1.1, for the whole site and for each story.

An entry is an address of the site, whatever revision stands there: its id stays, and `updated` moves when what readers
have changes. Nothing is ever taken out of a feed in silence: a withdrawn digest's entry says that it is withdrawn, and
where a story goes on in another one, or a part of it was split off, its feed has one entry that says so and leads
there; it stays, and says otherwise when that is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from storage.models import utc
from storage.published import Card, Tie, TieKind
from storage.telling import Digest, Status
from tasks.publish import site as where
from tasks.publish import wording
from tasks.publish.escape import visible
from tasks.publish.sheet import sheet
from tasks.publish.site import Site
from tasks.publish.templates import fill
from tasks.publish.tied import lead, leads

ENTRIES = 30  # of a feed: a month of one story
UTC = ZoneInfo("UTC")
_ATOM = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: _ATOM}  # lxml's stubs know no default namespace
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one address."""

    id: str
    url: str
    title: str
    summary: str
    content: str  # HTML
    story: str
    published: datetime
    updated: datetime
    more: dict[str, Any]  # for programs: JSON Feed's extension


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before its form."""

    id: str
    title: str
    page: str  # the path of the page whose entries these are
    folder: str  # where the feed's files stand, "" or ending in "/"
    entries: tuple[Entry, ...]
    about: str = ""  # where the story goes on, if it was merged

    @property
    def updated(self) -> datetime:
        """When any of it changed last."""
        return max(entry.updated for entry in self.entries)


def entry(card: Card, digest: Digest, zone: ZoneInfo, site: Site) -> Entry:
    """Return the entry of a digest that readers may have."""
    withdrawn = card.status is Status.WITHDRAWN
    day = wording.day(card.day)
    laid_out = sheet(digest, zone)
    url = site.url(where.digest_page(card.story, card.day))
    return Entry(
        id=where.urn("digest", card.story, card.day.isoformat()),
        url=url,
        title=f"Withdrawn: {card.title}, {day}" if withdrawn else f"{card.headline} ({card.title}, {day})",
        summary=wording.STATUS_NOTES[card.status]
        if withdrawn
        else f"{wording.STATUSES[card.status]}. {laid_out.counts}.",
        content=fill("entry", sheet=laid_out, withdrawn=withdrawn, url=url if site.address else ""),
        story=card.title,
        published=card.published,
        updated=card.updated,
        more={
            "story": card.story,
            "day": card.day.isoformat(),
            "revision": card.revision,
            "status": card.status.value,
            "record": site.url(where.digest_page(card.story, card.day).removesuffix("html") + "json"),
        },
    )


def site_feed(entries: Sequence[Entry], site: Site) -> Feed:
    """Return the feed of the whole site; `entries` holds at least one."""
    return Feed(where.urn("site", site.address or site.title), site.title, where.FRONT, "", tuple(entries))


def story_feed(
    entries: Sequence[Entry], card: Card, site: Site, ties: Sequence[Tie] = (), zone: ZoneInfo = UTC
) -> Feed:
    """Return the feed of the story of `card`; `entries` holds at least one."""
    page = where.story_page(card.story)
    folder = page.removesuffix("index.html")
    told = [moved(tie, card, zone, site) for tie in ties if _is_told(tie)]
    newest = sorted([*told, *entries], key=lambda one: one.updated, reverse=True)
    about = " ".join(one.line for one in leads(ties, zone) if one.goes_on)
    return Feed(where.urn("story", card.story), f"{card.title} – {site.title}", page, folder, tuple(newest), about)


def _is_told(tie: Tie) -> bool:
    """Say whether a story's feed has an entry of a tie: its subscribers would lose sight of something otherwise."""
    return tie.kind is TieKind.GOES_ON or (tie.kind is TieKind.GAVE_OFF and tie.by is not None and tie.has_page)


def moved(tie: Tie, card: Card, zone: ZoneInfo, site: Site) -> Entry:
    """Return the entry that leads from the story of `card` to another one, or says that it no longer does."""
    said = lead(tie, zone)
    goes_on = tie.kind is TieKind.GOES_ON
    page, folder = where.story_page(tie.other), where.folder_of(tie.other)
    own = where.story_page(card.story)
    url = site.url(own if tie.ended or not tie.has_page else page)
    there = bool(site.address) and tie.has_page and not tie.ended
    return Entry(
        id=where.urn("goes on", card.story) if goes_on else where.urn("gave off", card.story, tie.other),
        url=url,
        title=_moved_title(tie, card),
        summary=said.line,
        content=fill(
            "moved",
            tie=said,
            page=site.url(page) if there else "",
            feed=site.url(f"{folder}/{where.ATOM}") if there else "",
            feed_json=site.url(f"{folder}/{where.JSON_FEED}") if there else "",
        ),
        story=card.title,
        published=tie.at,
        updated=tie.at,
        more={"story": card.story, "tie": tie.kind.value, "other": tie.other, "ended": tie.ended},
    )


def _moved_title(tie: Tie, card: Card) -> str:
    own, other = f"“{card.title}”", f"“{tie.title}”"
    if tie.kind is TieKind.GOES_ON:
        return f"{own} is told by itself again" if tie.ended else f"{own} goes on in {other}"
    return f"{other} is told in {own} again" if tie.ended else f"{other} is now told by itself"


def atom(feed: Feed, site: Site) -> str:
    """Return `feed` as an Atom document."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    root.set(f"{{{_XML}}}lang", "en")
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.about:
        _add(root, "subtitle", feed.about)
    _add(root, "updated", _instant(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=_from(feed, f"{feed.folder}{where.ATOM}", site))
    _add(root, "link", rel="alternate", type="text/html", href=_from(feed, feed.page, site))
    _add(_add(root, "author"), "name", site.title)
    _add(root, "generator", "Throughline")
    for one in feed.entries:
        _add_entry(root, one, feed, site)
    etree.indent(root, " ")
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def json_feed(feed: Feed, site: Site) -> str:
    """Return `feed` as a JSON Feed document, version 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible(feed.title),
        **({"description": visible(feed.about)} if feed.about else {}),
        **({"home_page_url": site.url(feed.page)} if site.address else {}),
        **({"feed_url": site.url(f"{feed.folder}{where.JSON_FEED}")} if site.address else {}),
        "language": "en",
        "authors": [{"name": visible(site.title)}],
        "items": [_item(one, feed, site) for one in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _add_entry(root: etree._Element, one: Entry, feed: Feed, site: Site) -> None:
    element = _add(root, "entry")
    _add(element, "id", one.id)
    _add(element, "title", one.title)
    _add(element, "published", _instant(one.published))
    _add(element, "updated", _instant(one.updated))
    _add(element, "link", rel="alternate", type="text/html", href=_from(feed, one.url, site))
    _add(element, "category", term=visible(one.story))
    _add(element, "summary", one.summary)
    _add(element, "content", one.content.strip(), type="html")


def _item(one: Entry, feed: Feed, site: Site) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": _from(feed, one.url, site),
        "title": visible(one.title),
        "summary": visible(one.summary),
        "content_html": one.content.strip(),
        "date_published": _instant(one.published),
        "date_modified": _instant(one.updated),
        "tags": [visible(one.story)],
        "_throughline": one.more,
    }


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text is not None:
        element.text = text if "\n" in text else visible(text)
    return element


def _from(feed: Feed, path: str, site: Site) -> str:
    """Return where `path` is, seen from the feed: a full address if the site has one."""
    if site.address:
        return path if path.startswith(site.address) else site.url(path)
    return path.removeprefix(feed.folder) if path.startswith(feed.folder) else f"../{path}"


def _instant(moment: datetime) -> str:
    return utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
