"""Where a site announces its articles: the feeds and news sitemaps its front page names or hints at, or likely has.

`find` reads one page and gives candidates, the likeliest first; `discover` tries them through a function that fetches
and returns the first that really announces something. Nothing here goes online by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from tasks.collect import feeds, sitemaps
from tasks.collect.addresses import absolute, same_site
from tasks.collect.announcements import Announcement, NotReadable
from tasks.collect.markup import Link, links, page_tree, words_of

Kind = Literal["feed", "sitemap"]
MAX_TRIED = 30  # fetches for one site
_COMMON_FEEDS = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default")
_SITEMAPS = (
    "news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "googlenews.xml", "sitemap.xml", "sitemap_index.xml",
)  # fmt: skip
_FEED_TYPE = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf|feed)\+?(?:xml|json)|(?:x-)?rss|json)", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss\d?|feeds?|atom|rdf)(?:[/._-]|$)|\.(?:rss|rdf|atom)$|[?&](?:feed|format|output)=(?:rss|atom|feed)",
    re.IGNORECASE,
)
_FEED_WORD = re.compile(r"\b(?:RSS|Atom|web feed|news feed|XML feed|syndication)\b", re.IGNORECASE)
_ASIDE = re.compile(r"comment|kommentar|podcast|/author/|/tag/|oembed|wp-json", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may announce articles; `why` says in a few words how it was come by."""

    url: str
    kind: Kind
    title: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a fetch gave: the address that answered after redirects, its bytes, and what its headers say of them."""

    url: str
    body: bytes
    content_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A source that was found, and what it announces now."""

    url: str
    kind: Kind
    title: str
    why: str
    announcement: Announcement


Fetch = Callable[[str], Answer | None]  # None: it could not be fetched, for whatever reason


def find(html: bytes, url: str, *, charset: str | None = None) -> list[Candidate]:
    """Return the feeds that a page names, then those it links to, the likeliest first; [] for what is no page.

    Feeds of comments, podcasts and single authors come after the others of their kind.
    """
    try:
        tree = page_tree(html, charset=charset)
    except NotReadable:
        return []
    named = [_named(link) for link in links(tree, url, "link") if _is_named(link)]
    linked = [_linked(link) for link in links(tree, url, "a", "area") if _is_linked(link, url)]
    return _distinct([*sorted(named, key=_is_aside), *sorted(linked, key=_is_aside)], but=url)


def in_robots(robots: str, url: str) -> list[Candidate]:
    """Return the sitemaps that a robots.txt names, those of news first."""
    named = [absolute(found[1], base=url) for found in _SITEMAP_LINE.finditer(robots[:500_000])]
    candidates = [Candidate(url=link, kind="sitemap", why="named by robots.txt") for link in named if link]
    return _distinct(sorted(candidates, key=lambda candidate: "news" not in candidate.url.lower()), but=url)


def likely(url: str) -> list[Candidate]:
    """Return addresses where sites commonly have a feed or a news sitemap: below this page, then at the site's root."""
    folder = url if urlsplit(url).path.endswith("/") else f"{url.partition('?')[0]}/"
    root = urljoin(url, "/")
    found = [Candidate(url=urljoin(folder, "feed/"), kind="feed", why="a common address")] if folder != root else []
    places: tuple[tuple[Kind, tuple[str, ...]], ...] = (("feed", _COMMON_FEEDS), ("sitemap", _SITEMAPS))
    for kind, paths in places:
        found += [Candidate(url=urljoin(root, path), kind=kind, why="a common address") for path in paths]
    return _distinct(found, but=url)


def discover(url: str, fetch: Fetch) -> Found | None:
    """Return the feed or news sitemap of the site or page at `url`; None if none of the places has one.

    Tried in this order, each address once, `MAX_TRIED` fetches at most: the address itself; what its page names and
    links to (where that is a page that lists feeds, what it lists); robots.txt's sitemaps of news; the common places;
    robots.txt's other sitemaps. Of an index, its first sitemap that announces something.
    """
    search = _Search(fetch)
    start = search.answer(url)
    if start is None:
        return None
    itself = search.read(start, Candidate(url=start.url, kind="feed", why="this address itself"))
    if itself is not None:
        return itself
    found = search.first(find(start.body, start.url, charset=start.charset))
    if found is not None:
        return found
    robots = search.answer(urljoin(start.url, "/robots.txt"))
    by_robots = in_robots(robots.body.decode("utf-8", errors="replace"), start.url) if robots else []
    of_news = [candidate for candidate in by_robots if "news" in candidate.url.lower()]
    return search.first([*of_news, *likely(start.url), *by_robots])


