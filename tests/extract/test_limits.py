"""Too much markup is turned away before it is parsed; no real page is."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.models import Reason
from tasks.extract import limits
from tasks.extract.limits import measure, refusal
from tests.extract.pages import article_html

REAL_PAGES = Path(__file__).parents[2] / "../shared/eval/data/extraction/html"

AT_THE_LIMIT = {
    "elements": "<p>" * limits.MOST_ELEMENTS,
    "levels of nesting": "<div>" * limits.MOST_LEVELS,
    "attributes in one tag": "<p " + "a " * limits.MOST_ATTRIBUTES + ">",
    "cells in its tables": '<table><tr><td colspan="100">x' + "<tr>" * (limits.MOST_CELLS // 100 - 1) + "</table>",
}
OVER_THE_LIMIT = {
    "elements": AT_THE_LIMIT["elements"] + "<p>",
    "levels of nesting": AT_THE_LIMIT["levels of nesting"] + "<div>",
    "attributes in one tag": AT_THE_LIMIT["attributes in one tag"][:-1] + "a>",
    "cells in its tables": AT_THE_LIMIT["cells in its tables"] + "<tr>",
}


@pytest.mark.parametrize("what", AT_THE_LIMIT)
def test_a_page_at_a_limit_is_read(what: str) -> None:
    assert refusal(AT_THE_LIMIT[what].encode()) is None


@pytest.mark.parametrize("what", OVER_THE_LIMIT)
def test_a_page_over_a_limit_is_refused_and_told_why(what: str) -> None:
    refused = refusal(OVER_THE_LIMIT[what].encode())
    assert refused is not None
    assert refused.reason is Reason.TOO_COMPLEX
    assert what in refused.detail
    assert refused.detail.endswith(".")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_markup_in_wide_encodings_is_counted_too(encoding: str) -> None:
    assert refusal(OVER_THE_LIMIT["levels of nesting"].encode(encoding)) is not None


def test_spans_count_as_the_cells_they_take() -> None:
    row = '<tr><td colspan="30" ROWSPAN = 40>x</td></tr>'
    size = measure(f"<table>{row * 3}</table>".encode())
    assert (size.rows, size.columns, size.cells) == (3 * 40, 30, 3600)


@pytest.mark.parametrize("span", ["0", "", "x", "-3", "9" * 5000])
def test_a_span_that_is_no_sensible_number_does_no_harm(span: str) -> None:
    size = measure(f"<table><tr><td colspan={span}>x</table>".encode())
    assert 1 <= size.columns <= limits.LARGEST_SPAN


def test_elements_that_need_no_end_are_no_levels() -> None:
    assert measure(b"<p>one<p>two<li>three<br><img>").levels == 0


def test_an_ordinary_article_is_far_below_every_limit() -> None:
    size = measure(article_html().encode())
    assert 10 < size.elements < limits.MOST_ELEMENTS / 100
    assert 1 < size.levels < limits.MOST_LEVELS / 10


@pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="the evaluation's pages are not here")
def test_no_real_page_is_refused() -> None:
    pages = [file for file in sorted(REAL_PAGES.rglob("*")) if file.is_file()]
    assert len(pages) > 300
    assert [file.name for file in pages if refusal(file.read_bytes())] == []
