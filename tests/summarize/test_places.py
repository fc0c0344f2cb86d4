"""Places of one event: what is read from a sentence, and which places two accounts can't both be right about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.telling import DiscrepancyKind
from tasks.summarize.discrepancies import find
from tasks.summarize.places import pairs
from tasks.summarize.sites import sites
from tests.summarize.test_discrepancies import CASES, only_discrepancy, shares, statement

ARLEN = "Governor Lena Holm signed the water bill in Arlen on Thursday."
CORWICK = "The water bill was signed by Lena Holm in Corwick."


def places_in(text: str) -> list[tuple[str, str, str]]:
    return [(site.event, site.value, site.sort) for site in sites(statement("North", text))]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A blast at the Kolver refinery hurt nine workers.", ("explosion", "at the Kolver refinery", "works")),
        ("Tom Hask was buried in the village of Sollen.", ("burial", "in the village of Sollen", "settlement")),
        ("The ferry Maris sank off Cape Linden.", ("sinking", "off Cape Linden", "bay")),
        ("In Arlen, the talks went on until dawn.", ("meeting", "In Arlen", "in")),
        ("The fire on the Maris began at Pier 4.", ("fire", "at Pier 4", "quay")),
    ],
)
def test_a_place_is_read_with_its_event_and_its_sort(text: str, read: tuple[str, str, str]) -> None:
    assert places_in(text) == [read]


@pytest.mark.parametrize(
    "text",
    [
        "The suspect was arrested, said Ada Wren, who lives in Arlen.",
        "A man from Arlen was arrested on Thursday.",
        "The suspect was arrested in Norway on Thursday.",
        "The suspect may have been arrested in Arlen.",
        "The suspect was arrested in Arlen; a guard was arrested in Corwick.",
        "The suspect was arrested in Arlen’s harbor district.",
        "The suspect was arrested in Kolver trucks.",
    ],
    ids=["a home", "an origin", "a country", "possible", "two places", "a part", "a longer term"],
)
def test_what_is_no_place_of_the_event_is_not_read_as_one(text: str) -> None:
    assert places_in(text) == []


def test_other_languages_are_left_alone() -> None:
    assert sites(statement("North", ARLEN, language="de")) == []


def test_two_places_of_one_event_stand_side_by_side() -> None:
    found = only_discrepancy(statement("North", ARLEN), statement("South", CORWICK))
    assert found.kind is DiscrepancyKind.PLACE
    assert [reading.value for reading in found.readings] == ["in Arlen", "in Corwick"]
    assert found.about == "Signing: Lena Holm"


def test_an_article_that_knows_the_other_place_does_not_disagree() -> None:
    known = statement("South", "A crowd from Arlen had come to Corwick for it.", start=200)
    assert find([statement("North", ARLEN), statement("South", CORWICK), known]) == ((), ())


def test_what_a_third_article_names_together_may_be_one_place() -> None:
    both = statement("West", "The hall stands between Arlen and Corwick.")
    assert find([statement("North", ARLEN), statement("South", CORWICK), both]) == ((), ())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (statement("North", ARLEN, day="2026-03-20"), statement("South", CORWICK, day="2026-03-21")),
        (statement("North", ARLEN, origin="Wire"), statement("South", CORWICK, origin="Wire")),
        (statement("North", ARLEN), statement("North", CORWICK, start=200)),
    ],
    ids=["another day", "one origin", "one article"],
)
def test_only_articles_of_one_day_and_different_origins_are_compared(first, second) -> None:
    assert list(pairs([first, second])) == []
    moved = replace(second, as_of=first.as_of, quote=replace(second.quote, article="South", origin="South"))
    first = replace(first, quote=replace(first.quote, origin="North"))
    assert len(list(pairs([first, moved]))) == 1


def test_places_are_flagged_as_precisely_as_figures_are() -> None:
    cases = [case for case in CASES if case["kind"] == "places"]
    precision, recall = shares(cases)
    assert len([case for case in cases if case["wanted"] is None]) * 2 >= len(cases) >= 50
    assert precision >= 0.95
    assert recall >= 0.8
