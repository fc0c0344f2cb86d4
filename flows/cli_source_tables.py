"""What the `sources` subcommands show: how sources fare, and what they would give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.collecting import fetching, web_sources
from flows.listing import wide
from flows.settings import Settings, load
from flows.settings_sources import FolderSource, WarcSource
from flows.source_health import health_rows
from flows.stores import existing_store
from storage.errors import InputError
from storage.items import Item
from storage.models import Article, Page
from storage.sources import SourceSummary, summaries
from tasks.collect.client import Client, Failure
from tasks.collect.discovery import Answer, Fetch
from tasks.collect.folder import load_folder
from tasks.collect.readers import read_archive
from tasks.collect.web import Ask, WebSource, choose, fetch_items, hear, merge
from tasks.extract.workers import read_pages

SHOWN_ITEMS = 5
NOT_IN_TERMINAL = ("Kind", "Waiting", "Problem")  # eighty columns hold no more than the rest
NAME_WIDTH = 20


def show() -> None:
    """Print how the sources of throughline.toml fare, and the outlets read so far."""
    settings = load(Path.cwd())
    store = existing_store(settings)
    rows = health_rows(settings, store, datetime.now(UTC))
    with store.reading("listing outlets") as connection:
        outlets = [_outlet_row(line) for line in summaries(connection)]
    problems = [(row["Source"], row["Problem"]) for row in rows]
    narrow = [_narrow(row) for row in rows]
    for found in (narrow, outlets):
        if found:
            _print_table(found)
    for name, problem in problems:
        if problem:
            _say(f"{name}: {problem}")
    if not outlets:
        Console().print("Nothing was read yet: throughline run --folder DIR.")


def check(names: list[str]) -> None:
    """Print what sources would give, all of them or those called so; nothing is saved. Raises InputError."""
    settings = load(Path.cwd())
    known = [one.name for one in settings.source]
    if not known:
        raise InputError("throughline.toml names no source; `throughline sources add URL` adds one.")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"There is no source {unknown[0]!r}; known: {', '.join(known)}.")
    web = {one.name: one for one in web_sources(settings)}
    with Client(fetching(settings)) as client:
        for name in names or known:
            lines = _web_lines(web[name], client) if name in web else _local_lines(settings, name)
            for line in lines:
                _say(line)


@contextmanager
def asking(*, allow_private: bool) -> Iterator[Fetch]:
    """Yield a way to fetch for discovery; if the block finds nothing, say why the first fetch failed."""
    failures: list[str] = []
    with Client(fetching(load(Path.cwd()))) as client:

        def fetch(url: str) -> Answer | None:
            outcome = client.fetch(url, allow_private=allow_private)
            if isinstance(outcome, Failure):
                failures.append(outcome.detail)
                return None
            return Answer(
                url=outcome.final_url, body=outcome.body, content_type=outcome.content_type, charset=outcome.charset
            )

        try:
            yield fetch
        except InputError as error:
            raise InputError(" ".join([str(error), *failures[:1]])) from error


def _web_lines(source: WebSource, client: Client) -> Iterator[str]:
    now = datetime.now(UTC)
    ask = partial(client.fetch, allow_private=source.allow_private)
    heard = hear(source, ask, {}, now)
    if heard.reason:
        yield f"{source.name}: failed ({heard.reason}). {heard.detail}"
        return
    yield f"{source.name}: {len(heard.items):,} items. {heard.detail}".rstrip()
    newest = choose(merge(source, {}, heard.items, new=True, taken=(), now=now), source)
    for item in newest[:SHOWN_ITEMS]:
        yield f"  {item.published or 'undated'}  {item.title or item.url}"
    if newest:
        yield f"  The first of them: {_tried(source, newest[:1], ask, now)}"


def _tried(source: WebSource, items: list[Item], ask: Ask, now: datetime) -> str:
    """Fetch and read the one item, and say what came of it."""
    for item, page in fetch_items(items, ask, source, now):
        if page is None:
            return f"can't be fetched ({item.reason}). {item.detail}"
        (read,) = read_pages([page], workers=1)
        return f"{len(read.body.split()):,} words." if isinstance(read, Article) else f"turned away. {read.detail}"
    return "not fetched."


def _local_lines(settings: Settings, name: str) -> Iterator[str]:
    source = next(one for one in settings.source if one.name == name)
    now, most = datetime.now(UTC), settings.max_page_bytes
    try:
        if isinstance(source, WarcSource):
            found = read_archive(settings.root / source.file, now=now, max_bytes=most)
        else:
            assert isinstance(source, FolderSource)
            manifest = settings.root / source.manifest if source.manifest else None
            folder, own = settings.root / source.folder, settings.own_folders
            found = load_folder(folder, now=now, manifest=manifest, max_bytes=most, exclude=own)
        kinds = [isinstance(one, Page) for one in found]
    except (InputError, OSError) as error:
        yield f"{name}: failed (unusable). {error}"
        return
    yield f"{name}: {kinds.count(True):,} pages, {kinds.count(False):,} that can't be read."


def _narrow(row: dict[str, str]) -> dict[str, str]:
    """Leave out what a terminal has no room for: some columns, and the time of day."""
    kept = {key: value for key, value in row.items() if key not in NOT_IN_TERMINAL}
    return kept | {key: kept[key][:10] for key in ("Last read", "Last new")}


def _outlet_row(line: SourceSummary) -> dict[str, str]:
    return {
        "Outlet": line.outlet or "unnamed outlets",
        "Articles": str(line.articles),
        "Versions": str(line.versions),
        "Turned away": str(line.rejected),
        "Earliest": f"{line.first_published:%Y-%m-%d}" if line.first_published else "",
        "Newest": f"{line.last_published:%Y-%m-%d}" if line.last_published else "",
    }


def _print_table(rows: list[dict[str, str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in rows[0]:
        longest = max(len(row[column]) for row in rows)
        first = column in ("Source", "Outlet", "State")  # the rest folds first
        table.add_column(column, overflow="fold", min_width=min(longest, NAME_WIDTH) if first else None)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row.values()))
    wide().print(table)


def _say(line: str) -> None:
    Console().print(line, highlight=False, markup=False, soft_wrap=True)
