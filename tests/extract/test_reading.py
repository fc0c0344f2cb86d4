"""A page in, an article or a rejection out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.models import Article, CreditKind, DateOrigin, Media, Page, Reason, Rejection, SeenOrigin, SourceOrigin
from tasks.extract import body
from tasks.extract.reading import LARGEST_PAGE, clean_record, extract_record, read_page
from tests.extract.pages import LOADED, STORY, a_page, article_html, simple_html

TEXT = "\n\n".join(STORY)


def an_article(page: Page) -> Article:
    read = read_page(page)
    assert isinstance(read, Article), read
    return read


def a_rejection(page: Page) -> Rejection:
    read = read_page(page)
    assert isinstance(read, Rejection)
    assert (read.stage, read.at, read.page) == ("extract", LOADED, page.id)
    assert read.detail.endswith((".", ".”"))
    return read


# ------------------------------------------------------------------------------------------------------------ articles
def test_article_comes_out_of_its_clutter() -> None:
    found = an_article(a_page(article_html()))
    assert found.body.split("\n") == STORY
    assert (found.title, found.byline, found.source) == ("Ferry stops after engine fire", "Jane Doe", "Harbor Herald")
    assert (found.published, found.date_origin) == (datetime(2026, 2, 2, 15, tzinfo=UTC), DateOrigin.META)
    assert (found.url, found.language) == ("https://harborherald.example/ferry-stops", "en")
    assert (found.source_origin, found.first_seen) == (SourceOrigin.META, LOADED)


def test_what_was_given_outranks_markup_and_text() -> None:
    page = a_page(
        article_html(),
        source="Quay Review",
        title="No way across",
        published="2026-02-03",
        byline="John Roe",
        language="en",
    )
    found = an_article(page)
    assert (found.source, found.title, found.byline) == ("Quay Review", "No way across", "John Roe")
    assert (found.source_origin, found.date_origin) == (SourceOrigin.MANIFEST, DateOrigin.MANIFEST)
    assert (found.published, found.day_only) == (datetime(2026, 2, 3, 12, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("published", "certain"),
    [("2026-02-03T09:00:00+02:00", True), ("2026-02-03 09:00", False), ("2026-02-03", None)],
)
def test_a_date_that_a_feed_announced_says_so_and_whether_its_zone_was_named(
    published: str, certain: bool | None
) -> None:
    page = a_page(article_html(), published=published, published_origin=DateOrigin.FEED)
    found = an_article(page)
    assert (found.date_origin, found.zone_certain) == (DateOrigin.FEED, certain)


@pytest.mark.parametrize(("written", "certain"), [("2026-02-05T10:00:00Z", True), ("2026-02-05T10:00:00", False)])
def test_an_edit_has_its_origin_and_certainty(written: str, certain: bool) -> None:
    head = f'<meta property="article:modified_time" content="{written}">'
    found = an_article(a_page(article_html(head=head)))
    assert found.modified == datetime(2026, 2, 5, 10, tzinfo=UTC)
    assert (found.modified_origin, found.modified_zone_certain) == (DateOrigin.META, certain)


def test_an_edit_that_the_text_states_is_of_the_text() -> None:
    text = f"Ferry stops after fire\nPublished 2 February 2026\nUpdated: 3 February 2026 at 10:15 GMT\n\n{TEXT}"
    found = an_article(a_page(text, media=Media.TEXT, address="ferry.txt"))
    assert (found.modified, found.modified_origin) == (datetime(2026, 2, 3, 10, 15, tzinfo=UTC), DateOrigin.TEXT)
    assert (found.date_origin, found.zone_certain, found.modified_zone_certain) == (DateOrigin.TEXT, None, True)


def test_whose_clock_first_saw_a_page_is_handed_on() -> None:
    page = replace(a_page(article_html()), seen_origin=SeenOrigin.ARCHIVE)
    assert an_article(page).seen_origin is SeenOrigin.ARCHIVE


def test_unreadable_given_date_leaves_the_markups() -> None:
    assert an_article(a_page(article_html(), published="soon")).date_origin is DateOrigin.META


def test_lists_quotations_and_headings_are_paragraphs_of_their_own() -> None:
    listed = f"<ul><li>{STORY[1]}</li><li>{STORY[2]}</li></ul>"
    inner = f"<p>{STORY[0]}</p><h2>What now</h2>{listed}<blockquote>{STORY[4]}</blockquote>"
    found = an_article(a_page(simple_html(f"<article><h1>Ferry stops</h1>{inner}<p>{STORY[3]}</p></article>")))
    assert found.body.split("\n") == [STORY[0], "What now", STORY[1], STORY[2], STORY[4], STORY[3]]


def test_line_breaks_in_the_source_are_no_paragraphs() -> None:
    broken = [paragraph.replace(" the ", "\n   the ") for paragraph in STORY]
    inner = "".join(f"<div>{paragraph}<br><br></div>" for paragraph in broken)
    assert an_article(a_page(simple_html(f"<div class='post'>{inner}</div>"))).body.split("\n") == STORY


def test_text_file_is_read_with_its_headline() -> None:
    found = an_article(a_page(f"Ferry stops after fire\n\n{TEXT}", media=Media.TEXT, address="ferry.txt"))
    assert (found.title, found.body.split("\n"), found.language) == ("Ferry stops after fire", STORY, "en")
    assert (found.source, found.source_origin) == (None, SourceOrigin.NONE)
    assert (found.published, found.date_origin) == (None, DateOrigin.NONE)


def test_a_text_without_headline_has_no_title() -> None:
    assert an_article(a_page(TEXT, media=Media.TEXT, address="ferry.txt")).title == ""


def test_two_files_saved_from_one_address_are_one_article() -> None:
    canonical = '<link rel="canonical" href="https://example.org/ferry">'
    body = "".join(f"<p>{line}</p>" for line in STORY)
    pages = [
        a_page(
            f"<html><head><title>{title}</title>{canonical}</head><body><article>{body}</article></body></html>",
            address=name,
        )
        for title, name in (("Ferry stops", "monday.html"), ("Ferry stops again", "tuesday.html"))
    ]
    first, second = (an_article(page) for page in pages)
    assert first.id == second.id
    assert first.address == "https://example.org/ferry"
    assert (first.path, second.path) != (None, None)


def test_markdown_loses_its_marks() -> None:
    marked = [STORY[0].replace("Monday", "**Monday**"), "## What now", f"- {STORY[1]}", f"> {STORY[2]}", STORY[3]]
    linked = STORY[4].replace("Ada Quill", "[Ada Quill](https://example.org/ada)")
    found = an_article(
        a_page("\n\n".join(["# Ferry stops today", *marked, linked]), media=Media.TEXT, address="ferry.md")
    )
    assert found.title == "Ferry stops today"
    assert found.body.split("\n") == [STORY[0], "What now", *STORY[1:]]


@pytest.mark.parametrize(
    ("line", "published", "day_only"),
    [
        ("Published: 4 February 2026", datetime(2026, 2, 4, 12, tzinfo=UTC), True),
        ("Updated on February 4, 2026 at 9:05 a.m. ET", datetime(2026, 2, 4, 14, 5, tzinfo=UTC), False),
        ("Ports | 4 February 2026 | 3 min read", datetime(2026, 2, 4, 12, tzinfo=UTC), True),
    ],
)
def test_date_line_at_the_head_dates_a_text(line: str, published: datetime, day_only: bool) -> None:
    found = an_article(a_page(f"Ferry stops after fire\n{line}\n{TEXT}", media=Media.TEXT, address="f.txt"))
    assert (found.published, found.day_only, found.date_origin) == (published, day_only, DateOrigin.TEXT)
    assert found.body.split("\n") == STORY


def test_dateline_with_a_year_dates_a_text_and_one_without_does_not() -> None:
    dated = a_page(f"HULL, Feb 4, 2026 (Reuters) — {TEXT}", media=Media.TEXT, address="f.txt")
    yearless = a_page(f"HULL, Feb 4 (Reuters) — {TEXT}", media=Media.TEXT, address="f.txt")
    assert an_article(dated).published == datetime(2026, 2, 4, 12, tzinfo=UTC)
    assert an_article(yearless).date_origin is DateOrigin.NONE


def test_date_in_the_story_dates_nothing() -> None:
    text = TEXT.replace("on Monday", "on 2 February 2026")
    assert an_article(a_page(text, media=Media.TEXT, address="f.txt")).published is None


def test_syndicated_text_is_the_outlets_it_was_taken_from() -> None:
    text = f"{TEXT}\n\nThe post Ferry Stops appeared first on Quay Review."
    found = an_article(a_page(text, media=Media.TEXT, address="f.txt"))
    assert (found.source, found.source_origin, found.title) == ("Quay Review", SourceOrigin.TEXT, "Ferry Stops")
    assert [credit.kind for credit in found.credits] == [CreditKind.SYNDICATED]


def test_address_names_the_outlet_where_nothing_else_does() -> None:
    listed = a_page(TEXT, media=Media.TEXT, address="https://www.npr.org/2026/ferry")
    unlisted = a_page(TEXT, media=Media.TEXT, address="https://www.quay.example/ferry")
    assert an_article(listed).source == "NPR"
    assert an_article(unlisted).source == "quay.example"


# ---------------------------------------------------------------------------------------------------------- rejections
ENTRIES = [f"<li><a href='/{n}'>The ferry and story number {n} about it</a></li>" for n in range(30)]
REJECTED = {
    "empty": (a_page(b"  \n "), Reason.EMPTY),
    "binary under a page's name": (a_page(bytes(range(256)) * 40), Reason.NOT_TEXT),
    "binary under a text's name": (a_page(b"\x00\x01" * 400, media=Media.TEXT, address="x.txt"), Reason.NOT_TEXT),
    "no body": (a_page(simple_html("")), Reason.NO_TEXT),
    "stub": (a_page(simple_html(f"<article><p>{STORY[0]}</p></article>")), Reason.STUB),
    "opening before a paywall": (
        a_page(f"{STORY[0]}\n{STORY[1]}\n{STORY[2]}\n{STORY[3]}\nSubscribe to continue reading", media=Media.TEXT),
        Reason.STUB,
    ),
    "consent wall": (
        a_page(
            "We and our 412 partners store cookies on your device, and we ask for your consent to do so.\n"
            "With your consent, we and our partners process personal data, such as your visit to this page.\n"
            "You may withdraw your consent or object at any time in our privacy policy on this page.\n"
            "Partners may also use cookies to pick advertising and to learn about those who see it.",
            media=Media.TEXT,
        ),
        Reason.CONSENT_PAGE,
    ),
    "robot check": (
        a_page(
            "Just one more step.\nPlease verify you are human to go on to the page that you have asked for.",
            media=Media.TEXT,
        ),
        Reason.BOT_PAGE,
    ),
    "error page": (
        a_page("Sorry about this.\nThe page you are looking for was moved or never was.", media=Media.TEXT),
        Reason.NOT_ARTICLE,
    ),
    "list": (
        a_page("\n".join(f"Story number {n} about the ferry to Brough" for n in range(40)), media=Media.TEXT),
        Reason.LIST_PAGE,
    ),
    "section page": (
        a_page(simple_html(f"<main><h1>The sea</h1><ul>{''.join(ENTRIES)}</ul></main>")),
        Reason.LIST_PAGE,
    ),
    "front page": (
        a_page(simple_html("".join(f"<p>{line}</p>" for line in STORY)), address="https://harborherald.example/"),
        Reason.LIST_PAGE,
    ),
    "shop": (
        a_page(
            simple_html(
                "".join(f"<p>{line}</p>" for line in STORY), head='<meta property="og:type" content="product">'
            ),
            address="https://harborherald.example/x",
        ),
        Reason.NOT_ARTICLE,
    ),
    "forum": (
        a_page(simple_html("".join(f"<p>{line}</p>" for line in STORY)), address="https://h.example/forum/ferry-talk"),
        Reason.NOT_ARTICLE,
    ),
}


@pytest.mark.parametrize(("page", "reason"), REJECTED.values(), ids=REJECTED.keys())
def test_what_is_no_article_is_turned_away(page: Page, reason: Reason) -> None:
    assert a_rejection(page).reason is reason


def test_a_page_beyond_the_limit_is_not_even_parsed() -> None:
    assert a_rejection(a_page(b"<p>x</p>" * (LARGEST_PAGE // 8 + 1))).reason is Reason.TOO_LARGE


def test_article_markup_outranks_the_address() -> None:
    assert (
        an_article(a_page(article_html(), address="https://harborherald.example/forum/ferry")).source == "Harbor Herald"
    )


def test_plain_page_without_any_markup_is_an_article() -> None:
    assert an_article(a_page(simple_html("".join(f"<p>{line}</p>" for line in STORY)))).body.split("\n") == STORY


def test_failing_extractor_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RecursionError

    monkeypatch.setattr(body, "extract_text", fail)
    assert a_rejection(a_page(article_html())).reason is Reason.EXTRACTOR_FAILED


# ------------------------------------------------------------------------------------------------------------ hostility
HOSTILE = {
    "deep nesting": "<div>" * 60_000 + "".join(f"<p>{line}</p>" for line in STORY),
    "unclosed everything": "<html><body><article><p>" + "<p>".join(STORY),
    "nested tables": "<table><tr><td>" * 3_000 + TEXT,
    "broken entities": "&#xffffffff; &nbsp &lt " * 500,
    "control characters": "\x0b\x0c".join(STORY),
    "one endless word": "x" * 500_000,
    "no markup at all": TEXT,
    "script only": "<script>while(1){}</script>" * 200,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_end_in_an_answer(content: str) -> None:
    assert isinstance(read_page(a_page(content)), Article | Rejection)


def test_declared_charset_is_obeyed() -> None:
    page = article_html([line.replace("ferry", "färja") for line in STORY])
    declared = (
        page.replace("<head>", '<head><meta charset="iso-8859-1">').replace("“", '"').replace("”", '"').replace("©", "")
    )
    assert "färja" in an_article(a_page(declared.encode("iso-8859-1"))).body


def test_wrongly_declared_charset_is_seen_through() -> None:
    page = article_html([line.replace("ferry", "färja") for line in STORY])
    assert "färja" in an_article(a_page(page.replace("<head>", '<head><meta charset="ascii">').encode())).body


def test_order_of_pages_changes_nothing() -> None:
    pages = [a_page(article_html(STORY[n:] + STORY[:n]), address=f"{n}.html") for n in range(5)]
    pages += [page for page, _ in REJECTED.values()] + [a_page(content) for content in list(HOSTILE.values())[:3]]
    once = {(page.id, page.address): read_page(page) for page in pages}
    random.Random(7).shuffle(pages)
    assert {(page.id, page.address): read_page(page) for page in pages} == once


def test_version_changes_with_the_outlet_and_not_with_the_hour_of_loading() -> None:
    plain, named = an_article(a_page(article_html())), an_article(a_page(article_html(), source="Quay Review"))
    assert plain.id == named.id
    assert plain.version != named.version


# -------------------------------------------------------------------------------------------------------------- records
def test_extract_record_answers_with_all_its_keys() -> None:
    answer = extract_record({"id": 7, "url": "https://harborherald.example/x", "html": article_html(), "more": 1})
    assert answer["text"].split("\n") == STORY
    assert answer | {"text": "", "removed": []} == {
        "id": 7, "title": "Ferry stops after engine fire", "text": "", "published": "2026-02-02T15:00:00+00:00",
        "author": "Jane Doe", "site": "Harbor Herald", "language": "en", "removed": [], "rejected": None,
    }  # fmt: skip


@pytest.mark.parametrize("record", [{"id": 1}, {"id": 1, "html": None, "url": None}, {"id": 1, "html": 5, "url": 7}])
def test_extract_record_survives_unusable_values(record: dict[str, object]) -> None:
    answer = extract_record(record)
    assert (answer["id"], answer["rejected"] is None) == (1, False)


def test_clean_record_says_what_it_removed() -> None:
    assert clean_record({"id": "a", "text": f"{TEXT}\nShare this article"}) == {
        "id": "a",
        "text": "\n".join(STORY),
        "removed": [{"text": "Share this article", "reason": "share"}],
    }
