"""Put every one of sumy's summarizers beside `throughline summarize`, in one run on the same stories.

    python tests/benchmarks/compare_summarizers.py ../shared/eval/data/allsides_stories/dev.jsonl --words 100

Each of sumy's is fed the first five sentences of each article, through sumy's own classes, with its stemmer and stop
words, and gives its sentences in its own order of rank until no further one fits the words. Edmundson's wants words by
hand: bonus words are those of the titles, null words sumy’s stop words; for stigma words, which it will not do without,
a word that no text has stands in. Prints ROUGE F-measures without stemming, in percent, and seconds.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rouge_score import rouge_scorer
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from tasks.summarize.brief import summarize_record
from tasks.text.sentences import split

FIRST = 5  # sentences of each article that sumy's summarizers are given
SHORTEST, LONGEST = 7, 60  # words of a sentence that may be chosen
MEASURES = ("rouge1", "rouge2", "rougeL")
SUMY = {
    "LexRank": LexRankSummarizer,
    "TextRank": TextRankSummarizer,
    "LSA": LsaSummarizer,
    "Luhn": LuhnSummarizer,
    "Edmundson": EdmundsonSummarizer,
    "SumBasic": SumBasicSummarizer,
    "KL": KLSummarizer,
    "Reduction": ReductionSummarizer,
}
Story = dict[str, Any]


class Words:
    """sumy's tokenizer interface, offline."""

    _word = re.compile(r"[^\W\d_](?:[^\W\d_]|['-])*")

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(self._word.findall(text))

    def to_sentences(self, text: str) -> tuple[str, ...]:
        return tuple(text[span.start : span.end] for span in split(text))


def main() -> None:
    """Print a row for each summarizer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("stories", type=Path)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--only", nargs="*", help="names of rows; all if left out")
    given = parser.parse_args()
    stories = [json.loads(line) for line in given.stories.read_text("utf-8").splitlines()][: given.limit]
    sys.stdout.write(f"{len(stories)} stories, {given.words} words\n{'':12}    R1    R2    RL  seconds\n")
    ways: dict[str, Callable[[Story], str]] = {"throughline": lambda story: ours(story, given.words)}
    ways |= {name: _sumy_way(name, given.words) for name in SUMY}
    for name, summarize in ways.items():
        if given.only and name not in given.only:
            continue
        began = time.process_time()
        summaries = [summarize(story) for story in stories]
        seconds = time.process_time() - began
        scores = rouge([(story["summary"], text) for story, text in zip(stories, summaries, strict=True)])
        sys.stdout.write(f"{name:12}" + "".join(f"{score:6.1f}" for score in scores) + f"{seconds:9.1f}\n")
        sys.stdout.flush()


def ours(story: Story, words: int) -> str:
    """Summarize a story as the filter does."""
    record = summarize_record({"id": story["id"], "docs": articles(story)}, words=words)
    return " ".join(sentence["text"] for sentence in record["sentences"])


def _sumy_way(name: str, words: int) -> Callable[[Story], str]:
    return lambda story: theirs(name, story, words)


def theirs(name: str, story: Story, words: int) -> str:
    """Summarize a story by one of sumy's summarizers, in its own order of rank."""
    tokenizer = Words()
    paragraphs = [Paragraph([Sentence(text, tokenizer) for text in opening(doc)]) for doc in articles(story)]
    document = ObjectDocumentModel(paragraphs)
    summarizer = SUMY[name](Stemmer("english"))
    if name == "Edmundson":
        titles = {word for doc in articles(story) for word in tokenizer.to_words(doc.get("title") or "")}
        summarizer.bonus_words = titles or {"news"}
        summarizer.null_words = get_stop_words("english")
        summarizer.stigma_words = ["zzzz"]
    else:
        summarizer.stop_words = get_stop_words("english")
    chosen: list[str] = []
    spent = 0
    for text in ranked(summarizer, document):
        size = len(text.split())
        if spent + size <= words:
            chosen.append(text)
            spent += size
        if words - spent < SHORTEST:
            break
    return " ".join(chosen)


def opening(doc: Story) -> list[str]:
    """Return the first sentences of an article that may be chosen."""
    sentences = [doc["text"][span.start : span.end] for span in split(doc["text"])]
    return [text for text in sentences if SHORTEST <= len(text.split()) <= LONGEST][:FIRST]


def ranked(summarizer: Any, document: ObjectDocumentModel) -> list[str]:
    """Return the distinct sentences by rank: sumy lets the wanted number be a function of all it has rated."""
    order: list[str] = []

    def keep(rated: Sequence[Any]) -> Sequence[Any]:
        order.extend(str(one.sentence) for one in rated)
        return rated

    summarizer(document, keep)
    return list(dict.fromkeys(order))


def articles(story: Story) -> list[Story]:
    """Return the articles of a story that have their full text."""
    return [doc for doc in story["docs"] if doc.get("full_text", True) and (doc.get("text") or "").strip()]


def rouge(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Return mean F-measures in percent."""
    scorer = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=False)
    scored = [scorer.score(reference, text) for reference, text in pairs]
    return [100 * sum(one[measure].fmeasure for one in scored) / len(scored) for measure in MEASURES]


if __name__ == "__main__":
    main()
