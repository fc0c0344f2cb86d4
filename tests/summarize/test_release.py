"""Which digests go out at once, and which wait for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.models import Story
from storage.telling import Digest, DigestSentence, Section, Status
from tasks.summarize.release import first_status
from tests.builders import a_story
from tests.storage.making import article, digest

MADE = digest(article())
BEFORE = a_story(review="before")


def led_by(*origins: int) -> Digest:
    """A digest whose lead has a sentence for each number, with so many origins."""
    first = MADE.sentences[0]
    names = ("Northwire", "Harbor Post", "Gazette", "Courier")
    lead: list[DigestSentence] = [replace(first, section=Section.LEAD, origins=names[:count]) for count in origins]
    rest = replace(first, section=Section.NEW, origins=("Blog",))
    return replace(MADE, sentences=(*lead, rest))


def test_a_story_reviewed_after_goes_out_at_once() -> None:
    assert first_status(a_story(review="after"), MADE, None) is Status.PUBLISHED


def test_a_story_reviewed_before_waits() -> None:
    assert first_status(BEFORE, MADE, None) is Status.DRAFT


@pytest.mark.parametrize(
    ("origins", "status"),
    [
        ((2,), Status.PUBLISHED),
        ((3, 2), Status.PUBLISHED),
        ((3, 1), Status.DRAFT),
        ((1,), Status.DRAFT),
        ((), Status.PUBLISHED),
    ],
)
def test_a_rule_lets_out_what_every_sentence_of_the_lead_bears(origins: tuple[int, ...], status: Status) -> None:
    ruled: Story = replace(BEFORE, publish_if_origins=2)
    assert first_status(ruled, led_by(*origins), None) is status


@pytest.mark.parametrize("closed", [Status.WITHDRAWN, Status.REJECTED])
def test_a_day_that_a_person_closed_is_not_opened_by_a_rerun(closed: Status) -> None:
    assert first_status(a_story(review="after"), MADE, closed) is Status.DRAFT
    assert first_status(replace(BEFORE, publish_if_origins=1), led_by(4), closed) is Status.DRAFT


@pytest.mark.parametrize("still_open", [Status.PUBLISHED, Status.APPROVED])
def test_other_days_follow_the_settings(still_open: Status) -> None:
    assert first_status(a_story(review="after"), MADE, still_open) is Status.PUBLISHED
