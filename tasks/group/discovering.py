"""Which of the stories that were found a day's news is about, and how many independent origins are behind each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import Article, Fold, StoryId, VersionId
from storage.placed import Talked


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """The articles around a day and where they are."""

    articles: Sequence[Article]
    stories: Mapping[VersionId, StoryId]  # found
    followed: Mapping[VersionId, StoryId]
    folds: Mapping[VersionId, Fold]


def talked_about(placing: Placing, day: date, zone: ZoneInfo) -> list[Talked]:
    """Return the stories with articles of `day` in `zone`: those with most origins first, then most outlets, articles.

    An undated article belongs to the day on which it was first seen. Single articles are stories too.
    """
    held: defaultdict[StoryId, dict[str, Article]] = defaultdict(dict)
    for article in sorted(placing.articles, key=lambda one: one.version):
        own = article.day(zone) or article.first_seen.astimezone(zone).date()
        if own == day and article.version in placing.stories:
            held[placing.stories[article.version]][article.id] = article
    talked = [_talked(story, list(articles.values()), placing) for story, articles in held.items()]
    return sorted(talked, key=lambda one: (-len(one.origins), -len(one.outlets), -one.articles, one.story))


def _talked(story: StoryId, articles: Sequence[Article], placing: Placing) -> Talked:
    origins = {_origin(article, placing.folds) for article in articles}
    followed = Counter(placing.followed[one.version] for one in articles if one.version in placing.followed)
    most = min(followed.items(), key=lambda item: (-item[1], item[0]), default=None)
    return Talked(
        story=story,
        articles=len(articles),
        outlets=tuple(sorted({article.outlet for article in articles})),
        origins=tuple(sorted(origins)),
        followed=most[0] if most and 2 * most[1] > len(articles) else None,
    )


def _origin(article: Article, folds: Mapping[VersionId, Fold]) -> str:
    return folds[article.version].origin if article.version in folds else article.outlet
