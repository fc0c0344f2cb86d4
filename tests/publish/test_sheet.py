from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import Evidence, VersionId
from storage.telling import Kind, Role, Section
from tasks.publish import record
from tasks.publish.sheet import numbering, sheet
from tests.publish.builders import (
    ARTICLES,
    CLOSED,
    DETOUR,
    TWELVE,
    considered,
    quiet_digest,
    quote,
    rich_digest,
    sentence,
)

ZONE = ZoneInfo("Europe/Budapest")


def test_articles_are_numbered_as_a_reader_meets_them() -> None:
    order = ["v-harbor", "v-coast", "v-gazette", "v-ledger", "v-file", "v-valley"]
    assert numbering(rich_digest()) == {VersionId(version): n for n, version in enumerate(order, 1)}


def test_two_wordings_of_an_edited_article_are_two_sources() -> None:
    edited = replace(
        quote("The bridge will stay closed for a month."), evidence=Evidence(version=VersionId("v-2"), start=0, end=40)
    )
    articles = (*ARTICLES, considered("harbor", Role.CITED, "Bridge shut for a month", version=VersionId("v-2")))
    items = (sentence(Section.LEAD, Kind.NEW, edited), sentence(Section.NEW, Kind.NEW, CLOSED))
    laid_out = sheet(rich_digest(sentences=items, articles=articles, changes=(), discrepancies=()), ZONE)
    assert [(item.quote.number, item.quote.title) for item in laid_out.items] == [
        (1, "Bridge shut for a month"),
        (2, "Bridge stays shut while cables are tested"),
    ]
    numbers = [row.number for row in laid_out.rows if row.number is not None]
    assert numbers == [1, 2]


def test_a_copy_names_its_original_for_a_reader_and_by_id_in_the_record() -> None:
    (copy,) = sheet(rich_digest(), ZONE).of(Role.COPY)
    assert copy.became.startswith("copy of Valley Post, “Cable tests keep Aldermere bridge closed”; 96%")
    listed = {article["id"]: article for article in record.to_record(rich_digest())["articles"]}
    assert listed[listed["copy-1"]["copy_of"]]["source"] == "Valley Post"


def test_a_copy_of_an_article_that_is_not_listed_is_still_a_copy() -> None:
    copy = considered("coast", Role.COPY, "Cable tests", id="copy-2", copy_of="v-gone")
    laid_out = sheet(rich_digest(articles=(*ARTICLES, copy)), ZONE)
    assert "copy of an article that is not listed" in [row.became.split(";")[0] for row in laid_out.rows]


def test_the_timeline_is_in_order_of_days_with_the_undated_last() -> None:
    undated = sentence(Section.TIMELINE, Kind.TOLD, DETOUR)
    laid_out = sheet(rich_digest(sentences=(undated, *rich_digest().sentences)), ZONE)
    assert [group.on for group in laid_out.timeline] == [date(2025, 4, 1), date(2026, 2, 2), date(2026, 2, 4), None]


def test_what_a_detail_adds_to_is_context_and_what_a_figure_replaces_is_shown() -> None:
    for kind, shown in ((Kind.ADDS_DETAIL, False), (Kind.CHANGED_FIGURE, True), (Kind.CORRECTION, True)):
        item = sentence(Section.NEW, kind, DETOUR, was=(TWELVE,))
        (laid_out,) = sheet(rich_digest(sentences=(item,)), ZONE).new
        assert [bool(laid_out.was), bool(laid_out.told)] == [shown, not shown]


def test_the_headline_names_the_outlet_that_worded_it_unless_it_is_ours() -> None:
    assert sheet(rich_digest(), ZONE).headline_by == "Harbor Times"
    assert sheet(quiet_digest(), ZONE).headline_by == ""


def test_that_nothing_is_new_is_said_once() -> None:
    assert sheet(quiet_digest(), ZONE).nothing_new == ""
    quoted = replace(quiet_digest(), headline="Nothing new in the harbor", headline_of=CLOSED.article)
    assert sheet(quoted, ZONE).nothing_new == "Nothing new since Tue 3 Feb 2026."
    assert sheet(rich_digest(), ZONE).checked == ""


def test_outlets_and_origins_are_counted_from_what_was_read_for_the_day() -> None:
    only = [article for article in ARTICLES if article.role in (Role.EARLIER, Role.OFF_STORY, Role.REJECTED)]
    assert sheet(rich_digest(articles=tuple(only)), ZONE).counts == "0 outlets, 0 origins, 0 articles read"
    two = (considered("harbor", Role.CITED, "A"), considered("coast", Role.COPY, "B", origin="Harbor Times"))
    assert sheet(rich_digest(articles=two), ZONE).counts == "2 outlets, 1 origin, 2 articles read"
