"""Record what a reviewer decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import decisions, digests, standing
from storage.connection import Store
from storage.decided import Decision
from storage.models import StoryId
from storage.telling import Digest, Status


@task(name="keep decisions", cache_policy=NO_CACHE)
def keep_decisions(store: Store, taken: Sequence[Decision]) -> int:
    """Keep what was decided; return how much of it is new."""
    with store.writing("keeping decisions") as connection:
        return decisions.add(connection, taken)


@task(name="approve digest", task_run_name="approve {digest.story} of {digest.day}", cache_policy=NO_CACHE)
def approve_digest(store: Store, digest: Digest, at: datetime, by: str, note: str) -> Digest:
    """Let a digest count as approved; readers have it from now on."""
    with store.writing("approving a digest") as connection:
        return digests.set_status(connection, digest.id, Status.APPROVED, at, by, note)


@task(name="refuse digest", task_run_name="refuse {digest.story} of {digest.day}", cache_policy=NO_CACHE)
def refuse_digest(store: Store, digest: Digest, at: datetime, by: str, note: str) -> Digest:
    """Reject a draft; take back, in every revision, what readers have."""
    with store.writing("refusing a digest") as connection:
        if digest.told:
            standing.withdraw(connection, digest.story, digest.day, at, by, note)
        elif digest.status is Status.DRAFT:
            digests.set_status(connection, digest.id, Status.REJECTED, at, by, note)
        return digests.by_id(connection, digest.id)


@task(name="withdraw digest", task_run_name="withdraw {story} of {day}", cache_policy=NO_CACHE)
def withdraw_digest(store: Store, story: StoryId, day: date, at: datetime, by: str, note: str) -> list[Digest]:
    """Take back what readers have of a story's day; raises InputError if they have nothing."""
    with store.writing("withdrawing a digest") as connection:
        return standing.withdraw(connection, story, day, at, by, note)
