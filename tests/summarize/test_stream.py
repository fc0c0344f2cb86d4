"""A stream is passed on where it says something new on the story, decided by what came before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tasks.summarize.stream import novel_record

DATA = Path(__file__).parents[2] / "../shared/eval/data/trec_ts/dev.jsonl"

FERRY = [
    "A ferry with nineteen people on board ran aground on the Kettle Reef near Osmund early on Monday.",
    "Home | Contact | About Us | Log In | Search »",
    "The ferry ran aground on the Kettle Reef near Osmund early on Monday with nineteen people on board.",
    "My aunt has painted the kitchen yellow and does not regret it at all.",
    "All nineteen people on the Osmund ferry were rescued by lifeboats, the coastguard in Lund Haven said.",
    "A ferry with nineteen people on board ran aground on the Kettle Reef near Osmund early on Monday.",
    "Divers found a gash in the hull of the ferry that ran aground near Osmund, harbor master Piet Holm said.",
    "Share this ferry",
]


def _record(sentences: list[str], query: str = "Osmund ferry aground", **facts: Any) -> dict[str, Any]:
    given = [{"id": f"s{place}", "time": 100 + place, "text": text} for place, text in enumerate(sentences)]
    return {"id": "x", "query": query, "sentences": given} | facts


def test_new_facts_on_the_story_are_passed_on_and_nothing_else() -> None:
    assert novel_record(_record(FERRY)) == {"id": "x", "emitted": ["s0", "s4", "s6"]}


def test_a_sentence_is_decided_on_without_looking_at_what_comes_later() -> None:
    emitted = novel_record(_record(FERRY))["emitted"]
    for length in range(len(FERRY) + 1):
        early = novel_record(_record(FERRY[:length]))["emitted"]
        assert early == [one for one in emitted if int(one[1:]) < length]


def test_of_what_comes_at_one_moment_a_thing_is_said_once() -> None:
    record = _record([FERRY[2], FERRY[0]])
    for sentence in record["sentences"]:
        sentence["time"] = 5
    assert len(novel_record(record)["emitted"]) == 1


def test_another_matter_that_shares_one_word_is_not_passed_on() -> None:
    other = "The ferry company Brightline reported higher profits for the summer season in the southern lakes."
    assert novel_record(_record([*FERRY[:5], other]))["emitted"] == ["s0", "s4"]


def test_sentences_without_times_are_taken_one_by_one() -> None:
    record = _record(FERRY)
    for sentence in record["sentences"]:
        del sentence["time"]
    assert novel_record(record)["emitted"] == ["s0", "s4", "s6"]


def test_sentences_without_words_and_empty_streams_pass_nothing_on() -> None:
    assert novel_record(_record(["", "…", "!!!"]))["emitted"] == []
    assert novel_record(_record([]))["emitted"] == []


def test_a_record_of_another_shape_is_an_error() -> None:
    with pytest.raises(KeyError):
        novel_record({"id": "x", "query": "ferry"})


@pytest.mark.slow
def test_past_events_are_followed_better_than_by_any_simple_filter() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not here")
    events = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    precision = recall = 0.0
    for event in events:
        told = novel_record({"id": event["topic"], "query": event["query"], "sentences": event["updates"]})["emitted"]
        nuggets = {one["id"]: set(one["nuggets"]) for one in event["updates"]}
        seen: set[str] = set()
        useful = 0
        for key in told:
            useful += bool(nuggets[key] - seen)
            seen |= nuggets[key]
        known = {one["id"] for one in event["nuggets"]}
        precision += useful / max(len(told), 1) / len(events)
        recall += len(seen & known) / len(known) / len(events)
    assert 2 * precision * recall / (precision + recall) >= 0.35
