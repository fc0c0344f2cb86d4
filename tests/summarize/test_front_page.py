"""The front page tells the day's stories in brief, each sentence quoted, under its story's title."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from storage import articles as article_rows
from storage import copies, stories
from storage.connection import Store
from storage.errors import InputError
from storage.models import Membership, Story, StoryId
from storage.placed import FRONT_PAGE
from storage.telling import Digest, Role, Section, Status
from tasks.group.task import find_day, keep_day
from tasks.publish import markdown, record, terminal, webpage
from tasks.publish.site import Site
from tasks.summarize.front_page import front_page
from tasks.summarize.material import Recipe
from tasks.summarize.task import replay_digest, write_front_page
from tests.builders import a_fold, a_story
from tests.group.newsroom import PORT_ELLIS, UNRELATED, articles
from tests.stores import an_empty_store

DAY = date(2026, 3, 2)
RECIPE = Recipe()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = an_empty_store(tmp_path / "news.duckdb")
    given = articles(PORT_ELLIS, UNRELATED)
    with made.writing() as connection:
        article_rows.add(connection, given)
        copies.put(connection, [a_fold(one) for one in given])
    return made


def told(store: Store) -> list[Story]:
    return keep_day.fn(store, find_day.fn(store, DAY, "UTC", 10), "UTC", 160)


def write(store: Store, given: list[Story], extent: int = 8) -> Digest | None:
    return write_front_page.fn(store, given, DAY, RECIPE, "UTC", extent)


def test_each_story_of_the_day_has_one_or_two_sentences_under_its_title(store: Store) -> None:
    page = write(store, told(store))
    assert page is not None
    titles = [sentence.about for sentence in page.sentences]
    assert {title: titles.count(title) <= 2 for title in titles} == {PORT_ELLIS[0][1]: True, UNRELATED[0][1]: True}
    assert page.sentences[0].section is Section.LEAD
    assert (page.story, page.status, page.day) == (FRONT_PAGE, Status.PUBLISHED, DAY)


def test_only_the_day_s_articles_are_told_and_those_cited_are_listed(store: Store) -> None:
    page = write(store, told(store))
    assert page is not None
    assert {one.quote.published.date() for one in page.sentences if one.quote.published} == {DAY}
    cited = {one.version for one in page.articles if one.role is Role.CITED}
    assert {one.quote.evidence.version for one in page.sentences} == cited


def test_the_page_is_as_long_as_asked_for(store: Store) -> None:
    page = write(store, told(store), extent=1)
    assert page is not None
    assert len({sentence.about for sentence in page.sentences}) == 1


def test_the_same_stories_make_the_same_page_once(store: Store) -> None:
    first, second = write(store, told(store)), write(store, told(store))
    assert first == second
    assert first is not None
    assert first.revision == 1


def test_a_story_that_is_reviewed_before_is_left_out(store: Store) -> None:
    careful = a_story(id=StoryId("bridge"), title="Bridge", terms=("Harbor Bridge",), review="before")
    version = articles(PORT_ELLIS)[0].version
    with store.writing() as connection:
        stories.put(connection, careful)
        on_it = Membership(story=careful.id, version=version, score=1.0, reason="x")
        stories.replace_memberships(connection, careful.id, [on_it])
    assert write(store, [careful]) is None
    assert write(store, [replace(careful, review="after")]) is not None


def test_a_day_without_stories_has_no_page() -> None:
    assert front_page(DAY, [], RECIPE, "UTC") is None


def test_every_format_shows_which_story_a_sentence_tells(store: Store) -> None:
    page = write(store, told(store))
    assert page is not None
    zone = ZoneInfo("UTC")
    console = Console(file=io.StringIO(), width=200)
    console.print(terminal.render(page, zone))
    assert isinstance(console.file, io.StringIO)
    shown = (
        console.file.getvalue(),
        markdown.artifact(page, zone),
        webpage.digest_page(page, zone, Site(out=Path("out"))),
    )
    for title in {one.about for one in page.sentences}:
        assert [title in one for one in shown] == [True, True, True]
    told_of = {one["about"] for one in json.loads(record.to_line(page))["sentences"]}
    assert told_of == {one.about for one in page.sentences}


def test_a_front_page_can_not_be_replayed_and_says_so(store: Store) -> None:
    write(store, told(store))
    with pytest.raises(InputError, match=r"The front page for 2026-03-02 can't be made again.*throughline show"):
        replay_digest.fn(store, FRONT_PAGE, DAY)


def test_its_evidence_is_checked_with_all_other(store: Store) -> None:
    write(store, told(store))
    assert [problem for problem in store.verify() if problem.where == "digest_evidence"] == []
