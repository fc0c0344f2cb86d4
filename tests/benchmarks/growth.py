"""How folding copies grows: `python -m tests.benchmarks.growth 1000 10000 100000`.

For each size a store of its own is filled day by day with the invented newsroom (tests/benchmarks/corpus.py), all its
articles are folded, and then one more day of a thousand articles is. Prints one line for each, with CPU seconds and the
peak of memory so far; give one size alone for a peak of its own.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import articles, copies
from storage.connection import Store
from storage.models import VersionId
from tasks.deduplicate.task import fold_batch
from tests.benchmarks.corpus import Written, newsroom

DAY = 1000


def main(sizes: list[int]) -> None:
    """Measure each size."""
    sys.stdout.write("articles  folding: CPU s  ms each  one more day: CPU s  peak MB  copies found  false folds\n")
    for size in sizes:
        sys.stdout.write(line(size) + "\n")
        sys.stdout.flush()


def line(size: int) -> str:
    """Fold `size` articles and then a day more, and tell what it cost and how well it went."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "news.duckdb")
        made = newsroom(per_day=DAY)
        truth = fill(store, islice(made, size))
        whole = folding(store)
        truth |= fill(store, islice(made, DAY))
        day = folding(store)
        found, false = compared(store, truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * whole / size
    return f"{size:8}  {whole:14.1f}  {each:7.2f}  {day:19.1f}  {peak:7.0f}  {found:12.2%}  {false:11}"


def fill(store: Store, written: Iterator[Written]) -> dict[VersionId, str]:
    """Keep articles, a day at a time; return for each whether it is a report, an update, or which kind of copy."""
    truth: dict[VersionId, str] = {}
    while day := list(islice(written, DAY)):
        truth |= {one.article.version: one.how for one in day}
        with store.writing() as connection:
            articles.add(connection, [one.article for one in day])
    return truth


def folding(store: Store) -> float:
    """Fold what waits; return the CPU seconds, DuckDB's threads included."""
    before = time.process_time()
    while fold_batch.fn(store, {}).more:
        pass
    return time.process_time() - before


def compared(store: Store, truth: dict[VersionId, str]) -> tuple[float, int]:
    """Return the share of the copies that were folded, and how many reports and updates were."""
    with store.reading() as connection:
        folds = copies.all(connection)
    folded = Counter(how for version, how in truth.items() if folds[version].copy_of)
    true = Counter(truth.values())
    genuine = ("report", "update")
    found = sum(folded[how] for how in true if how not in genuine)
    return found / max(sum(true[how] for how in true if how not in genuine), 1), sum(folded[how] for how in genuine)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10_000])
