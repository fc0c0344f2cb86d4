"""Publish digests: files under `out/`, artifacts in Prefect's UI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import task
from prefect.artifacts import Artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from storage import aftermath, deliveries, digests, publications, stories, ties
from storage.connection import Connection, Store
from storage.indexing import Progress, keep_up
from storage.models import DigestId, Story, StoryId
from storage.placed import Talked
from storage.published import NOTHING_SINCE, Aftermath, Card, Delivery, DeliveryState, Standing, TieKind
from storage.telling import Digest, Status
from tasks.publish import edition, feeds, files, lists, markdown, wording
from tasks.publish.amendments import amended
from tasks.publish.channels import Channel, NotSent, Unsure
from tasks.publish.due import due
from tasks.publish.edition import Listed
from tasks.publish.files import Address, Folder
from tasks.publish.letters import Parcel, earlier_of
from tasks.publish.site import Site
from tasks.publish.tables import delivery_rows, story_rows, talked_rows
from tasks.publish.webpage import UTC

AT_ONCE = 20  # digests in memory
DELIVERIES_SHOWN = 200


@task(name="publish files", cache_policy=NO_CACHE)
def publish_files(store: Store, site: Site, written: Sequence[Digest], now: datetime) -> list[Path]:
    """Bring the site's folder in line with what readers may have; return the files that changed.

    Renders the digests that are not there as they stand, those of `written` in any case, and the pages and feeds that
    list them. Drafts are none of a reader's business: where nothing else stands, their address stays empty.
    """
    _record(store, now)
    with store.reading("reading what stands") as connection:
        standing = publications.standing(connection)
        since = aftermath.since(connection, [one.digest for one in standing.values()])
        zones = {story.id: ZoneInfo(story.zone) for story in stories.all(connection)}
    standing = {
        at: replace(one, since=since.get(one.digest, NOTHING_SINCE).fingerprint) for at, one in standing.items()
    }
    folder = Folder(site)
    asked = {(one.story, one.day) for one in written} & standing.keys()
    stale, gone = sorted({*folder.stale(standing), *asked}), folder.gone(standing)
    changed = [path for address in gone for form in files.forms_of(address) for path in folder.drop(form)]
    for start in range(0, len(stale), AT_ONCE):
        some = {address: standing[address] for address in stale[start : start + AT_ONCE]}
        changed += _publish_digests(store, folder, site, some, zones, since)
    if stale or gone or not folder.complete:
        changed += _publish_lists(store, folder, site, [*stale, *gone], zones)
        folder.note(standing)
    return changed


@task(name="publish again", cache_policy=NO_CACHE)
def publish_again(store: Store, site: Site, now: datetime) -> list[Path]:
    """Publish what an ingest changed about digests that stand; nothing where none does. Return what changed."""
    with store.reading("reading what stands") as connection:
        if not publications.standing(connection):
            return []
    return publish_files.fn(store, site, [], now)


def _record(store: Store, now: datetime) -> None:
    """Keep what changes for readers, and when, before they see it."""
    with store.reading("reading what changed for readers") as connection:
        found = publications.unrecorded(connection)
        amendments = [
            None
            if before is None
            else amended(digests.by_id(connection, before), digests.by_id(connection, new.digest))
            for new, before in found
        ]
    if found:
        dated = [replace(new, at=now, amendment=each) for (new, _), each in zip(found, amendments, strict=True)]
        with store.writing("keeping what changed for readers") as connection:
            publications.add(connection, dated)


def _publish_digests(
    store: Store,
    folder: Folder,
    site: Site,
    some: Mapping[Address, Standing],
    zones: Mapping[StoryId, ZoneInfo],
    since: Mapping[DigestId, Aftermath],
) -> list[Path]:
    with store.reading("reading digests to publish") as connection:
        loaded = digests.by_ids(connection, [each.digest for each in some.values()])
        past = publications.at(connection, list(some))
    changed: list[Path] = []
    for address, each in some.items():
        zone = zones.get(address[0], UTC)
        later = since.get(each.digest, NOTHING_SINCE)
        made = edition.digest_files(loaded[each.digest], zone, site, past[address], each.before, each.after, later)
        changed += folder.put(made)
    return changed


def _publish_lists(
    store: Store, folder: Folder, site: Site, touched: Sequence[Address], zones: Mapping[StoryId, ZoneInfo]
) -> list[Path]:
    with store.reading("reading lists to publish") as connection:
        listed = _listed(connection, touched, zones)
    contents = edition.list_files(listed, site)
    changed = [path for name, content in contents.items() if not content for path in folder.drop(name)]
    return changed + folder.put({name: content for name, content in contents.items() if content})


def _listed(connection: Connection, touched: Sequence[Address], zones: Mapping[StoryId, ZoneInfo]) -> Listed:
    days = publications.days(connection)
    updated = publications.last_updated(connection, feeds.ENTRIES)
    by_story = {
        story: publications.cards_of_story(connection, story) for story in dict.fromkeys(story for story, _ in touched)
    }
    fed = [*updated, *(card for cards in by_story.values() for card in _last(cards))]
    return Listed(
        newest=publications.newest_cards(connection),
        earlier=publications.earlier_cards(connection, lists.BEFORE),
        days=days,
        outlets=publications.outlets(connection),
        changes=publications.later_changes(connection, lists.CORRECTIONS),
        updated=updated,
        by_story=by_story,
        by_day={day: publications.cards_of_day(connection, day) for day in _with_neighbors(touched, days)},
        by_outlet=publications.uses(connection, publications.outlets_of(connection, touched)),
        digests=digests.by_ids(connection, {card.digest for card in fed}),
        zones=zones,
        ties=ties.all(connection),
    )


def _last(cards: Sequence[Card]) -> Sequence[Card]:
    return sorted(cards, key=lambda card: card.updated, reverse=True)[: feeds.ENTRIES]


def _with_neighbors(touched: Sequence[Address], days: Sequence[tuple[date, int]]) -> list[date]:
    """Return the touched days and those beside them, whose pages lead to them."""
    known = [day for day, _ in days]
    wanted = {day for _, day in touched}
    for day in sorted(wanted):
        wanted |= {*[each for each in known if each < day][-1:], *[each for each in known if each > day][:1]}
    return sorted(wanted)


@task(name="index for search", cache_policy=NO_CACHE)
def index_for_search(store: Store, progress: Progress) -> str:
    """Let searches find what is new; return why that could not be done, which is no reason to fail, else ""."""
    return keep_up(store, progress)


@task(name="show digest", task_run_name="show {digest.story} of {digest.day}", cache_policy=NO_CACHE)
def show_digest(digest: Digest, zone: str, since: Aftermath = NOTHING_SINCE) -> None:
    """Show a digest in Prefect's UI under its story's constant key, so that the key's page is its history."""
    create_markdown_artifact(
        key=f"digest-{digest.story}",
        markdown=markdown.artifact(digest, ZoneInfo(zone), since, links=_ways(digest)),
        description=markdown.summary(digest),
    )


