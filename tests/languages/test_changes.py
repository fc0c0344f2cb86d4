"""In each language a figure that moved is a change from what it was, and an outlet's correction is told from news."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage.models import Article
from storage.telling import Kind, Status
from tasks.extract.reading import read_page
from tasks.summarize.corrections import is_correction, may_be_correction
from tasks.summarize.discrepancies import find
from tests.languages.test_languages import STORIES, digest_of, page
from tests.summarize.test_discrepancies import statement

CASES = {
    case["language"]: case
    for case in map(json.loads, (Path(__file__).parent / "changes.jsonl").read_text("utf-8").splitlines())
}
CHANGES = [(code, *change) for code, case in CASES.items() for change in case["changes"]]


def of_days(code: str, first: str, second: str) -> list:
    return [
        statement("North", first, day="2026-03-02", language=code),
        statement("South", second, day="2026-03-04", language=code),
    ]


@pytest.mark.parametrize(("code", "first", "second", "was", "now"), CHANGES)
def test_a_figure_that_moved_is_a_change_with_what_it_was(
    code: str, first: str, second: str, was: str, now: str
) -> None:
    differing, (change,) = find(of_days(code, first, second))
    assert differing == ()
    assert was in change.before.value
    assert now in change.after.value


@pytest.mark.parametrize(("code", "first", "second", "was", "now"), CHANGES)
def test_the_same_figure_a_day_later_is_no_change(code: str, first: str, second: str, was: str, now: str) -> None:
    assert find(of_days(code, first, first)) == ((), ())
    assert find(of_days(code, second, second)) == ((), ())


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, case in CASES.items() for text in case["corrections"]]
)
def test_a_correction_says_so_of_an_article_and_gives_no_figures_to_compare(code: str, text: str) -> None:
    assert is_correction(text)
    assert may_be_correction(text)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, case in CASES.items() for text in case["news"]])
def test_what_is_corrected_in_the_world_is_news(code: str, text: str) -> None:
    assert not is_correction(text)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_correction_is_told_as_one_in_the_next_digest(code: str) -> None:
    story, notice = STORIES[code], CASES[code]["corrections"][0]
    report = read_page(
        page(code, story["monday"], title=story["title"], source="Courier", published="2026-03-02T10:00:00Z")
    )
    mended = read_page(
        page(
            code,
            [*story["tuesday"], notice],
            title=story["next_title"],
            source="Courier",
            published="2026-03-03T10:00:00Z",
        )
    )
    assert isinstance(report, Article)
    assert isinstance(mended, Article)
    monday = replace(digest_of([report], "2026-03-02", ()), status=Status.PUBLISHED, revision=1)
    tuesday = digest_of([report, mended], "2026-03-03", (monday,))
    assert [one.quote.text for one in tuesday.sentences if one.kind is Kind.CORRECTION] == [notice]
