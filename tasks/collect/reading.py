"""What is called in the process apart that reads documents: feeds, sitemaps, pages read for their links, archives.

Its near side is readers.py. Here bytes of strangers meet feedparser, lxml and fastwarc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from storage.models import Page, Rejection
from tasks.collect import feeds, front_pages, opml, sections, sitemaps
from tasks.collect.announcements import Announcement, NotReadable
from tasks.collect.front_pages import Candidate
from tasks.collect.opml import Outline
from tasks.collect.warc import read_warc


class What(StrEnum):
    """What bytes are taken for."""

    FEED = "feed"
    SITEMAP = "sitemap"
    EITHER = "either"  # a feed or a sitemap, whichever it is
    SECTION = "section"  # a page whose links lead to articles
    FRONT_PAGE = "front page"  # a page that may name feeds
    OPML = "opml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrusted:
    """A document as it was fetched."""

    what: What
    body: bytes
    url: str = ""  # that answered
    content_type: str = ""
    charset: str | None = None
    now: datetime | None = None  # where given, dates after it are named as a problem of a feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A web archive on the disk."""

    path: Path
    name: str
    now: datetime
    max_bytes: int  # of one page


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a document could not be read, in one sentence."""

    detail: str


Answer = Announcement | tuple[Candidate, ...] | tuple[Outline, ...] | Unreadable


def read(asked: Untrusted | Archived) -> Answer | Iterator[Page | Rejection]:
    """Read a document, or an archive page by page.

    Parsers fail in many ways on hostile documents; none but a lack of memory is raised.
    """
    if isinstance(asked, Archived):
        return read_warc(asked.path, now=asked.now, name=asked.name, max_bytes=asked.max_bytes)
    try:
        return _READERS[asked.what](asked)
    except NotReadable as error:
        return Unreadable(str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Unreadable(f"Reading it failed ({type(error).__name__}).")


def _feed(asked: Untrusted) -> Announcement:
    return feeds.read(asked.body, url=asked.url, content_type=asked.content_type, charset=asked.charset, now=asked.now)


def _sitemap(asked: Untrusted) -> Announcement:
    return sitemaps.read(asked.body, url=asked.url, content_type=asked.content_type, charset=asked.charset)


def _either(asked: Untrusted) -> Announcement:
    try:
        return _feed(asked)
    except NotReadable:
        return sitemaps.read(asked.body, url=asked.url, charset=asked.charset)


def _section(asked: Untrusted) -> Announcement:
    return sections.article_links(asked.body, asked.url, charset=asked.charset)


def _front_page(asked: Untrusted) -> tuple[Candidate, ...]:
    return tuple(front_pages.find(asked.body, asked.url, charset=asked.charset))


def _opml(asked: Untrusted) -> tuple[Outline, ...]:
    return tuple(opml.parse(asked.body))


_READERS: dict[What, Callable[[Untrusted], Answer]] = {
    What.FEED: _feed,
    What.SITEMAP: _sitemap,
    What.EITHER: _either,
    What.SECTION: _section,
    What.FRONT_PAGE: _front_page,
    What.OPML: _opml,
}
