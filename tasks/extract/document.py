"""HTML bytes or text -> a parsed tree, and the few things that are cut from it before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

CAPTION_LIMIT = 600  # characters; a longer "caption" is an article in the wrong element
_CAPTION_WORDS = frozenset({"caption", "credit", "copyright"})
_HIDDEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text", "screen-reader-only"})
_WHOLE_PAGE = frozenset({"html", "body", "main", "article", "section", "figure", "header"})
_VERBATIM = frozenset({"pre", "code", "textarea", "script", "style"})
_BREAKS = re.compile(r"[ \t\r\f]*\n\s*")
_WORD_BREAK = re.compile(r"[\s_-]+")
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
