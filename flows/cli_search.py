"""The subcommand that finds: search. It loads no Prefect."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from flows.progress import on_stderr
from flows.searching import Asked, Findings
from flows.searching import search as find
from flows.settings import load
from flows.stores import existing_store
from storage.errors import InputError
from storage.found import Kept
from tasks.publish import findings

KINDS = {"articles": frozenset({Kept.ARTICLE}), "digests": frozenset({Kept.DIGEST}), None: frozenset(Kept)}


def asked(
    words: str,
    kind: str | None,
    story: str | None,
    outlets: Sequence[str],
    days: tuple[date | None, date | None],
    limit: int,
    *,
    every_version: bool,
) -> Asked:
    """Return the question that the command line puts; raises InputError for one that can't be."""
    since, until = days
    if kind not in KINDS:
        raise InputError(f"--in {kind} is not known; it can be articles or digests.")
    if since and until and since > until:
        raise InputError(f"The last day, {until}, is before the first, {since}.")
    return Asked(
        words=words,
        kinds=KINDS[kind],
        story=story,
        outlets=outlets,
        since=since,
        until=until,
        limit=limit,
        every_version=every_version,
    )


def search(question: Asked, *, as_json: bool) -> None:
    """Print what is found."""
    settings = load(Path.cwd())
    store, zone = existing_store(settings), ZoneInfo(settings.throughline.time_zone)
    with on_stderr() as progress:
        found = find(store, question, zone, progress)
    if found.notice:
        sys.stderr.write(f"throughline: {found.notice}\n")
    if as_json:
        for one in found.found:
            sys.stdout.write(json.dumps(findings.record(one), ensure_ascii=False) + "\n")
        return
    console = Console()
    for number, one in enumerate(found.found, start=1):
        for line in (*findings.lines(number, one, zone), ""):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(_summary(question, found), highlight=False, markup=False, soft_wrap=True)


def _summary(question: Asked, found: Findings) -> str:
    if not found.found:
        return f"Nothing was found for {question.words}."
    shown = sum(1 + (len(one.copies) if isinstance(one, findings.FoundArticle) else 0) for one in found.found)
    best = f"The best {shown} of {found.total} found." if found.total > shown else f"{found.total} found."
    return f"Nothing has all the words; these have some. {best}" if found.any_word else best
