"""The second pass: what it strikes, why, and what it must leave alone."""

from __future__ import annotations

import pytest

from storage.models import CreditKind, RemovalReason
from tasks.extract.boilerplate import Cleaned, clean

LEAD = (
    "The ferry between Hull and the island of Brough stopped on Monday after its engine caught fire off the north quay."
)
SECOND = "Nobody was hurt, the coast guard said, and the forty passengers were brought ashore in lifeboats before noon."
THIRD = "The operator expects the ship to be out of service for at least three weeks while the engine room is rebuilt."
FOURTH = "Islanders have been asked to use the mail boat, which carries twelve people and sails twice a day."
STORY = [LEAD, SECOND, THIRD, FOURTH]


def cleaned(*lines: str, title: str | None = None) -> Cleaned:
    return clean("\n".join(lines), title=title)


def reasons(result: Cleaned) -> dict[str, str]:
    return {line.text: line.reason.value for line in result.removed}


def test_a_clean_text_is_left_as_it_is() -> None:
    result = cleaned(*STORY)
    assert result.text == "\n".join(STORY)
    assert (result.removed, result.credits, result.title) == ((), (), None)


def test_empty_lines_and_unbreakable_spaces_go_without_a_record() -> None:
    result = clean(f"{LEAD}\u00a0\n\n \u00a0 \n---\n{SECOND}\u200b\n\n\n")
    assert result.text == f"{LEAD}\n{SECOND}"
    assert result.removed == ()


def test_cleaning_twice_changes_nothing() -> None:
    once = cleaned(
        "Ferry stops after engine fire", "By Jane Doe", *STORY, "Share this article", "© 2026 Harbor Herald."
    )
    assert clean(once.text).text == once.text


# ------------------------------------------------------------------------------------------------- title and deck
def test_headline_above_the_text_becomes_the_title() -> None:
    result = cleaned("Ferry stops after engine fire", *STORY)
    assert result.title == "Ferry stops after engine fire"
    assert result.text.startswith(LEAD)
    assert reasons(result) == {"Ferry stops after engine fire": "title"}


@pytest.mark.parametrize("first", [LEAD, "The island waits.", "Advertisement", "Follow topic:", "By Jane Doe"])
def test_a_sentence_or_furniture_is_no_headline(first: str) -> None:
    assert cleaned(first, *STORY[1:]).title is None


def test_title_is_struck_however_it_is_quoted_and_spaced() -> None:
    result = cleaned("‘No  way across’: Ferry stops", *STORY, title="'No way across': ferry stops")
    assert result.text.startswith(LEAD)


def test_another_wording_of_the_given_title_is_struck() -> None:
    result = cleaned("Brough ferry stops after engine fire", *STORY, title="Ferry stops after fire in engine")
    assert reasons(result) == {"Brough ferry stops after engine fire": "title"}


def test_another_first_heading_stays() -> None:
    assert cleaned("What we know so far", *STORY, title="Ferry stops after fire").text.startswith("What we know")


def test_deck_that_says_the_first_paragraph_again_is_struck() -> None:
    deck = "The ferry between Hull and Brough stopped after a fire in the engine off the quay."
    assert reasons(cleaned(deck, *STORY)) == {deck: "deck"}


def test_deck_with_a_figure_of_its_own_stays() -> None:
    deck = "The ferry between Hull and Brough stopped with 40 passengers after a fire off the north quay."
    assert deck in cleaned(deck, *STORY).text


def test_lead_is_no_deck_when_the_next_paragraph_goes_on() -> None:
    assert cleaned(*STORY).text.startswith(LEAD)


# --------------------------------------------------------------------------------------------------------- teasers
def test_teaser_entries_go_with_their_heading_and_the_story_goes_on() -> None:
    entries = ["Why the tide tables were wrong", "Ten islands worth the crossing", "Who owns the north quay now"]
    result = cleaned(LEAD, SECOND, "Recommended stories", *entries, THIRD, FOURTH)
    assert result.text == "\n".join(STORY)
    assert set(reasons(result).values()) == {"teaser"}


