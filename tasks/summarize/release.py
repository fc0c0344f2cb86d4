"""Decide whether a digest that was just made goes out at once or waits for a person."""

from __future__ import annotations

from storage.models import Story
from storage.telling import Digest, Section, Status


def first_status(story: Story, digest: Digest, last: Status | None) -> Status:
    """Return what `digest` is saved as; `last` is how the day's newest revision stands that is more than a draft.

    A day that a person withdrew or refused stays closed to the program: what comes after it waits, whatever the story's
    settings say. A story reviewed "before" is let through where its rule is met.
    """
    if last in (Status.WITHDRAWN, Status.REJECTED):
        return Status.DRAFT
    if story.review == "after" or _well_founded(digest, story.publish_if_origins):
        return Status.PUBLISHED
    return Status.DRAFT


def _well_founded(digest: Digest, origins: int | None) -> bool:
    """Say whether every sentence of the lead has so many independent origins; of no lead, nothing can be wrong."""
    lead = [sentence for sentence in digest.sentences if sentence.section is Section.LEAD]
    return origins is not None and all(len(sentence.origins) >= origins for sentence in lead)
