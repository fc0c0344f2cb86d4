"""How well texts that may be copies are found before they are measured: our marks beside MinHash with LSH.

`python -m tests.benchmarks.candidates` (datasketch and rensa are no dependencies: install them first) prints, for the
labelled set and for the invented newsroom, which share of the true pairs of copy and source each way finds, how many
other pairs it hands on to be measured, and its CPU milliseconds per article with everything included.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from datasketch import MinHash, MinHashLSH, MinHashLSHEnsemble
from rensa import RMinHash, RMinHashLSH

from tasks.deduplicate.fingerprints import RUN, fingerprint, fold_words
from tasks.deduplicate.relations import LEAST_MARKS, LEAST_MARKS_SHARE
from tests.benchmarks.corpus import newsroom
from tests.deduplicate.edits import labelled

Pairs = set[tuple[int, int]]
PERMUTATIONS = 128


def main() -> None:
    """Measure every way on both sets."""
    sets = {"labelled set": _labelled(), "newsroom, 2000 articles": _newsroom(2000)}
    for name, (texts, true) in sets.items():
        sys.stdout.write(f"{name}: {len(texts)} texts, {len(true)} true pairs\n")
        for way, find in WAYS.items():
            began = time.process_time()
            found = find(texts)
            spent = 1000 * (time.process_time() - began) / len(texts)
            share, others = len(true & found) / len(true), len(found - true)
            sys.stdout.write(f"  {way:42} found {share:7.2%}  others {others:5}  {spent:5.2f} ms\n")


def marks(texts: Sequence[str]) -> Pairs:
    """Pair texts by the marks that winnowing leaves, as folding does."""
    held: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    found: Pairs = set()
    for place, text in enumerate(texts):
        mine = fingerprint(text).marks.tolist()
        counts = Counter(other for mark in mine for other in held[mark])
        for other, count in counts.items():
            if count >= max(LEAST_MARKS, LEAST_MARKS_SHARE * min(len(mine), sizes[other])):
                found.add((other, place))
        sizes.append(len(mine))
        for mark in mine:
            held[mark].append(place)
    return found


def shingles(text: str) -> list[bytes]:
    """Return the five-word runs of a text."""
    words = fold_words(text)
    return [" ".join(words[at : at + RUN]).encode() for at in range(max(len(words) - RUN + 1, 1))]


def datasketch_lsh(threshold: float) -> Callable[[Sequence[str]], Pairs]:
    """Pair texts whose Jaccard likeness is likely above `threshold`."""

    def find(texts: Sequence[str]) -> Pairs:
        index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        sketches = []
        for place, text in enumerate(texts):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch(shingles(text))
            index.insert(place, sketch)
            sketches.append(sketch)
        return _ordered((place, other) for place, one in enumerate(sketches) for other in index.query(one))

    return find


def datasketch_containment(texts: Sequence[str]) -> Pairs:
    """Pair texts of which the smaller is likely to stand in the larger to a half: LSH Ensemble."""
    index = MinHashLSHEnsemble(threshold=0.5, num_perm=PERMUTATIONS, num_part=16)
    entries = []
    for place, text in enumerate(texts):
        runs = set(shingles(text))
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch(list(runs))
        entries.append((place, sketch, len(runs)))
    index.index(entries)
    return _ordered((place, other) for place, sketch, size in entries for other in index.query(sketch, size))


def rensa_lsh(texts: Sequence[str]) -> Pairs:
    """Pair texts as datasketch's LSH does, in Rust."""
    index = RMinHashLSH(threshold=0.3, num_perm=PERMUTATIONS, num_bands=32)
    sketches = []
    for place, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update([shingle.decode() for shingle in shingles(text)])
        index.insert(place, sketch)
        sketches.append(sketch)
    return _ordered((place, other) for place, one in enumerate(sketches) for other in index.query(one))


WAYS: dict[str, Callable[[Sequence[str]], Pairs]] = {
    "marks (winnowing)": marks,
    "datasketch MinHashLSH, Jaccard 0.5": datasketch_lsh(0.5),
    "datasketch MinHashLSH, Jaccard 0.2": datasketch_lsh(0.2),
    "datasketch LSH Ensemble, containment 0.5": datasketch_containment,
    "rensa RMinHashLSH, 32 bands of 4": rensa_lsh,
}


def _ordered(pairs: Iterable[tuple[int, int]]) -> Pairs:
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def _labelled() -> tuple[list[str], Pairs]:
    cases = labelled()
    first: dict[str, int] = {}
    true: Pairs = set()
    for place, case in enumerate(cases):
        if first.setdefault(case.cluster, place) != place and case.edit != "brief in a long article":
            true.add((first[case.cluster], place))
    return [case.article.body for case in cases], true


def _newsroom(count: int) -> tuple[list[str], Pairs]:
    made = list(islice(newsroom(per_day=1000), count))
    places = {one.article.version: place for place, one in enumerate(made)}
    true = {(places[one.copy_of], place) for place, one in enumerate(made) if one.copy_of}
    return [one.article.body for one in made], true


if __name__ == "__main__":
    main()
