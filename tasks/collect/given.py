"""What a manifest, front matter or record says of a page, read from its keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time

from storage.models import Given

# What people call a field, the first of them that has a value counting.
NAMES = {
    "source": ("source", "outlet", "site"),
    "title": ("title",),
    "url": ("url", "link"),
    "published": ("published", "date"),
    "byline": ("byline", "author", "authors"),
    "language": ("language", "lang"),
}
DEEPEST = 3  # a list of people whose names are lists
KNOWN = frozenset(name for names in NAMES.values() for name in names)


def given_from(values: Mapping[str, object]) -> Given:
    """Return what `values` say; unknown keys are ignored. Raises ValueError for text that can't be written as UTF-8."""
    found = {
        field: next((text for name in names if (text := _text(values.get(name)))), None)
        for field, names in NAMES.items()
    }
    return Given(**found)  # type: ignore[arg-type]  # of texts only


def combined(first: Given, second: Given) -> Given:
    """Return what `first` says, and where it is silent what `second` says."""
    return Given(**{field.name: getattr(first, field.name) or getattr(second, field.name) for field in fields(Given)})


def _text(value: object, depth: int = 0) -> str | None:
    """Return a value in words. What is nested deeper than names in a list is none: YAML can nest without end."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | dict) and depth >= DEEPEST:
        return None
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one, depth + 1) for one in value))) or None
    if isinstance(value, dict):  # JSON-LD's way of naming an author
        return _text(value.get("name"), depth + 1)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(str(value).split())
    text.encode("utf-8")  # JSON can hold half a character, which nothing else can
    return text or None
