"""Ages of one person: which are read, and which differ."""

from __future__ import annotations

import pytest

from tasks.summarize.ages import ages
from tasks.summarize.discrepancies import find
from tests.summarize.test_discrepancies import only_discrepancy, statement

YOUNGER = statement("North", "The pilot, Mara Quist, 34, was flown to Arlen.", day="2026-03-20")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mara Quist, 34, was flown out.", "en"),
        ("They flew out the 34-year-old pilot Mara Quist.", "en"),
        ("Die Pilotin Mara Quist (34) wurde ausgeflogen.", "de"),
        ("Mara Quist, 34 ans, a été évacuée.", "fr"),
        ("Mara Quist, 34 años, fue evacuada.", "es"),
    ],
)
def test_an_age_stands_beside_a_full_name(text: str, language: str) -> None:
    assert [(age.person, age.years) for age in ages(statement("North", text, language=language))] == [
        ("Mara Quist", 34)
    ]


@pytest.mark.parametrize(
    "text",
    ["Quist, 34, was flown out.", "Mara Quist, 34 minutes late, landed.", "Mara Quist, 34, Ada Wren, 31, flew out."],
    ids=["a surname alone", "no age", "a list"],
)
def test_what_may_be_no_age_is_left_out(text: str) -> None:
    assert list(ages(statement("North", text))) == []


def test_two_ages_stand_side_by_side() -> None:
    found = only_discrepancy(YOUNGER, statement("South", "Mara Quist, 43, was carried down.", day="2026-03-20"))
    assert (found.about, [reading.value for reading in found.readings]) == ("Age: Mara Quist", ["34", "43"])


def test_people_grow_older() -> None:
    assert find([YOUNGER, statement("South", "Mara Quist, 35, was carried down.", day="2026-06-20")]) == ((), ())


def test_an_outlet_that_gives_both_ages_speaks_of_two_people() -> None:
    elder = statement("North", "Her aunt, Mara Quist, 61, waited in Arlen.", day="2026-03-20", start=90)
    other = statement("South", "Mara Quist, 61, waited in Arlen.", day="2026-03-20")
    assert find([YOUNGER, elder, other]) == ((), ())
