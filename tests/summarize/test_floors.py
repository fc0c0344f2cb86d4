"""What the summarizer reaches on a set of real stories must not sink; skipped where the set is not at hand."""

import json
from pathlib import Path

import pytest
from rouge_score import rouge_scorer

from tasks.summarize.brief import summarize_record
from tasks.summarize.context import stands_alone

STORIES = Path(__file__).parents[2] / "../shared/eval/data/allsides_stories/dev.jsonl"
FLOORS = {"rouge1": 35.4, "rouge2": 15.6, "rougeL": 26.6}
MOST_LEANING = 0.02


@pytest.mark.skipif(not STORIES.exists(), reason="the stories are not part of the project")
def test_short_summaries_of_real_stories_stay_above_their_floors() -> None:
    scorer = rouge_scorer.RougeScorer(list(FLOORS), use_stemmer=False)
    totals, unresolved, count = dict.fromkeys(FLOORS, 0.0), 0, 0
    stories = [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]
    for story in stories:
        docs = [doc for doc in story["docs"] if doc.get("full_text", True) and (doc.get("text") or "").strip()]
        sentences = summarize_record({"id": story["id"], "docs": docs}, words=40)["sentences"]
        reached = scorer.score(story["summary"], " ".join(sentence["text"] for sentence in sentences))
        for measure in totals:
            totals[measure] += 100 * reached[measure].fmeasure / len(stories)
        unresolved += sum(hangs_in_the_air(sentences, number) for number in range(len(sentences)))
        count += len(sentences)
    assert all(totals[measure] >= floor for measure, floor in FLOORS.items()), totals
    assert unresolved <= MOST_LEANING * count


def hangs_in_the_air(sentences: list[dict], number: int) -> bool:
    """Say whether a sentence leans on one that does not stand right before it."""
    if stands_alone(sentences[number]["text"]):
        return False
    before = sentences[number - 1] if number else {"doc": None, "end": 0}
    return before["doc"] != sentences[number]["doc"] or sentences[number]["start"] - before["end"] > 5
