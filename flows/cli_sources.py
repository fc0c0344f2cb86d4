"""The `sources` subcommands: how sources fare, what they would give, and adding, importing and exporting them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List the sources and how they fare; check, add, import and export them.")

Private = Annotated[bool, typer.Option("--allow-private", help="It may be on this machine or a private network.")]


@app.callback(invoke_without_command=True)
def sources(context: typer.Context) -> None:
    """List the sources of throughline.toml with how they fare, and the outlets read so far."""
    if context.invoked_subcommand is None:
        from flows import cli_source_tables

        cli_source_tables.show()


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources; all of them if left out.")] = None,
) -> None:
    """Ask sources what they would give. Nothing is saved."""
    from flows import cli_source_tables

    cli_source_tables.check(names or [])


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A site, a feed or a sitemap.")],
    name: Annotated[str, typer.Option(help="What to call it; its own title if left out.")] = "",
    page: Annotated[bool, typer.Option("--page", help="Follow the links of this page; look for no feed.")] = False,
    allow_private: Private = False,
) -> None:
    """Find the feed or news sitemap of a site and write it into throughline.toml."""
    from flows import cli_source_files, cli_source_tables

    with cli_source_tables.asking(allow_private=allow_private) as fetch:
        cli_source_files.add(url, fetch, name=name, page=page, allow_private=allow_private)


@app.command("import")
def import_opml(file: Annotated[Path, typer.Argument(help="An OPML file, as feed readers export it.")]) -> None:
    """Write every feed of an OPML file into throughline.toml."""
    from flows import cli_source_files

    cli_source_files.import_opml(file)


@app.command("export")
def export_opml(
    file: Annotated[Path | None, typer.Argument(help="Where to; standard output if left out.")] = None,
) -> None:
    """Write the feeds of throughline.toml as OPML."""
    from flows import cli_source_files

    cli_source_files.export_opml(file)