def test_marks_of_a_list_without_entries_take_no_news() -> None:
    result = cleaned(LEAD, "Recommended stories", "list of 4 itemsend of list", SECOND, THIRD, FOURTH)
    assert result.text == "\n".join(STORY)


def test_the_paragraph_after_a_list_that_says_its_end_stays() -> None:
    listed = ["list of 2 items", "Why the tide tables were wrong", "Who owns the quay", "end of list"]
    result = cleaned(LEAD, SECOND, THIRD, "Recommended stories", *listed, FOURTH)
    assert result.text == "\n".join(STORY)


def test_crosshead_below_a_teaser_heading_stays() -> None:
    assert "A slow repair" in cleaned(LEAD, SECOND, "Related", "A slow repair", THIRD, FOURTH).text


def test_teasers_with_decks_at_the_end_go_entirely() -> None:
    teasers = [
        "Why the tide tables were wrong",
        "It took the pilots a year to find out what had been printed there.",
    ] * 1
    more = ["Ten islands worth the crossing", "Our readers have chosen, and the smallest of them came out at the top."]
    result = cleaned(*STORY, "More from Harbor Herald", *teasers, *more)
    assert result.text == "\n".join(STORY)


def test_topic_label_takes_its_tags() -> None:
    result = cleaned("Follow topic:", "Ferries", *STORY, "See more on", "Transport", "North Sea")
    assert result.text == "\n".join(STORY)
    assert set(reasons(result).values()) == {"topic"}


def test_newsletter_prompt_takes_the_name_above_it() -> None:
    result = cleaned(LEAD, "The Morning Tide", "The day in ten minutes, in your inbox at six.", SECOND, THIRD)
    assert result.text == "\n".join(STORY[:3])
    assert set(reasons(result).values()) == {"newsletter"}


# -------------------------------------------------------------------------------------------------------- pictures
def test_caption_above_a_credit_goes_when_furniture_stands_above_it() -> None:
    caption = "Passengers leave the lifeboats at the north quay on Monday."
    result = cleaned("Ferry stops after engine fire", caption, "PHOTO: REUTERS", *STORY)
    assert reasons(result)[caption] == "caption"
    assert reasons(result)["PHOTO: REUTERS"] == "photo_credit"
    assert [(credit.kind, credit.name) for credit in result.credits] == [(CreditKind.PHOTO, "Reuters")]


def test_paragraph_above_a_credit_in_the_text_stays() -> None:
    assert cleaned(LEAD, SECOND, "Photo: Jane Doe", THIRD, FOURTH).text == "\n".join(STORY)


def test_lead_above_a_credit_stays() -> None:
    assert cleaned(LEAD, "Photo: Jane Doe", SECOND, THIRD, FOURTH).text == "\n".join(STORY)


# --------------------------------------------------------------------------------------------------------- credits
@pytest.mark.parametrize(
    ("ending", "credit", "name"),
    [
        (" BLOOMBERG", "BLOOMBERG", "Bloomberg"),
        (" — AP", "— AP", "AP"),
        (" (Reuters)", "(Reuters)", "Reuters"),
        (" AFP/dpa", "AFP/dpa", "AFP"),
        (" NPA", "NPA", "NPA"),
    ],
)
def test_agency_at_the_end_of_the_last_paragraph_becomes_a_credit(ending: str, credit: str, name: str) -> None:
    result = cleaned(LEAD, SECOND, THIRD + ending)
    assert result.text == "\n".join(STORY[:3])
    assert (credit, RemovalReason.WIRE_CREDIT) in [(line.text, line.reason) for line in result.removed]
    assert (CreditKind.WIRE, name) in [(found.kind, found.name) for found in result.credits]


