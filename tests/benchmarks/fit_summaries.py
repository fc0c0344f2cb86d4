"""Fit the weights of tasks/summarize/features.py: `python tests/benchmarks/fit_summaries.py STORIES.jsonl`.

A line of the file is a story: `id`, `docs` (id, title, text, source) and a `summary` that people wrote. Every summary
within the limits is measured; the weights are those under which a softmax over a story's summaries expects the highest
ROUGE (R1 + 1.5 R2 + RL, F-measures without stemming), less a penalty on their squares. No random, no sampling: the same
file gives the same weights. Printed are the scores on stories that were not fitted on (five folds by the hash of the
id), then the scores and weights when all are used. Takes about two minutes for 700 stories.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rouge_score import rouge_scorer
from scipy.optimize import minimize

from tasks.summarize.brief import read
from tasks.summarize.features import FEATURES, WEIGHTS
from tasks.summarize.selection import summaries

FITTED = [name for name in FEATURES if name != "query"]  # nothing is asked in these stories
MEASURES = ("rouge1", "rouge2", "rougeL")
WORTH = np.array([1.0, 1.5, 1.0])
PENALTY = 0.8
FOLDS = 5
WORDS = 40

Floats = NDArray[np.float64]


@dataclass
class Measured:
    """The permitted summaries of one story."""

    fold: int
    features: Floats  # (summaries, FITTED)
    rouge: Floats  # (summaries, MEASURES)


def main() -> None:
    """Fit and print."""
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    stories = [measured for line in lines if (measured := measure(json.loads(line))) is not None]
    scale = np.concatenate([story.features for story in stories]).std(axis=0) + 1e-9
    for story in stories:
        story.features = (story.features - story.features.mean(axis=0)) / scale
    unseen = []
    for fold in range(FOLDS):
        weights = fit([story for story in stories if story.fold != fold])
        unseen += [outcome(story, weights) for story in stories if story.fold == fold]
    weights = fit(stories)
    sys.stdout.write(f"unseen R1 R2 RL {100 * np.mean(unseen, axis=0)}\n")
    sys.stdout.write(f"fitted R1 R2 RL {100 * np.mean([outcome(story, weights) for story in stories], axis=0)}\n")
    for name, weight in zip(FITTED, weights / scale, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.3g},\n')


def measure(story: dict[str, Any]) -> Measured | None:
    """Measure all permitted summaries of a story; None if there is none."""
    docs = [doc for doc in story["docs"] if doc.get("full_text", True) and (doc.get("text") or "").strip()]
    pool = read({"docs": docs}, words=WORDS).pool
    blocks = list(summaries(pool, dict.fromkeys(WEIGHTS, 0.0), width=100_000))
    if not blocks:
        return None
    chosen = np.concatenate(blocks)
    scorer = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=False)
    texts = [" ".join(pool.sentences[place].text for place in np.flatnonzero(row)) for row in chosen]
    scores = [scorer.score(story["summary"], text) for text in texts]
    rouge = np.array([[score[measure].fmeasure for measure in MEASURES] for score in scores])
    columns = [FEATURES.index(name) for name in FITTED]
    fold = int(hashlib.sha256(str(story["id"]).encode()).hexdigest(), 16) % FOLDS
    return Measured(fold, pool.describe(chosen)[:, columns], rouge)


def fit(stories: list[Measured]) -> Floats:
    """Return the weights that maximize the expected worth of a softmax over each story's summaries."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for story in stories:
            ratings = story.features @ weights
            chance = np.exp(ratings - ratings.max())
            chance /= chance.sum()
            worth = story.rouge @ WORTH
            expected = float(chance @ worth)
            total -= expected
            slope = slope - (chance * (worth - expected)) @ story.features
        return total, slope

    return np.asarray(minimize(loss, np.zeros(len(FITTED)), jac=True, method="L-BFGS-B").x)


def outcome(story: Measured, weights: Floats) -> Floats:
    """Return the scores of the summary that `weights` rate best."""
    return np.asarray(story.rouge[(story.features @ weights).argmax()])


if __name__ == "__main__":
    main()
