"""A page that is read better gives a new version of the same article, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.models import Article
from tasks.extract.reading import read_page
from tasks.extract.rereading import revised
from tests.extract.pages import STORY, a_page, article_html


def read(**given: str) -> Article:
    article = read_page(a_page(article_html(), address="https://harborherald.example/ferry", **given))
    assert isinstance(article, Article)
    return article


def worse(article: Article, **changed: str) -> Article:
    """The article as an extractor had read it that lost its last paragraph."""
    body = article.body.rsplit("\n", 1)[0]
    facts = (article.source or "", str(article.published or ""))
    version = Article.make_version(article.id, article.title, body, *facts)
    return replace(article, body=body, version=version, **changed)


def test_what_is_read_as_before_is_no_new_version() -> None:
    assert revised(read(), [read()]) is None
    assert revised(read(), [worse(read()), read()]) is None


def test_a_better_text_is_a_newer_version_of_the_same_day() -> None:
    before = worse(read())
    better = revised(read(), [before])
    assert better is not None
    assert better.body.endswith(STORY[-1])
    assert (better.id, better.address, better.page) == (before.id, before.address, before.page)
    assert before.first_seen < better.first_seen < before.first_seen + timedelta(seconds=1)


def test_a_page_that_is_named_otherwise_now_is_still_the_same_article() -> None:
    address = "https://harborherald.example/ferry?page=all"
    before = replace(worse(read()), id=Article.make_id(address), address=address)
    better = revised(read(), [before])
    assert better is not None
    assert (better.id, better.address) == (before.id, address)
    assert better.version != read().version
    assert revised(read(), [before, better]) is None


def test_a_page_that_had_been_turned_away_gives_its_article_as_it_is() -> None:
    assert revised(read(), []) == read()


def test_a_date_found_only_now_counts_as_better() -> None:
    undated = read_page(a_page(article_html(head="<title>Ferry</title>"), address="https://harborherald.example/ferry"))
    assert isinstance(undated, Article)
    better = revised(read(), [undated])
    assert better is not None
    assert better.published is not None
