"""A digest as a page of its own, and the pages that lead to it.

Each page is one file: no script, nothing loaded from elsewhere, readable without its style sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.models import Digest, Role, Section, StoryId
from tasks.publish import charts, wording
from tasks.publish.sheet import Sheet, sheet
from tasks.publish.templates import fill, trusted

_USED = (Role.CITED, Role.READ, Role.COPY)
_ASIDE = (Role.EARLIER, Role.BORDERLINE, Role.EXCLUDED, Role.OFF_STORY, Role.REJECTED)
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Entry:
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
    href: str
    story_href: str


def digest_page(digest: Digest, zone: ZoneInfo) -> str:
    """Return the page of one digest; it expects `index.html` beside it and in the folder above."""
    laid_out = sheet(digest, zone)
    return fill(
        "digest",
        title=f"{digest.headline} – {digest.title}, {laid_out.day}",
        sheet=laid_out,
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
    )


def story_page(digests: Sequence[Digest], zone: ZoneInfo) -> str:
    """Return the page of one story: its digests, the newest first. `digests` holds at least one."""
    newest = sorted(digests, key=lambda digest: digest.day, reverse=True)
    heading = newest[0].title
    return fill(
        "story",
        title=heading,
        heading=heading,
        counts=f"{wording.count(len(newest), 'digest')}, the newest first",
        entries=[_entry(digest, zone, "") for digest in newest],
    )


def front_page(digests: Sequence[Digest], zones: Mapping[StoryId, ZoneInfo], folders: Mapping[StoryId, str]) -> str:
    """Return the front page: the newest digest of each story, the newest first."""
    newest: dict[StoryId, Digest] = {}
    for digest in sorted(digests, key=lambda digest: digest.day):
        newest[digest.story] = digest
    ordered = sorted(
        sorted(newest.values(), key=lambda digest: digest.story), key=lambda digest: digest.day, reverse=True
    )
    entries = [_entry(each, zones.get(each.story, UTC), f"{folders[each.story]}/") for each in ordered]
    counts = "1 story" if len(entries) == 1 else f"{len(entries)} stories"
    return fill("front", title="Throughline", counts=counts, entries=entries)


def _entry(digest: Digest, zone: ZoneInfo, folder: str) -> Entry:
    laid_out = sheet(digest, zone)
    lead = laid_out.lead[0].quote if laid_out.lead else None
    new = sum(sentence.section is Section.NEW for sentence in digest.sentences)
    return Entry(
        title=digest.title,
        day=laid_out.day,
        status=laid_out.status,
        status_class=digest.status.value,
        quiet=laid_out.quiet,
        headline=laid_out.headline,
        lead=lead.text if lead else "",
        lead_by=lead.outlet if lead else "",
        news=f"{wording.count(new, 'development')}; " if new else "",
        counts=laid_out.counts,
        href=f"{folder}{digest.day.isoformat()}.html",
        story_href=f"{folder}index.html",
    )


def _removed(laid_out: Sheet) -> list[tuple[str, str, str]]:
    """Return (outlet, reason, line) for every line that cleaning took out."""
    return [(row.outlet, wording.removed(line.reason), line.text) for row in laid_out.rows for line in row.removed]
