"""Turn loaded pages into articles or rejections."""

from __future__ import annotations

from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, pages, rejections
from storage.connection import Store
from storage.models import Article, Rejection
from tasks.extract.workers import read_pages, usual_workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What one batch of pages gave."""

    read: int
    kept: int
    rejected: tuple[Rejection, ...] = ()


@task(name="extract articles", cache_policy=NO_CACHE)
def extract_batch(store: Store, size: int = 40) -> Extracted:
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
