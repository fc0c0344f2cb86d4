"""Where a site announces its articles: the feeds and news sitemaps its front page names or hints at, or likely has.

`discover` tries the candidates of `front_pages` through a function that fetches, and returns the first that really
announces something. Nothing here goes online by itself, and what comes from there is parsed in a process apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from tasks.collect.announcements import Announcement, NotReadable
from tasks.collect.front_pages import COMMON, Candidate, Kind, in_robots, likely
from tasks.collect.readers import read_announcement, read_candidates
from tasks.collect.reading import Untrusted, What

MAX_TRIED = 30  # fetches for one site


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
    found = search.first(_named_by(start))
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
        if found is not None or not deeper or candidate.why == COMMON:
            return found
        listed = _named_by(answer)
        return next((inner for c in listed[:5] if (inner := self.follow(c, deeper=False)) is not None), None)

    def read(self, answer: Answer, candidate: Candidate) -> Found | None:
        """Return what an answer announces, as a feed or a sitemap; None if it is neither or announces nothing."""
        announcement = _announced_by(answer)
        if announcement is None:
            return None
        kind = _kind(announcement)
        if announcement.items:
            title = candidate.title or announcement.title
            return Found(url=answer.url, kind=kind, title=title, why=candidate.why, announcement=announcement)
        return self._of_index(announcement, candidate) if announcement.further and kind == "sitemap" else None

    def _of_index(self, index: Announcement, candidate: Candidate) -> Found | None:
        inner = [Candidate(url=link, kind="sitemap", why=f"{candidate.why}, in an index") for link in index.further]
        inner.sort(key=lambda sitemap: "news" not in sitemap.url.lower())
        for sitemap in inner[:3]:
            answer = self.answer(sitemap.url)
            inside = _announced_by(answer) if answer else None
            if inside is not None and inside.items and _kind(inside) == "sitemap":
                why, title = sitemap.why, candidate.title
                return Found(url=sitemap.url, kind="sitemap", title=title, why=why, announcement=inside)
        return None


def _kind(announcement: Announcement) -> Kind:
    return "sitemap" if announcement.kind.startswith("sitemap") else "feed"


def _announced_by(answer: Answer) -> Announcement | None:
    """Return what an answer announces, be it a feed or a sitemap; None if it is neither."""
    try:
        return read_announcement(_untrusted(answer, What.EITHER))
    except NotReadable:
        return None


def _named_by(answer: Answer) -> list[Candidate]:
    try:
        return read_candidates(_untrusted(answer, What.FRONT_PAGE))
    except NotReadable:
        return []


def _untrusted(answer: Answer, what: What) -> Untrusted:
    return Untrusted(
        what=what, body=answer.body, url=answer.url, content_type=answer.content_type, charset=answer.charset
    )
