"""The nouns of what people decide. Standard library only, as storage/models.py, which they go on from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from storage.models import StoryId, stable_id
from storage.placed import readable_id

DecisionId = NewType("DecisionId", str)


class DecisionKind(StrEnum):
    """What a person decided. What `subjects` and `value` hold for each kind stands beside it."""

    EXCLUDE = "exclude"  # subjects: article ids that are not on the story
    INCLUDE = "include"  # subjects: article ids that are
    MERGE = "merge"  # subjects: ids of the stories that the story takes in
    SPLIT = "split"  # subjects: article ids that leave the story; value: the title of the story they make
    RENAME = "rename"  # value: the story's title
    FOLLOW = "follow"  # a found story is followed; subjects: its terms
    PIN_SENTENCE = "pin sentence"  # subjects: places in articles, as `Evidence.place`; told whatever their merit
    BAR_SENTENCE = "bar sentence"  # subjects: places in articles, never told
    PIN_SOURCE = "pin source"  # subjects: outlets whose sentences go first
    BAR_SOURCE = "bar source"  # subjects: outlets that are never quoted
    UNFOLD = "unfold"  # subjects: article ids that are no copies
    HEADLINE = "headline"  # value: the headline of the story's `day`, in the words of a person
    UNDO = "undo"  # subjects: ids of the decisions that no longer count


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word, kept for good: applied again on every run until it is undone, and named in the digest."""

    kind: DecisionKind
    at: datetime
    by: str  # who decided; "" if nobody said
    story: StoryId | None = None  # None where it concerns every story: an unfolded copy, an undone decision, a source
    subjects: tuple[str, ...] = ()
    value: str = ""
    day: date | None = None  # of the one digest it concerns; None for all
    note: str = ""  # why, in the person's words

    @property
    def id(self) -> DecisionId:
        """Name this decision."""
        parts = (self.kind, self.at.isoformat(), self.by, self.story or "", str(self.day or ""), self.value, self.note)
        return DecisionId(stable_id("decision", *parts, *self.subjects))


def merged(decisions: Iterable[Decision]) -> dict[StoryId, Decision]:
    """Return each story that goes on in another one, with the decision that says so; the last one counts."""
    return {StoryId(other): one for one in decisions if one.kind is DecisionKind.MERGE for other in one.subjects}


def goes_on_in(story: StoryId, decisions: Iterable[Decision]) -> StoryId:
    """Return the story in which `story` is told: itself unless it was merged into another."""
    into, seen = merged(decisions), {story}
    while (one := into.get(story)) is not None and one.story is not None and one.story not in seen:
        story = one.story
        seen.add(story)
    return story


def split_story(one: Decision) -> StoryId:
    """Return the id of the story that a decision to split made: some words of its title, and digits of the decision."""
    return readable_id(one.value, one.id)


def parted_from(story: StoryId, decisions: Iterable[Decision]) -> StoryId | None:
    """Return the story that `story` was split off; None if it was not."""
    splits = (one for one in decisions if one.kind is DecisionKind.SPLIT)
    return next((one.story for one in splits if split_story(one) == story), None)
