"""Lay out what one day's digest is made from: which articles are fresh, which were considered before, what was told.

Fresh is what no published digest considered, however late it came in: a digest that was skipped or delivered late loses
nothing. Of several versions of an article the newest one up to the day is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from storage.decided import Decision
from storage.models import Article, ArticleId, DateOrigin, Fold, Membership, Rejection, Story, VersionId
from storage.published import readers_have
from storage.telling import Considered, Digest, Role, SourceState, Status
from tasks.summarize.accounts import account
from tasks.summarize.decided import Decided, decided
from tasks.summarize.material import Material

MOST_OTHERS = 40  # articles off the story, or rejected pages, that are listed one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the store holds for a story."""

    articles: Sequence[Article]  # every version of what is on the story, and of what was published around the day
    folds: dict[VersionId, Fold]
    memberships: Sequence[Membership]
    digests: Sequence[Digest]  # every revision of the story's digests
    rejections: Sequence[Rejection]  # the newest
    decisions: Sequence[Decision] = ()  # that count, in the order they were taken

    @property
    def members(self) -> list[Article]:
        """The versions that are on the story."""
        on_it = {membership.version for membership in self.memberships if membership.member}
        return [article for article in self.articles if article.version in on_it]

    def told_before(self, day: date | None) -> list[Digest]:
        """Return what readers have of each day before `day` (of every day if None), oldest first."""
        return readers_have(digest for digest in self.digests if day is None or digest.day < day)


def days_to_tell(desk: Desk, zone: ZoneInfo, today: date) -> list[date]:
    """Return the days that have members which no published digest considered, in order.

    What is dated before the last published digest joins that one as a new revision; what is undated joins the last of
    the days, or today if there is none.
    """
    told = desk.told_before(None)
    last = max((digest.day for digest in told if _is_dated(digest)), default=None)
    open_ones = [article for article in desk.members if article.version not in considered_in(told)]
    dated = {article.as_of(zone) for article in open_ones} - {None}
    days = sorted({max(day, last) if last else day for day in dated if day is not None})
    if days or not open_ones:
        return days
    return [last or today]


def days_decided_otherwise(desk: Desk, story: Story) -> list[date]:
    """Return the days whose digest, published or a draft, was shaped by other decisions than count now, in order."""
    standing = (Status.DRAFT, Status.PUBLISHED, Status.APPROVED)
    newest = {digest.day: digest for digest in sorted(desk.digests, key=lambda digest: digest.revision)}
    open_to_it = [one for one in newest.values() if one.status in standing and (one.decisions or desk.decisions)]
    return sorted(one.day for one in open_to_it if one.decisions != material(desk, story, one.day).decided.named)


def days_to_tell_anew(desk: Desk, story: Story) -> list[date]:
    """Return the days that the next run tells again because of decisions: the last one, and any a decision names."""
    otherwise = days_decided_otherwise(desk, story)
    last = max((digest.day for digest in desk.digests), default=None)
    named = {one.day for one in desk.decisions}
    return [day for day in otherwise if day == last or day in named]


def _is_dated(digest: Digest) -> bool:
    """Say whether a digest has a place in time: one of undated texts alone says only when it was made."""
    return any(item.published for item in digest.articles)


def material(desk: Desk, story: Story, day: date, sources: Sequence[SourceState] = ()) -> Material:
    """Return what the story's digest for `day` is made from; `sources` is how each configured source fares."""
    zone = ZoneInfo(story.zone)
    told = desk.told_before(day)
    before = considered_in(told)
    last = not any(_after(article, day, zone) for article in desk.members)
    newest = _newest([a for a in desk.members if a.version in before or _due(a, day, zone, undated=last)], zone)
    word = _decided(desk, story, day, newest)
    newest = [article for article in newest if article.id not in word.away]
    read = {article.id for article in newest}
    return Material(
        story=replace(story, title=word.title or story.title),
        day=day,
        fresh=[article for article in newest if article.version not in before],
        earlier=[a for a in desk.members if a.version in before and a.id not in word.away],
        folds=desk.folds,
        memberships={membership.version: membership for membership in desk.memberships},
        told=told,
        present=frozenset(article.version for article in desk.articles if article.id in read),
        sources=tuple(sources),
        decided=word,
        others=_others(desk, day, zone, word),
    )


