"""What the store's part of adding a day costs, step by step, on a store that `tests.benchmarks.stores` built.

    python -m tests.benchmarks.store_steps FOLDER [WORD ...]     only the steps whose names hold one of the words

Prints each step's seconds of processor time, the least of three, with what opening the store costs (the first line) in
it. The last steps add a day of 300 articles and bring the search index in step; they change the store.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from storage import articles, copies, digests, evidence, fetches, pages, rejections, revisions, sources, stories
from storage.connection import Connection, Store
from storage.found import Question, parse
from storage.indexing import catch_up, index_of
from storage.models import ArticleId
from tests.benchmarks.corpus import Written
from tests.benchmarks.stores import FOLLOWED, add
from tests.builders import an_article

TIMES = 3
A_DAY = 300

Step = Callable[[], Any]


class NoBytes:
    """An archive whose pages are empty."""

    def get(self, name: str) -> bytes:
        return b""


def steps(store: Store) -> Iterator[tuple[str, Step]]:
    """Yield what is done, in the order in which a run does it, then what a person asks for."""

    def read(work: Callable[[Connection], Any]) -> Step:
        def step() -> Any:
            with store.reading() as connection:
                return work(connection)

        return step

    last = read(lambda c: c.execute("SELECT max(text_day) FROM texts").fetchone())()[0]
    around = (last - timedelta(days=1), last + timedelta(days=1))
    members = [one.version for one in read(lambda c: stories.memberships(c, FOLLOWED))()]
    newest = read(lambda c: digests.newest(c, FOLLOWED))()[-1]
    article = ArticleId(newest.articles[0].id)
    yield "open", read(lambda c: None)
    yield (
        "items of a source",
        read(lambda c: (fetches.waiting(c, "source 0"), fetches.items(c, "source 0", among="ab"))),
    )
    yield "places of a source", read(lambda c: fetches.addresses(c, "source 0"))
    yield "pages to read", read(lambda c: pages.pending(c, NoBytes(), 200))  # type: ignore[arg-type]
    yield "health of sources", read(fetches.health)
    yield "memberships", read(lambda c: stories.memberships(c, FOLLOWED))
    yield "the story's facts", read(lambda c: articles.by_version(c, members, texts=False))
    yield "the story's texts", read(lambda c: articles.by_version(c, members))
    yield "what is around the day", read(lambda c: articles.between(c, *around, undated=True, texts=False))
    yield "folds", read(lambda c: copies.among(c, members))
    yield "digests before", read(lambda c: digests.history(c, FOLLOWED))
    yield "rejections", read(lambda c: rejections.current(c, newest=40))
    yield "evidence check", read(lambda c: evidence.check(c, newest))
    yield "show", read(lambda c: (digests.days(c, FOLLOWED), digests.get(c, FOLLOWED, newest.day)))
    yield "stories", read(lambda c: [digests.days(c, one.id) for one in stories.all(c)])
    yield "sources", read(sources.summaries)
    yield "article", read(lambda c: revisions.outdated_quotes(c, article=article))
    yield "verify", store.verify
    _in_step(store)
    numbers = count()
    yield "add 300 articles", lambda: add(store, a_day(last + timedelta(days=1), next(numbers)))
    yield "add and index 300", lambda: (add(store, a_day(last + timedelta(days=1), next(numbers))), _in_step(store))
    yield "search", lambda: index_of(store).find(Question(parts=parse("the state police")), 10)


def _in_step(store: Store) -> int:
    return catch_up(store, index_of(store), lambda what, done, total: None)


def a_day(day: date, time_of: int) -> list[Written]:
    """Return the articles of a day that the store does not have."""
    made = (f"The council met for the {number}th time. " * 60 for number in range(A_DAY))
    addresses = (f"https://example.org/{time.time_ns()}/{time_of}/{number}" for number in range(A_DAY))
    return [
        Written(article=an_article(body, address=address, on=str(day)), event=0)
        for body, address in zip(made, addresses, strict=True)
    ]


def least(step: Step) -> float:
    """Return the processor seconds of the cheapest of a few times."""
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        step()
        spent.append(time.process_time() - start)
    return min(spent)


def main(folder: Path, wanted: list[str]) -> None:
    for name, step in steps(Store(folder / "throughline.duckdb")):
        if not wanted or any(word in name for word in wanted):
            sys.stdout.write(f"{name:24} {least(step):7.3f} s\n")
            sys.stdout.flush()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    sys.stdout.write(f"{'most memory':24} {peak:7} MB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
