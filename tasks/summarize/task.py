"""Write the digest of a story for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, copies, decisions, digests, rejections, stories
from storage.connection import Store
from storage.models import Digest, Status, Story
from tasks.summarize.composition import compose
from tasks.summarize.days import Desk, days_decided_otherwise, days_to_tell, days_to_tell_anew, material
from tasks.summarize.decided import versions_named
from tasks.summarize.material import Recipe

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
    store: Store, story: Story, day: date, recipe: Recipe, sources: Sequence[tuple[str, str]] = ()
) -> Digest:
    """Compose the digest from what is stored, check its evidence and keep it; return it as kept.

    `sources` says how each configured source fares.

    The same input and settings give the revision that exists. A story reviewed "after" is published at once, one
    reviewed "before" stays a draft. Raises EvidenceError, and keeps nothing, if a sentence is not its article's.
    """
    desk = _desk(store, story, day)
    draft = compose(material(desk, story, day, sources), recipe)
    status = Status.PUBLISHED if story.review == "after" else Status.DRAFT
    with store.writing("keeping a digest") as connection:
        return digests.save(connection, replace(draft, status=status))


def _desk(store: Store, story: Story, day: date | None = None) -> Desk:
    """Read what the story has and, with a day, what else was published around it or is undated."""
    with store.reading("reading for a digest") as connection:
        memberships = stories.memberships(connection, story.id)
        word = [one for one in decisions.current(connection) if one.story in (story.id, None)]
        wanted = {*(membership.version for membership in memberships), *versions_named(word)}
        known = articles.by_version(connection, sorted(wanted))
        if day is not None:
            around = articles.between(connection, day - _ZONES, day + _ZONES, undated=True)
            known |= {article.version: article for article in around}
        return Desk(
            articles=[known[version] for version in sorted(known)],
            folds=copies.all(connection),
            memberships=memberships,
            digests=digests.history(connection, story.id),
            rejections=rejections.current(connection),
            decisions=word,
        )
