"""Builders that fill in whatever a test does not care about. All texts are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from storage.models import (
    Article,
    CopyKind,
    DateOrigin,
    Fold,
    Membership,
    PageId,
    SourceOrigin,
    Story,
    StoryId,
    VersionId,
    stable_id,
)

LOADED = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def a_moment(text: str) -> datetime:
    """Read "2026-03-02" (noon) or "2026-03-02T09:30" as an instant in UTC."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return moment if "T" in text else moment.replace(hour=12)


def an_article(
    body: str, *, source: str | None = "Harbor Courier", on: str | None = "2026-03-02", **facts: Any
) -> Article:
    """Return an article with `body`, published by `source` `on` a day or minute ("2026-03-02T09:30"), or undated."""
    address = facts.pop("address", f"https://example.org/{stable_id(body, source or '')}")
    title = facts.pop("title", "")
    identity = Article.make_id(address)
    published = a_moment(on) if on else None
    defaults: dict[str, Any] = {
        "page": PageId(stable_id("page", address, body)),
        "language": "en",
        "first_seen": LOADED,
        "url": address if "://" in address else None,
        "path": None if "://" in address else address,
        "source_origin": SourceOrigin.MANIFEST if source else SourceOrigin.NONE,
        "day_only": bool(on) and "T" not in str(on),
        "date_origin": DateOrigin.MANIFEST if on else DateOrigin.NONE,
    }
    version = Article.make_version(identity, title, body, source or "", on or "")
    return Article(
        id=identity,
        version=version,
        address=address,
        title=title,
        body=body,
        source=source,
        published=published,
        **(defaults | facts),
    )


def a_fold(article: Article, *, origin: str | None = None, copy_of: VersionId | None = None) -> Fold:
    """Return an article's fold: its own outlet's work, unless said otherwise."""
    return Fold(
        version=article.version,
        origin=origin or article.outlet,
        origin_reason="its own report",
        copy_of=copy_of,
        kind=CopyKind.NEAR if copy_of else None,
        overlap=0.9 if copy_of else 0.0,
        reason="nearly the same text" if copy_of else "",
    )


def folds_of(*articles: Article) -> dict[VersionId, Fold]:
    """Return folds that make every article its own original."""
    return {article.version: a_fold(article) for article in articles}


def a_story(**facts: Any) -> Story:
    """Return a followed story."""
    defaults: dict[str, Any] = {"id": StoryId("bridge"), "title": "The bridge", "terms": ("bridge",), "zone": "UTC"}
    return Story(**(defaults | facts))


def memberships_of(story: Story, *articles: Article) -> list[Membership]:
    """Return a membership for every article."""
    return [Membership(story=story.id, version=one.version, score=0.9, reason="mentions it") for one in articles]


def a_day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)
