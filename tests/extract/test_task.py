"""A batch of stored pages: each is an article or a rejection afterwards, whatever stands beside it."""

from __future__ import annotations

from pathlib import Path

from storage import articles, pages, rejections
from storage.models import Reason
from tasks.extract.task import extract_batch
from tests.extract.pages import a_page, article_html
from tests.stores import an_empty_store

TOO_MUCH = "<div>" * 100_000


def test_a_page_that_is_too_much_is_turned_away_once_and_stops_no_other(tmp_path: Path) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    html = article_html(head="<title>Ferry stops after engine fire</title>")
    loaded = [a_page(html, address=f"{name}.html") for name in "abc"] + [a_page(TOO_MUCH, address="b2.html")]
    with store.writing() as connection:
        pages.add(connection, store.archive, loaded)
    first, second = extract_batch.fn(store, 3), extract_batch.fn(store, 3)
    assert (first.read, second.read, extract_batch.fn(store).read) == (3, 1, 0)
    assert first.kept + second.kept == 3
    with store.reading() as connection:
        assert [one.address for one in articles.all_versions(connection)] == ["a.html", "b.html", "c.html"]
        assert [(one.address, one.reason) for one in rejections.all(connection)] == [("b2.html", Reason.TOO_COMPLEX)]
