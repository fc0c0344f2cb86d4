"""The `throughline` command.

Only what a subcommand needs is imported, inside it: filters start in a fraction of a second, Prefect alone takes one.
Results go to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flows import cli_decisions, cli_filters, cli_sources
from storage.errors import ThroughlineError

# Before any import of Prefect: nothing this program does is anybody else's business.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")


class Commands(TyperGroup):
    """The commands; one whose reader (head, less) has gone has done what it was asked."""

    def invoke(self, ctx: Any) -> object:
        """Run a command. Here, as Typer itself would end with status 1 on a pipe that is closed."""
        try:
            done: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffer must go somewhere, or Python complains at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        return done


app = typer.Typer(
    cls=Commands,
    name="throughline",
    help="Follow developing news stories: what is new each day, quoted and cited, with the origins counted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cli_filters.app)
app.add_typer(cli_decisions.app)
app.add_typer(cli_sources.app, name="sources")

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line per digest, and nothing else, on standard output.")]


@app.command()
def run(
    folder: Annotated[Path | None, typer.Option(help="A folder of .html, .txt, .md, .jsonl files.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="Each file's source, date, title: .jsonl or .csv.")] = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Take articles in, follow their stories, write the digests of the days that have something new."""
    from flows import cli_run

    cli_run.run(folder, manifest, day.date() if day else None, as_json=as_json)


