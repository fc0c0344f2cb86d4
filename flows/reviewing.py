"""What a reviewer's answer does, however it came: record it, make the next revision, publish or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from flows.desk import recipe, site
from flows.settings import Settings
from flows.source_health import states
from flows.steps import Speaker
from storage import digests, stories
from storage.connection import Store
from storage.errors import InputError
from storage.models import Story
from storage.telling import Digest, Status
from tasks.group.task import choose_members
from tasks.publish import wording
from tasks.publish.task import publish_files
from tasks.review.answer import Answer, Verdict, decisions, faults, unseen
from tasks.review.task import approve_digest, keep_decisions, refuse_digest, withdraw_digest
from tasks.summarize.task import write_digest

A_PERSON = "a person"  # who reviewed and did not say who they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an answer came to."""

    digest: Digest  # as it stands now
    again: tuple[str, ...] = ()  # why the reviewer must be asked again; none: it is settled

    @property
    def sentence(self) -> str:
        """Say how the digest stands."""
        day = wording.day(self.digest.day)
        which = f"The digest of {self.digest.story} for {day}, revision {self.digest.revision}"
        return f"{which}: {wording.STATUSES[self.digest.status].lower()}."


def to_review(store: Store, story: Story, day: date | None) -> Digest:
    """Return the digest to look at: the newest of `day`, or the oldest draft, or the newest there is.

    Raises InputError if there is none.
    """
    with store.reading("reading a digest to review") as connection:
        if day is not None:
            found = digests.get(connection, story.id, day)
        else:
            newest = digests.newest(connection, story.id)
            drafts = [one for one in newest if one.status is Status.DRAFT]
            found = drafts[0] if drafts else newest[-1] if newest else None
    if found is None:
        when = f" for {day}" if day else ""
        raise InputError(f"There is no digest of {story.id}{when} to review; `throughline digest` makes one.")
    return found


def settle(
    settings: Settings, store: Store, story: Story, seen: Digest, answer: Answer, *, now: datetime, say: Speaker
) -> Outcome:
    """Do what the reviewer of `seen` answered, or say why they must be asked again; then nothing was published.

    Nobody approves what they did not see: not a revision that came meanwhile, not a sentence that took the place of a
    dropped one.
    """
    with store.reading("reading what was reviewed") as connection:
        newest = digests.get(connection, story.id, seen.day)
        known = [one.id for one in stories.all(connection)]
    if newest is None or newest.id != seen.id:
        return Outcome(digest=newest or seen, again=(_overtaken(newest or seen, seen),))
    wrong = faults(answer, seen, known)
    if wrong:
        return Outcome(digest=seen, again=tuple(wrong))
    shown = replace(seen, status=newest.status)  # a person may have said something of it elsewhere meanwhile
    outcome = _settled(settings, store, story, shown, answer, now, say)
    say(publish_files, store, site(settings), [outcome.digest], now)
    return outcome


def withdraw(
    settings: Settings, store: Store, story: Story, day: date, *, now: datetime, by: str, note: str, say: Speaker
) -> Outcome:
    """Take back what readers have of a story's day, and let its page say so. Raises InputError if they have nothing."""
    gone = say(withdraw_digest, store, story.id, day, now, by or A_PERSON, note)
    say(publish_files, store, site(settings), gone, now)
    return Outcome(digest=gone[-1])


def _settled(
    settings: Settings, store: Store, story: Story, seen: Digest, answer: Answer, now: datetime, say: Speaker
) -> Outcome:
    by = answer.by or A_PERSON
    if answer.verdict is Verdict.REJECT:
        return Outcome(digest=say(refuse_digest, store, seen, now, by, answer.note))
    made = seen
    if answer.verdict is Verdict.CHANGE:
        made = _changed(settings, store, story, seen, answer, now, say)
        new = unseen(seen, made)
        if new:
            return Outcome(digest=made, again=(_came_in(len(new), made),))
    return Outcome(digest=say(approve_digest, store, made, now, by, answer.note))


def _changed(
    settings: Settings, store: Store, story: Story, seen: Digest, answer: Answer, now: datetime, say: Speaker
) -> Digest:
    """Keep what was decided, and make the day's next revision as a draft."""
    say(keep_decisions, store, decisions(answer, seen, now))
    if story.followed:
        say(choose_members, store, story)
    return say(write_digest, store, story, seen.day, recipe(settings), states(settings, store, now), hold=True)


def _overtaken(newest: Digest, seen: Digest) -> str:
    return (
        f"Revision {newest.revision} was made while you looked at revision {seen.revision}; this is the new one. "
        "Nothing of your answer was applied."
    )


def _came_in(count: int, made: Digest) -> str:
    return (
        f"Your changes were made: this is revision {made.revision}, still a draft. With them came "
        f"{wording.count(count, 'sentence')} that you have not seen; look, and approve."
    )
