"""Only what reads as a sentence of the story may be quoted."""

from __future__ import annotations

import pytest

from tasks.summarize.candidates import ends_like_a_sentence, pool
from tests.builders import a_fold, an_article, folds_of

SENTENCE = "Divers found a deep crack in the bearing of the Lantern Bridge."


def texts(body: str, **facts) -> list[str]:
    article = an_article(body, **facts)
    return [one.quote.text for one in pool([article], folds_of(article), frozenset())]


def test_a_sentence_of_the_body_is_a_candidate_word_for_word() -> None:
    article = an_article(f"The crack\n{SENTENCE}")
    (found,) = pool([article], folds_of(article), frozenset())
    place = found.quote.evidence

    assert found.quote.text == SENTENCE
    assert article.body[place.start : place.end] == SENTENCE


@pytest.mark.parametrize(
    "line",
    [
        "A crack in the bearing of the Lantern Bridge",  # a heading
        "It is shut.",  # too short
        "word " * 61 + "end.",  # too long
        "For readers who have lost count, the paper puts together what is known.",
        "The operator of the ferry did not immediately respond to a request for comment.",
        "What we don’t know: why the bridge failed and how long the port will stay shut.",
    ],
)
def test_what_is_no_news_of_the_story_is_none(line: str) -> None:
    assert texts(f"{line}\n{SENTENCE}") == [SENTENCE]


def test_a_dateline_is_not_part_of_the_quotation() -> None:
    assert texts(f"TARNHAVEN, March 4 (NPA) — {SENTENCE}") == [SENTENCE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left.", True),
        ("“He left.”", True),
        ("He left (at last).", True),
        ("He left…", True),
        ("He left", False),
        ("Who left?", True),
    ],
)
def test_a_sentence_ends_like_one(text: str, expected: bool) -> None:
    assert ends_like_a_sentence(text) is expected


def test_a_copy_of_what_is_present_has_no_candidates() -> None:
    original, copy = an_article(SENTENCE, source="NPA"), an_article(SENTENCE, source="Valley Online")
    folds = {original.version: a_fold(original), copy.version: a_fold(copy, origin="NPA", copy_of=original.version)}

    both = pool([original, copy], folds, frozenset({original.version, copy.version}))
    alone = pool([copy], folds, frozenset({copy.version}))

    assert [one.quote.outlet for one in both] == ["NPA"]
    assert [one.quote.outlet for one in alone] == ["Valley Online"]


def test_a_sentence_about_an_unnamed_somebody_does_not_stand_alone() -> None:
    article = an_article("The cooperative let her go with the barley on Friday. " + SENTENCE)

    assert [one.alone for one in pool([article], folds_of(article), frozenset())] == [False, True]


def test_candidates_are_in_order_of_time_article_and_place() -> None:
    late = an_article(SENTENCE, source="Gazette", on="2026-03-03")
    early = an_article(f"The port is shut to all ships until further notice. {SENTENCE}", on="2026-03-02")
    undated = an_article(SENTENCE, source="Islander", on=None)
    found = pool([undated, late, early], folds_of(late, early, undated), frozenset())

    assert [one.quote.outlet for one in found] == ["Harbor Courier", "Harbor Courier", "Gazette", "Islander"]