def _ways(digest: Digest) -> list[tuple[str, str]]:
    """Return the ways from a digest's artifact to the run that made it and to what belongs to it, within the UI."""
    made_by = [("this run", f"/v2/runs/flow-run/{flow_run.id}")] if flow_run.id else []
    keys = (("its history", f"digest-{digest.story}"), ("all stories", "stories"), ("source health", "sources"))
    return made_by + [(label, f"/v2/artifacts/key/{key}") for label, key in keys]


@task(name="show where stories go on", cache_policy=NO_CACHE)
def show_merged(store: Store) -> None:
    """Let the page in Prefect's UI of each story that a person merged into another lead there, if it does not yet.

    However it was decided: on the command line, where there is no UI, too.
    """
    with store.reading("reading where stories go on") as connection:
        known = {story.id: story for story in stories.all(connection)}
        tied = ties.all(connection)
    for name, own in tied.items():
        into = own[0]
        if into.kind is TieKind.GOES_ON and into.by is not None and not into.ended:
            story = known.get(name, Story(id=name, title=name))
            page = markdown.merged(story.title, into, ZoneInfo(story.zone))
            shown: Any = Artifact.get(f"digest-{name}")
            if shown is None or shown.data != page:
                what = f"{name} {into.kind.value} {into.other}"
                create_markdown_artifact(key=f"digest-{name}", markdown=page, description=what)


@task(name="show stories", cache_policy=NO_CACHE)
def show_stories(store: Store, followed: Sequence[Story]) -> None:
    """Show the table of followed stories in Prefect's UI."""
    with store.reading("reading the stories' table") as connection:
        standing = {story.id: digests.newest(connection, story.id) for story in followed}
        placed = {story.id: stories.memberships(connection, story.id) for story in followed}
    counted = {story_id: sum(one.member for one in memberships) for story_id, memberships in placed.items()}
    create_table_artifact(
        key="stories",
        table=story_rows(followed, standing, counted),
        description="Every followed story, its newest digest and how many articles are on it.",
    )


