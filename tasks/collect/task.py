"""Load pages into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import pages, rejections
from storage.connection import Store
from storage.models import Page, Rejection
from tasks.collect.folder import load_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What loading a folder gave: how many pages it holds, how many were new, how many could not be read."""

    pages: int = 0
    new: int = 0
    rejected: int = 0
    places: frozenset[str] = frozenset()  # the path, else the address, of every page


@task(name="collect folder", task_run_name="collect {folder}", cache_policy=NO_CACHE)
def collect_folder(
    store: Store,
    folder: Path,
    manifest: Path | None,
    now: datetime,
    max_bytes: int,
    exclude: Sequence[Path] = (),
    batch: int = 200,
) -> Collected:
    """Load every page under `folder`, in batches of one transaction each; what is known already is passed over."""
    counted = Collected()
    waiting: list[Page | Rejection] = []
    for item in load_folder(folder, manifest=manifest, now=now, max_bytes=max_bytes, exclude=exclude):
        waiting.append(item)
        if len(waiting) == batch:
            counted = _keep(store, waiting, counted)
            waiting = []
    return _keep(store, waiting, counted)


def _keep(store: Store, items: list[Page | Rejection], counted: Collected) -> Collected:
    loaded = [item for item in items if isinstance(item, Page)]
    refused = [item for item in items if isinstance(item, Rejection)]
    with store.writing("loading pages") as connection:
        new = pages.add(connection, store.archive, loaded)
        rejections.add(connection, refused)
    return Collected(
        pages=counted.pages + len(loaded),
        new=counted.new + len(new),
        rejected=counted.rejected + len(refused),
        places=counted.places | {page.path or page.address for page in loaded},
    )
