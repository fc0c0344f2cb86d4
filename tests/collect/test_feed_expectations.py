"""What the opening comments of a public suite of feeds expect, where our fields carry it.

The expectations are Python expressions on another library's result. They are read with `ast`, never run: of each, the
comparisons of fields that we carry with a constant are checked, the others are passed over.
"""

import ast
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tasks.collect.announcements import NotReadable
from tasks.collect.entries import Entry, Feed, read_entries
from tasks.collect.feeds import read
from tasks.collect.plain import plain
from tasks.collect.xml_documents import text_of
from tasks.text.dates import parse_date

FEEDS = Path(__file__).parents[2] / "../shared/eval/data/feeds"
HOME = "http://127.0.0.1:8097/"
EXPECTED = re.compile(r"Expect:\s*(.+)")
HEADER = re.compile(r"^\s*Header:\s*([\w-]+):\s*(.+?)\s*$", re.MULTILINE)
CHARSET = re.compile(r"charset=([\w.:-]+)", re.IGNORECASE)

pytestmark = pytest.mark.skipif(not FEEDS.is_dir(), reason="the evaluation's feeds are not beside the project")

OF_ENTRY = {
    "title": "title",
    "link": "link",
    "id": "key",
    "guid": "key",
    "published": "published",
    "issued": "published",
    "updated": "modified",
    "modified": "modified",
    "published_parsed": "published",
    "issued_parsed": "published",
    "updated_parsed": "modified",
    "modified_parsed": "modified",
    "created": "published",
    "created_parsed": "published",
}


@dataclass(frozen=True)
class Expectation:
    entry: int | None  # None: of the feed
    field: str
    value: Any


def files() -> list[Path]:
    return sorted(FEEDS.rglob("*.xml"))


def comment_of(file: Path) -> str:
    return text_of(file.read_bytes())[:4_000]


def read_file(file: Path) -> Feed:
    headers = {name.lower(): value for name, value in HEADER.findall(comment_of(file))}
    content_type = headers.get("content-type", "")
    charset = CHARSET.search(content_type)
    url = headers.get("content-location") or HOME
    return read_entries(
        file.read_bytes(),
        url=url if url.startswith("http") else HOME + url.lstrip("/"),
        content_type=content_type,
        charset=charset[1] if charset else None,
    )


def expectations(file: Path) -> Iterator[Expectation]:
    found = EXPECTED.search(comment_of(file))
    if not found:
        return
    try:
        tree = ast.parse(found[1].strip(), mode="eval").body
    except SyntaxError:
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if not isinstance(part, ast.Compare) or not all(isinstance(op, ast.Eq) for op in part.ops):
            continue
        try:
            value = constant(part.comparators[-1])
        except ValueError:
            continue
        for side in (part.left, *part.comparators[:-1]):
            if expected := carried(side, value):
                yield expected


def constant(node: ast.expr) -> Any:
    """Evaluate a literal, a tuple of literals, or literals joined by plus."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return constant(node.left) + constant(node.right)
    return ast.literal_eval(node)


def carried(node: ast.expr, value: Any) -> Expectation | None:
    """Return the expectation if it is on a field that ours carry: `feed.title`, `entries[0].link` and the like."""
    holder, field = step(node)
    if holder is not None and field == "value":
        holder, field = step(holder)
        field = "title" if field == "title_detail" else ""
    if holder is None:
        return None
    if isinstance(holder, ast.Name) and holder.id == "feed" and field == "title":
        return Expectation(None, "title", value)
    if not isinstance(holder, ast.Subscript) or not isinstance(holder.value, ast.Name) or holder.value.id != "entries":
        return None
    return Expectation(constant(holder.slice), field, value) if field in OF_ENTRY else None


def step(node: ast.expr) -> tuple[ast.expr | None, str]:
    if isinstance(node, ast.Attribute):
        return node.value, node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.value, node.slice.value
    return None, ""


def holds(feed: Feed, expected: Expectation) -> bool:
    if expected.entry is None:
        return plain(feed.title) == plain(str(expected.value))
    entry = feed.entries[expected.entry]
    if expected.field.endswith("_parsed"):
        return any(moment(text) == timegm(expected.value) for text in (entry.published, entry.modified) if text)
    ours = getattr(entry, OF_ENTRY[expected.field])
    if expected.field == "title":
        return plain(ours, is_text=entry.title_is_text) == plain(expected.value, is_text=entry.title_is_text)
    return (
        expected.value in dates_of(entry)
        if OF_ENTRY[expected.field] in ("published", "modified")
        else ours == expected.value
    )


def dates_of(entry: Entry) -> tuple[str, str]:
    return entry.published, entry.modified


def moment(text: str) -> int | None:
    read = parse_date(text)
    return timegm(read[0].utctimetuple()) if read else None


def checked() -> list[tuple[Path, Expectation]]:
    return [(file, expected) for file in files() for expected in expectations(file)] if FEEDS.is_dir() else []


@pytest.mark.parametrize("file", files() if FEEDS.is_dir() else [], ids=lambda file: str(file.relative_to(FEEDS)))
def test_every_feed_is_read_or_refused_with_a_reason(file: Path) -> None:
    try:
        announcement = read(file.read_bytes(), url=HOME)
    except NotReadable as refused:
        reason = str(refused)
    else:
        reason = ""
        assert announcement.kind in {"rss", "atom", "rdf", "cdf"}
        assert all(item.url.startswith("http") and item.address for item in announcement.items)
    assert reason == "" or reason.endswith(".")


def test_enough_expectations_are_understood() -> None:
    assert len(checked()) >= 60


@pytest.mark.parametrize(
    ("file", "expected"), checked(), ids=[f"{file.parent.name}/{file.name}-{e.field}" for file, e in checked()]
)
def test_what_the_opening_comment_expects_of_our_fields_holds(file: Path, expected: Expectation) -> None:
    assert holds(read_file(file), expected)
