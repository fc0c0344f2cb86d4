"""BCubed F1 of a grouping (Bagga and Baldwin, 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def bcubed_f1(gold: Sequence[str], got: Sequence[str]) -> float:
    """Return the harmonic mean of BCubed precision and recall, 0 to 1."""
    both, wanted, found = Counter(zip(gold, got, strict=True)), Counter(gold), Counter(got)
    precision = sum(n * n / found[group] for (_, group), n in both.items()) / len(gold)
    recall = sum(n * n / wanted[group] for (group, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)
