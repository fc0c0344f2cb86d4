"""Every row of the table of boilerplate lines, by its own examples."""

from __future__ import annotations

import pytest

from tasks.extract.patterns import Pattern, Where, find, is_paywall, table

YES = [(pattern, line) for pattern in table() for line in pattern.yes]
NO = [(pattern, line) for pattern in table() for line in pattern.no]


def named(case: tuple[Pattern, str]) -> str:
    return f"{case[0].name}: {case[1]}"


@pytest.mark.parametrize("case", YES, ids=named)
def test_example_is_of_its_pattern(case: tuple[Pattern, str]) -> None:
    pattern, line = case
    assert pattern.matches(line)


@pytest.mark.parametrize("case", NO, ids=named)
def test_counter_example_is_of_no_pattern(case: tuple[Pattern, str]) -> None:
    assert find(case[1], *Where) is None


def test_every_pattern_has_examples_and_counter_examples() -> None:
    assert [pattern.name for pattern in table() if not pattern.yes or not pattern.no] == []


def test_names_are_unique() -> None:
    names = [pattern.name for pattern in table()]
    assert len(names) == len(set(names))


def test_typographic_quotation_marks_count_as_plain_ones() -> None:
    assert find("Editors’ Picks", Where.ANY) is not None


def test_a_long_line_is_not_taken_for_furniture() -> None:
    line = "Related: " + "the ferry and the quay and the storm " * 20
    assert find(line, Where.ANY) is None


def test_paywall_lines_are_told_from_other_advertisements() -> None:
    assert is_paywall("Subscribe to continue reading")
    assert not is_paywall("Advertisement")


def test_no_pattern_takes_seconds_for_a_hostile_line() -> None:
    hostile = ["By " + "A" * 400, "© " * 200, "- " * 200, "Related: " * 45, ("By Jane Doe, " * 12)[:150], "a | " * 100]
    assert [find(line, Where.HEAD) for line in hostile].count(None) >= 1