@pytest.mark.parametrize(
    "last", ["He was met by the BBC", "The sale went to Bloomberg.", "They sail for the USA.", "Enough. END"]
)
def test_a_name_that_belongs_to_the_sentence_is_no_credit(last: str) -> None:
    result = cleaned(LEAD, SECOND, f"The ship is old and its owner is tired of it, he said. {last}")
    assert result.text.endswith(last)
    assert result.credits == ()


def test_dateline_stays_in_the_body_and_credits_its_agency() -> None:
    result = cleaned(f"HULL, England (AP) — {LEAD}", SECOND, THIRD)
    assert result.text.startswith("HULL, England (AP) — The ferry")
    assert result.dateline == "HULL, England (AP) — "
    assert [(credit.kind, credit.name) for credit in result.credits] == [(CreditKind.WIRE, "AP")]


def test_syndication_line_names_outlet_and_title() -> None:
    result = cleaned(*STORY, "The post Ferry Stops After Fire appeared first on New York Times.")
    assert result.title == "Ferry Stops After Fire"
    assert [(credit.kind, credit.name) for credit in result.credits] == [(CreditKind.SYNDICATED, "The New York Times")]
    assert result.text == "\n".join(STORY)


def test_contributor_of_an_agency_is_a_credit_and_a_reporter_is_none() -> None:
    with_agency = cleaned(*STORY, "Associated Press writer Jane Doe contributed to this report.")
    without = cleaned(*STORY, "Jane Doe contributed reporting.")
    assert [credit.name for credit in with_agency.credits] == ["AP"]
    assert without.credits == ()
    assert with_agency.text == without.text == "\n".join(STORY)


# ---------------------------------------------------------------------------------------------------------- others
@pytest.mark.parametrize(
    "slogan",
    [
        "Your source for the latest news and stories from the coast.",
        "The Harbor Herald: all the news of the coast.",
        "Harbor Herald. Printed on the quay since 1888.",
    ],
)
def test_slogan_at_the_end_is_struck(slogan: str) -> None:
    assert reasons(cleaned(*STORY, slogan)) == {slogan: "slogan"}


@pytest.mark.parametrize(
    "last",
    [
        "A media company for the island said the news was not good.",
        "The harbor: a place with a view of the sea and no ferry.",
        "A news site for farmers published the latest prices.",
    ],
)
def test_last_sentence_with_a_verb_is_no_slogan(last: str) -> None:
    assert cleaned(*STORY, last).text.endswith(last)


def test_paragraph_that_stands_twice_is_kept_once() -> None:
    result = cleaned(LEAD, SECOND, THIRD, SECOND, FOURTH)
    assert result.text == "\n".join(STORY)
    assert reasons(result) == {SECOND: "repeated"}


def test_question_asked_twice_stays() -> None:
    question = "What would you say to the passengers who have been waiting here since Monday morning?"
    assert cleaned(LEAD, question, SECOND, question, THIRD).text.count(question) == 2


def test_bio_in_the_middle_of_a_text_is_news() -> None:
    witness = "Jane Doe is a writer who lives in the last house above the quay."
    assert witness in cleaned(LEAD, witness, SECOND, THIRD, FOURTH).text


def test_crossheads_stay() -> None:
    assert cleaned(LEAD, SECOND, "A slow repair", THIRD, FOURTH).text == "\n".join(
        [LEAD, SECOND, "A slow repair", THIRD, FOURTH]
    )


def test_furniture_in_other_languages_is_struck() -> None:
    lines = [
        "Lesen Sie auch: Der Hafen bleibt zu",
        "Publicité",
        "Suscríbete a nuestro boletín diario",
        "Фото: Укрінформ",
    ]
    result = cleaned(LEAD, SECOND, *lines, THIRD, FOURTH)
    assert result.text == "\n".join(STORY)
    assert list(reasons(result).values()) == ["teaser", "advertisement", "newsletter", "photo_credit"]
