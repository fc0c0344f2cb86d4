"""The five real texts, where they are at hand: judged by properties only, none of their words stand here.

Lines are counted without the empty ones, from 1, as they stand in the file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.models import Article, CreditKind, DateOrigin, Media, Page, SourceOrigin
from tasks.extract.lines import normalized
from tasks.extract.reading import read_page

SEEDS = Path(__file__).parents[2] / "../shared/seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not here")

# file's number -> line -> reason
REMOVED = {
    "000": {1: "deck", 4: "teaser", 5: "teaser"},
    "001": {21: "bio", 22: "bio", 23: "syndication"},
    "002": {14: "form"},
    "003": {1: "title", 2: "newsletter", 3: "deck", 4: "caption", 5: "photo_credit", 6: "topic", -1: "topic"},
    "004": {6: "slogan"},
}
SOURCES = {"000": "Al Jazeera", "001": "The New York Times", "002": None, "003": "The Straits Times", "004": None}


def read(number: str) -> tuple[Article, list[str]]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    page = Page(
        address=path.name,
        path=path.name,
        media=Media.TEXT,
        content=path.read_bytes(),
        loaded_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    found = read_page(page)
    assert isinstance(found, Article)
    return found, normalized(path.read_text("utf-8"))


@pytest.mark.parametrize("number", REMOVED)
def test_exactly_the_listed_lines_are_removed(number: str) -> None:
    found, lines = read(number)
    expected = {lines[at - 1 if at > 0 else at]: reason for at, reason in REMOVED[number].items()}
    whole = {line.text: line.reason.value for line in found.removed if line.text in lines}
    assert whole == expected
    assert len(found.body.split("\n")) == len(lines) - len(expected)


@pytest.mark.parametrize("number", SOURCES)
def test_outlet_is_named_where_the_text_betrays_it(number: str) -> None:
    found, _ = read(number)
    assert found.source == SOURCES[number]
    assert found.source_origin is (SourceOrigin.TEXT if SOURCES[number] else SourceOrigin.NONE)


@pytest.mark.parametrize("number", REMOVED)
def test_no_date_is_taken_from_the_story(number: str) -> None:
    found, _ = read(number)
    assert (found.published, found.date_origin, found.language) == (None, DateOrigin.NONE, "en")


def test_agency_at_the_end_is_the_origin_and_not_in_the_body() -> None:
    found, lines = read("003")
    assert [credit.name for credit in found.credits if credit.kind is CreditKind.WIRE] == ["Bloomberg"]
    last = found.body.split("\n")[-1]
    assert lines[-2].startswith(last)
    assert len(lines[-2]) - len(last) == len(" BLOOMBERG")


def test_crosshead_stays_in_the_body() -> None:
    found, _ = read("003")
    assert sum(line.split()[-1][-1].isalpha() for line in found.body.split("\n")) == 1


def test_title_comes_from_the_head_or_the_syndication_line() -> None:
    titles = {number: read(number)[0].title for number in ("001", "003")}
    assert {number: len(title.split()) for number, title in titles.items()} == {"001": 12, "003": 11}
