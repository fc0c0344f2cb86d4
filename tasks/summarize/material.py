"""What a digest is made from, and with which settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from storage.models import Article, Fold, Membership, Story, VersionId
from storage.telling import Considered, Digest, SourceState
from tasks.summarize.decided import Decided

METHOD = "3"  # counts up when the method changes, so that a re-run makes a new revision, not a silent difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The settings a digest is made with."""

    ranking: str = "lexrank"
    words: int = 170
    timeline_days: int = 6
    background_sentences: int = 3

    def shown(self, story: Story) -> tuple[tuple[str, str], ...]:
        """Return every setting that had an effect, for the digest's last part."""
        return (
            ("method", METHOD),
            ("ranking", self.ranking),
            ("words", str(story.words or self.words)),
            ("timeline days", str(self.timeline_days)),
            ("background sentences", str(self.background_sentences)),
            ("time zone", story.zone),
            ("terms", "; ".join(story.terms)),
            ("review", story.review),
            *_rule(story),
        )


def _rule(story: Story) -> tuple[tuple[str, str], ...]:
    """Show from how many origins on a digest goes out unreviewed, where a story says so."""
    return () if story.publish_if_origins is None else (("publish if origins", str(story.publish_if_origins)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a digest is made from."""

    story: Story
    day: date
    fresh: Sequence[Article]  # on the story, up to the day, in no digest told before
    earlier: Sequence[Article]  # on the story, considered in a digest told before
    folds: Mapping[VersionId, Fold]
    memberships: Mapping[VersionId, Membership]
    told: Sequence[Digest]  # the digests of earlier days that readers have, oldest first
    present: frozenset[VersionId] = frozenset()  # every version of the articles read: a copy of one adds nothing
    sources: tuple[SourceState, ...] = ()  # each configured source and how it fares
    decided: Decided = field(default_factory=Decided)  # what people decided about it
    others: Sequence[Considered] = field(default_factory=tuple)  # off the story, borderline or rejected
