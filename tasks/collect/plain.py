"""HTML in titles and teasers to plain text: for a line to show, never a boundary of safety."""

from __future__ import annotations

import re
from html import unescape

_LONGEST = 10_000  # characters that are looked at
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>")
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?td|/?h[1-6])\b", re.IGNORECASE)
_CODE = re.compile(r"<(script|style)\b[^<>]*>[^<]*(?:</\1\s*>|$)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]+")


def plain(text: str, *, is_text: bool = False) -> str:
    """Return one line of plain text; `is_text` says that what looks like markup in it is not."""
    text = text[:_LONGEST]
    if not is_text:
        text = _CODE.sub(" ", text)
        text = _TAG.sub("", _BREAKS.sub(lambda tag: f" {tag[0]}", text))
        text = unescape(text)
    return " ".join(_CONTROLS.sub(" ", text).split())