@task(name="deliver", cache_policy=NO_CACHE)
def deliver(
    store: Store,
    site: Site,
    channels: Sequence[Channel],
    story: Story,
    now: datetime,
    day: date | None = None,
    dry: bool = False,
) -> list[Delivery]:
    """Send what is due of a story by every channel; return what was, or with `dry` would be, delivered or tried.

    Each delivery is noted before it starts and again when its end is known, so that a crash leaves it "started": it
    may have been sent, and is not sent again unless a person says so. What surely failed is tried again the next time.
    """
    with store.reading("reading what is to be sent") as connection:
        cards = publications.cards_of_story(connection, story.id)
        sent = deliveries.of_stories(connection, [story.id])
    done: list[Delivery] = []
    for channel in channels:
        for address in channel.addresses:
            had = [one for one in sent if (one.channel, one.address) == (channel.name, address)]
            for card in due(cards, had, channel.wishes, day):
                planned = _planned(channel, address, card, now)
                parcel = None if dry else _parcel(store, story, site, card, had, now)
                done += [planned] if parcel is None else _send(store, channel, parcel, planned)
    return done


def _planned(channel: Channel, address: str, card: Card, now: datetime) -> Delivery:
    return Delivery(
        channel=channel.name,
        address=address,
        digest=card.digest,
        withdrawn=card.status is Status.WITHDRAWN,
        state=DeliveryState.STARTED,
        at=now,
        story=card.story,
        day=card.day,
        revision=card.revision,
    )


def _parcel(store: Store, story: Story, site: Site, card: Card, had: Sequence[Delivery], now: datetime) -> Parcel:
    with store.reading("reading a digest to send") as connection:
        digest = digests.by_id(connection, card.digest)
        own = ties.all(connection).get(card.story, ())
    zone = ZoneInfo(story.zone)
    return Parcel(
        card=card,
        digest=digest,
        zone=zone,
        site=site,
        at=now,
        earlier=earlier_of(card, had),
        ties=own,
        told_until=max((one.at for one in had), default=None),
    )


def _send(store: Store, channel: Channel, parcel: Parcel, planned: Delivery) -> list[Delivery]:
    """Claim the delivery, send it, note what came of it; nothing if another process has it."""
    with store.writing("noting what is sent") as connection:
        if not deliveries.claim(connection, planned):
            return []
    try:
        channel.send(parcel, planned)
        ended = replace(planned, state=DeliveryState.SENT)
    except NotSent as failed:
        ended = replace(planned, state=DeliveryState.FAILED, detail=str(failed))
    except Unsure as open_question:
        ended = replace(planned, state=DeliveryState.UNSURE, detail=str(open_question))
    with store.writing("noting what was sent") as connection:
        deliveries.note(connection, ended)
    return [ended]


@task(name="show deliveries", cache_policy=NO_CACHE)
def show_deliveries(store: Store) -> None:
    """Show the newest deliveries in Prefect's UI."""
    with store.reading("reading deliveries") as connection:
        newest = deliveries.newest(connection, DELIVERIES_SHOWN)
    if newest:
        create_table_artifact(
            key="deliveries",
            table=delivery_rows(newest[::-1]),
            description="What was sent to whom, the newest first. *Unsure* and *started* may have been sent.",
        )


@task(name="show the day's stories", cache_policy=NO_CACHE)
def show_discovered(talked: Sequence[Talked], day: date) -> None:
    """Show the table of the day's largest stories in Prefect's UI."""
    create_table_artifact(
        key="discovered",
        table=talked_rows(talked),
        description=f"The largest stories among the articles of {wording.day(day)}, by independent origins. "
        "`throughline follow ID` makes one of them a followed story; `throughline merge OLDER ID` joins one to a story "
        "that it goes on from.",
    )


@task(name="show decisions", cache_policy=NO_CACHE)
def show_decisions(rows: Sequence[Mapping[str, str]]) -> None:
    """Show the table of all decisions in Prefect's UI, with the ids by which they can be undone."""
    create_table_artifact(
        key="decisions",
        table=[dict(row) for row in rows],
        description="Everything that was decided, in order. The flow `undo` takes one back by its id.",
    )
