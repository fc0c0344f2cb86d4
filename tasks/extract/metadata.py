"""Title, byline, outlet, dates, address and language of a page, from what its markup says.

The order of trust was measured on news pages. Dates and bylines: JSON-LD, then meta elements, then the page's own
elements, then its address. Titles: OpenGraph, then JSON-LD, then headings. A date that nobody states stays unknown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from tasks.extract import body, outlets
from tasks.extract.markup import Markup, Node, gather
from tasks.text.dates import parse_moment
from tasks.text.timestamps import Moment

PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publication_date", "publication-date", "cxenseparse:recs:publishtime",
    "article:published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date",
    "dc.date.created",
    "article.published", "citation_publication_date", "citation_date", "article_date_original",
    "originalpublicationdate",
    "rnews:datepublished", "timestamp", "date", "og:published_time", "pub_date", "displaydate", "last-published",
    "bt:pubdate", "release_date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "lastmod", "last-modified", "article:modified",
)  # fmt: skip
AUTHORS = ("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
           "citation_author", "cxenseparse:author", "article:author", "og:article:author", "twitter:data1")  # fmt: skip
SITES = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "publisher",
    "al:android:app_name",
    "apple-mobile-web-app-title",
)
MAX_TITLE = 400  # characters
LONGEST_LABELLED = 160  # with the blanks of its layout
_SEPARATOR = re.compile(r"\s+(?:[|·•»›:]+|[-–—]+)\s+|\s*\|\s*")
_URL_DATE = re.compile(
    r"[/_.-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_.-]?"
    r"(0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*(?:first )?(?:published|posted|veröffentlicht|publié|publicado|pubblicato|gepubliceerd)\b", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BY = re.compile(r"^(?:by|von|par|por|di|door|written by|from|автор:?)\s+", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|/|\d|^(?:see|view|read|follow|more|all)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of its article; moments are UTC."""

    title: str | None = None
    byline: str | None = None
    source: str | None = None
    published: datetime | None = None
    day_only: bool = False
    zone_certain: bool | None = None  # of `published`
    modified: datetime | None = None
    modified_zone_certain: bool | None = None
    url: str | None = None
    language: str | None = None
    article_body: str | None = None  # the whole text, as some sites put it into their JSON-LD
    is_article: bool = False  # the markup says that this is one
    headings: tuple[str, ...] = ()  # texts of its <h1> elements
    types: frozenset[str] = frozenset()  # JSON-LD types, lower-cased
    og_type: str = ""


def read_metadata(tree: HtmlElement, *, url: str | None = None, guess: bool = True) -> Metadata:
    """Return what the markup of `tree` says; `url` is where the page was found.

    With `guess`, htmldate is asked for a date where neither the markup nor the address states one.
    """
    markup = gather(tree)
    source = _source(markup)
    address = _canonical(markup, url)
    og_type = (markup.first("og:type") or "").lower()
    is_article = bool(markup.articles) or og_type in ("article", "news")
    published = _published(markup, address or url)
    if published is None:
        published = _labelled(tree)
    if published is None and guess:
        published = _parsed(body.guess_date(tree, url=url))
    modified = _modified(markup)
    return Metadata(
        title=_title(markup, source, address or url),
        byline=_byline(markup),
        source=source,
        published=published.at if published else None,
        day_only=published is not None and published.day_only,
        zone_certain=published.zone_certain if published else None,
        modified=modified.at if modified else None,
        modified_zone_certain=modified.zone_certain if modified else None,
        url=address,
        language=_language(markup),
        article_body=_article_body(markup),
        is_article=is_article,
        headings=tuple(markup.headings),
        types=frozenset(markup.types),
        og_type=og_type,
    )


# ------------------------------------------------------------------------------------------------------------ title
def _title(markup: Markup, source: str | None, url: str | None) -> str | None:
    titles = (cut_site(_plain(title), source, url, markup.headings) for title in _titles(markup))
    chosen = next((title for title in titles if title and _key(title) not in _site_names(source, url)), None)
    return chosen[:MAX_TITLE] if chosen else None


def _titles(markup: Markup) -> Iterator[str]:
    yield from markup.metas.get("og:title", ())
    for node in markup.articles:
        yield from _strings(node.get("headline"))
    yield from markup.metas.get("twitter:title", ())
    if len(markup.headings) == 1:
        yield markup.headings[0]
    for node in markup.articles:
        yield from _strings(node.get("name"))
    yield markup.title
    yield from markup.headings[:1]


def cut_site(title: str, source: str | None, url: str | None, headings: Iterable[str] = ()) -> str:
    """Return `title` without the outlet's name before or behind it ("Ferry strike ends | Harbor Herald")."""
    keys = {_key(heading) for heading in headings}
    if _key(title) in keys:
        return title
    parts = list(_SEPARATOR.finditer(title))
    for found in parts:
        if _key(title[: found.start()]) in keys:
            return title[: found.start()].strip()
    names = _site_names(source, url)
    while parts and _key(title[parts[-1].end() :]) in names:
        title = title[: parts.pop().start()].strip()
    if parts and _key(title[: parts[0].start()]) in names:
        title = title[parts[0].end() :]
    return title.strip()


