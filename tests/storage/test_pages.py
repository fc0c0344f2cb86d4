from __future__ import annotations

from dataclasses import replace

import pytest

from storage import articles, pages, rejections
from storage.connection import Store
from storage.errors import StorageError
from storage.models import DateOrigin, Given, Media, Reason, Rejection, SeenOrigin
from tests.storage.making import NOW, article, page


def test_adding_returns_only_pages_that_were_not_known(store: Store) -> None:
    with store.writing() as connection:
        assert pages.add(connection, store.archive, [page(1), page(2), page(1)]) == [page(1), page(2)]
        assert pages.add(connection, store.archive, [page(2), page(3)]) == [page(3)]
        assert pages.add(connection, store.archive, []) == []


def test_a_page_comes_back_as_it_went_in(store: Store) -> None:
    given = Given(
        source="Harbor Post",
        title="Ö",
        url="https://a.example",
        published="4 Feb",
        byline="A",
        language="en",
        published_origin=DateOrigin.FEED,
    )
    odd = page(content=b"\x00\xff bytes \n", media=Media.TEXT, path=None, given=given, seen_origin=SeenOrigin.ARCHIVE)
    with store.writing() as connection:
        pages.add(connection, store.archive, [odd])
        assert pages.pending(connection, store.archive) == [odd]


def test_the_same_bytes_with_other_facts_given_are_another_page(store: Store) -> None:
    with store.writing() as connection:
        known = replace(page(), given=Given(published="2026-03-01"))
        assert pages.add(connection, store.archive, [page(), known]) == [page(), known]


def test_a_page_with_an_article_or_a_rejection_is_no_longer_pending(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(1), page(2), page(3)])
        articles.add(connection, [article(1)])
        turned_away = Rejection(
            address=page(2).address, stage="extract", reason=Reason.STUB, detail="Short.", at=NOW, page=page(2).id
        )
        rejections.add(connection, [turned_away])
        assert pages.pending(connection, store.archive) == [page(3)]


def test_a_page_that_says_a_known_wording_is_no_longer_pending(store: Store) -> None:
    again = page(1, content=b"<p>Page 1</p><!-- another advertisement -->")
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(1), again])
        articles.add(connection, [article(1)])
        assert articles.add(connection, [article(1, of=again)]) == 0
        assert pages.pending(connection, store.archive) == []


def test_pending_gives_no_more_than_asked_for(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(number) for number in range(7)])
        assert pages.pending(connection, store.archive, limit=3) == [page(0), page(1), page(2)]


def test_pending_gives_no_more_bytes_than_asked_for_and_a_larger_page_alone(store: Store) -> None:
    large, small = page(1, content=b"x" * 1000), [page(number, content=b"y" * 300) for number in range(2, 6)]
    with store.writing() as connection:
        pages.add(connection, store.archive, [large, *small])
        assert pages.pending(connection, store.archive, most_bytes=900) == [large]
        articles.add(connection, [article(1, of=large)])
        assert pages.pending(connection, store.archive, most_bytes=900) == small[:3]


def test_lost_bytes_are_named_and_come_back_by_loading_again(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page()])
        store.archive.path_of(page().content_sha256).unlink()
        with pytest.raises(StorageError, match="load it again"):
            pages.pending(connection, store.archive)
        pages.add(connection, store.archive, [page()])
        assert pages.pending(connection, store.archive) == [page()]
