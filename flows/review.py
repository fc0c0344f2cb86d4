"""Ask a person about a digest, and do what they answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.asking import UNREADABLE, Asked, answer_to, last_asked, note_asked, under_review
from flows.days import named
from flows.delivering import send_written
from flows.desk import settings_here
from flows.digest import show
from flows.events import OF_STATUS, digest_event
from flows.reviewing import Outcome, settle, to_review
from flows.settings import Settings
from flows.steps import as_task
from flows.stores import open_store
from storage import digests, stories
from storage.connection import Store
from storage.errors import InputError
from storage.models import Story
from storage.telling import Digest, Status
from tasks.publish import wording
from tasks.review.proof import form, proof

NEVER_RESUMED = "never resumed"  # in the message of a run that waited in vain; Prefect's words


@flow(name="review", flow_run_name=named("review of {story}, {day}"), validate_parameters=True)
def review(story: str, day: date | None = None) -> str:
    """Show a digest to a person and wait for their answer; then publish it, change it or leave it unpublished.

    The run is suspended meanwhile: resume it, and a form asks for the decision. An answer that can't be done is said
    to be so, and asked for again. Left alone, the run fails in the end, and the digest stays unpublished.

    Args:
        story: The story's id.
        day: The digest's day. Empty: the oldest draft, else the newest digest.
    """
    settings = settings_here()
    store = open_store(settings)
    chosen = _story(settings, store, story)
    asked = last_asked() or _first_question(store, chosen, day)
    if isinstance(asked, str):
        return asked
    return _ask(settings, store, chosen, asked)


@flow(name="expire", flow_run_name="after a review that nobody answered", validate_parameters=True)
def expire(run: str) -> str:
    """Say where people look that a review was left alone and its digest is not published.

    Args:
        run: The id of the review's run, as Prefect's events name it.
    """
    run_id = UUID(run.rpartition(".")[2])
    with get_client(sync_client=True) as client:
        failed = client.read_flow_run(run_id)
    asked = last_asked(run_id)
    if asked is None or failed.state is None or NEVER_RESUMED not in (failed.state.message or ""):
        return "The review ended for another reason; its own page says which."
    settings = settings_here()
    store = open_store(settings)
    chosen = _story(settings, store, str(failed.parameters["story"]))
    seen = _shown(store, chosen, asked)
    ended = "Not published" if not seen.told else "Not reviewed"
    said = (
        f"{ended}: nobody answered “{failed.name}” in time. `throughline review {seen.story}` or the deployment "
        "`review` asks again."
    )
    _note(seen, said)
    digest_event("expired", seen)
    get_run_logger().warning(said)
    return said


def _story(settings: Settings, store: Store, story: str) -> Story:
    """Return a story, as the settings have it if it is followed."""
    with store.reading("reading the stories") as connection:
        kept = {str(one.id): one for one in stories.all(connection)}
    known = kept | {str(one.id): one for one in settings.stories()}
    if story not in known:
        raise InputError(f"There is no story {story!r}; known: {', '.join(sorted(known)) or 'none'}.")
    return known[story]


def _first_question(store: Store, story: Story, day: date | None) -> Asked | str:
    """Return what to ask, or why there is nothing to ask."""
    seen = to_review(store, story, day)
    if seen.status not in (Status.DRAFT, Status.PUBLISHED) and day is None:
        return f"Nothing of {story.id} waits for a review."
    own = UUID(flow_run.id) if flow_run.id else None
    for other in under_review(story.id, own):
        open_question = last_asked(other.id)
        if open_question and open_question.digest_day == seen.day:
            said = f"“{other.name}” is open already; whoever answers it is shown revision {seen.revision} first."
            get_run_logger().info(said)
            return said
    return note_asked(Asked(number=1, day=seen.day.isoformat(), revision=seen.revision))


def _ask(settings: Settings, store: Store, story: Story, asked: Asked) -> str:
    """Ask until an answer can be done. Each question ends the process; its answer is met on the next run of it."""
    while True:
        seen = _shown(store, story, asked)
        wait = timedelta(hours=settings.review.wait_hours)
        answer = answer_to(
            asked,
            form(proof(seen, ZoneInfo(story.zone)), asked.faults, f"/v2/artifacts/key/digest-{story.id}"),
            wait,
            headline=seen.headline,
            reviewer=settings.review.name,
        )
        if answer is None:
            outcome = Outcome(digest=seen, again=(UNREADABLE,))
        else:
            outcome = settle(settings, store, story, seen, answer, now=datetime.now(UTC), say=as_task)
        if not outcome.again:
            return _finish(settings, store, seen, outcome)
        get_run_logger().warning("Asking again: %s", " ".join(outcome.again))
        made = outcome.digest
        asked = note_asked(Asked(number=asked.number + 1, day=asked.day, revision=made.revision, faults=outcome.again))


def _finish(settings: Settings, store: Store, seen: Digest, outcome: Outcome) -> str:
    made = outcome.digest
    get_run_logger().info(outcome.sentence)
    show(settings, store, [made])
    _note(made, outcome.sentence)
    what = "published" if made.status is Status.APPROVED and not seen.told else OF_STATUS[made.status]
    digest_event(what, made)
    send_written(settings, store, [made], say=as_task)
    return outcome.sentence


def _shown(store: Store, story: Story, asked: Asked) -> Digest:
    with store.reading("reading a digest to review") as connection:
        found = digests.get(connection, story.id, asked.digest_day, asked.revision)
    if found is None:
        raise InputError(f"Revision {asked.revision} of the digest of {story.id} for {asked.day} is gone.")
    return found


def _note(one: Digest, said: str) -> None:
    """Show how the review stands under the story's constant key."""
    create_markdown_artifact(
        key=f"review-{one.story}",
        markdown=f"{said}\n\n[The digest](/v2/artifacts/key/digest-{one.story})",
        description=f"{wording.day(one.day)}: {said}",
    )
