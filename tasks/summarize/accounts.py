"""List what was looked at for a digest: every article with its role, and the coverage by day and outlet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from storage.models import Article, Fold, Membership, VersionId
from storage.telling import Considered, DigestSentence, Role
from tasks.summarize.material import Material


def considered(material: Material, sentences: Sequence[DigestSentence]) -> tuple[Considered, ...]:
    """Return every article on the story with its role, then what was borderline, off the story or turned away."""
    cited = {quote.evidence.version for sentence in sentences for quote in (sentence.quote, *sentence.support)}
    fresh = {article.version for article in material.fresh}
    on_story = [
        account(
            article,
            material.folds.get(article.version),
            material.memberships.get(article.version),
            _role(article.version, material.folds.get(article.version), cited, fresh),
            material.decided.reasons.get(article.outlet, ""),
        )
        for article in sorted((*material.fresh, *material.earlier), key=_by_time)
    ]
    return (*on_story, *material.others)


def account(
    article: Article, fold: Fold | None, membership: Membership | None, role: Role, decided: str = ""
) -> Considered:
    """Return one article's line in the list of sources; `decided` is what a person said of its source."""
    copied = fold is not None and fold.copy_of is not None
    reasons = [decided, fold.reason if fold and copied else "", membership.reason if membership else ""]
    return Considered(
        id=article.id,
        role=role,
        path=article.path,
        url=article.url,
        title=article.title,
        outlet=article.source,
        origin=fold.origin if fold else None,
        published=article.published,
        day_only=article.day_only,
        date_origin=article.date_origin,
        copy_of=fold.copy_of if fold else None,
        reason="; ".join(reason for reason in reasons if reason),
        removed=article.removed,
        version=article.version,
        zone_certain=article.zone_certain,
        modified=article.modified,
        modified_origin=article.modified_origin,
        modified_zone_certain=article.modified_zone_certain,
    )


def coverage(articles: Iterable[Article], zone: ZoneInfo) -> tuple[tuple[str, str, int], ...]:
    """Count the articles on the story by day ("undated" last) and outlet."""
    counted: Counter[tuple[str, str]] = Counter()
    for article in articles:
        day = article.day(zone)
        counted[(day.isoformat() if day else "undated", article.outlet)] += 1
    return tuple((day, outlet, count) for (day, outlet), count in sorted(counted.items()))


def _role(version: VersionId, fold: Fold | None, cited: set[VersionId], fresh: set[VersionId]) -> Role:
    if version in cited:
        return Role.CITED
    if fold is not None and fold.copy_of is not None:
        return Role.COPY
    return Role.READ if version in fresh else Role.EARLIER


def _by_time(article: Article) -> tuple[str, str]:
    return (article.published.isoformat() if article.published else "9999", article.version)
