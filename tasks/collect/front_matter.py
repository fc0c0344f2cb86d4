"""The block of facts at the head of a text: YAML between `---` lines, or TOML between `+++` lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from storage.models import Given
from tasks.collect.given import KNOWN, given_from

BLOCK = re.compile(r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<block>.{0,20000}?)\n(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL)
LINE = re.compile(r"^(?P<key>[A-Za-z_]+)[ \t]*:[ \t]+(?P<value>.+?)[ \t]*$", re.MULTILINE)


def split(text: str) -> tuple[Given, str]:
    """Return what the front matter of `text` says, and the text after it.

    A block that gives nothing this program knows is taken for a part of the text, and stays.
    """
    found = BLOCK.match(text)
    if not found:
        return Given(), text
    values = _toml(found["block"]) if found["fence"] == "+++" else _yaml(found["block"])
    if not KNOWN & values.keys():
        return Given(), text
    try:
        return given_from(values), text[found.end() :].lstrip("\n")
    except ValueError:  # an escape that stands for half a character
        return Given(), text


def _toml(block: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _yaml(block: str) -> Mapping[str, object]:
    """Read YAML with every scalar as it is written: a date stays the user's text. By lines if it is not quite YAML."""
    import yaml  # loaded only for a text that has front matter

    try:
        values = yaml.load(block, Loader=yaml.BaseLoader)  # makes nothing but strings, lists and mappings
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        values = _lines(block)
    return values if isinstance(values, dict) else {}


def _lines(block: str) -> dict[str, str]:
    """Read `key: value` lines, as people write them: a title may hold a colon."""
    return {found["key"]: found["value"].strip("\"'") for found in LINE.finditer(block)}
