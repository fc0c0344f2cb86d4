"""What a page's markup says of its article; all pages invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.extract.document import parse
from tasks.extract.metadata import Metadata, cut_site, read_metadata

URL = "https://www.harborherald.example/news/ferry-stops"


def metadata(
    head: str = "", body: str = "", *, lang: str = "en", url: str | None = URL, guess: bool = False
) -> Metadata:
    tree = parse(f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}<p>Text.</p></body></html>')
    assert tree is not None
    return read_metadata(tree, url=url, guess=guess)


def linked(*nodes: dict[str, Any]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry stops after fire",
    "datePublished": "2026-02-04T09:00:00+01:00",
    "dateModified": "2026-02-04T11:30:00+01:00",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "publisher": {"@type": "Organization", "name": "Harbor Herald"},
}


@pytest.mark.parametrize(
    "script",
    [
        linked(ARTICLE),
        linked({"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]}),
        f'<script type="application/ld+json">[{json.dumps(ARTICLE)}]</script>',
        linked({"@type": "WebPage", "mainEntity": ARTICLE}),
        linked(ARTICLE | {"@type": ["Thing", "http://schema.org/NewsArticle"]}),
        f'<script type="application/ld+json">\n<!--\n{json.dumps(ARTICLE)}\n--></script>',
    ],
    ids=["plain", "graph", "list", "main entity", "several types", "in a comment"],
)
def test_linked_data_is_read_in_its_forms(script: str) -> None:
    found = metadata(script)
    assert (found.title, found.byline, found.source) == (
        "Ferry stops after fire",
        "Jane Doe, John Roe",
        "Harbor Herald",
    )
    assert found.published == datetime(2026, 2, 4, 8, tzinfo=UTC)
    assert found.modified == datetime(2026, 2, 4, 10, 30, tzinfo=UTC)
    assert (found.day_only, found.is_article) == (False, True)


@pytest.mark.parametrize("script", ["{broken", "[" * 5000, "", "null", '"text"', "[1, 2]"])
def test_unusable_linked_data_is_passed_over(script: str) -> None:
    found = metadata(f'<script type="application/ld+json">{script}</script><title>Ferry stops</title>')
    assert (found.title, found.published, found.is_article) == ("Ferry stops", None, False)


def test_author_by_reference_is_looked_up() -> None:
    article = ARTICLE | {"author": {"@id": "#jane"}}
    assert (
        metadata(linked({"@graph": [article, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}]})).byline
        == "Jane Doe"
    )


def test_meta_elements_serve_where_there_is_no_linked_data() -> None:
    found = metadata(
        '<meta property="og:title" content="Ferry stops &amp; waits">'
        '<meta property="og:site_name" content="Harbor Herald">'
        '<meta name="author" content="By Jane Doe"><meta property="article:published_time" content="2026-02-04">'
        '<meta property="og:type" content="article"><meta property="og:url" content="/news/ferry">'
    )
    assert (found.title, found.source, found.byline) == ("Ferry stops & waits", "Harbor Herald", "Jane Doe")
    assert (found.published, found.day_only) == (datetime(2026, 2, 4, 12, tzinfo=UTC), True)
    assert (found.is_article, found.url) == (True, "https://www.harborherald.example/news/ferry")


def test_listed_outlet_goes_by_its_listed_name() -> None:
    assert metadata('<meta property="og:site_name" content="NYTimes">').source == "The New York Times"


def test_canonical_link_outranks_where_the_page_was_found() -> None:
    link = '<link rel="canonical" href="https://harborherald.example/ferry">'
    assert metadata(link, url=URL + "?utm_source=x").url == "https://harborherald.example/ferry"


@pytest.mark.parametrize("href", ["http://[broken", "javascript:void(0)", "mailto:desk@harborherald.example"])
def test_unusable_canonical_link_is_passed_over(href: str) -> None:
    assert metadata(f'<link rel="canonical" href="{href}">').url == URL


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://h.example/2026/02/04/ferry", 4),
        ("https://h.example/2026/feb/04/ferry", 4),
        ("https://h.example/news/2026-02-04-ferry.html", 4),
        ("https://h.example/20260204/ferry", 4),
    ],
)
def test_address_dates_a_page_without_dates(url: str, day: int) -> None:
    found = metadata(url=url)
    assert (found.published, found.day_only) == (datetime(2026, 2, day, 12, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "url", ["https://h.example/ferry", "https://h.example/2026/", "https://h.example/id-202613991", None]
)
def test_no_date_is_invented(url: str | None) -> None:
    assert metadata("<title>Ferry stops in 2026</title>", url=url, guess=True).published is None


def test_marked_time_outranks_the_address() -> None:
    body = '<time class="published" datetime="2026-02-03T07:00:00Z">yesterday</time>'
    assert metadata(body=body, url="https://h.example/2026/02/04/x").published == datetime(2026, 2, 3, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<div><span>\n  Published on Oct 21, 2025\n</span></div>", 21),
        ("<p>Veröffentlicht am 21. Oktober 2025</p>", 21),
        ("<p>Published on Oct 21, 2025</p><p>Published on Oct 22, 2025</p>", None),
        ("<p>Published plans say that the ferry sails on Oct 21, 2025</p>", None),
        ("<p>The ferry sailed on Oct 21, 2025</p>", None),
    ],
)
def test_the_one_date_that_is_labelled_in_words_dates_a_page_that_says_nothing_else(body: str, day: int | None) -> None:
    found = metadata(body=body)
    assert found.published == (datetime(2025, 10, day, 12, tzinfo=UTC) if day else None)


def test_time_of_an_edit_dates_nothing() -> None:
    assert metadata(body='<time itemprop="dateModified" datetime="2026-02-03T07:00:00Z">x</time>').published is None


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="author" href="/x">Jane Doe</a>',
        '<span class="byline">By Jane Doe</span>',
        '<a href="/authors/jane-doe">Jane Doe</a>',
        '<p class="ArticleAuthor__authorName">Jane Doe</p>',
    ],
)
def test_byline_is_found_where_sites_put_it(body: str) -> None:
    assert metadata(body=body).byline == "Jane Doe"


@pytest.mark.parametrize(
    "body",
    [
        '<div class="comment"><a rel="author">John Roe</a></div>',
        '<span class="byline">See all 12 stories</span>',
        '<a rel="author">https://harborherald.example/jane</a>',
        '<meta name="author" content="admin">',
    ],
)
def test_what_is_no_name_is_no_byline(body: str) -> None:
    assert metadata(body=body).byline is None


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("Ferry stops | Harbor Herald", "Ferry stops"),
        ("Ferry stops - Hull - The Harbor Herald", "Ferry stops - Hull"),
        ("Harbor Herald: Ferry stops", "Harbor Herald: Ferry stops"),
        ("Harbor Herald | Ferry stops", "Ferry stops"),
        ("Ferry stops – and starts", "Ferry stops – and starts"),
        ("Ferry stops | harborherald", "Ferry stops"),
    ],
)
def test_site_name_is_cut_from_titles(title: str, cut: str) -> None:
    assert cut_site(title, "Harbor Herald", URL) == cut


def test_heading_shows_where_the_title_ends() -> None:
    assert cut_site("Ferry stops | News from Hull", None, None, ["Ferry stops"]) == "Ferry stops"


@pytest.mark.parametrize(("lang", "code"), [("de-AT", "de"), ("EN", "en"), ("", None), ("x", None)])
def test_language_is_two_letters(lang: str, code: str | None) -> None:
    assert metadata(lang=lang).language == code
