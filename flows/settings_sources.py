"""The settings of what is read: the kinds of `[[source]]`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from flows.settings_table import Table


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^\s/]+", text, re.IGNORECASE):
        raise ValueError(f"{text!r} is not a web address; write one such as https://example.org/feed.xml")
    return text


class _Source(Table):
    name: str = Field(min_length=1, max_length=200, description="unique")


class FolderSource(_Source):
    """A folder of saved pages."""

    kind: Literal["folder"] = "folder"
    folder: Path = Field(description="of .html, .txt, .md and .jsonl files, read again on every run")
    manifest: Path | None = Field(
        None,
        description="a .jsonl or .csv file with `file`, `source`, `published`, `title`, `url`, `byline`, `language`",
    )


class WarcSource(_Source):
    """A web archive."""

    kind: Literal["warc"] = "warc"
    file: Path = Field(description="the archive, gzipped or not; read as a stream")


class _WebSource(_Source):
    url: Annotated[str, AfterValidator(_web_address)] = Field(description="its web address")
    outlet: str | None = Field(None, min_length=1, description="that its articles are from; else what the pages say")
    language: str | None = Field(None, pattern=r"^[a-z]{2}$", description="two letters; else what the pages say")
    allow_private: bool = Field(False, description="it may be on this machine or in a private network")
    max_items: int = Field(100, ge=1, le=1000, description="articles fetched in one run")


class FeedSource(_WebSource):
    """An RSS, Atom, RDF or JSON feed."""

    kind: Literal["feed"] = "feed"


class SitemapSource(_WebSource):
    """A sitemap, a news sitemap or an index of them."""

    kind: Literal["sitemap"] = "sitemap"


class PageSource(_WebSource):
    """A section page, whose links to articles are followed; without `follow`, one article."""

    kind: Literal["page"] = "page"
    follow: bool = Field(True, description="read the articles it links to; false: the page itself, on every run")


SOURCES: dict[str, type[_Source]] = {
    "folder": FolderSource,
    "warc": WarcSource,
    "feed": FeedSource,
    "sitemap": SitemapSource,
    "page": PageSource,
}


def _kind_of(entry: Any) -> str | None:
    """Tell which kind of source an entry is meant to be: what it says, else what its keys betray."""
    if isinstance(entry, _Source):
        return next(kind for kind, table in SOURCES.items() if type(entry) is table)
    if not isinstance(entry, dict):
        return "folder"
    kind = entry.get("kind", "warc" if "file" in entry else "folder")
    return kind if isinstance(kind, str) and kind in SOURCES else None


Source = Annotated[
    Annotated[FolderSource, Tag("folder")]
    | Annotated[WarcSource, Tag("warc")]
    | Annotated[FeedSource, Tag("feed")]
    | Annotated[SitemapSource, Tag("sitemap")]
    | Annotated[PageSource, Tag("page")],
    Discriminator(
        _kind_of, custom_error_type="source_kind", custom_error_message=f"`kind` must be one of {', '.join(SOURCES)}"
    ),
]