class _Search:
    """Fetches each address once, and no more than `MAX_TRIED`."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._tried: set[str] = set()

    def answer(self, url: str) -> Answer | None:
        if url in self._tried or len(self._tried) >= MAX_TRIED:
            return None
        self._tried.add(url)
        return self._fetch(url)

    def first(self, candidates: list[Candidate]) -> Found | None:
        return next((found for candidate in candidates if (found := self.follow(candidate)) is not None), None)

    def follow(self, candidate: Candidate, *, deeper: bool = True) -> Found | None:
        """Fetch and read a candidate; where it is a page that lists feeds, try those."""
        answer = self.answer(candidate.url)
        if answer is None:
            return None
        found = self.read(answer, candidate)
        if found is not None or not deeper or candidate.why == "a common address":
            return found
        listed = find(answer.body, answer.url, charset=answer.charset)
        return next((inner for c in listed[:5] if (inner := self.follow(c, deeper=False)) is not None), None)

    def read(self, answer: Answer, candidate: Candidate) -> Found | None:
        """Return what an answer announces, as a feed or a sitemap; None if it is neither or announces nothing."""
        for kind, announcement in _readings(answer):
            if announcement.items:
                title = candidate.title or announcement.title
                return Found(url=answer.url, kind=kind, title=title, why=candidate.why, announcement=announcement)
            if announcement.further and kind == "sitemap":
                return self._of_index(announcement, candidate)
        return None

    def _of_index(self, index: Announcement, candidate: Candidate) -> Found | None:
        inner = [Candidate(url=link, kind="sitemap", why=f"{candidate.why}, in an index") for link in index.further]
        inner.sort(key=lambda sitemap: "news" not in sitemap.url.lower())
        answers = ((sitemap, self.answer(sitemap.url)) for sitemap in inner[:3])
        for sitemap, answer in answers:
            for kind, announcement in _readings(answer) if answer else ():
                if kind == "sitemap" and announcement.items:
                    return Found(
                        url=sitemap.url, kind=kind, title=candidate.title, why=sitemap.why, announcement=announcement
                    )
        return None


def _readings(answer: Answer) -> Iterator[tuple[Kind, Announcement]]:
    try:
        yield (
            "feed",
            feeds.read(answer.body, url=answer.url, content_type=answer.content_type, charset=answer.charset),
        )
    except NotReadable:
        try:
            yield "sitemap", sitemaps.read(answer.body, url=answer.url, charset=answer.charset)
        except NotReadable:
            return


def _is_named(link: Link) -> bool:
    relations = (link.element.get("rel") or "").lower().split()
    media = (link.element.get("type") or "").partition(";")[0].strip()
    if "oembed" in link.url or "wp-json" in link.url:
        return False
    return bool({"alternate", "feed"} & set(relations)) and ("feed" in relations or bool(_FEED_TYPE.fullmatch(media)))


def _named(link: Link) -> Candidate:
    title = " ".join((link.element.get("title") or "").split())
    return Candidate(url=link.url, kind="feed", title=title, why="named by the page")


def _is_linked(link: Link, url: str) -> bool:
    parts = urlsplit(link.url)
    hint = _FEED_PATH.search(f"{parts.path}?{parts.query}") or _FEED_WORD.search(words_of(link.element)[:100])
    return bool(hint) and (same_site(link.url, url) or "feedburner" in link.url)


def _linked(link: Link) -> Candidate:
    return Candidate(url=link.url, kind="feed", why="linked from the page")


def _is_aside(candidate: Candidate) -> bool:
    return _ASIDE.search(f"{candidate.url} {candidate.title}") is not None


def _distinct(candidates: list[Candidate], *, but: str) -> list[Candidate]:
    by_url: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.url != but:
            by_url.setdefault(candidate.url, candidate)
    return list(by_url.values())
