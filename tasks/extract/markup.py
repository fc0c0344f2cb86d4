"""What a page's head and JSON-LD say, gathered in one pass over the tree, uninterpreted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from tasks.extract.document import text_of

MAX_JSON = 2_000_000  # characters of one JSON-LD block
MAX_NODES = 2_000
ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "backgroundnewsarticle", "reviewnewsarticle", "asknewsarticle", "advertisercontentarticle",
        "satiricalarticle", "scholarlyarticle",
        "techarticle", "blogposting", "liveblogposting", "report", "socialmediaposting", "webarticle",
    }
)  # fmt: skip
_META_NAMES = ("property", "name", "itemprop", "http-equiv")
MAX_BYLINES = 3
_BYLINE_CLASS = re.compile(r"^(?:\w*[-_])?(?:author|byline)(?:[-_]{0,2}name)?(?:__\w{4,8})?$", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|contributors?|by|people|staff|autor|autoren|auteurs?|autore|autores)/[^/?#]+/?$"
)
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*$", re.DOTALL)
Node = dict[str, Any]


@dataclass(slots=True)
class Markup:
    """The raw material of a page's metadata."""

    metas: dict[str, list[str]] = field(default_factory=dict)  # lower-cased name -> contents in order
    nodes: list[Node] = field(default_factory=list)  # JSON-LD objects, graphs unfolded
    times: list[tuple[str, bool]] = field(
        default_factory=list
    )  # of <time>: its date, and whether it is marked as publication
    headings: list[str] = field(default_factory=list)  # texts of <h1>
    authors: list[str] = field(default_factory=list)  # texts marked as author in the body
    bylines: list[str] = field(default_factory=list)  # texts of elements whose class calls them so
    title: str = ""
    canonical: str = ""
    language: str = ""

    def first(self, *names: str) -> str | None:
        """Return the first non-empty content of the first of `names` that has one."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), None)

    @property
    def articles(self) -> list[Node]:
        """Return the JSON-LD objects that are articles, in order."""
        return [node for node in self.nodes if types_of(node) & ARTICLE_TYPES]

    @property
    def types(self) -> set[str]:
        """Return all JSON-LD types of the page, lower-cased."""
        return {kind for node in self.nodes for kind in types_of(node)}

    def person(self, value: Any) -> Any:
        """Return the object that a JSON-LD reference ({"@id": ...}) means; anything else as it is."""
        if not isinstance(value, dict) or "name" in value or not isinstance(value.get("@id"), str):
            return value
        return next((node for node in self.nodes if node.get("@id") == value["@id"] and "name" in node), value)


def gather(tree: HtmlElement) -> Markup:
    """Walk `tree` once and return what it says of the page."""
    markup = Markup(language=tree.get("lang") or tree.get("xml:lang") or "")
    for element in tree.iter("meta", "script", "link", "title", "h1", "time", "a", "span", "p", "div"):
        _READERS[element.tag](element, markup)
    return markup


def types_of(node: Node) -> set[str]:
    """Return a JSON-LD object's types, lower-cased, without their vocabulary's address."""
    stated = node.get("@type")
    kinds = stated if isinstance(stated, list) else [stated]
    return {kind.rsplit("/", 1)[-1].lower() for kind in kinds if isinstance(kind, str)}


def _meta(element: HtmlElement, markup: Markup) -> None:
    content = " ".join((element.get("content") or "").split())
    if content:
        for name in filter(None, (element.get(attribute) for attribute in _META_NAMES)):
            markup.metas.setdefault(name.strip().lower(), []).append(content)


def _script(element: HtmlElement, markup: Markup) -> None:
    if "ld+json" not in (element.get("type") or "").lower() or not element.text or len(element.text) > MAX_JSON:
        return
    for node in _nodes(_loads(element.text), 0):
        if len(markup.nodes) < MAX_NODES:
            markup.nodes.append(node)


def _loads(text: str) -> Any:
    text = _COMMENT.sub("", text).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """Yield a JSON-LD document's own objects: lists and graphs unfolded, and what a page says is its main thing."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), list | dict):
                yield from _nodes(value[key], depth + 1)


def _link(element: HtmlElement, markup: Markup) -> None:
    if "canonical" in (element.get("rel") or "").lower().split() and not markup.canonical:
        markup.canonical = (element.get("href") or "").strip()


def _title(element: HtmlElement, markup: Markup) -> None:
    parent = element.getparent()
    if not markup.title and (parent is None or parent.tag != "svg"):
        markup.title = text_of(element)


def _h1(element: HtmlElement, markup: Markup) -> None:
    if heading := text_of(element):
        markup.headings.append(heading)


def _time(element: HtmlElement, markup: Markup) -> None:
    stated = element.get("datetime") or text_of(element)
    words = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    marked = element.get("pubdate") is not None or "publish" in words or "entry-date" in words
    if stated and "modif" not in words and "updated" not in words.split():
        markup.times.append((stated, marked))


def _author(element: HtmlElement, markup: Markup) -> None:
    marks = f"{element.get('rel', '')} {element.get('itemprop', '')}".lower().split()
    if "author" in marks:
        _add_name(element, markup.authors)
    elif len(markup.bylines) < MAX_BYLINES and _is_byline(element):
        _add_name(element, markup.bylines)


def _is_byline(element: HtmlElement) -> bool:
    if element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or ""):
        return True
    return any(_BYLINE_CLASS.search(word) for word in (element.get("class") or "").split())


def _add_name(element: HtmlElement, names: list[str]) -> None:
    name = text_of(element)
    if 1 < len(name.split()) <= 8 and not _in_comments(element):
        names.append(name)


def _in_comments(element: HtmlElement) -> bool:
    return any("comment" in f"{up.get('class', '')} {up.get('id', '')}".lower() for up in element.iterancestors())


_READERS = {
    "meta": _meta, "script": _script, "link": _link, "title": _title, "h1": _h1, "time": _time,
    "a": _author, "span": _author, "p": _author, "div": _author,
}  # fmt: skip
