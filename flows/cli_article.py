"""The subcommands about single articles and their versions: article, reextract."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from rich.console import Console

from flows.settings import load
from flows.stores import existing_store, open_store
from storage import articles, revisions
from storage.errors import InputError
from storage.models import Article, DateOrigin, SeenOrigin
from storage.revisions import OutdatedQuote
from tasks.publish.difference import FORMS, Form, difference, render
from tasks.publish.wording import date_origin


def article(text: str, form: str) -> None:
    """Print the versions of one article."""
    if form not in FORMS:
        raise InputError(f"--as {form} is not known; it can be {', '.join(FORMS)}.")
    settings = load(Path.cwd())
    store = existing_store(settings)
    with store.reading("showing an article") as connection:
        found = _only(text, articles.find(connection, text))
        versions = revisions.history(connection, found.id)
        outdated = revisions.outdated_quotes(connection, article=found.id)
    sys.stdout.write(page(versions, outdated, FORMS[form]))


def _only(text: str, found: Sequence[Article]) -> Article:
    """Return the one article that the versions found belong to."""
    addresses = sorted({one.address for one in found})
    if not addresses:
        raise InputError(f"No article is known by {text!r}; a digest's sources give the addresses.")
    if len(addresses) > 1:
        more = f" and {len(addresses) - 5} more" if len(addresses) > 5 else ""
        raise InputError(f"{text!r} may be any of {', '.join(addresses[:5])}{more}; name one.")
    return found[0]


def page(versions: Sequence[Article], outdated: Sequence[OutdatedQuote], form: Form) -> str:
    """Return all that is told of an article: what it is, each version with its dates and changes, and stale quotes."""
    newest = versions[-1]
    lines = [newest.title, f"{newest.outlet}, {newest.url or newest.address}", ""]
    told = [_line(line, form) for line in lines]
    told.append(_line(_dates(1, versions[0]), form))
    for number, (old, new) in enumerate(pairwise(versions), start=2):
        told += [_line(_dates(number, new), form), render(difference(old, new), form)]
    if outdated:
        told.append(_line("Quoted in digests, and no longer in the article:", form))
    quoted: dict[tuple[str, str], list[str]] = {}
    for quote in outdated:
        quoted.setdefault((quote.quoted, quote.story), []).append(f"{quote.day:%Y-%m-%d}")
    for (sentence, story), days in quoted.items():
        told.append(_line(f"“{sentence}” ({story}, {', '.join(dict.fromkeys(days))})", form))
    return "".join(told)


def _line(text: str, form: Form) -> str:
    before, after = form.line
    return f"{before.lstrip()}{form.shown(text)}{after}\n" if text else "\n"


def _dates(number: int, version: Article) -> str:
    by_archive = " (by the archive)" if version.seen_origin is SeenOrigin.ARCHIVE else ""
    parts = [f"seen {_moment(version.first_seen)}{by_archive}"]
    if version.published:
        written = f"{version.published:%Y-%m-%d}" if version.day_only else _moment(version.published)
        parts.append(f"published {written} ({date_origin(version.date_origin, version.zone_certain)})")
    else:
        parts.append("undated")
    if version.modified:
        said = date_origin(version.modified_origin, version.modified_zone_certain)
        known = f" ({said})" if version.modified_origin is not DateOrigin.NONE else ""
        parts.append(f"edited {_moment(version.modified)}{known}")
    return f"Version {number}: {', '.join(parts)}; {len(version.body.split())} words ({version.version})"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def reextract() -> None:
    """Read all pages again and say what came of it."""
    from flows import desk, steps
    from flows.reextract import reextract as run

    settings = desk.settings_here()
    store = open_store(settings)
    with Console(stderr=True).status("reading pages again") as status:
        done = run(
            settings,
            store,
            say=steps.directly,
            progress=lambda what, count, total: status.update(f"{what}: {count} of {total}"),
        )
    lines = [
        f"Pages read again: {done.pages}. Articles with a better version: {done.better}; found where nothing was "
        f"before: {done.found}."
    ]
    if done.lost:
        lines.append(f"Articles that would now be turned away, kept as they are: {done.lost}.")
    if done.unreadable:
        lines += [f"Pages whose bytes could not be had: {len(done.unreadable)}.", *done.unreadable[:5]]
    if done.copies is not None:
        lines.append(f"Copies, folded anew: {done.copies}. The next run tells what is new.")
    for line in lines:
        Console().print(line, highlight=False, markup=False, soft_wrap=True)
