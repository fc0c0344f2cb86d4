"""What a text or an address betrays of its outlet, and what it does not."""

from __future__ import annotations

import pytest

from tasks.extract import outlets


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Sign up now: Get ST's newsletters delivered to your inbox", "The Straits Times"),
        ("Al Jazeera’s Jane Doe, reporting from the north quay, said the ferry was still burning.", "Al Jazeera"),
        ("It was over by noon. Al Jazeera's Jane Doe, reporting from Hull, said so.", "Al Jazeera"),
        ("© 2026 The Guardian. All rights reserved.", "The Guardian"),
        ("Copyright 2026 Harbor Herald Publishing. All rights reserved.", "Harbor Herald"),
        ("© 2026 Harbor Herald Media Group Ltd. All rights reserved.", "Harbor Herald"),
    ],
)
def test_an_outlet_that_speaks_of_itself_is_named(line: str, name: str) -> None:
    assert outlets.betrayed(["Something else stands above.", line]) == name


@pytest.mark.parametrize(
    "line",
    [
        "She told CNN that the ferry was lost.",
        "Reuters reported the fire first, citing the coast guard.",
        "Get Monday's newsletter delivered to your inbox",
        "© 2026 Jane Doe",
        "ST stands for something else here.",
        "A CNN reporter, Jane Doe, was reporting from the quay.",
        "He reads The Guardian's newsletter critics with care.",
    ],
)
def test_an_outlet_that_is_merely_mentioned_is_not(line: str) -> None:
    assert outlets.betrayed([line]) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nytimes.com/2026/02/04/us/story.html", "The New York Times"),
        ("https://news.bbc.co.uk/1", "BBC News"),
        ("http://edition.cnn.com/x", "CNN"),
        ("https://notcnn.com/x", None),
        ("file:///cnn.com/x", None),
        ("https://[broken", None),
        ("cnn.com", None),
        (None, None),
    ],
)
def test_address_names_its_outlet(url: str | None, name: str | None) -> None:
    assert outlets.of_address(url) == name


def test_aliases_lead_to_one_name_whatever_their_case() -> None:
    assert {outlets.canonical(name) for name in ("New York Times", "NYTimes", "the new york times ")} == {
        "The New York Times"
    }


def test_an_unlisted_outlet_keeps_its_name() -> None:
    assert outlets.canonical("  Harbor   Herald ") == "Harbor Herald"


def test_agencies_are_told_from_words_by_case() -> None:
    assert outlets.agency("AP") == "AP"
    assert outlets.agency("ap") is None


def test_every_member_of_a_family_is_a_listed_outlet() -> None:
    known = outlets.directory()
    assert [name for name in known.families if outlets.fold(name) not in known.outlets] == []


def test_family_is_found_by_alias() -> None:
    assert outlets.family("Wall Street Journal") == outlets.family("The Times") == "News Corp"
