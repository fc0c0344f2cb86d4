"""What a day of a thousand articles costs as the store grows: to keep, fold, place, judge for one story, and index.

    python -m tests.benchmarks.days FOLDER 100000          builds FOLDER/throughline.duckdb, a day after the other
    python -m tests.benchmarks.days FOLDER 100000 90000    the same days from the 91st on, those before left out: what
                                                           the same news costs in a store that has less

Each day is done in a process of its own, as each run is. Prints each stage's CPU seconds (DuckDB's threads, reading and
writing included) for each day of a thousand articles, on the mean of ten days, and the largest peak of memory of any of
these processes so far; inventing the articles and starting Python are not counted. Stopped, it goes on where it was.
The articles of the next day are left in FOLDER/news, so that

    cd FOLDER; throughline run --folder news

tells what a whole run costs that adds them to what FOLDER holds: articles, copies, stories, a search index.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from flows.settings import Settings
from storage.connection import Store
from storage.indexing import catch_up, index_of
from storage.models import Article, Story, StoryId
from storage.rows import count
from tasks.deduplicate.task import fold_batch
from tasks.group.task import choose_members, place_articles
from tests.benchmarks.corpus import Written, newsroom
from tests.benchmarks.stores import add, batches

DATABASE = "throughline.duckdb"
SHOWN = 10  # days between lines
STAGES = ("keep", "fold", "place", "judge", "index")


def run(folder: Path, total: int, left_out: int = 0) -> None:
    """Add `total` articles but the first `left_out`, a thousand at a time, do with each what a run does, and print what
    it cost."""
    made = newsroom()
    before = left_out // 1000 + _days(Store(folder / DATABASE))
    since, whole, peak, spent = before, 0.0, 0, Counter[str]()
    followed: Story | None = None
    sys.stdout.write(f"articles  {'  '.join(f'{stage:>5}' for stage in STAGES)}  all s so far  peak MB\n")
    for number, batch in enumerate(batches(made, total), start=1):
        followed = followed or _followed(folder, batch)
        if number <= before:
            continue
        seconds, most = _apart(folder, followed, batch)
        spent.update(seconds)
        peak = max(peak, most)
        if number == before + 1 or number % SHOWN == 0 or number * 1000 >= total:
            whole += spent.total()
            _show(number, [spent[stage] / (number - since) for stage in STAGES], whole, peak)
            since, spent = number, Counter()
    _leave(folder / "news", next(batches(made, 1000)))


def _apart(folder: Path, followed: Story, batch: Sequence[Written]) -> tuple[dict[str, float], int]:
    """Do a day in a process of its own: what one remembers of the days before would cost and save what no run does."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_day, folder, followed, batch).result()


def _day(folder: Path, followed: Story, batch: Sequence[Written]) -> tuple[dict[str, float], int]:
    """Return the seconds that each stage of a day took, and the peak of memory in megabytes."""
    stages = _stages(Store(folder / DATABASE), followed, batch)
    seconds = {stage: _seconds(work) for stage, work in stages.items()}
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _days(store: Store) -> int:
    """Return how many days the store has been through: a benchmark that was stopped goes on there."""
    with store.reading() as connection:
        return count(connection, "SELECT count(*) FROM placements") // 1000


def _stages(store: Store, followed: Story, batch: Sequence[Written]) -> dict[str, Callable[[], object]]:
    families = Settings().outlet_families
    return {
        "keep": lambda: add(store, batch),
        "fold": lambda: _fold(store, families),
        "place": lambda: place_articles.fn(store),
        "judge": lambda: choose_members.fn(store, followed),
        "index": lambda: catch_up(store, index_of(store), lambda what, done, total: None),
    }


def _fold(store: Store, families: Mapping[str, str]) -> None:
    while fold_batch.fn(store, families).more:
        pass


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _show(day: int, stages: Sequence[float], whole: float, peak: int) -> None:
    sys.stdout.write(f"{day * 1000:8}  {'  '.join(f'{one:5.2f}' for one in stages)}  {whole:12.1f}  {peak:7}\n")
    sys.stdout.flush()


def _followed(folder: Path, batch: Sequence[Written]) -> Story:
    """Return the first day's largest event as a story to follow, by its commonest name; put it in the settings, too."""
    (event, _), *_ = Counter(one.event for one in batch).most_common()
    text = " ".join(one.article.body for one in batch if one.event == event)
    (name, _), *_ = Counter(re.findall(r"(?<=[a-z] )[A-Z]\w+", text)).most_common()
    settings = ["[throughline]", f'store = "{DATABASE}"', "", "[[story]]"]
    settings += ['id = "followed"', 'title = "Followed"', f'terms = ["{name}"]', ""]
    (folder / "throughline.toml").write_text("\n".join(settings), encoding="utf-8")
    return Story(id=StoryId("followed"), title="Followed", terms=(name,))


def _leave(folder: Path, batch: Sequence[Written]) -> None:
    """Write articles as a folder that the program reads."""
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(_record(one.article)) for one in batch]
    (folder / "day.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _record(article: Article) -> dict[str, str | None]:
    return {
        "id": article.id,
        "title": article.title,
        "text": article.body,
        "url": article.url,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
    }


if __name__ == "__main__":
    run(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
