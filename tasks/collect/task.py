"""Load pages into the store, from folders, archives and the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from prefect import task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from storage import fetches, pages, rejections
from storage.connection import Store
from storage.errors import InputError
from storage.items import Document, Item, ItemState, Run, RunOutcome
from storage.models import Page, Reason, Rejection
from tasks.collect.client import Client
from tasks.collect.folder import load_folder
from tasks.collect.readers import read_archive
from tasks.collect.web import Ask, Heard, Kind, WebSource, choose, fared, fetch_items, hear, merge, rereading

WEB_BATCH = 20  # pages to one transaction: what a crash costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a source gave: how many pages it holds, how many were new, how many could not be read."""

    pages: int = 0
    new: int = 0
    rejected: int = 0
    places: frozenset[str] = frozenset()  # the path, else the address, of every page
    failure: str = ""  # the source's name and why it failed, if it did


@task(name="collect folder", task_run_name="collect {folder}", cache_policy=NO_CACHE)
def collect_folder(
    store: Store,
    folder: Path,
    manifest: Path | None,
    now: datetime,
    max_bytes: int,
    exclude: Sequence[Path] = (),
    batch: int = 200,
    source: str | None = None,
) -> Collected:
    """Load every page under `folder`, in batches of one transaction each; what is known already is passed over.

    For a configured `source` an account of the run is kept, and a folder that can't be used is a failed run; without
    one it raises InputError.
    """
    try:
        found = load_folder(folder, manifest=manifest, now=now, max_bytes=max_bytes, exclude=exclude)
        return _load(store, found, now, batch, source)
    except InputError as error:
        if source is None:
            raise
        return _failed_run(store, source, "unusable", str(error), now)


@task(name="collect archive", task_run_name="collect {path}", cache_policy=NO_CACHE)
def collect_archive(
    store: Store, path: Path, source: str, now: datetime, max_bytes: int, batch: int = 200
) -> Collected:
    """Load every page of the WARC or ARC file at `path`, as `collect_folder` loads a folder."""
    if not path.is_file():
        return _failed_run(store, source, "unusable", f"There is no file {path}.", now)
    return _load(store, read_archive(path, now=now, name=path.name, max_bytes=max_bytes), now, batch, source)


@task(name="ask source", task_run_name="ask {source.name}", cache_policy=NO_CACHE)
def ask_source(store: Store, client: Client, source: WebSource, now: datetime) -> Heard:
    """Ask a source on the web for what it announces; nothing is kept yet. Raises nothing for what the web does."""
    with store.reading(f"asking {source.name}") as connection:
        earlier = fetches.documents(connection, source.name)
    return hear(source, partial(client.fetch, allow_private=source.allow_private), earlier, now)


@task(name="note items", cache_policy=NO_CACHE)
def note_items(store: Store, answers: Sequence[tuple[WebSource, Heard]], now: datetime) -> list[int]:
    """Keep what sources announced, in their order; return how many items of each are new.

    What an earlier one of them has, or had before, is not wanted from another.
    """
    counted = []
    with store.writing("noting what sources announce") as connection:
        for source, heard in answers:
            known = fetches.items(connection, source.name, among=[item.address for item in heard.items])
            new = not fetches.announced_before(connection, source.name)
            fresh = [item.address for item in heard.items if item.address not in known]
            taken = fetches.taken(connection, source.name, fresh)
            fetches.put_items(connection, merge(source, known, heard.items, new=new, taken=taken, now=now))
            fetches.put_documents(connection, heard.documents)
            counted.append(len(fresh))
    return counted


@task(name="collect source", task_run_name="collect {source.name}", cache_policy=NO_CACHE)
def collect_source(
    store: Store, client: Client, source: WebSource, heard: Heard, fresh: int, now: datetime
) -> Collected:
    """Fetch the items of a source that wait, keep their pages in batches, and keep an account of the run."""
    with store.reading(f"choosing items of {source.name}") as connection:
        waiting = choose(fetches.waiting(connection, source.name).values(), source)
        earlier = fetches.documents(connection, source.name, of_pages=True)
    before = {item.address: item.page_address for item in waiting}
    counted = Collected()
    batch: list[tuple[Item, Page | None]] = []
    documents: list[Document] = []
    ask: Ask = partial(client.fetch, allow_private=source.allow_private)
    if source.kind is Kind.PAGE:
        ask = rereading(source, ask, earlier, now, documents.append)
    for item, page in fetch_items(waiting, ask, source, now):
        heard = fared(source, heard, item, page)
        batch.append((item, page))
        if len(batch) == WEB_BATCH:
            counted = _keep_items(store, source, batch, before, counted)
            batch = []
    counted = _keep_items(store, source, batch, before, counted)
    with store.writing(f"keeping the account of {source.name}") as connection:
        fetches.add_run(connection, _account(source, heard, fresh, counted, now))
        fetches.put_documents(connection, documents)  # after its page: a crash in between costs one more reading
        places = fetches.addresses(connection, source.name)
    failure = f"{source.name} ({heard.reason})" if heard.reason else ""
    return replace(counted, places=places, failure=failure)


