"""After an update everything is read again: what comes out better is kept beside what was, the rest stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from flows import cli_article
from flows.progress import silent
from flows.reextract import Reextracted, reextract
from flows.settings import Settings, load
from flows.steps import directly
from flows.stores import open_store
from storage import articles, copies, pages, rejections
from storage.connection import Store
from storage.errors import InputError
from storage.models import Article, DigestId, Page, Reason, Rejection, StoryId
from storage.revisions import OutdatedQuote
from tasks.extract.reading import read_page
from tasks.publish.difference import FORMS
from tests.extract.pages import LOADED, STORY, a_page, article_html

STUB = "<html><body><p>Page not found</p></body></html>"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load(tmp_path, {})


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings)


def number(n: int) -> Page:
    paragraphs = [f"Report {n}. {STORY[0]}", *STORY[1:]]
    return a_page(
        article_html(paragraphs, head=f"<title>Ferry stops, part {n}</title>"), address=f"https://h.example/{n}"
    )


def read(page: Page) -> Article:
    article = read_page(page)
    assert isinstance(article, Article)
    return article


def poorly(article: Article) -> Article:
    """The article as an older extractor had read it, without the last paragraph."""
    body = article.body.rsplit("\n", 1)[0]
    facts = (article.source or "", str(article.published or ""))
    return replace(article, body=body, version=Article.make_version(article.id, article.title, body, *facts))


def refused(page: Page) -> Rejection:
    return Rejection(
        address=page.address, stage="extract", reason=Reason.NO_TEXT, detail="None.", at=LOADED, page=page.id
    )


def keep(store: Store, loaded: Sequence[Page], read: Sequence[Article], turned_away: Sequence[Rejection] = ()) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, loaded)
        articles.add(connection, read)
        rejections.add(connection, turned_away)


def again(settings: Settings, store: Store) -> Reextracted:
    return reextract(settings, store, say=directly, progress=silent)


def test_an_unchanged_extractor_changes_nothing(settings: Settings, store: Store) -> None:
    loaded = [number(n) for n in range(3)]
    keep(store, loaded, [read(page) for page in loaded])
    done = again(settings, store)
    assert done == Reextracted(pages=3, better=0, found=0, lost=0, unreadable=(), copies=None)
    with store.reading() as connection:
        assert len(articles.all_versions(connection)) == 3


def test_a_better_text_becomes_the_newest_version_and_is_folded(settings: Settings, store: Store) -> None:
    loaded = [number(n) for n in range(50)]
    keep(store, loaded, [poorly(read(page)) if page == loaded[7] else read(page) for page in loaded])
    done = again(settings, store)
    assert (done.pages, done.better, done.found) == (50, 1, 0)
    assert done.copies is not None
    with store.reading() as connection:
        versions = articles.versions_of(connection, read(loaded[7]).id)
        assert [one.body for one in versions] == [poorly(read(loaded[7])).body, read(loaded[7]).body]
        assert set(copies.all(connection)) == {one.version for one in articles.all_versions(connection)}


def test_again_once_more_finds_everything_done(settings: Settings, store: Store) -> None:
    keep(store, [number(1)], [poorly(read(number(1)))])
    assert again(settings, store).better == 1
    assert again(settings, store).better == 0


def test_a_page_turned_away_before_can_be_read_now(settings: Settings, store: Store) -> None:
    keep(store, [number(1)], [], [refused(number(1))])
    assert again(settings, store).found == 1
    with store.reading() as connection:
        assert articles.all_versions(connection) == [read(number(1))]
        assert rejections.current(connection) == []


def test_an_article_that_would_now_be_turned_away_is_kept(settings: Settings, store: Store) -> None:
    page = a_page(STUB, address="https://h.example/gone")
    kept = replace(read(number(1)), page=page.id, address=page.address)
    keep(store, [page], [kept])
    done = again(settings, store)
    assert (done.better, done.lost) == (0, 1)
    with store.reading() as connection:
        assert articles.all_versions(connection) == [kept]
        assert rejections.all(connection) == []


def test_a_page_whose_bytes_are_gone_is_named_and_the_others_are_read(settings: Settings, store: Store) -> None:
    keep(store, [number(1), number(2)], [poorly(read(number(1))), poorly(read(number(2)))])
    store.archive.path_of(number(1).content_sha256).unlink()
    done = again(settings, store)
    assert (done.pages, done.better) == (2, 1)
    assert number(1).content_sha256 in done.unreadable[0]


def test_progress_counts_up_to_all_pages(settings: Settings, store: Store) -> None:
    loaded = [number(n) for n in range(45)]
    keep(store, loaded, [read(page) for page in loaded])
    shown: list[tuple[int, int]] = []
    reextract(settings, store, say=directly, progress=lambda what, done, total: shown.append((done, total)))
    assert shown == [(40, 45), (45, 45)]


def test_the_command_shows_the_versions_and_what_changed(
    settings: Settings, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(store, [number(1)], [poorly(read(number(1)))])
    cli_article.reextract()
    assert "Pages read again: 1. Articles with a better version: 1;" in capsys.readouterr().out
    cli_article.article("https://h.example/1", "text")
    shown = capsys.readouterr().out
    assert shown.startswith("Ferry stops after engine fire\nh.example, https://h.example/1\n")
    assert shown.index("Version 1: seen") < shown.index("Version 2: seen") < shown.index(f"{{+{STORY[-1][:20]}")
    assert "Quoted in digests" not in shown


def test_a_quote_that_is_gone_is_named_once_with_its_days() -> None:
    old, new = poorly(read(number(1))), read(number(1))
    quotes = [
        OutdatedQuote(
            digest=DigestId("d"),
            story=StoryId("ferry"),
            day=date(2026, 3, day),
            revision=1,
            part=part,
            sentence=1,
            quoted="It <b>sank</b>.",
            article=new.id,
            version=old.version,
            newest=new.version,
            changed=LOADED,
        )
        for day, part in ((2, "quote"), (2, "support"), (3, "quote"))
    ]
    assert "“It <b>sank</b>.” (ferry, 2026-03-02, 2026-03-03)\n" in cli_article.page([old, new], quotes, FORMS["text"])
    assert "<p>“It &lt;b&gt;sank&lt;/b&gt;.”" in cli_article.page([old, new], quotes, FORMS["html"])


def test_an_article_that_is_not_known_or_not_clear_is_said_so(settings: Settings, store: Store) -> None:
    with pytest.raises(InputError, match="no database"):
        cli_article.article("https://h.example/1", "text")
    keep(store, [], [read(number(1)), replace(read(number(2)), url=read(number(1)).url)])
    with pytest.raises(InputError, match=r"may be any of https://h\.example/1, https://h\.example/2; name one"):
        cli_article.article("https://h.example/1", "text")
    with pytest.raises(InputError, match="No article is known"):
        cli_article.article("https://h.example/none", "text")
    with pytest.raises(InputError, match="--as odt"):
        cli_article.article("https://h.example/1", "odt")
