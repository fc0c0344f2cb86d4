"""A page that kills its process is a rejection; the pages beside it are read as if it had not been there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.models import Article, Media, Page, Reason, Rejection
from tasks.extract.workers import PAGES, read_pages, read_with
from tasks.isolation.pool import Pool
from tasks.isolation.work import Bounds
from tests.extract.pages import LOADED, STORY, a_page, article_html

TIGHT = Bounds(cpu_seconds=1, wall_seconds=60)
# A "<" in quotes ends the count of attributes early; libxml2 then takes minutes to tell a hundred thousand apart.
HANGING = "<p x='<' " + " ".join(f"a{number}=1" for number in range(100_000)) + ">text</p>"
RARE = "Ferja ligg ved kaia i dag, og ho skal ikkje gå før vinden har lagt seg, seier dei som eig henne. " * 4


@pytest.fixture
def readers() -> Iterator[Pool]:
    made = Pool(replace(PAGES, bounds=TIGHT))
    yield made
    made.close()


def good_pages(count: int) -> list[Page]:
    return [a_page(article_html([f"Number {number}. {STORY[0]}", *STORY[1:]])) for number in range(count)]


def hostile(html: str) -> Page:
    return Page(address="https://hostile.example/", media=Media.HTML, content=html.encode(), loaded_at=LOADED)


def rejected(answer: Article | Rejection) -> Rejection:
    assert isinstance(answer, Rejection)
    assert answer.stage == "extract"
    assert answer.at == LOADED
    assert answer.detail.endswith(".")
    return answer


@pytest.mark.parametrize("count", [1, 2])
def test_processes_answer_as_this_process_does_and_in_order(count: int) -> None:
    rare = a_page(article_html([RARE] * 3, head="<title>Ferja</title>"))  # no list of stop words tells its language
    pages = [*good_pages(30), hostile(""), rare, hostile("<p>Too short.</p>"), *good_pages(3)]
    assert read_pages(pages, workers=count) == read_pages(pages)


def test_no_pages_start_no_process() -> None:
    assert read_pages([], workers=2) == []


def test_a_page_that_computes_for_ever_is_stopped_and_its_neighbors_are_read(readers: Pool) -> None:
    first, last = good_pages(2)
    read = read_with(readers, [first, hostile(HANGING), last], workers=1)
    assert rejected(read[1]).reason is Reason.TIMED_OUT
    assert [read[0], read[2]] == read_pages([first, last])


def test_a_page_that_takes_too_long_by_the_clock_is_stopped() -> None:
    readers = Pool(replace(PAGES, bounds=Bounds(cpu_seconds=600, wall_seconds=0.5)))
    (read,) = read_with(readers, [hostile(HANGING)], workers=1)
    readers.close()
    assert rejected(read).reason is Reason.TIMED_OUT
    assert "0.5 seconds" in rejected(read).detail


def test_a_page_that_wants_too_much_memory_is_stopped() -> None:
    pytest.importorskip("resource")
    readers = Pool(replace(PAGES, bounds=Bounds(memory_mb=500)))
    big = Page(address="big", media=Media.TEXT, content=b"word " * 3_900_000, loaded_at=LOADED)
    (beside,) = good_pages(1)
    read = read_with(readers, [big, beside], workers=1)
    readers.close()
    assert rejected(read[0]).reason is Reason.EXTRACTOR_FAILED
    assert [read[1]] == read_pages([beside])


def test_too_much_markup_is_refused_in_either_place(readers: Pool) -> None:
    page = hostile("<div>" * 100_000)
    for read in (read_with(readers, [page], workers=1), read_pages([page])):
        assert rejected(read[0]).reason is Reason.TOO_COMPLEX
