"""Where a site likely announces its articles, as its front page, its robots.txt and habit say: the likeliest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from tasks.collect.addresses import absolute, same_site
from tasks.collect.announcements import NotReadable
from tasks.collect.markup import Link, links, page_tree, words_of

Kind = Literal["feed", "sitemap"]
COMMON = "a common address"
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
    found = [Candidate(url=urljoin(folder, "feed/"), kind="feed", why=COMMON)] if folder != root else []
    places: tuple[tuple[Kind, tuple[str, ...]], ...] = (("feed", _COMMON_FEEDS), ("sitemap", _SITEMAPS))
    for kind, paths in places:
        found += [Candidate(url=urljoin(root, path), kind=kind, why=COMMON) for path in paths]
    return _distinct(found, but=url)


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
