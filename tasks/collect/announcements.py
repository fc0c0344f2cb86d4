"""What a feed, a sitemap or a section page says of articles before they are fetched.

Every reader of this stage (`feeds`, `sitemaps`, `discovery`) gives the same two nouns, so that what comes after it does
not ask what kind of document an article was found in.
"""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect.outcomes import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One article as announced; dates stand as they were written, texts are plain."""

    url: str  # absolute, as announced
    address: str  # its canonical address (addresses.canonical)
    title: str = ""
    published: str = ""  # "" where none was given
    modified: str = ""
    key: str = ""  # the feed's own id of the item; "" where none was given
    summary: str = ""  # a plain teaser
    content: str = ""  # the whole article as HTML, where the feed carries it; never trusted
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A document that was read: its items in its own order, where to read on, and what is wrong with it."""

    title: str
    kind: str  # "rss", "atom", "rdf", "json", "cdf", "sitemap", "sitemap index" or "page"
    items: tuple[Announced, ...] = ()
    further: tuple[str, ...] = ()  # sub-sitemaps and next pages, absolute
    problems: tuple[str, ...] = ()  # sentences


class NotReadable(ValueError):
    """A document that can't be read; the text is one sentence that says why, `why` the reason's code."""

    def __init__(self, detail: str, why: Why = Why.NOT_READABLE) -> None:
        super().__init__(detail)
        self.why = why
