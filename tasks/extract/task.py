"""Turn loaded pages into articles or rejections."""

from __future__ import annotations

from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, pages, rejections, revisions
from storage.connection import Store
from storage.errors import StorageError
from storage.models import Article, Page, PageId, Rejection
from tasks.extract.rereading import revised
from tasks.extract.workers import read_pages, usual_workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What one batch of pages gave."""

    read: int
    kept: int
    rejected: tuple[Rejection, ...] = ()


BATCH = 200  # pages; each batch looks through what is known of all pages, so few large ones cost less than many small


@task(name="extract articles", cache_policy=NO_CACHE)
def extract_batch(store: Store, size: int = BATCH) -> Extracted:
    """Read up to `size` pages that are neither article nor rejection yet; `read` is 0 when none is left.

    Every page is read in a process of its own kind: whoever saved it, strangers wrote it.
    """
    with store.reading("choosing pages to read") as connection:
        waiting = pages.pending(connection, store.archive, limit=size)
    read = read_pages(waiting, workers=usual_workers())
    kept = [item for item in read if isinstance(item, Article)]
    rejected = [item for item in read if isinstance(item, Rejection)]
    if read:
        with store.writing("keeping articles") as connection:
            articles.add(connection, kept)
            rejections.add(connection, rejected)
    return Extracted(read=len(read), kept=len(kept), rejected=tuple(rejected))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading a batch of pages again gave."""

    last: PageId | None  # the page to go on after; None if there was none left
    read: int = 0
    better: int = 0  # articles that got a new version
    found: int = 0  # articles in pages that had been turned away
    lost: int = 0  # articles that would now be turned away, and are kept as they are
    unreadable: tuple[str, ...] = ()  # why a page's bytes could not be had


@task(name="read pages again", cache_policy=NO_CACHE)
def reread_batch(store: Store, after: PageId | None = None, size: int = 40) -> Reread:
    """Read up to `size` stored pages after `after` again and keep, as new versions, the articles that came out better.

    What was read before stays. A page that comes out as it did changes nothing.
    """
    with store.reading("choosing pages to read again") as connection:
        stored = pages.following(connection, store.archive, after, limit=size)
        known = revisions.read_from(connection, [page_id for page_id, _ in stored])
    whole = [page for _, page in stored if isinstance(page, Page)]
    answers = read_pages(whole, workers=usual_workers())
    read = [(again, known.get(page.id, [])) for page, again in zip(whole, answers, strict=True)]
    new = [(revised(again, before), before) for again, before in read if isinstance(again, Article)]
    kept = [article for article, _ in new if article]
    if kept:
        with store.writing("keeping better versions") as connection:
            articles.add(connection, kept)
    return Reread(
        last=stored[-1][0] if stored else None,
        read=len(stored),
        better=sum(1 for article, before in new if article and before),
        found=sum(1 for article, before in new if article and not before),
        lost=sum(1 for again, before in read if isinstance(again, Rejection) and before),
        unreadable=tuple(str(page) for _, page in stored if isinstance(page, StorageError)),
    )
