"""Ask every source of the settings for what is new: sources on the web side by side, all others in their order.

What is announced is noted in the order of the settings before anything is fetched, so that of two sources with the same
article the first has it, whichever answers sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

from flows.progress import Progress
from flows.settings import Settings
from flows.settings_sources import FeedSource, FolderSource, PageSource, SitemapSource, WarcSource
from flows.steps import Speaker
from storage import fetches
from storage.connection import Store
from tasks.collect.client import Client, Fetching
from tasks.collect.politeness import Manners
from tasks.collect.task import Collected, ask_source, collect_archive, collect_folder, collect_source, note_items
from tasks.collect.web import Heard, Kind, WebSource

A = TypeVar("A")
B = TypeVar("B")


def collect_all(
    settings: Settings, store: Store, *, now: datetime, say: Speaker, progress: Progress
) -> list[Collected]:
    """Collect from every source of the settings; return what each gave, in their order.

    A source that fails gives nothing and stops no other; why it failed is kept in the store.
    """
    got = {one.name: _collect_local(settings, store, one, now, say) for one in settings.source if _is_local(one)}
    web = web_sources(settings)
    if not web:
        return list(got.values())
    at_once = settings.fetching.sources_at_once
    with _client(settings, store, now) as client:

        def ask(source: WebSource) -> Heard:
            return say(ask_source, store, client, source, now)

        def collect(work: tuple[WebSource, Heard, int]) -> Collected:
            source, heard, fresh = work
            return say(collect_source, store, client, source, heard, fresh, now)

        answers = list(_told("asking sources", _side_by_side(ask, web, at_once), len(web), progress))
        fresh = say(note_items, store, list(zip(web, answers, strict=True)), now)
        work = list(zip(web, answers, fresh, strict=True))
        fetched = _told("fetching articles", _side_by_side(collect, work, at_once), len(web), progress)
        got |= {one.name: collected for one, collected in zip(web, fetched, strict=True)}
    return [got[one.name] for one in settings.source]


@contextmanager
def _client(settings: Settings, store: Store, now: datetime) -> Iterator[Client]:
    """Yield a client that leaves alone whom earlier runs were asked to, and keep what it is asked for."""
    with store.reading("reading which hosts rest") as connection:
        rests = fetches.rests(connection, now)
    with Client(fetching(settings), rests=rests) as client:
        yield client
    asked = client.rests()
    if asked:
        with store.writing("keeping which hosts rest") as connection:
            fetches.put_rests(connection, asked)


def web_sources(settings: Settings) -> list[WebSource]:
    """Return the sources that are on the web, in the order of the settings."""
    return [
        WebSource(
            name=one.name,
            kind=_kind(one),
            url=one.url,
            outlet=one.outlet,
            language=one.language,
            allow_private=one.allow_private,
            most_items=one.max_items,
        )
        for one in settings.source
        if isinstance(one, FeedSource | SitemapSource | PageSource)
    ]


def fetching(settings: Settings) -> Fetching:
    """Return how the web is asked, as the settings say."""
    said = settings.fetching
    return Fetching(
        contact=said.contact,
        version=_version(),
        deadline_seconds=said.deadline_seconds,
        answer_seconds=said.answer_seconds,
        max_bytes=int(said.max_megabytes * 1_000_000),
        ports=said.ports,
        manners=Manners(pause_seconds=said.pause_seconds, attempts=said.attempts, seed=said.seed),
    )


def _side_by_side(work: Callable[[A], B], things: Sequence[A], at_once: int) -> Iterator[B]:
    """Yield what `work` makes of each thing, in their order; at most `at_once` are worked on at a time."""
    if not things:
        return
    with ThreadPoolExecutor(min(at_once, len(things))) as pool:
        # Each in a copy of this thread's context: that is how Prefect knows which flow a task belongs to.
        waiting = [pool.submit(copy_context().run, work, thing) for thing in things]
        try:
            yield from (one.result() for one in waiting)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _told(what: str, done: Iterator[B], total: int, progress: Progress) -> Iterator[B]:
    for number, one in enumerate(done, start=1):
        progress(what, number, total)
        yield one


def _is_local(source: object) -> bool:
    return isinstance(source, FolderSource | WarcSource)


def _collect_local(settings: Settings, store: Store, source: object, now: datetime, say: Speaker) -> Collected:
    root, most = settings.root, settings.max_page_bytes
    if isinstance(source, WarcSource):
        return say(collect_archive, store, root / source.file, source.name, now, most)
    assert isinstance(source, FolderSource)
    manifest = root / source.manifest if source.manifest else None
    return say(
        collect_folder,
        store,
        root / source.folder,
        manifest,
        now,
        most,
        exclude=settings.own_folders,
        source=source.name,
    )


def _kind(source: FeedSource | SitemapSource | PageSource) -> Kind:
    if isinstance(source, PageSource) and source.follow:
        return Kind.SECTION
    return Kind(source.kind)


def _version() -> str:
    try:
        return version("throughline")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"
