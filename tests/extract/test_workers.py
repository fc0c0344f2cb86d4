"""A page that kills its process is a rejection; the pages beside it are read as if it had not been there."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator

import pytest

from storage.models import Article, Media, Page, Reason, Rejection
from tasks.extract import workers
from tasks.extract.worker import Bounds
from tasks.extract.workers import Readers, read_pages
from tests.extract.pages import LOADED, STORY, a_page, article_html

TIGHT = Bounds(cpu_seconds=1, wall_seconds=60)
# A "<" in quotes ends the count of attributes early; libxml2 then takes minutes to tell a hundred thousand apart.
HANGING = "<p x='<' " + " ".join(f"a{number}=1" for number in range(100_000)) + ">text</p>"
RARE = "Ferja ligg ved kaia i dag, og ho skal ikkje gå før vinden har lagt seg, seier dei som eig henne. " * 4


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(TIGHT)
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


def test_no_pages_start_no_process(readers: Readers) -> None:
    assert read_pages([], workers=2) == []


def test_a_page_that_computes_for_ever_is_stopped_and_its_neighbors_are_read(readers: Readers) -> None:
    first, last = good_pages(2)
    read = readers.read([first, hostile(HANGING), last], workers=1)
    assert rejected(read[1]).reason is Reason.TIMED_OUT
    assert [read[0], read[2]] == read_pages([first, last])


def test_a_page_that_takes_too_long_by_the_clock_is_stopped() -> None:
    readers = Readers(Bounds(cpu_seconds=600, wall_seconds=0.5))
    (read,) = readers.read([hostile(HANGING)], workers=1)
    readers.close()
    assert rejected(read).reason is Reason.TIMED_OUT
    assert "0.5 seconds" in rejected(read).detail


def test_a_page_that_wants_too_much_memory_is_stopped() -> None:
    pytest.importorskip("resource")
    readers = Readers(Bounds(memory_mb=500))
    big = Page(address="big", media=Media.TEXT, content=b"word " * 3_900_000, loaded_at=LOADED)
    (beside,) = good_pages(1)
    read = readers.read([big, beside], workers=1)
    readers.close()
    assert rejected(read[0]).reason is Reason.EXTRACTOR_FAILED
    assert [read[1]] == read_pages([beside])


def test_too_much_markup_is_refused_in_either_place(readers: Readers) -> None:
    page = hostile("<div>" * 100_000)
    for read in (readers.read([page], workers=1), read_pages([page])):
        assert rejected(read[0]).reason is Reason.TOO_COMPLEX


def test_a_process_that_was_killed_by_something_else_costs_no_page(readers: Readers) -> None:
    pages = good_pages(3)
    expected = read_pages(pages)
    assert readers.read(pages, workers=1) == expected
    (worker,) = readers._idle
    os.kill(worker._process.pid, signal.SIGKILL)
    assert readers.read(pages, workers=1) == expected


def test_processes_are_kept_for_the_next_batch_and_replaced_after_their_life(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PAGES_PER_LIFE", 2)
    seen = []
    for page in good_pages(4):
        readers.read([page], workers=1)
        seen += [worker._process.pid for worker in readers._idle]
    assert len(seen) == len(set(seen)) == 2


def test_closed_readers_leave_no_process_behind(readers: Readers) -> None:
    readers.read(good_pages(1), workers=1)
    (worker,) = readers._idle
    readers.close()
    assert worker._process.poll() is not None


def test_an_answer_that_is_more_than_an_article_is_not_unpickled() -> None:
    with pytest.raises(pickle.UnpicklingError, match="system"):
        workers._answer(pickle.dumps(_Trick()))


class _Trick:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)
