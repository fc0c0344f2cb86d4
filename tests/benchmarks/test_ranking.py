"""How LexRank, TextRank and Reduction grow: sumy's own beside ours, on the same sentences.

`pytest tests/benchmarks/test_ranking.py --benchmark-only` also runs sumy's own at 2,000 sentences: half a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from tasks.summarize.ranking import FastLexRankSummarizer, FastReductionSummarizer, FastTextRankSummarizer

KINDS = {
    "lexrank": (FastLexRankSummarizer, LexRankSummarizer),
    "textrank": (FastTextRankSummarizer, TextRankSummarizer),
    "reduction": (FastReductionSummarizer, ReductionSummarizer),
}


class Words:
    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(text.split())


def sentences(count: int) -> ObjectDocumentModel:
    """Thirteen words a sentence, spread as content words are in news: the n-th as often as one over n."""
    words, made, state = Words(), [], 1
    for _ in range(count):
        chosen = []
        for _ in range(13):
            state = (state * 1103515245 + 12345) % 2**31
            chosen.append(f"word{int(20000 ** ((state >> 7) % 9973 / 9973)) + (state >> 20) % 37}")
        made.append(Sentence(" ".join(chosen), words))
    return ObjectDocumentModel([Paragraph(made)])


@pytest.mark.parametrize("count", [200, 2000])
@pytest.mark.parametrize("kind", KINDS)
def test_ours(benchmark: Any, kind: str, count: int) -> None:
    run(benchmark, KINDS[kind][0], count)


@pytest.mark.parametrize("count", [200, 2000])
@pytest.mark.parametrize("kind", KINDS)
def test_sumys_own(benchmark: Any, request: pytest.FixtureRequest, kind: str, count: int) -> None:
    if count > 200 and not request.config.getoption("benchmark_only"):
        pytest.skip("takes a minute; ask for it with --benchmark-only")
    run(benchmark, KINDS[kind][1], count)


def run(benchmark: Any, summarizer: Callable[[], Any], count: int) -> None:
    document = sentences(count)
    chosen = benchmark.pedantic(summarizer(), (document, 5), rounds=1, warmup_rounds=0)
    assert len(chosen) == 5
