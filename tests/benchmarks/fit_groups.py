"""Fit the constants of tasks/group: `python -m tests.benchmarks.fit_groups [--rounds 2] DATED.jsonl UNDATED.jsonl`.

A line of the files is an article: `id, title, text, date, cluster_id`. Settings are taken from a Sobol sequence in a
box around those in the code, then around the best found; no random, the same files give the same answer. Of each
setting every article's BCubed precision and recall are kept, so that folds (by the hash of the cluster) cost nothing:
what four folds choose is measured on the fifth. Printed are the scores of the code as it is, of articles that were not
chosen on, and of the best setting when all are used. A round of 128 takes about ten minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc
from tqdm import tqdm

from tasks.group import features, linkage, placing, records, scoring

Floats = NDArray[np.float64]
Setting = dict[str, float]

FOLDS = 5
SETTINGS = 128  # tried in a round
WORTH = (2.0, 1.0)  # of the two files: the second has few clusters, and says less
# A constant, where it stands and how far from its present value, as a factor, the first round looks.
CONSTANTS: Mapping[str, tuple[Any, float]] = {
    "_CROWD": (scoring, 1.3),
    "_QUIET": (scoring, 1.3),
    "LINE": (scoring, 1.6),
    "_FADES": (scoring, 1.5),
    "_LASTS": (scoring, 1.5),
    "_NEIGHBORS": (scoring, 1.6),
    "_MEAN": (linkage, 1.2),
    "_IMAGINED": (features, 2.0),
    "KEPT": (features, 1.5),
}
WHOLE = ("_NEIGHBORS", "_IMAGINED", "KEPT")
VIEWS = tuple(name for name, _ in features._VIEWS)  # their weights vary by this factor, and add up to 1
VARIED = 1.8


@dataclass(frozen=True)
class Corpus:
    """Articles and the clusters that people put them in."""

    given: list[dict[str, Any]]
    gold: list[str]
    folds: NDArray[np.int64]


@dataclass(frozen=True)
class Tried:
    """A setting, and precision and recall of each article of each corpus, as rows."""

    setting: Setting
    items: list[Floats]


def main() -> None:
    """Search and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs=2, type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    corpora = [read(path) for path in asked.files]
    tried = [measure(present(), corpora)]
    _say("as it is", [f1(items) for items in tried[0].items])
    for number in range(asked.rounds):
        center = best(tried, corpora).setting
        steps = box(center, 1.0 / (number + 1))
        tried += [measure(one, corpora) for one in tqdm(steps, desc=f"round {number + 1}", disable=None)]
        _say(f"unseen {number + 1}", unseen(tried, corpora))
    chosen = best(tried, corpora)
    _say("best", [f1(items) for items in chosen.items])
    sys.stdout.write(json.dumps({name: round(value, 4) for name, value in chosen.setting.items()}) + "\n")


def read(path: Path) -> Corpus:
    """Read articles; the fold of one is that of its cluster."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    given = [{**{key: one.get(key) for key in ("id", "title", "text")}, "published": one.get("date")} for one in lines]
    gold = [str(one["cluster_id"]) for one in lines]
    folds = [hashlib.sha256(name.encode()).digest()[0] % FOLDS for name in gold]
    return Corpus(given, gold, np.array(folds))


def present() -> Setting:
    """Return the setting in the code."""
    constants = {name: float(getattr(module, name)) for name, (module, _) in CONSTANTS.items()}
    return constants | dict(features._VIEWS)


def box(center: Setting, width: float) -> Iterator[Setting]:
    """Return settings around one: each constant within its factor, to the power of `width`."""
    names = [*CONSTANTS, *VIEWS]
    factors = np.array([*(factor for _, factor in CONSTANTS.values()), *(VARIED for _ in VIEWS)])
    points = qmc.Sobol(len(names), scramble=False).random(SETTINGS)
    for point in points[1:]:
        moved = dict(zip(names, factors ** (width * (2.0 * point - 1.0)), strict=True))
        yield {name: center[name] * moved[name] for name in names}


def measure(setting: Setting, corpora: Sequence[Corpus]) -> Tried:
    """Group the articles under a setting."""
    with _set(setting):
        return Tried(setting, [_items(corpus, list(records.group_records(corpus.given))) for corpus in corpora])


@cache
def _views(text: features.Text) -> tuple[features.Counts, ...]:
    """Count an article's stems once for all settings: none of them changes what is counted."""
    return features.views(text)


@contextlib.contextmanager
def _set(setting: Setting) -> Iterator[None]:
    total = sum(setting[name] for name in VIEWS)
    views = tuple((name, setting[name] / total) for name in VIEWS)
    with contextlib.ExitStack() as patched:
        for name, (module, _) in CONSTANTS.items():
            value = round(setting[name]) if name in WHOLE else setting[name]
            patched.enter_context(mock.patch.object(module, name, value))
        patched.enter_context(mock.patch.object(placing, "LINE", setting["LINE"]))
        patched.enter_context(mock.patch.object(features, "_VIEWS", views))
        patched.enter_context(mock.patch.object(placing, "views", _views))
        yield


def _items(corpus: Corpus, answers: Sequence[dict[str, Any]]) -> Floats:
    got = [answer["story"] for answer in answers]
    both, wanted, found = Counter(zip(corpus.gold, got, strict=True)), Counter(corpus.gold), Counter(got)
    shared = [both[pair] for pair in zip(corpus.gold, got, strict=True)]
    precision = [n / found[story] for n, story in zip(shared, got, strict=True)]
    recall = [n / wanted[story] for n, story in zip(shared, corpus.gold, strict=True)]
    return np.array([precision, recall])


def f1(items: Floats) -> float:
    """Return BCubed F1 (Bagga and Baldwin, 1998) from the articles' precision and recall."""
    precision, recall = items.mean(axis=1)
    return float(2 * precision * recall / (precision + recall))


def best(tried: Sequence[Tried], corpora: Sequence[Corpus], left_out: int = -1) -> Tried:
    """Return what is best on the folds that are not left out."""

    def worth(one: Tried) -> float:
        return sum(
            weight * f1(items[:, corpus.folds != left_out])
            for weight, items, corpus in zip(WORTH, one.items, corpora, strict=True)
        )

    return max(tried, key=worth)


def unseen(tried: Sequence[Tried], corpora: Sequence[Corpus]) -> list[float]:
    """Return the scores of each fold under what the others choose."""
    parts: list[list[Floats]] = [[] for _ in corpora]
    for fold in range(FOLDS):
        chosen = best(tried, corpora, fold)
        for part, items, corpus in zip(parts, chosen.items, corpora, strict=True):
            part.append(items[:, corpus.folds == fold])
    return [f1(np.concatenate(part, axis=1)) for part in parts]


def _say(what: str, scores: Sequence[float]) -> None:
    sys.stdout.write(f"{what}: " + " ".join(f"{score:.4f}" for score in scores) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
