import base64
from datetime import date, timedelta

import pytest
from lxml import etree

from tasks.publish import charts
from tests.publish.builders import rich_digest
from tests.publish.hostile import HOSTILE, STEERING

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode("utf-8"))


def texts(svg: str) -> list[str]:
    return [str(element.text) for element in drawn(svg).iter(f"{SVG}text")]


def moments(*days: int) -> list[charts.Moment]:
    return [charts.Moment(date(2026, 2, 1) + timedelta(day), day % 2 == 0, 1) for day in days]


def test_the_coverage_chart_says_in_words_what_it_draws() -> None:
    root = drawn(charts.coverage_chart(rich_digest().coverage))
    assert root.findtext(f"{SVG}title") == "Articles by outlet and day"
    assert str(root.findtext(f"{SVG}desc")).startswith("Harbor Times: 1 on 2 Feb, 2 on 4 Feb; Coast Radio: 2 on 4 Feb;")


def test_a_day_of_silence_has_its_column_and_the_undated_stand_last() -> None:
    assert charts.grid(rich_digest().coverage).days == ("2 Feb", "3 Feb", "4 Feb", "undated")


def test_no_article_is_lost_when_outlets_and_days_are_pooled() -> None:
    start = date(2026, 1, 1)
    rows = [((start + timedelta(n)).isoformat(), f"Outlet {n % 30:02}", n % 3 + 1) for n in range(60)]
    table = charts.grid([*rows, ("undated", "Outlet 00", 5)])
    assert sum(map(sum, table.counts)) == sum(count for _, _, count in rows) + 5
    assert len(table.outlets) == 12
    assert table.outlets[-1] == "19 others"
    assert (table.days[0], table.days[-1], len(table.days)) == ("earlier", "undated", 16)


def test_the_same_day_of_two_years_keeps_two_columns() -> None:
    rows = [("2025-02-04", "A", 1), ("2026-02-04", "A", 2)]
    assert charts.grid(rows).counts == ((1, 2),)
    assert charts.grid(rows).days == ("4 Feb ’25", "4 Feb ’26")


@pytest.mark.parametrize("text", [*HOSTILE, STEERING])
def test_an_outlets_name_stays_text(text: str) -> None:
    root = drawn(charts.coverage_chart([("2026-02-04", text, 1)]))
    assert {str(element.tag).removeprefix(SVG) for element in root.iter()} == {"svg", "title", "desc", "text", "rect"}


def test_labels_of_close_days_do_not_overlap() -> None:
    root = drawn(charts.timeline_chart(moments(0, 1, 2, 3, 60)))
    placed = [(float(str(each.get("x"))), str(each.get("y"))) for each in root.iter(f"{SVG}text")]
    for x, y in placed:
        assert all(abs(x - other) >= 72 for other, level in placed if level == y and other != x)
    assert len({level for _, level in placed}) > 1


def test_a_day_that_is_not_certain_is_hollow_and_says_so() -> None:
    svg = charts.timeline_chart(moments(0, 3))
    assert texts(svg) == ["1 Feb", "4 Feb?"]
    assert 'class="dot open"' in svg
    assert "Wed 4 Feb 2026 (not certain)" in str(drawn(svg).findtext(f"{SVG}desc"))


def test_there_is_no_picture_of_nothing() -> None:
    assert charts.coverage_chart([]) == ""
    assert charts.timeline_chart(moments(3)) == ""
    assert charts.timeline_chart([]) == ""


def test_an_image_brings_its_own_ground_and_colors_for_light_and_dark() -> None:
    uri = charts.data_uri(charts.coverage_chart(rich_digest().coverage))
    head, body = uri.split(",", 1)
    root = drawn(base64.b64decode(body).decode("utf-8"))
    assert head == "data:image/svg+xml;base64"
    assert "prefers-color-scheme:dark" in str(root.findtext(f"{SVG}style"))
    assert root.find(f"{SVG}rect[@class='ground']") is not None
    assert "http" not in base64.b64decode(body).decode("utf-8").replace("http://www.w3.org/2000/svg", "")