def _site_names(source: str | None, url: str | None) -> set[str]:
    host = outlets.host_of(url) or ""
    names = {
        _key(source or ""),
        _key(host),
        _key(outlets.of_address(url) or ""),
        *(_key(label) for label in host.split(".")[:-1]),
    }
    names = {name.removeprefix("the") for name in names} - {""}
    return names | {f"the{name}" for name in names}


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


# ----------------------------------------------------------------------------------------------------------- byline
def _byline(markup: Markup) -> str | None:
    for names in _bylines(markup):
        people = [person for name in names if (person := _person(name))]
        if people:
            return ", ".join(dict.fromkeys(people))
    return None


def _bylines(markup: Markup) -> Iterator[list[str]]:
    for node in markup.articles:
        stated = node.get("author") or node.get("creator")
        yield [n for item in (stated if isinstance(stated, list) else [stated]) for n in _names(markup.person(item))]
    for name in AUTHORS:
        yield markup.metas.get(name, [])
    yield markup.authors[:4]
    yield markup.bylines[:1]


def _person(name: str) -> str | None:
    name = _BY.sub("", _plain(name)).strip(" ,.|")
    if not 2 < len(name) <= 120 or _NO_NAME.search(name):
        return None
    return None if _key(name) in ("admin", "administrator", "editor", "staff", "author", "webmaster") else name


# ------------------------------------------------------------------------------------------------ outlet, address etc.
def _source(markup: Markup) -> str | None:
    stated = [*markup.metas.get(SITES[0], ()), *(n for node in markup.articles for n in _names(node.get("publisher")))]
    stated += [value for name in SITES[1:] for value in markup.metas.get(name, ())]
    names = (_plain(name) for name in stated)
    chosen = next((name for name in names if 1 < len(name) <= 80 and "http" not in name), None)
    return outlets.canonical(chosen) if chosen else None


def _canonical(markup: Markup, url: str | None) -> str | None:
    for stated in (markup.canonical, markup.first("og:url")):
        if not stated:
            continue
        try:
            address = urljoin(url or "", stated)
        except ValueError:
            continue
        if outlets.host_of(address):
            return address
    return url if outlets.host_of(url) else None


def _language(markup: Markup) -> str | None:
    for stated in (
        markup.language,
        markup.first("og:locale"),
        markup.first("content-language"),
        markup.first("inlanguage"),
    ):
        found = _LANGUAGE.match((stated or "").strip().lower())
        if found:
            return found[0]
    return None


def _article_body(markup: Markup) -> str | None:
    bodies = [html.unescape(text) for node in markup.articles for text in _strings(node.get("articleBody"))]
    return max(bodies, key=len, default=None)


# ------------------------------------------------------------------------------------------------------------ dates
def _published(markup: Markup, url: str | None) -> Moment | None:
    stated = [text for node in markup.articles for text in _strings(node.get("datePublished"))]
    stated += [value for name in PUBLISHED for value in markup.metas.get(name, ())]
    stated += [text for node in markup.nodes for text in _strings(node.get("datePublished"))]
    stated += [text for text, marked in markup.times if marked]
    found = _first_date(stated)
    return found or _of_address(url) or _first_date(text for text, _ in markup.times[:3])


def _labelled(tree: HtmlElement) -> Moment | None:
    """Return the date of the one element that says "Published on Oct 21, 2025"; None where several say so."""
    texts = (element.text or "" for element in tree.iter("span", "p", "div", "small", "li", "em", "strong", "td"))
    said = {" ".join(text.split()) for text in texts if len(text) < LONGEST_LABELLED and _LABEL.match(text)}
    return _parsed(said.pop()) if len(said) == 1 else None


def _modified(markup: Markup) -> Moment | None:
    stated = [text for node in markup.articles for text in _strings(node.get("dateModified"))]
    stated += [value for name in MODIFIED for value in markup.metas.get(name, ())]
    return _first_date(stated)


def _first_date(stated: Iterable[str]) -> Moment | None:
    return next((found for text in stated if (found := _parsed(text))), None)


def _parsed(text: str | None) -> Moment | None:
    return parse_moment(text) if text and len(text) <= 80 else None


def _of_address(url: str | None) -> Moment | None:
    found = _URL_DATE.search(url or "")
    if not found:
        return None
    year, month, day = (part.lower() for part in found.groups())
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    return parse_moment(f"{year}-{number:02}-{day}")


# ---------------------------------------------------------------------------------------------------------- helpers
def _plain(text: str) -> str:
    return " ".join(html.unescape(body.plain(html.unescape(text))).split())


def _strings(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield item.strip()


def _names(value: Any) -> Iterator[str]:
    """Yield the names in a JSON-LD person, organization, plain string or list of such."""
    for item in value if isinstance(value, list) else [value]:
        node: Node = item if isinstance(item, dict) else {"name": item}
        yield from _strings(node.get("name"))
