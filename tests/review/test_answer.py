"""What a reviewer answers is checked against what they saw, and becomes decisions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.decided import DecisionKind
from storage.models import StoryId
from storage.telling import LeftOut, Role
from tasks.review.answer import Answer, Verdict, decisions, faults, listed, unseen
from tests.storage.making import NOW, STORY, article, digest

MADE = digest(article())
(ITEM,) = MADE.articles
STORIES = [STORY, StoryId("ferry")]


def wrong(answer: Answer) -> str:
    return " ".join(faults(answer, MADE, STORIES))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(verdict=Verdict.APPROVE),
        Answer(verdict=Verdict.APPROVE, headline=f" {MADE.headline} ", note="Fine.", by="Ada"),
        Answer(verdict=Verdict.REJECT, note="Not news."),
        Answer(verdict=Verdict.CHANGE, headline="Bridge shut"),
        Answer(verdict=Verdict.CHANGE, drop=(1, 1)),
        Answer(verdict=Verdict.CHANGE, exclude=("1",)),
        Answer(verdict=Verdict.CHANGE, exclude=(ITEM.id[:6], str(ITEM.url), str(ITEM.path))),
        Answer(verdict=Verdict.CHANGE, merge=("ferry",)),
    ],
)
def test_a_sound_answer_has_no_fault(answer: Answer) -> None:
    assert wrong(answer) == ""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(verdict=Verdict.CHANGE), "Nothing is changed"),
        (Answer(verdict=Verdict.CHANGE, headline=MADE.headline), "Nothing is changed"),
        (Answer(verdict=Verdict.APPROVE, drop=(1,)), "choose “approve with changes”"),
        (Answer(verdict=Verdict.REJECT, headline="Other"), "“reject” makes no changes"),
        (Answer(verdict=Verdict.CHANGE, drop=(0, 9)), "no sentence 0; they go from 1 to 2. There is no sentence 9"),
        (Answer(verdict=Verdict.CHANGE, drop=(-1,)), "no sentence -1"),
        (Answer(verdict=Verdict.CHANGE, drop=(1, 2)), "reject the digest instead"),
        (Answer(verdict=Verdict.CHANGE, exclude=("0", "2")), "'0' is no article of this digest"),
        (Answer(verdict=Verdict.CHANGE, exclude=("gazette.html",)), "'gazette.html' is no article"),
        (
            Answer(verdict=Verdict.CHANGE, merge=("harbor-bridge", "x")),
            "is no other story; there is ferry",
        ),
        (Answer(verdict=Verdict.CHANGE, headline="x" * 201), "201 characters; 200"),
    ],
)
def test_what_can_not_be_done_is_said(answer: Answer, words: str) -> None:
    assert words in wrong(answer)


def test_an_answer_becomes_decisions_that_say_who_and_why() -> None:
    answer = Answer(
        verdict=Verdict.CHANGE, headline="Shut", drop=(2, 2), exclude=("1",), merge=("ferry",), note="Why.", by="Ada"
    )
    taken = decisions(answer, MADE, NOW)

    assert [(one.kind, one.subjects, one.value, one.day) for one in taken] == [
        (DecisionKind.BAR_SENTENCE, (MADE.sentences[1].quote.evidence.place,), "", None),
        (DecisionKind.EXCLUDE, (ITEM.id,), "", None),
        (DecisionKind.MERGE, ("ferry",), "", None),
        (DecisionKind.HEADLINE, (), "Shut", MADE.day),
    ]
    assert {(one.by, one.note, one.at, one.story) for one in taken} == {("Ada", "Why.", NOW, STORY)}


def test_an_answer_that_changes_nothing_is_no_decision() -> None:
    assert decisions(Answer(verdict=Verdict.APPROVE, headline=MADE.headline), MADE, NOW) == []


def test_only_articles_on_the_story_have_numbers() -> None:
    off = replace(ITEM, id="off", role=Role.OFF_STORY)
    assert listed(replace(MADE, articles=(off, ITEM))) == [ITEM]


def test_what_the_proof_showed_was_seen_and_nothing_else() -> None:
    first, second = MADE.sentences
    third = replace(second, quote=first.support[1])
    shown = replace(MADE, sentences=(first, second), left_out=())
    left: LeftOut = replace(MADE.left_out[0], quote=third.quote)

    assert unseen(shown, replace(MADE, sentences=(second,))) == []
    assert unseen(shown, replace(MADE, sentences=(second, third))) == [third]
    assert unseen(replace(shown, left_out=(left,)), replace(MADE, sentences=(second, third))) == []
