"""What people decided about stories and their articles, applied to what the program concluded of them.

Nothing here is undone: the conclusions are kept apart, and all decisions that count are applied to them again each
time, in the order they were taken, so that a decision that no longer counts leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from storage.decided import Decision, DecisionKind, split_story
from storage.models import ArticleId, Membership, Story, StoryId, VersionId

_OF_MEMBERSHIP = (DecisionKind.EXCLUDE, DecisionKind.INCLUDE, DecisionKind.MERGE, DecisionKind.SPLIT)

Placed = dict[StoryId, dict[VersionId, Membership]]


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of the articles that decisions speak of, and of those that the stories have."""

    article_of: Mapping[VersionId, ArticleId]
    seen: Mapping[VersionId, datetime] = field(default_factory=dict)  # when the article of each was, if it matters

    def of(self, articles: Iterable[str]) -> list[VersionId]:
        """Return all versions of `articles`, in order."""
        wanted = set(articles)
        return sorted(version for version, article in self.article_of.items() if article in wanted)

    def there_by(self, version: VersionId, at: datetime) -> bool:
        """Say whether an article was known `at` a moment, so that whoever decided then could see it."""
        return version in self.seen and self.seen[version] <= at


def settled(
    concluded: Mapping[StoryId, Sequence[Membership]], versions: Versions, decisions: Sequence[Decision]
) -> dict[StoryId, list[Membership]]:
    """Return the memberships of stories with what was decided about them, the surest first.

    `concluded` is what the program holds of each story that the decisions bring together (see `involved`). A story that
    was split off is among the answers though the program may know nothing of it; one that was merged into another
    keeps its own memberships.
    """
    placed: Placed = {story: {one.version: one for one in held} for story, held in concluded.items()}
    for one in decisions:
        if one.story in placed and one.kind in _OF_MEMBERSHIP:
            _apply(one, placed, versions)
    return {story: sorted(held.values(), key=lambda m: (-m.score, m.version)) for story, held in placed.items()}


def _apply(one: Decision, placed: Placed, versions: Versions) -> None:
    if one.story is None:
        return
    own = placed[one.story]
    match one.kind:
        case DecisionKind.EXCLUDE:
            _take_off(own, versions.of(one.subjects), _said("excluded", one), one)
        case DecisionKind.INCLUDE:
            _put_on(own, one.story, versions.of(one.subjects), _said("included", one), one)
        case DecisionKind.MERGE:
            for other in one.subjects:
                _take_in(own, one.story, placed.get(StoryId(other), {}).values(), one)
        case DecisionKind.SPLIT:
            part = split_story(one)
            leaving = versions.of(one.subjects)
            made = placed.setdefault(part, {})
            for version in _left_where_they_were(own, made, versions, one):
                del made[version]
            _put_on(made, part, leaving, _said(f"split off from {one.story}", one), one)
            # A found story no longer has what a followed one has, as the part is; that it left is still to be told.
            own |= {version: replace(made[version], story=one.story) for version in leaving if version not in own}
            _take_off(own, leaving, _said(f"split off as “{one.value}”", one), one)


def _left_where_they_were(
    own: Mapping[VersionId, Membership], made: Mapping[VersionId, Membership], versions: Versions, one: Decision
) -> list[VersionId]:
    """Return what the part that a split makes would take though whoever decided left it on the story, by not naming it.

    What comes later and is like the part joins it.
    """
    on_both = (version for version in made if version in own and own[version].member)
    return [version for version in on_both if versions.there_by(version, one.at)]


def _take_off(own: dict[VersionId, Membership], versions: Iterable[VersionId], reason: str, one: Decision) -> None:
    """Keep what is known of the versions, as no members."""
    for version in versions:
        if version in own:
            own[version] = replace(own[version], member=False, reason=reason, decision=one.id)


def _put_on(
    own: dict[VersionId, Membership], story: StoryId, versions: Iterable[VersionId], reason: str, one: Decision
) -> None:
    for version in versions:
        score = own[version].score if version in own else 1.0
        own[version] = Membership(story=story, version=version, score=score, reason=reason, decision=one.id)


def _take_in(own: dict[VersionId, Membership], story: StoryId, others: Iterable[Membership], one: Decision) -> None:
    """Add another story's members to those of `story`; what is a member already stays as it is."""
    for other in others:
        if other.member and not (other.version in own and own[other.version].member):
            reason = f"{_said(f'taken in from {other.story}', one)}; {other.reason}"
            own[other.version] = replace(other, story=story, reason=reason, decision=one.id)


def _said(done: str, one: Decision) -> str:
    """Say who decided something and why: "excluded by Ada: another bridge"."""
    return f"{done} by {one.by or 'a person'}" + (f": {one.note}" if one.note else "")


def split_off(decisions: Iterable[Decision], like: Mapping[StoryId, Story]) -> list[Story]:
    """Return the stories that were split off, each told as the story in `like` that it was a part of.

    They are followed: what is like their articles joins them.
    """
    found: dict[StoryId, Story] = {}
    for one in decisions:
        origin = like.get(one.story, found.get(one.story)) if one.kind is DecisionKind.SPLIT and one.story else None
        if origin is not None:
            part = split_story(one)
            seeds = tuple(one.subjects)
            found[part] = replace(origin, id=part, title=one.value, terms=(), seeds=seeds, followed=True)
    return [renamed(story, decisions) for story in found.values()]


def renamed(story: Story, decisions: Iterable[Decision]) -> Story:
    """Return a story under the title that was decided last."""
    titles = [one.value for one in decisions if one.kind is DecisionKind.RENAME and one.story == story.id]
    return replace(story, title=titles[-1]) if titles else story


def involved(stories: Collection[StoryId], decisions: Sequence[Decision]) -> set[StoryId]:
    """Return `stories` and all that decisions tie to them: taken in, taking in, split off, or split from."""
    found = set(stories)
    ties = [_tied(one) for one in decisions if one.kind in (DecisionKind.MERGE, DecisionKind.SPLIT)]
    while more := {story for tie in ties if not found.isdisjoint(tie) for story in tie} - found:
        found |= more
    return found


def _tied(one: Decision) -> set[StoryId]:
    others = {split_story(one)} if one.kind is DecisionKind.SPLIT else {StoryId(other) for other in one.subjects}
    return others | ({one.story} if one.story else set())
