"""HTML bytes or text -> a parsed tree, and the few things that are cut from it before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

CAPTION_LIMIT = 600  # characters; a longer "caption" is an article in the wrong element
_CAPTION_WORDS = frozenset({"caption", "credit", "copyright"})
_HIDDEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text", "screen-reader-only"})
_WHOLE_PAGE = frozenset({"html", "body", "main", "article", "section", "figure", "header"})
_VERBATIM = frozenset({"pre", "code", "textarea", "script", "style"})
_BREAKS = re.compile(r"[ \t\r\f]*\n\s*")
_WORD_BREAK = re.compile(r"[\s_-]+")
CARD_LIMIT = 500  # characters; a teaser's headline with its deck
CARD_DECK = 20  # characters that a card has beyond its headline
CARD_HEADLINE = 15  # characters
CARDS_SHARE = 0.25  # of what a page's paragraphs hold: beyond it the page is a section's, and the cards are its matter
LINKED_SHARE = 0.9  # of a headline: the rest may be an icon's text
_CARD_CLASS = re.compile(r"(?:^|[\s_-])(?:promo|teaser|card|related|recirc)(?:$|[\s_-])", re.IGNORECASE)
_CARD_DEPTH = 2  # elements above a card whose class may name it
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def parse(html: str) -> HtmlElement | None:
    """Return the tree of a whole document, or None where there is nothing to parse.

    The parser cuts nesting at 255 levels, so that a hostile page can't exhaust the stack of whoever walks the tree.
    """
    # Re-encoding makes the page's own (by now wrong) charset declaration harmless.
    content = _CONTROLS.sub(" ", html).encode("utf-8")
    try:
        return document_fromstring(content, parser=_parser())
    except (LxmlError, ValueError, RecursionError):
        return None


def _parser() -> HTMLParser:
    # A fresh parser a page: a parser that has seen a broken page carries its error log along.
    options: dict[str, Any] = {"collect_ids": False, "default_doctype": False, "huge_tree": False}
    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, **options)


def drop_captions(tree: HtmlElement) -> None:
    """Cut picture captions, credits and text meant for screen readers only, in place.

    Cutting by wider class words ("related", "share", "promo") was measured and destroys articles: sites put such
    words on the containers of whole pages.
    """
    for element in list(_captions(tree)):
        if element.getparent() is not None:
            element.drop_tree()


def without_cards(tree: HtmlElement, *, url: str | None = None) -> HtmlElement:
    """Return `tree` without the teaser cards of other articles that stand in or below the text.

    A card is a short block that its class names so, with a headline that is wholly a link to another page of the site
    and a deck below it. A page that has many such blocks for its text is left alone: there they are what it has to
    say. `tree` is not changed; where nothing is cut, it is returned itself.
    """
    cards = _cards(tree, url)
    if not cards or sum(map(_written, cards)) > CARDS_SHARE * _written(tree):
        return tree
    copy, marked = deepcopy(tree), set(cards)
    for twin in [twin for own, twin in zip(tree.iter(), copy.iter(), strict=True) if own in marked]:
        twin.drop_tree()
    return copy


def _cards(tree: HtmlElement, url: str | None) -> list[HtmlElement]:
    page = urlsplit(url or tree.xpath("string(//link[@rel='canonical']/@href)").strip())
    blocks = (_card(heading, page) for heading in tree.iter("h2", "h3", "h4", "h5", "h6"))
    return list(dict.fromkeys(block for block in blocks if block is not None))


def _card(heading: HtmlElement, page: SplitResult) -> HtmlElement | None:
    headline = _length(heading)
    if not CARD_HEADLINE <= headline <= CARD_LIMIT or not _leads_elsewhere(heading, headline, page):
        return None
    around = (up for up in heading.iterancestors() if _length(up) >= headline + CARD_DECK)
    block = next(around, None)
    if block is None or block.tag in _WHOLE_PAGE or _length(block) > CARD_LIMIT:
        return None
    named = [heading, block, *list(block.iterancestors())[:_CARD_DEPTH]]
    return block if any(_CARD_CLASS.search(element.get("class", "")) for element in named) else None


def _leads_elsewhere(heading: HtmlElement, headline: int, page: SplitResult) -> bool:
    """Say whether the whole heading is a link to another page of the site."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    whole = (link.get("href") for link in links if _length(link) >= LINKED_SHARE * headline)
    href = next(filter(None, whole), None)
    if href is None:
        return False
    try:
        target = urlsplit(urljoin(page.geturl(), href.strip()))
    except ValueError:
        return False
    return _same_site(target.netloc, page.netloc) and target.path.rstrip("/") != page.path.rstrip("/")


def _same_site(one: str, other: str) -> bool:
    a, b = (f".{host.lower().removeprefix('www.')}" for host in (one, other))
    return a == b or (len(b) > 1 and a.endswith(b)) or (len(a) > 1 and b.endswith(a))


def _length(element: HtmlElement) -> int:
    """Return how many characters of text an element holds, counted no further than a card may reach."""
    total = 0
    for piece in element.itertext():  # each heading of a huge page asks this of its surroundings
        total += len(" ".join(piece.split()))
        if total > CARD_LIMIT:
            break
    return total


def _written(element: HtmlElement) -> int:
    """Return how many characters of paragraphs an element holds."""
    return sum(len(text_of(paragraph)) for paragraph in element.iter("p"))


def join_lines(tree: HtmlElement) -> None:
    """Make line breaks within running text plain spaces, in place: in HTML they mean no more than that."""
    for element in tree.iter():
        if element.text and "\n" in element.text and element.tag not in _VERBATIM:
            element.text = _BREAKS.sub(" ", element.text)
        if element.tail and "\n" in element.tail and not _in_verbatim(element):
            element.tail = _BREAKS.sub(" ", element.tail)


def _in_verbatim(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in _VERBATIM


def _captions(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("figcaption"):
        if _is_short(element):
            yield element
    for element in tree.xpath("//body//*[@class]"):
        if element.tag not in _WHOLE_PAGE and _is_caption_class(element.get("class", "")) and _is_short(element):
            yield element


def _is_caption_class(value: str) -> bool:
    lowered = value.lower()
    return not _CAPTION_WORDS.isdisjoint(_WORD_BREAK.split(lowered)) or not _HIDDEN_CLASSES.isdisjoint(lowered.split())


def _is_short(element: HtmlElement) -> bool:
    return len(element.text_content()) <= CAPTION_LIMIT


def text_of(element: HtmlElement) -> str:
    """Return the element's text on one line."""
    return " ".join(element.text_content().split())
