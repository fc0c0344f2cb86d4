"""How grouping grows: what each thousand articles cost to place, and to judge for a followed story, as the store grows.

    python -m tests.benchmarks.groups FOLDER 100000     builds FOLDER/news.duckdb day by day; prints CPU seconds, memory

Only the two tasks are counted, with their reading and writing; making and storing the articles is not.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from storage import articles, copies
from storage.connection import Store
from storage.models import Story, StoryId
from storage.rows import insert_absent
from tasks.group.task import choose_members, place_articles
from tests.benchmarks.corpus import Written, newsroom
from tests.benchmarks.stores import batches, fold_of

SHOWN = 10  # batches of a thousand between lines


def run(folder: Path, total: int) -> None:
    """Add `total` articles a thousand at a time, group each, and print what it cost."""
    store = Store(folder / "news.duckdb")
    spent, reported, done = [0.0, 0.0], [0.0, 0.0], 0
    followed: Story | None = None
    print("articles  place ms each  judge ms each  place s so far  judge s so far  peak MB", flush=True)  # noqa: T201
    for number, batch in enumerate(batches(newsroom(), total), start=1):
        _take_in(store, batch)
        followed = followed or _story(batch)
        began = time.process_time()
        place_articles.fn(store)
        placed = time.process_time()
        choose_members.fn(store, followed)
        spent[0] += placed - began
        spent[1] += time.process_time() - placed
        done += len(batch)
        if number == 1 or number % SHOWN == 0 or done == total:
            since = 1 if number == 1 else SHOWN if number > SHOWN else SHOWN - 1
            each = [(now - then) / since for now, then in zip(spent, reported, strict=True)]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(  # noqa: T201
                f"{done:8} {each[0]:14.2f} {each[1]:14.2f} {spent[0]:15.1f} {spent[1]:15.1f} {peak:8}", flush=True
            )
            reported = list(spent)


def _take_in(store: Store, batch: list[Written]) -> None:
    folds = [fold_of(one) for one in batch]
    rows = [
        (one.version, one.origin, one.origin_reason, one.copy_of, "near" if one.copy_of else None, one.overlap, "")
        for one in folds
    ]
    with store.writing() as connection:
        articles.add(connection, [one.article for one in batch])
        insert_absent(connection, "folds", copies.COLUMNS, rows, ["version_id"])


def _story(batch: list[Written]) -> Story:
    """Return a story to follow: by the names of the first article's second word on."""
    name = next(word for word in batch[0].article.body.split()[1:] if word[0].isupper())
    return Story(id=StoryId("followed"), title="Followed", terms=(name,))


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
