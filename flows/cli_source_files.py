"""The subcommands that change which sources are read: `sources add`, `sources import`, `sources export`."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from flows.source_entries import SourceEntry, SourceFile
from storage.errors import InputError
from tasks.collect import opml
from tasks.collect.addresses import absolute, same_site
from tasks.collect.announcements import NotReadable
from tasks.collect.discovery import Answer, Fetch, Found, discover
from tasks.collect.readers import read_announcement, read_outlines
from tasks.collect.reading import Untrusted, What

MAX_OPML_BYTES = 20_000_000


def add(
    url: str,
    fetch: Fetch,
    *,
    name: str = "",
    page: bool = False,
    allow_private: bool = False,
    directory: Path | None = None,
) -> None:
    """Find the feed or news sitemap of `url` and write it into throughline.toml; with `page`, the page itself.

    `fetch` gets an address and returns what it answered, or None. Raises InputError where nothing is found there, or it
    is a source already.
    """
    file = SourceFile(directory or Path.cwd())
    start = absolute(url if "://" in url else f"https://{url}")
    if not start:
        raise InputError(f"{url!r} is not a web address.")
    _refuse_known(file, start)
    found = _page_at(start, fetch) if page else _announced_at(start, fetch)
    _refuse_known(file, found[1])
    kind, address, title, why = found
    wanted = name or title or (urlsplit(address).hostname or address).removeprefix("www.")
    entry = SourceEntry(kind=kind, name=file.free_name(wanted), url=address, allow_private=allow_private)
    file.add([entry])
    _say(f'Added "{entry.name}", {why}: {address}')
    if not same_site(address, start):
        _say(f"It is of another site than {start}.")


def import_opml(path: Path, *, directory: Path | None = None) -> None:
    """Write every feed of an OPML file that is no source yet into throughline.toml. Nothing is fetched."""
    file = SourceFile(directory or Path.cwd())
    outlines = _read_opml(path)
    new: dict[str, SourceEntry] = {}
    for outline in outlines:
        if file.named(outline.url) is None:
            wanted = outline.name or (urlsplit(outline.url).hostname or outline.url).removeprefix("www.")
            named = file.free_name(wanted, [entry.name for entry in new.values()])
            new[outline.url] = SourceEntry(kind="feed", name=named, url=outline.url)
    if new:
        file.add(list(new.values()))
    known = len(outlines) - len(new)
    _say(f"Added {_count(len(new))} to {file.path.name}." + (f" {_count(known)} stood there already." if known else ""))


def export_opml(path: Path | None, *, directory: Path | None = None) -> None:
    """Write the feeds of throughline.toml as OPML to `path`, to standard output where there is none."""
    file = SourceFile(directory or Path.cwd())
    feeds = [source for source in file.sources if source.get("kind") == "feed"]
    if not feeds:
        raise InputError(f"{file.path.name} has no source of kind feed to export.")
    outlines = [opml.Outline(url=str(source["url"]), name=str(source["name"])) for source in feeds]
    written = opml.render(outlines, title="Sources of Throughline")
    if path is None:
        sys.stdout.write(written.decode("utf-8"))
        return
    try:
        path.write_bytes(written)
    except OSError as cause:
        raise InputError(f"{path} can't be written: {cause.strerror or cause}.") from cause
    others = len(file.sources) - len(feeds)
    left_out = f" {_count(others)} of other kinds can't be written as OPML." if others else ""
    _say(f"Wrote {_count(len(feeds))} to {path}.{left_out}")


def _refuse_known(file: SourceFile, url: str) -> None:
    known = file.named(url)
    if known is not None:
        raise InputError(f'{url} is a source already, called "{known}".')


def _announced_at(start: str, fetch: Fetch) -> tuple[str, str, str, str]:
    """Return kind, address and title of what announces a site's articles, and how it was found."""
    answers: list[str] = []

    def noting(address: str) -> Answer | None:
        answer = fetch(address)
        answers.extend([address] if answer else [])
        return answer

    found: Found | None = discover(start, noting)
    if found is None and start not in answers:
        raise InputError(f"{start} could not be fetched.")
    if found is None:
        raise InputError(f"No feed and no news sitemap was found at {start}; --page follows the links of that page.")
    items = _count(len(found.announcement.items), "item")
    return found.kind, found.url, found.title, f"a {found.kind} of {items}, {found.why}"


def _page_at(start: str, fetch: Fetch) -> tuple[str, str, str, str]:
    answer = fetch(start)
    if answer is None:
        raise InputError(f"{start} could not be fetched.")
    try:
        section = Untrusted(what=What.SECTION, body=answer.body, url=answer.url, charset=answer.charset)
        announced = read_announcement(section)
    except NotReadable as cause:
        raise InputError(f"{start} can't be followed: {cause}") from cause
    if not announced.items:
        raise InputError(f"{start} links to nothing that looks like an article.")
    return "page", answer.url, announced.title, f"a page that links to {_count(len(announced.items), 'article')}"


def _read_opml(path: Path) -> list[opml.Outline]:
    try:
        if path.stat().st_size > MAX_OPML_BYTES:
            raise InputError(f"{path} is too large for a list of sources.")
        outlines = read_outlines(Untrusted(what=What.OPML, body=path.read_bytes()))
    except OSError as cause:
        raise InputError(f"{path} can't be read: {cause.strerror or cause}.") from cause
    except NotReadable as cause:
        raise InputError(f"{path} can't be read: {cause}") from cause
    if not outlines:
        raise InputError(f"{path} names no feed.")
    return outlines


def _count(number: int, what: str = "source") -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _say(line: str) -> None:
    Console().print(line, highlight=False, markup=False, soft_wrap=True)
