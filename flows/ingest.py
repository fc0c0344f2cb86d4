"""Take articles in: load pages, read them, fold copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from flows.collecting import collect_all
from flows.desk import artifact_progress, settings_here, site
from flows.folding import fold_copies
from flows.logbook import say_what_came_in
from flows.progress import Progress, silent
from flows.settings import FILE_NAME, Settings
from flows.source_health import health_rows
from flows.steps import Speaker, as_task
from flows.stores import open_store
from storage.connection import Store
from storage.errors import InputError
from tasks.collect.manifest import find_manifest
from tasks.collect.task import Collected, collect_folder, show_sources
from tasks.extract.task import extract_batch
from tasks.publish.task import index_for_search, publish_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an ingest took in."""

    pages: int
    new: int
    articles: int
    rejected: int
    copies: int
    places: frozenset[str] = frozenset()  # of the pages given: their paths, or addresses
    manifest: Path | None = None  # that lies in the folder given and was not named
    failing: tuple[str, ...] = ()  # the sources that gave nothing because they failed, each with its reason


@flow(name="ingest", validate_parameters=True)
def ingest(folder: Path | None = None, manifest: Path | None = None) -> dict[str, int]:
    """Take articles in and write no digest.

    Args:
        folder: A folder of .html, .txt, .md or .jsonl files. Empty: the sources of throughline.toml.
        manifest: A .jsonl or .csv file that says each file's source, date, title and address.
    """
    settings = settings_here()
    store = open_store(settings)
    now = datetime.now(UTC)
    taken = take_in(settings, store, folder, manifest, now=now, say=as_task, progress=artifact_progress())
    say_what_came_in(taken)
    as_task(publish_again, store, site(settings), now)
    if settings.source:
        as_task(show_sources, health_rows(settings, store, now))
    as_task(index_for_search, store, silent)
    return {"pages": taken.pages, "new": taken.new, "articles": taken.articles, "rejected": taken.rejected}


def take_in(
    settings: Settings,
    store: Store,
    folder: Path | None,
    manifest: Path | None,
    *,
    now: datetime,
    say: Speaker,
    progress: Progress,
) -> Taken:
    """Load `folder`, or every source of the settings if it is None, read what is new and fold copies."""
    loaded = _loaded(settings, store, folder, manifest, now, say, progress)
    kept, rejected = _read_pages(store, loaded, say, progress)
    new = sum(one.new for one in loaded)
    copies = fold_copies(settings, store, say=say, progress=progress)
    return Taken(
        pages=sum(one.pages for one in loaded),
        new=new,
        articles=kept,
        rejected=rejected + sum(one.rejected for one in loaded),
        copies=copies,
        places=frozenset[str]().union(*(one.places for one in loaded)),
        manifest=find_manifest(folder) if folder is not None and manifest is None else None,
        failing=tuple(one.failure for one in loaded if one.failure),
    )


def _loaded(
    settings: Settings,
    store: Store,
    folder: Path | None,
    manifest: Path | None,
    now: datetime,
    say: Speaker,
    progress: Progress,
) -> list[Collected]:
    if folder is not None:
        most = settings.max_page_bytes
        return [say(collect_folder, store, folder, manifest, now, most, exclude=settings.own_folders)]
    if not settings.source:
        raise InputError(
            f"There is nothing to read: give a folder (throughline run --folder DIR) or name sources in {FILE_NAME}."
        )
    return collect_all(settings, store, now=now, say=say, progress=progress)


def _read_pages(store: Store, loaded: list[Collected], say: Speaker, progress: Progress) -> tuple[int, int]:
    total = sum(one.new for one in loaded)
    done = kept = rejected = 0
    while True:
        batch = say(extract_batch, store)
        if not batch.read:
            return kept, rejected
        done += batch.read
        kept += batch.kept
        rejected += len(batch.rejected)
        progress("reading pages", done, max(total, done))
