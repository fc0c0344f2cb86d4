"""A store of as many invented articles as a benchmark needs, as months of runs would have left it.

    python -m tests.benchmarks.stores FOLDER COUNT     builds FOLDER/throughline.duckdb

Pages have rows and no bytes. Every few articles one is on the followed story, which has a digest for each day; found
stories are made of articles that came one after the other, and have one digest each. Who is on which story with whom
does not matter to what is measured on such a store.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage import articles, copies, digests, fetches, pages, rejections, stories
from storage.connection import Store
from storage.items import Item, ItemState, Run, RunOutcome
from storage.models import Article, CopyKind, Evidence, Fold, Media, Membership, Page, Reason, Rejection, Story, StoryId
from storage.telling import Considered, Digest, DigestSentence, Kind, Quote, Role, Section, Status
from tests.benchmarks.corpus import Written, newsroom

UTC = ZoneInfo("UTC")
FOLLOWED = StoryId("followed")
MEMBERS = 300  # articles on the followed story
FOUND = 100  # found stories at most
SOURCES = 8
REJECTED = 0.05  # pages turned away, beside each article


class NoArchive:
    """Keeps no bytes."""

    def put(self, contents: Any) -> list[str]:
        return []


def build(store: Store, count: int) -> None:
    """Fill the store with `count` articles and what runs make of them."""
    folds: list[Fold] = []
    known: list[Article] = []
    for batch in batches(newsroom(), count):
        add(store, batch)
        folds += map(fold_of, batch)
        known += [one.article for one in batch]
    tell(store, known, folds)


def tell(store: Store, known: Sequence[Article], folds: Sequence[Fold]) -> None:
    """Keep folds, stories, memberships and digests of articles that are stored."""
    with store.writing() as connection:
        copies.put(connection, folds)
    story = Story(id=FOLLOWED, title="The followed story", terms=("followed",))
    _keep_story(store, story, known[:: max(1, len(known) // MEMBERS)])
    for number in range(min(FOUND, len(known) // 100)):
        found = Story(id=StoryId(f"found-{number}"), title="Found", followed=False)
        _keep_story(store, found, known[100 * number : 100 * number + 8])


def add(store: Store, batch: Sequence[Written]) -> None:
    """Keep articles as an ingest would: their pages, what announced them, a few rejections, the articles."""
    of_pages = {one.article.version: page_of(one.article) for one in batch}
    known = [replace(one.article, page=of_pages[one.article.version].id) for one in batch]
    refused = [refusal(page) for page in islice(of_pages.values(), int(len(batch) * REJECTED))]
    with store.writing() as connection:
        pages.add(connection, NoArchive(), list(of_pages.values()))  # type: ignore[arg-type]
        articles.add(connection, known)
        rejections.add(connection, refused)
        for number in range(SOURCES):
            source, given = f"source {number}", list(of_pages.values())[number::SOURCES]
            fetches.add_pages(connection, source, [page.id for page in given])
            fetches.put_items(connection, [item_of(source, page) for page in given])
            run = Run(source=source, at=given[-1].loaded_at, outcome=RunOutcome.READ, announced=len(given))
            fetches.add_run(connection, run)


def batches(made: Iterator[Written], count: int, size: int = 1000) -> Iterator[list[Written]]:
    """Yield the first `count` of what the newsroom wrote, in days' portions."""
    wanted = islice(made, count)
    while batch := list(islice(wanted, size)):
        yield batch


def page_of(article: Article) -> Page:
    assert article.published is not None
    loaded = article.published + timedelta(minutes=30)
    return Page(address=article.address, media=Media.HTML, content=article.version.encode(), loaded_at=loaded)


def item_of(source: str, page: Page) -> Item:
    return Item(
        source=source,
        address=page.address,
        url=page.address,
        first_seen=page.loaded_at,
        published_at=page.loaded_at,
        state=ItemState.FETCHED,
        page_address=page.address,
    )


def refusal(page: Page) -> Rejection:
    detail = "The page has three words."
    address = f"{page.address}/list"
    return Rejection(address=address, stage="collect", reason=Reason.TOO_LARGE, detail=detail, at=page.loaded_at)


def fold_of(one: Written) -> Fold:
    return Fold(
        version=one.article.version,
        origin=one.article.outlet,
        origin_reason="its own report",
        copy_of=one.copy_of,
        kind=CopyKind.NEAR if one.copy_of else None,
        overlap=0.9 if one.copy_of else 0.0,
        reason="nearly the same text" if one.copy_of else "",
    )


def _keep_story(store: Store, story: Story, on_it: Sequence[Article]) -> None:
    chosen = [Membership(story=story.id, version=one.version, score=0.8, reason="has its terms") for one in on_it]
    by_day: dict[date, list[Article]] = defaultdict(list)
    for one in on_it:
        by_day[one.as_of(UTC) or date.min].append(one)
    with store.writing() as connection:
        stories.put(connection, story)
        stories.replace_memberships(connection, story.id, chosen)
        for day in sorted(by_day)[: None if story.followed else 1]:
            digests.save(connection, _digest(story, day, by_day[day]))


def _digest(story: Story, day: date, of: Sequence[Article]) -> Digest:
    quotes = [_quote(article) for article in of[:12]]
    return Digest(
        story=story.id,
        title=story.title,
        day=day,
        revision=0,
        status=Status.PUBLISHED,
        headline=of[0].title,
        headline_of=of[0].id,
        nothing_new_since=None,
        sentences=tuple(
            DigestSentence(section=Section.NEW, kind=Kind.NEW, quote=quote, origins=(quote.outlet,)) for quote in quotes
        ),
        changes=(),
        discrepancies=(),
        articles=tuple(_considered(article) for article in of),
        coverage=(),
        settings=(),
        input_hash=f"{day}",
        settings_hash="1",
        words=170,
    )


def _quote(article: Article) -> Quote:
    end = article.body.index(".") + 1
    return Quote(
        evidence=Evidence(version=article.version, start=0, end=end),
        text=article.body[:end],
        article=article.id,
        outlet=article.outlet,
        origin=article.outlet,
        url=article.url,
        published=article.published,
        day_only=article.day_only,
    )


def _considered(article: Article) -> Considered:
    return Considered(
        id=article.id,
        role=Role.READ,
        path=article.path,
        url=article.url,
        title=article.title,
        outlet=article.source,
        origin=article.source,
        published=article.published,
        day_only=article.day_only,
        date_origin=article.date_origin,
        copy_of=None,
        reason="has its terms",
        version=article.version,
    )


if __name__ == "__main__":
    build(Store(Path(sys.argv[1]) / "throughline.duckdb"), int(sys.argv[2]))
