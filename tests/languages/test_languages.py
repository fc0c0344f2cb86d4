"""A small story in each language goes the whole way from text to a second day's digest, offline.

On Monday a bridge fails (told by one outlet, copied by another, and told from another side by a third); on Tuesday
there is one new fact, one figure that changed and one sentence that repeats Monday's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from storage.models import Article, CopyKind, Media, Page
from storage.telling import Digest, Kind, Section, Status
from tasks.deduplicate.folding import fold
from tasks.extract.reading import read_page
from tasks.summarize.composition import compose
from tasks.summarize.days import Desk, material
from tasks.summarize.material import Recipe
from tasks.text.sentences import split
from tests.builders import a_day, a_story, memberships_of
from tests.extract.pages import a_page

STORIES = {
    story["language"]: story
    for story in map(json.loads, (Path(__file__).parent / "stories.jsonl").read_text("utf-8").splitlines())
}
LISTED = sorted(set(STORIES) - {"fi"})
EVERY = sorted(STORIES)  # Finnish has no word lists of its own: only what needs none is asked of it
STORY = a_story(words=90)


@dataclass(frozen=True)
class Told:
    """A story with the digests of its two days."""

    articles: tuple[Article, ...]  # report, its copy, the other side, the next day's report
    monday: Digest
    tuesday: Digest


def page(code: str, sentences: list[str], *, title: str, source: str, published: str) -> Page:
    text = " ".join(sentences[:2]) + "\n\n" + " ".join(sentences[2:])
    address = f"https://{source.split()[0].lower()}.example/{code}-{published[:10]}"
    return a_page(text, media=Media.TEXT, address=address, title=title, source=source, published=published)


def read(code: str) -> list[Article]:
    story = STORIES[code]
    copied = story["monday"][:-1]
    pages = [
        page(code, story["monday"], title=story["title"], source="Courier", published="2026-03-02T10:00:00Z"),
        page(code, copied, title=story["title"], source="Valley", published="2026-03-02T12:00:00Z"),
        page(code, story["other"], title=story["other_title"], source="Gazette", published="2026-03-02T15:00:00Z"),
        page(code, story["tuesday"], title=story["next_title"], source="Courier", published="2026-03-03T10:00:00Z"),
    ]
    articles = [read_page(one) for one in pages]
    assert all(isinstance(article, Article) for article in articles), articles
    return [article for article in articles if isinstance(article, Article)]


def digest_of(articles: list[Article], day: str, told_before: tuple[Digest, ...]) -> Digest:
    desk = Desk(
        articles=articles,
        folds={one.version: one for one in fold(articles)},
        memberships=memberships_of(STORY, *articles),
        digests=told_before,
        rejections=[],
    )
    return compose(material(desk, STORY, a_day(day)), Recipe())


@cache
def told(code: str) -> Told:
    articles = read(code)
    digests: list[Digest] = []
    for day in ("2026-03-02", "2026-03-03"):
        draft = digest_of(articles, day, tuple(digests))
        digests.append(replace(draft, status=Status.PUBLISHED, revision=1))
    return Told(tuple(articles), *digests)


def said(digest: Digest, *sections: Section) -> str:
    return " | ".join(one.quote.text for one in digest.sentences if one.section in sections)


@pytest.mark.parametrize("code", EVERY)
def test_the_language_is_told_from_the_text(code: str) -> None:
    assert [article.language for article in told(code).articles] == [code] * 4


@pytest.mark.parametrize("code", LISTED)
def test_sentences_are_cut_where_they_end_and_not_at_abbreviations(code: str) -> None:
    report, _, other, later = told(code).articles
    for article, key in ((report, "monday"), (other, "other"), (later, "tuesday")):
        assert [article.body[at.start : at.end] for at in split(article.body, code)] == STORIES[code][key]


@pytest.mark.parametrize("code", EVERY)
def test_the_copy_is_folded_and_the_other_reports_are_not(code: str) -> None:
    articles = told(code).articles
    folds = fold(articles)

    assert [one.copy_of for one in folds] == [None, articles[0].version, None, None]
    assert folds[1].kind in (CopyKind.NEAR, CopyKind.SYNDICATED)
    assert "Valley" not in {one.quote.outlet for one in told(code).monday.sentences}


@pytest.mark.parametrize("code", EVERY)
def test_the_first_day_tells_the_event_under_a_title_of_its_own(code: str) -> None:
    monday = told(code).monday

    assert STORIES[code]["monday"][0] in said(monday, Section.LEAD, Section.NEW)
    assert monday.headline in {article.title for article in told(code).articles[:3]}


@pytest.mark.parametrize("code", EVERY)
def test_the_second_day_tells_what_is_new_and_not_what_was_told(code: str) -> None:
    story, tuesday = STORIES[code], told(code).tuesday
    news = said(tuesday, Section.LEAD, Section.NEW)

    assert story["tuesday"][0] in news
    assert story["new"] in news
    assert story["tuesday"][2] not in news
    assert tuesday.headline == story["next_title"]


@pytest.mark.parametrize("code", LISTED)
def test_a_figure_that_changed_is_told_as_changed(code: str) -> None:
    story, tuesday = STORIES[code], told(code).tuesday
    [now] = [one for one in tuesday.sentences if one.quote.text == story["tuesday"][1]]

    assert now.kind is Kind.CHANGED_FIGURE
    assert [quote.text for quote in now.was] == [story["monday"][1]]


@pytest.mark.parametrize("code", EVERY)
def test_accounts_that_agree_are_not_shown_as_differing(code: str) -> None:
    assert not told(code).monday.discrepancies
    assert not told(code).tuesday.discrepancies


@pytest.mark.parametrize("code", EVERY)
def test_every_quotation_is_a_place_in_its_article(code: str) -> None:
    bodies = {article.version: article.body for article in told(code).articles}
    for digest in (told(code).monday, told(code).tuesday):
        assert digest.sentences
        for one in digest.sentences:
            for quote in (one.quote, *one.support, *one.was):
                assert bodies[quote.evidence.version][quote.evidence.start : quote.evidence.end] == quote.text


@pytest.mark.parametrize("code", LISTED)
def test_the_timeline_knows_the_day_that_a_sentence_names(code: str) -> None:
    days = {(one.on, one.quote.text) for one in told(code).tuesday.sentences if one.section is Section.TIMELINE}

    assert (a_day("2026-03-02"), STORIES[code]["monday"][0]) in days
    assert all(a_day("2026-03-02") <= on for on, _ in days if on)