@task(name="show sources", cache_policy=NO_CACHE)
def show_sources(rows: Sequence[dict[str, str]]) -> None:
    """Show the table of sources in Prefect's UI."""
    create_table_artifact(
        key="sources",
        table=[dict(row) for row in rows],
        description="Every source: when it was last read, what it gave, and what is wrong with it.",
    )


def _load(store: Store, found: Iterable[Page | Rejection], now: datetime, batch: int, source: str | None) -> Collected:
    counted = Collected()
    waiting: list[Page | Rejection] = []
    for item in found:
        waiting.append(item)
        if len(waiting) == batch:
            counted = _keep(store, waiting, counted, source)
            waiting = []
    counted = _keep(store, waiting, counted, source)
    if source is not None:
        run = Run(
            source=source,
            at=now,
            outcome=RunOutcome.READ,
            announced=counted.pages + counted.rejected,
            fresh=counted.new,
            fetched=counted.pages,
            failed=counted.rejected,
        )
        with store.writing(f"keeping the account of {source}") as connection:
            fetches.add_run(connection, run)
    return counted


def _keep(store: Store, items: list[Page | Rejection], counted: Collected, source: str | None) -> Collected:
    loaded = [item for item in items if isinstance(item, Page)]
    refused = [item for item in items if isinstance(item, Rejection)]
    with store.writing("loading pages") as connection:
        new = pages.add(connection, store.archive, loaded)
        rejections.add(connection, refused)
        if source is not None:
            fetches.add_pages(connection, source, [page.id for page in loaded])
    return Collected(
        pages=counted.pages + len(loaded),
        new=counted.new + len(new),
        rejected=counted.rejected + len(refused),
        places=counted.places | {page.path or page.address for page in loaded},
    )


def _keep_items(
    store: Store,
    source: WebSource,
    outcomes: Sequence[tuple[Item, Page | None]],
    before: Mapping[str, str | None],
    counted: Collected,
) -> Collected:
    """Keep what items became. A page that calls another address its own, from which there is one, is not kept again."""
    if not outcomes:
        return counted
    elsewhere = {
        page.address for item, page in outcomes if page and page.address not in (item.address, before[item.address])
    }
    with store.writing(f"keeping pages of {source.name}") as connection:
        loaded = fetches.loaded_among(connection, elsewhere)
        settled = [_settled(item, page, loaded) for item, page in outcomes]
        kept = list({page.address: page for _, page in settled if page}.values())
        new = pages.add(connection, store.archive, kept)
        fetches.add_pages(connection, source.name, [page.id for page in kept])
        fetches.put_items(connection, [item for item, _ in settled])
        rejections.add(connection, [_rejection(item) for item, _ in settled if item.state is ItemState.FAILED])
    return Collected(
        pages=counted.pages + len(kept),
        new=counted.new + len(new),
        rejected=counted.rejected + sum(item.state is ItemState.FAILED for item, _ in settled),
    )


def _settled(item: Item, page: Page | None, loaded: set[str]) -> tuple[Item, Page | None]:
    if page is None or page.address not in loaded:
        return item, page
    detail = f"It is the article at {page.address}, which is there already."
    return replace(item, state=ItemState.ELSEWHERE, detail=detail), None


def _rejection(item: Item) -> Rejection:
    assert item.tried_at is not None
    reason = Reason.TOO_LARGE if item.reason == "too_large" else Reason.UNREADABLE
    return Rejection(address=item.address, stage="collect", reason=reason, detail=item.detail, at=item.tried_at)


def _account(source: WebSource, heard: Heard, fresh: int, counted: Collected, now: datetime) -> Run:
    return Run(
        source=source.name,
        at=now,
        outcome=_outcome(heard),
        reason=heard.reason,
        detail=heard.detail,
        announced=len(heard.items),
        fresh=fresh,
        fetched=counted.pages,
        failed=counted.rejected,
    )


def _outcome(heard: Heard) -> RunOutcome:
    if heard.reason:
        return RunOutcome.FAILED
    return RunOutcome.UNCHANGED if heard.unchanged else RunOutcome.READ


def _failed_run(store: Store, source: str, reason: str, detail: str, now: datetime) -> Collected:
    run = Run(source=source, at=now, outcome=RunOutcome.FAILED, reason=reason, detail=detail)
    with store.writing(f"keeping the account of {source}") as connection:
        fetches.add_run(connection, run)
    return Collected(failure=f"{source} ({reason})")
