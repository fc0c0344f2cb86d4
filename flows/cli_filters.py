"""The subcommands that are JSON Lines filters; see flows/filters.py for what they share."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from flows.filters import each, standard_input, stream

app = typer.Typer()
HELP = "Filters (JSON Lines in, JSON Lines out)"

Words = Annotated[int, typer.Option(min=1, help="At most this many words.")]


@app.command(rich_help_panel=HELP)
def extract() -> None:
    """From id, url, html: the article's text and facts, or why it is none."""
    from tasks.extract.reading import extract_record

    each(extract_record, standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def clean() -> None:
    """From id, text: the text without what a scraper left in it, and each line removed with its reason."""
    from tasks.extract.reading import clean_record

    each(clean_record, standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def dedupe() -> None:
    """From id, title, text, source, url, published: which record is a copy of which, and why, and each one's origin."""
    from tasks.collect.addresses import canonical
    from tasks.deduplicate.records import dedupe_records

    stream(lambda records: dedupe_records(records, canonical), standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def group() -> None:
    """From id, title, text, source, published: the story each record belongs to."""
    from tasks.group.records import group_records

    stream(group_records, standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def summarize(
    words: Words = 100,
    query: Annotated[str, typer.Option(help="What the reader asks about.")] = "",
) -> None:
    """From id, docs: a summary of whole sentences, each a place in a document, with the documents that support it."""
    from tasks.summarize.brief import summarize_record

    each(lambda record: summarize_record(record, words=words, query=query), standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def timeline(
    dates: Annotated[int, typer.Option(min=1, help="At most this many days.")] = 10,
    sentences: Annotated[int, typer.Option(min=1, help="At most this many sentences for each.")] = 1,
) -> None:
    """From id, query, articles: the days that matter, with sentences for each."""
    from tasks.summarize.timeline import timeline_record

    each(lambda record: timeline_record(record, dates=dates, sentences=sentences), standard_input(), sys.stdout)


@app.command(rich_help_panel=HELP)
def novel() -> None:
    """From id, query, sentences in time order: those that say something not said before."""
    from tasks.summarize.stream import novel_record

    each(novel_record, standard_input(), sys.stdout)