@app.command()
def ingest(
    folder: Annotated[Path | None, typer.Option(help="A folder; the settings' sources if left out.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="Each file's source, date, title: .jsonl or .csv.")] = None,
) -> None:
    """Take articles in and write no digest."""
    from flows import cli_run

    cli_run.ingest(folder, manifest)


@app.command()
def digest(story: str, day: Day = None, as_json: Json = False) -> None:
    """Write the digest of one followed story for one day (today if left out), from what is stored."""
    from flows import cli_run

    cli_run.digest(story, day.date() if day else None, as_json=as_json)


@app.command()
def backfill(
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    story: Annotated[str | None, typer.Option(help="One story; all followed ones if left out.")] = None,
) -> None:
    """Write the digests of past days, in order."""
    from flows import cli_run

    cli_run.backfill(first.date(), last.date(), story)


@app.command()
def show(
    story: Annotated[str | None, typer.Argument(help="A story's id, or its beginning.")] = None,
    day: Day = None,
    revision: Annotated[int | None, typer.Option(help="An older revision of the day.")] = None,
    as_json: Json = False,
) -> None:
    """Show a digest: the newest of the story, or that of a day."""
    from flows import cli_show

    cli_show.show(story, day.date() if day else None, revision, as_json=as_json)


@app.command()
def explain(story: Annotated[str, typer.Argument(help="A story's id, or its beginning.")], day: Day = None) -> None:
    """Say why each sentence of a digest was chosen, and why strong ones were left out."""
    from flows import cli_explain

    cli_explain.explain(story, day.date() if day else None)


@app.command()
def review(
    story: Annotated[str | None, typer.Argument(help="A story's id, or its beginning.")] = None,
    day: Day = None,
    approve: Annotated[bool, typer.Option("--approve", help="Approve; with the changes, if some are given.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Refuse a draft; take back what is published.")] = False,
    headline: Annotated[str, typer.Option(help="Another headline.")] = "",
    drop: Annotated[list[int] | None, typer.Option(help="A sentence's number; may be given again.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="An article's number, id or address.")] = None,
    merge: Annotated[list[str] | None, typer.Option(help="The id of a story to take in.")] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: Annotated[str, typer.Option(help="Your name.")] = "",
    revision: Annotated[int | None, typer.Option(help="Refuse if the newest is another one.")] = None,
    no_deliver: Annotated[bool, typer.Option("--no-deliver", help="Send nothing; `throughline deliver` does.")] = False,
) -> None:
    """Review a digest: approve, change or reject it. Without a story, list what waits."""
    from flows import cli_review

    flags = cli_review.Flags(
        approve=approve,
        reject=reject,
        headline=headline,
        drop=drop or (),
        exclude=exclude or (),
        merge=merge or (),
        note=note,
        by=by,
        revision=revision,
        deliver=not no_deliver,
    )
    cli_review.review(story, day.date() if day else None, flags)


@app.command()
def withdraw(
    story: Annotated[str, typer.Argument(help="A story's id, or its beginning.")],
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])],
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: Annotated[str, typer.Option(help="Your name.")] = "",
    no_deliver: Annotated[bool, typer.Option("--no-deliver", help="Send nothing; `throughline deliver` does.")] = False,
) -> None:
    """Take a published digest back; its page says so from then on."""
    from flows import cli_review

    cli_review.take_back(story, day.date(), note, by, deliver=not no_deliver)


@app.command()
def replay(
    story: Annotated[str, typer.Argument(help="A story's id, or its beginning.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    revision: Annotated[int | None, typer.Option(help="An older revision of the day.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file for the rebuilt digest, as JSON.")] = None,
) -> None:
    """Make a digest again from exactly what it was made from, and say whether it comes out the same to the byte."""
    from flows import cli_replay

    cli_replay.replay(story, day.date(), revision, out)


@app.command()
def diff(
    story: Annotated[str, typer.Argument(help="A story's id, or its beginning.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    old: Annotated[int | None, typer.Option("--from", help="A revision; the one before --to if left out.")] = None,
    new: Annotated[int | None, typer.Option("--to", help="A revision; the newest if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Say what changed from one revision of a digest to another."""
    from flows import cli_replay

    cli_replay.diff(story, day.date(), old, new, as_json=as_json)


@app.command()
def discover(
    day: Day = None, as_json: Annotated[bool, typer.Option("--json", help="One JSON line per story.")] = False
) -> None:
    """List the largest stories found among a day's articles (the newest day's if left out), with their origins."""
    from flows import cli_discover

    cli_discover.discover(day.date() if day else None, as_json=as_json)


@app.command()
def follow(
    story: Annotated[str, typer.Argument(help="A found story's id, or its beginning.")],
    terms: Annotated[str | None, typer.Option(help="Terms, separated by commas; proposed ones if left out.")] = None,
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
) -> None:
    """Follow a story that was found: it keeps its id and its history."""
    from flows import cli_discover

    cli_discover.follow(story, [term.strip() for term in (terms or "").split(",") if term.strip()], by)


@app.command()
def stories(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per story.")] = False,
) -> None:
    """List the stories, followed and found, where they go on, with their newest digest."""
    from flows import cli_stories

    cli_stories.stories(as_json=as_json)


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(help="All of them are looked for; '\"a phrase\"' in quotes, and 'not -this'.")
    ],
    story: Annotated[str | None, typer.Option(help="Only what is on this story: its id, or the beginning.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be given again.")] = None,
    since: Day = None,
    until: Day = None,
    kind: Annotated[str | None, typer.Option("--in", help="articles or digests; both if left out.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 10,
    versions: Annotated[bool, typer.Option("--versions", help="Also wordings an article no longer has.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each thing found.")] = False,
) -> None:
    """Find articles and digests by their words, the best first, each with the passage that has them."""
    from flows import cli_search

    days = (since.date() if since else None, until.date() if until else None)
    asked = cli_search.asked(" ".join(words), kind, story, source or [], days, limit, every_version=versions)
    cli_search.search(asked, as_json=as_json)


@app.command()
def deliver(
    story: Annotated[str | None, typer.Option(help="One story; all followed ones if left out.")] = None,
    day: Day = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent, and to whom.")] = False,
    log: Annotated[bool, typer.Option("--log", help="List what was sent, the newest last.")] = False,
    again: Annotated[str | None, typer.Option(help="An open delivery (its id's beginning) that was not sent.")] = None,
) -> None:
    """Send published digests by the mail and webhooks of the settings; what was sent is not sent again."""
    from flows import cli_deliver

    cli_deliver.deliver(story, day.date() if day else None, dry=dry_run, log=log, again=again)


@app.command()
def article(
    address: Annotated[str, typer.Argument(help="An article's address, path or id, or the beginning of its id.")],
    form: Annotated[str, typer.Option("--as", help="text, markdown or html.")] = "text",
) -> None:
    """Show an article's versions, what changed from each to the next, and which digests quote what is gone."""
    from flows import cli_article

    cli_article.article(address, form)


@app.command()
def reextract() -> None:
    """Read every stored page again and keep the versions that come out better; for after an update."""
    from flows import cli_article

    cli_article.reextract()


@app.command()
def verify() -> None:
    """Check the database: what must be unique, every text's hash, every quotation."""
    from flows import cli_show

    cli_show.verify()


@app.command()
def recover() -> None:
    """Get back what a damaged database still holds; nothing is deleted."""
    from flows import cli_show

    cli_show.recover()


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where the copy goes; it is made if need be.")]) -> None:
    """Copy the database and the raw pages into a folder, and check the copy; again, and only what is new is copied."""
    from flows import cli_backup

    cli_backup.back_up(folder)


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="What `throughline backup` was given.")]) -> None:
    """Put a backup in the database's place; what stood there is set aside, not deleted."""
    from flows import cli_backup

    cli_backup.restore(folder)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="The UI's port on 127.0.0.1; 4200 if left out.")] = None,
) -> None:
    """Start Prefect's server, a worker and the deployments, and say where the UI is."""
    from flows import cli_stack

    cli_stack.up(port)


@app.command()
def down() -> None:
    """End what `up` started."""
    from flows import cli_stack

    cli_stack.down()


def main() -> None:
    """Run the command; an error made on purpose is one sentence, and sets the exit status."""
    try:
        app()
    except ThroughlineError as error:
        sys.stderr.write(f"throughline: {error}\n")
        raise SystemExit(error.exit_status) from None
    except KeyboardInterrupt:
        sys.stderr.write("throughline: stopped; what was finished is kept.\n")
        raise SystemExit(130) from None
