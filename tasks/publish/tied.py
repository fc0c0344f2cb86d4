"""How a story hangs together with others, in words for a reader in one time zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.models import StoryId
from storage.published import Tie, TieKind
from tasks.publish import wording

SHOWN = 4  # ties that a digest names; its story's page has all


@dataclass(frozen=True, slots=True)
class Lead:
    """A tie in words, around the title of the other story, which may be a link: before, title, since, by, note."""

    goes_on: bool  # the story is told there now: whoever reads it must be led on
    before: str
    title: str
    since: str  # when it came about
    by: str  # who decided it; empty where grouping concluded it
    note: str  # why
    other: StoryId
    has_page: bool

    @property
    def line(self) -> str:
        """All of it as one sentence."""
        return f"{self.before} “{self.title}”{self.since}{self.by}{f': {self.note}' if self.note else ''}."


def others(found: Sequence[Lead]) -> tuple[tuple[Lead, ...], str]:
    """Return the ties that a digest names beside where its story goes on, and how many more there are, in words."""
    beside = [one for one in found if not one.goes_on]
    more = len(beside) - SHOWN
    return tuple(beside[:SHOWN]), f"{more} more on the story's page" if more > 0 else ""


def leads(ties: Iterable[Tie], zone: ZoneInfo) -> tuple[Lead, ...]:
    """Put ties in words, in their order; those that no longer hold are left out."""
    return tuple(lead(tie, zone) for tie in ties if not tie.ended)


def lead(tie: Tie, zone: ZoneInfo) -> Lead:
    """Put a tie in words."""
    words = wording.ENDED_TIES if tie.ended else wording.TIES if tie.by is not None else wording.CONCLUDED_TIES
    before, since = words[tie.kind]
    day = wording.day(tie.at.date() if tie.day_only else tie.at.astimezone(zone).date())
    return Lead(
        goes_on=tie.kind is TieKind.GOES_ON,
        before=before,
        title=tie.title,
        since=f"{since} {day}",
        by="" if tie.by is None else f", as {tie.by or wording.A_PERSON} decided",
        note=tie.note.strip().rstrip("."),
        other=tie.other,
        has_page=tie.has_page,
    )
