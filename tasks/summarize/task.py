"""Write the digest of a story for a day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, copies, decisions, digests, rejections, stories
from storage.connection import Store
from storage.errors import InputError
from storage.models import Article, Story, StoryId
from storage.placed import FRONT_PAGE
from storage.telling import Digest, SourceState, Status
from tasks.summarize.composition import compose
from tasks.summarize.days import MOST_OTHERS, Desk, days_decided_otherwise, days_to_tell, days_to_tell_anew, material
from tasks.summarize.decided import versions_named
from tasks.summarize.freezing import Frozen, Place, freeze, read, thaw
from tasks.summarize.front_page import brief, front_page, front_page_story
from tasks.summarize.material import Recipe
from tasks.summarize.release import first_status
from tasks.summarize.replaying import Replay, differences

_ZONES = timedelta(days=1)  # a day in a story's time zone reaches into its neighbors in UTC


@task(name="choose days", task_run_name="days of {story.id}", cache_policy=NO_CACHE)
def choose_days(store: Store, story: Story, today: date) -> list[date]:
    """Return the days with articles that no published digest considered, or with new decisions on them, in order."""
    desk = _desk(store, story)
    return sorted({*days_to_tell(desk, ZoneInfo(story.zone), today), *days_to_tell_anew(desk, story)})


@task(name="choose days to make again", task_run_name="days of {story.id} to make again", cache_policy=NO_CACHE)
def choose_days_again(store: Store, story: Story) -> list[date]:
    """Return the days of the story's digests from the first on that other decisions shaped than count now, in order.

    Later days are told against the earlier ones, so they are made again too; one that nothing changes stays as it is.
    """
    desk = _desk(store, story)
    otherwise = days_decided_otherwise(desk, story)
    return sorted({one.day for one in desk.digests if otherwise and one.day >= otherwise[0]})


@task(name="write digest", task_run_name="digest of {story.id} for {day}", cache_policy=NO_CACHE)
def write_digest(
    store: Store,
    story: Story,
    day: date,
    recipe: Recipe,
    sources: Sequence[SourceState] = (),
    *,
    hold: bool = False,
) -> Digest:
    """Compose the digest from what is stored, check its evidence and keep it; return it as kept.

    `sources` says how each configured source fares.

    The same input and settings give the revision that exists. A new one is published or waits as a draft, as the
    story's settings say and people decided before; with `hold` it waits in any case. What it was made from is kept with
    it. Raises EvidenceError, and keeps nothing, if a sentence is not its article's.
    """
    desk = _desk(store, story, day)
    made_from = material(desk, story, day, sources)
    draft = compose(made_from, recipe)
    with store.writing("keeping a digest") as connection:
        last = digests.last_word(connection, story.id, day)
        status = Status.DRAFT if hold else first_status(story, draft, last)
        return digests.save(connection, replace(draft, status=status), freeze(made_from, recipe))


@task(name="replay digest", task_run_name="replay {story} of {day}", cache_policy=NO_CACHE)
def replay_digest(store: Store, story: StoryId, day: date, revision: int | None = None) -> Replay:
    """Make a kept digest again from exactly what it was made from, and compare; nothing is written.

    Raises InputError if there is no such digest, if what it was made from was not kept, or is no longer whole.
    """
    with store.reading("replaying a digest") as connection:
        kept = digests.get(connection, story, day, revision)
        saved = digests.as_saved(connection, kept.id) if kept else None
        if kept is None or saved is None:
            which = f" with revision {revision}" if revision is not None else ""
            raise InputError(
                f"There is no digest of {story} for {day}{which}; `throughline stories` lists the stories."
            )
        document, inputs = saved
        if inputs is None and story == FRONT_PAGE:
            raise InputError(
                f"The front page for {day} can't be made again: what a front page was made from is not kept. "
                f"`throughline show {FRONT_PAGE} --day {day}` shows it as it was made."
            )
        if inputs is None:
            raise InputError(
                f"What revision {kept.revision} of the digest of {story} for {day} was made from was not kept: it was "
                "made by an older version of Throughline. `throughline show` shows it as it was made."
            )
        frozen = read(inputs)
        known = articles.at_places(connection, frozen.places)
        known_digests = digests.by_ids(connection, frozen.told)
        told = [known_digests[name] for name in frozen.told if name in known_digests]
    _whole(kept, frozen, known, told)
    rebuilt = compose(*thaw(frozen, known, told, kept))
    as_it_was = digests.adapter().validate_json(document)
    rebuilt = replace(rebuilt, revision=as_it_was.revision, status=as_it_was.status)
    return Replay(
        kept=kept,
        rebuilt=rebuilt,
        articles=len(frozen.places),
        told=len(told),
        sha256=hashlib.sha256(document.encode("utf-8")).hexdigest(),
        differences=differences(document, digests.adapter().dump_json(rebuilt).decode("utf-8")),
    )


def _whole(kept: Digest, frozen: Frozen, known: Mapping[Place, Article], told: Sequence[Digest]) -> None:
    """Raise InputError if something that the digest was made from is gone from the database."""
    gone: list[str] = [version for version, page in frozen.places if (version, page) not in known]
    gone += [name for name in frozen.told if name not in {one.id for one in told}]
    if gone:
        raise InputError(
            f"The digest of {kept.story} for {kept.day} can't be replayed: {gone[0]} and {len(gone) - 1} more things "
            "that it was made from are gone from the database; `throughline verify` looks further."
        )


@task(name="write front page", task_run_name="front page of {day}", cache_policy=NO_CACHE)
def write_front_page(
    store: Store, told: Sequence[Story], day: date, recipe: Recipe, zone: str, extent: int
) -> Digest | None:
    """Compose the front page of `day` from the first `extent` of the stories with something to tell, and keep it.

    A story that is reviewed "before" is left out: nothing of it may be read that nobody approved. None if there is
    nothing to tell. Raises EvidenceError, and keeps nothing, if a sentence is not its article's.
    """
    briefs: list[Digest] = []
    for story in told:
        if len(briefs) < extent and story.review == "after":
            one = brief(material(_desk(store, story, day), story, day), recipe)
            briefs += [one] if one.sentences else []
    page = front_page(day, briefs, recipe, zone)
    if page is None:
        return None
    with store.writing("keeping the front page") as connection:
        stories.put(connection, front_page_story(zone))
        return digests.save(connection, replace(page, status=Status.PUBLISHED))


def _desk(store: Store, story: Story, day: date | None = None) -> Desk:
    """Read what the story has and, with a day, what else was published around it or is undated.

    Texts are read where they are needed: for a digest, or where decisions are about sentences.
    """
    with store.reading("reading for a digest") as connection:
        memberships = stories.memberships(connection, story.id)
        word = [one for one in decisions.current(connection) if one.story in (story.id, None)]
        wanted = {*(membership.version for membership in memberships), *versions_named(word)}
        known = articles.by_version(connection, wanted, texts=day is not None or bool(word))
        if day is not None:
            around = articles.between(connection, day - _ZONES, day + _ZONES, undated=True, texts=False)
            known = {article.version: article for article in around} | known
        return Desk(
            articles=[known[version] for version in sorted(known)],
            folds=copies.among(connection, known),
            memberships=memberships,
            digests=digests.history(connection, story.id),
            rejections=rejections.current(connection, newest=MOST_OTHERS) if day is not None else (),
            decisions=word,
        )