def _decided(desk: Desk, story: Story, day: date, read: Sequence[Article]) -> Decided:
    """Return what people decided about the digest that reads `read`."""
    zone = ZoneInfo(story.zone)
    judged = {one.version: one.decision for one in desk.memberships}
    arrived = [one for one in desk.articles if one.version in judged and not _after(one, day, zone)]
    brought = {judged[one.version] or "" for one in arrived}
    return decided(desk.decisions, story.id, day, desk.articles, read, desk.folds, {one.id for one in arrived}, brought)


def considered_in(digests: Sequence[Digest]) -> set[VersionId]:
    """Return the versions that the digests read: cited, folded or left unquoted."""
    read = (Role.CITED, Role.READ, Role.COPY, Role.EARLIER)
    return {item.version for digest in digests for item in digest.articles if item.version and item.role in read}


def _due(article: Article, day: date, zone: ZoneInfo, *, undated: bool) -> bool:
    """Say whether an article belongs to `day` or before; an undated one waits for the last day there is."""
    own = article.as_of(zone)
    return undated if own is None else own <= day


def _after(article: Article, day: date, zone: ZoneInfo) -> bool:
    own = article.as_of(zone)
    return own is not None and own > day


def _newest(versions: Sequence[Article], zone: ZoneInfo) -> list[Article]:
    """Return one version of each article: a dated one before an undated, then the latest wording.

    Another outlet's page that names the article's address as its own is no version of it.
    """
    outlets: dict[ArticleId, set[str]] = defaultdict(set)
    for article in versions:
        outlets[article.id] |= {_outlet(article)} - {""}
    best: dict[tuple[ArticleId, str], Article] = {}
    for article in versions:
        key = (article.id, _outlet(article) if len(outlets[article.id]) > 1 else "")
        if key not in best or _recency(article, zone) > _recency(best[key], zone):
            best[key] = article
    return list(best.values())


def _outlet(article: Article) -> str:
    return (article.source or "").casefold().removeprefix("the ").strip()


def _recency(article: Article, zone: ZoneInfo) -> tuple[bool, str, str, str, str]:
    """Order wordings: a dated one is better than an undated one, then the last edit, then the last reading of it."""
    own, moment = article.as_of(zone), article.modified or article.published
    return (
        own is not None,
        own.isoformat() if own else "",
        moment.isoformat() if moment else "",
        article.first_seen.isoformat(),
        article.version,
    )


def _others(desk: Desk, day: date, zone: ZoneInfo, word: Decided) -> tuple[Considered, ...]:
    """List what was looked at and not used: what a person took off the story, then borderline articles, the day's
    articles off the story, rejected pages.
    """
    judged = {membership.version: membership for membership in desk.memberships}
    members = {article.id for article in desk.members} - word.away
    apart = [article for article in desk.articles if article.id not in members and not _after(article, day, zone)]
    apart.sort(
        key=lambda article: (article.published is None, article.published or article.first_seen, article.version)
    )
    away = list({a.id: a for a in apart if a.id in word.away}.values())
    near = [a for a in apart if a.version in judged and a.id not in word.away]
    off = [a for a in apart if a.version not in judged and a.id not in word.away and a.as_of(zone) in (day, None)]
    listed = [
        _taken_off(article, desk.folds.get(article.version), word.reasons.get(article.id, "")) for article in away
    ]
    listed += [
        account(article, desk.folds.get(article.version), judged[article.version], Role.BORDERLINE) for article in near
    ]
    listed += [account(article, desk.folds.get(article.version), None, Role.OFF_STORY) for article in off]
    return (
        *listed[:MOST_OTHERS],
        *(_refused(rejection) for rejection in _newest_first(desk.rejections)[:MOST_OTHERS]),
    )


def _taken_off(article: Article, fold: Fold | None, reason: str) -> Considered:
    return replace(account(article, fold, None, Role.EXCLUDED), reason=reason)


def _newest_first(rejections: Sequence[Rejection]) -> list[Rejection]:
    by_address = sorted(rejections, key=lambda rejection: rejection.address)
    return sorted(by_address, key=lambda rejection: rejection.at, reverse=True)


def _refused(rejection: Rejection) -> Considered:
    return Considered(
        id=rejection.page or rejection.address,
        role=Role.REJECTED,
        path=None if "://" in rejection.address else rejection.address,
        url=rejection.address if "://" in rejection.address else None,
        title="",
        outlet=None,
        origin=None,
        published=None,
        day_only=False,
        date_origin=DateOrigin.NONE,
        copy_of=None,
        reason=f"{rejection.reason}: {rejection.detail}",
    )
