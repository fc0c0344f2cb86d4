"""What people decide about sentences, sources and headlines holds in every digest made from then on, and is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage.decided import Decision, DecisionKind
from storage.models import Article
from storage.telling import Digest, Omission, Quote, Role, Section, Status
from tasks.summarize.composition import compose
from tasks.summarize.days import Desk, days_decided_otherwise, days_to_tell_anew, material
from tasks.summarize.material import Recipe
from tests.builders import LOADED, a_day, a_fold, a_moment, a_story, an_article, folds_of, memberships_of

STORY = a_story(words=40)
FAILED = "A swing bridge failed in the harbor town of Tarnhaven on Monday, closing the inner harbor to ships."
TRAPPED = "Twelve vessels are trapped in the inner harbor, harbor master Ilse Maarten said."
BUILT = "The Lantern Bridge was built in 1931 and turns on a central pivot."
SHUT = "The swing bridge of Tarnhaven failed on Monday morning and shut the inner harbor."
BUS = "A bus stood on the span when its eastern end dropped, the fire service said."
LEANING = "They had last greased it in the spring of the year before."
SHORT = "No one died."
COURIER = an_article(f"{FAILED} {TRAPPED} {BUILT}", source="Harbor Courier", on="2026-03-02T10:00", title="Bridge out")
GAZETTE = an_article(f"{SHUT} {BUS} {LEANING} {SHORT}", source="Gazette", on="2026-03-02T12:00", title="Harbor is shut")
COST = "Repairing the Lantern Bridge will cost about €14 million, port director Sanne Holtby said on Tuesday."
LATER = an_article(f"{COST} {TRAPPED}", source="Gazette", on="2026-03-03T12:00", title="Repair will cost €14 million")
MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


def decide(kind: DecisionKind, *subjects: str, minute: int = 0, **values: Any) -> Decision:
    said = {"story": STORY.id, "by": "Ada", "note": "as agreed", **values}
    return Decision(kind=kind, subjects=subjects, at=LOADED + timedelta(minutes=minute), **said)


def place(article: Article, text: str) -> str:
    at = article.body.index(text)
    return f"{article.version}:{at}-{at + len(text)}"


def a_desk(articles: Sequence[Article], *decisions: Decision, digests: Sequence[Digest] = (), **facts: Any) -> Desk:
    return Desk(
        articles=articles,
        folds=facts.get("folds") or folds_of(*articles),
        memberships=memberships_of(STORY, *articles),
        digests=digests,
        rejections=[],
        decisions=decisions,
    )


def told(articles: Sequence[Article], *decisions: Decision, day: str = MONDAY, **facts: Any) -> Digest:
    draft = compose(material(a_desk(articles, *decisions, **facts), STORY, a_day(day)), Recipe())
    return replace(draft, status=Status.PUBLISHED, revision=1)


def shown(digest: Digest) -> list[Quote]:
    """Every quotation in every part but the list of what was left out."""
    found = [quote for one in digest.sentences for quote in (one.quote, *one.support, *one.was)]
    found += [reading.quote for one in digest.discrepancies for reading in one.readings]
    return [*found, *(side.quote for one in digest.changes for side in (one.before, one.after))]


def texts(digest: Digest, *sections: Section) -> list[str]:
    return [one.quote.text for one in digest.sentences if one.section in (sections or tuple(Section))]


def news(digest: Digest) -> list[str]:
    return texts(digest, Section.LEAD, Section.NEW)


def test_a_barred_sentence_is_shown_nowhere_and_listed_as_left_out() -> None:
    assert FAILED in {quote.text for quote in shown(told([COURIER, GAZETTE]))}

    digest = told([COURIER, GAZETTE], decide(DecisionKind.BAR_SENTENCE, place(COURIER, FAILED)))

    assert FAILED not in {quote.text for quote in shown(digest)}
    assert [left.reason for left in digest.left_out if left.quote.text == FAILED] == [Omission.BARRED]
    assert SHUT in news(digest)  # another outlet may still say it in its own words


def test_a_barred_sentence_is_barred_wherever_its_words_stand() -> None:
    edited = replace(an_article(f"{BUILT} {FAILED} {TRAPPED}", source="Harbor Courier", on=MONDAY), id=COURIER.id)
    reprint = an_article(f"{BUS} {FAILED}", source="Valley Online", on="2026-03-02T11:00")
    word = decide(DecisionKind.BAR_SENTENCE, place(COURIER, FAILED))

    digest = told([COURIER, replace(edited, modified=a_moment("2026-03-02T18:00")), reprint], word)

    assert FAILED not in {quote.text for quote in shown(digest)}


def test_what_was_told_and_is_barred_later_is_not_in_the_background_either() -> None:
    monday = told([COURIER, GAZETTE])
    lead = monday.sentences[0].quote
    article = next(one for one in (COURIER, GAZETTE) if one.id == lead.article)
    every = [COURIER, GAZETTE, LATER]
    assert lead.text in texts(told(every, day=TUESDAY, digests=[monday]), Section.BACKGROUND, Section.TIMELINE)

    word = decide(DecisionKind.BAR_SENTENCE, place(article, lead.text))
    tuesday = told(every, word, day=TUESDAY, digests=[monday])

    assert lead.text not in {quote.text for quote in shown(tuesday)}
    assert lead.text not in {left.beside.text for left in tuesday.left_out if left.beside}


@pytest.mark.parametrize("text", [LEANING, SHORT], ids=["leaning on another", "too short for a candidate"])
def test_a_pinned_sentence_is_told_whatever_its_merit(text: str) -> None:
    assert text not in news(told([COURIER, GAZETTE]))

    digest = told([COURIER, GAZETTE], decide(DecisionKind.PIN_SENTENCE, place(GAZETTE, text)))

    (pinned,) = [one for one in digest.sentences if one.quote.text == text]
    assert ("pinned", 1.0) in pinned.why
    assert GAZETTE.body[pinned.quote.evidence.start : pinned.quote.evidence.end] == text
    assert news(digest)[0] != text  # it is told, and leads only by its own strength


def test_a_pinned_sentence_of_a_copy_is_told_with_the_origin_it_has() -> None:
    copy = an_article(f"{FAILED} {TRAPPED} {SHUT}", source="Valley Online", on="2026-03-02T11:00")
    folds = folds_of(COURIER) | {copy.version: a_fold(copy, origin="Harbor Courier", copy_of=COURIER.version)}

    digest = told([COURIER, copy], decide(DecisionKind.PIN_SENTENCE, place(copy, SHUT)), folds=folds)

    (pinned,) = [one for one in digest.sentences if one.quote.text == SHUT]
    assert (pinned.quote.outlet, pinned.origins) == ("Valley Online", ("Harbor Courier",))


def test_a_pinned_sentence_is_found_again_in_a_newer_wording() -> None:
    edited = an_article(f"{SHORT} {FAILED} {BUILT}", source="Harbor Courier", on=MONDAY, address=COURIER.address)
    edited = replace(edited, modified=a_moment("2026-03-02T18:00"))

    digest = told([COURIER, edited, GAZETTE], decide(DecisionKind.PIN_SENTENCE, place(COURIER, BUILT)))

    (pinned,) = [one for one in digest.sentences if one.quote.text == BUILT]
    assert pinned.quote.evidence.version == edited.version
    assert [one.found for one in digest.decisions] == [True]


def test_a_pinned_sentence_that_was_edited_away_is_named_as_gone() -> None:
    edited = an_article(f"{FAILED} {TRAPPED}", source="Harbor Courier", on=MONDAY, address=COURIER.address)
    edited = replace(edited, modified=a_moment("2026-03-02T18:00"))

    digest = told([COURIER, edited], decide(DecisionKind.PIN_SENTENCE, place(COURIER, BUILT)))

    assert BUILT not in texts(digest)
    assert [(one.found, one.quotes[0].text) for one in digest.decisions] == [(False, BUILT)]


def test_a_pinned_sentence_of_an_earlier_day_is_background() -> None:
    monday = told([COURIER, GAZETTE])
    tuesday = told(
        [COURIER, GAZETTE, LATER],
        decide(DecisionKind.PIN_SENTENCE, place(GAZETTE, BUS)),
        day=TUESDAY,
        digests=[monday],
    )

    assert BUS in texts(tuesday)
    assert BUS not in news(tuesday)


def test_of_two_decisions_on_a_sentence_the_later_counts() -> None:
    pin = decide(DecisionKind.PIN_SENTENCE, place(COURIER, BUILT))
    bar = decide(DecisionKind.BAR_SENTENCE, place(COURIER, BUILT), minute=1)

    assert BUILT in texts(told([COURIER, GAZETTE], bar, pin))
    assert BUILT not in texts(told([COURIER, GAZETTE], pin, bar))


def test_a_barred_source_is_not_quoted_and_still_listed() -> None:
    digest = told([COURIER, GAZETTE], decide(DecisionKind.BAR_SOURCE, "Gazette"))

    assert {quote.outlet for quote in shown(digest)} == {"Harbor Courier"}
    assert all("Gazette" not in one.origins for one in digest.sentences)
    (listed,) = [one for one in digest.articles if one.outlet == "Gazette"]
    assert listed.role is Role.READ
    assert listed.reason.startswith("source barred by Ada: as agreed")
    assert digest.headline == COURIER.title


def test_a_pinned_source_speaks_for_what_others_say_too() -> None:
    told_by = {one.quote.outlet for one in told([COURIER, GAZETTE]).sentences if one.section is Section.LEAD}
    other = ({"Harbor Courier", "Gazette"} - told_by).pop()

    digest = told([COURIER, GAZETTE], decide(DecisionKind.PIN_SOURCE, other))

    assert digest.sentences[0].quote.outlet == other


def test_an_excluded_article_is_listed_with_who_took_it_off_and_why() -> None:
    digest = told([COURIER, GAZETTE], decide(DecisionKind.EXCLUDE, GAZETTE.id, note="another bridge"))

    assert {quote.outlet for quote in shown(digest)} == {"Harbor Courier"}
    (listed,) = [one for one in digest.articles if one.outlet == "Gazette"]
    assert (listed.role, listed.reason) == (Role.EXCLUDED, "excluded by Ada: another bridge")
    assert digest.coverage == ((MONDAY, "Harbor Courier", 1),)


def test_what_was_told_of_an_article_that_is_excluded_later_is_told_no_more() -> None:
    monday = told([COURIER, GAZETTE])
    word = decide(DecisionKind.EXCLUDE, COURIER.id)
    tuesday = told([COURIER, GAZETTE, LATER], word, day=TUESDAY, digests=[monday])

    assert COURIER.id not in {quote.article for quote in shown(tuesday)}
    assert [one.role for one in tuesday.articles if one.id == COURIER.id] == [Role.EXCLUDED]


def test_an_article_that_is_included_again_is_read() -> None:
    words = [decide(DecisionKind.EXCLUDE, GAZETTE.id), decide(DecisionKind.INCLUDE, GAZETTE.id, minute=1)]

    assert "Gazette" in {quote.outlet for quote in shown(told([COURIER, GAZETTE], *words))}


def test_a_persons_headline_is_marked_as_theirs() -> None:
    word = decide(DecisionKind.HEADLINE, value="Harbor closed", day=a_day(MONDAY))
    digest = told([COURIER, GAZETTE], word)

    assert (digest.headline, digest.headline_by, digest.headline_of) == ("Harbor closed", "Ada", None)
    other = told([COURIER, GAZETTE, LATER], word, day=TUESDAY, digests=[digest])
    assert (other.headline_by, other.headline) == (None, LATER.title)


def test_a_renamed_story_is_told_under_its_new_title() -> None:
    words = [decide(DecisionKind.RENAME, value="Old"), decide(DecisionKind.RENAME, value="Lantern Bridge", minute=1)]
    digest = told([COURIER], *words)

    assert digest.title == "Lantern Bridge"
    assert [one.value for one in digest.decisions] == ["Lantern Bridge"]


def test_a_decision_is_named_with_who_what_when_and_why() -> None:
    word = decide(DecisionKind.BAR_SENTENCE, place(COURIER, FAILED))
    (named,) = told([COURIER, GAZETTE], word).decisions

    assert (named.id, named.kind, named.by, named.at, named.note) == (
        word.id,
        "bar sentence",
        "Ada",
        LOADED,
        "as agreed",
    )
    assert [(quote.text, quote.evidence.version) for quote in named.quotes] == [(FAILED, COURIER.version)]


def test_a_decision_makes_a_new_digest_and_undoing_it_restores_the_old_one() -> None:
    before = told([COURIER, GAZETTE])
    decided = told([COURIER, GAZETTE], decide(DecisionKind.PIN_SENTENCE, place(COURIER, BUILT)))

    assert decided.input_hash != before.input_hash
    assert told([COURIER, GAZETTE]) == before


def test_a_decision_leaves_the_days_alone_on_which_there_was_nothing_it_is_about() -> None:
    words = [
        decide(DecisionKind.BAR_SENTENCE, place(LATER, COST)),
        decide(DecisionKind.EXCLUDE, LATER.id),
        decide(DecisionKind.BAR_SOURCE, "Valley Online"),
        decide(DecisionKind.HEADLINE, value="Costly", day=a_day(TUESDAY)),
        decide(DecisionKind.BAR_SENTENCE, place(COURIER, FAILED), story="another"),
    ]

    assert told([COURIER, GAZETTE, LATER], *words) == told([COURIER, GAZETTE, LATER])


def test_the_last_day_is_told_again_after_a_decision_and_earlier_ones_are_left() -> None:
    every = [COURIER, GAZETTE, LATER]
    monday = told(every)
    digests = [monday, told(every, day=TUESDAY, digests=[monday])]
    word = decide(DecisionKind.EXCLUDE, COURIER.id)

    assert days_to_tell_anew(a_desk(every, digests=digests), STORY) == []
    assert days_to_tell_anew(a_desk(every, word, digests=digests), STORY) == [a_day(TUESDAY)]
    assert days_decided_otherwise(a_desk(every, word, digests=digests), STORY) == [a_day(MONDAY), a_day(TUESDAY)]


def test_a_day_that_a_decision_names_is_told_again_too() -> None:
    every = [COURIER, GAZETTE, LATER]
    monday = told(every)
    digests = [monday, told(every, day=TUESDAY, digests=[monday])]
    word = decide(DecisionKind.HEADLINE, value="Harbor closed", day=a_day(MONDAY))

    assert days_to_tell_anew(a_desk(every, word, digests=digests), STORY) == [a_day(MONDAY)]


def test_what_was_told_under_decisions_that_still_count_is_not_told_again() -> None:
    every = [COURIER, GAZETTE]
    word = decide(DecisionKind.EXCLUDE, COURIER.id)

    assert days_decided_otherwise(a_desk(every, word, digests=[told(every, word)]), STORY) == []


def test_two_pinned_sentences_that_say_the_same_are_both_told() -> None:
    words = [decide(DecisionKind.PIN_SENTENCE, place(COURIER, FAILED), place(GAZETTE, SHUT))]

    assert {FAILED, SHUT} <= set(news(told([COURIER, GAZETTE], *words)))
