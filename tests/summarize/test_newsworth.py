"""What editors look for: numbers of people harmed, figures that others give too, what is not of the past."""

from __future__ import annotations

import pytest

from tasks.publish.wording import FEATURES
from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.newsworth import NewsValue, counts_people_harmed, is_of_the_past, is_scene
from tests.builders import an_article, folds_of


def a_candidate(
    text: str, *, language: str = "en", source: str = "Courier", on: str | None = "2026-03-04"
) -> Candidate:
    article = an_article(text, language=language, source=source, on=on)
    (found,) = pool([article], folds_of(article), frozenset())
    return found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nineteen people were injured when the tram left its rails on the market square.", "en"),
        ("The landslide above the village of Orm has killed at least 12 people, the mayor said.", "en"),
        ("Rescue teams are still searching for seven missing hikers below the glacier.", "en"),
        ("About 400 residents were evacuated from the streets around the chemical works.", "en"),
        ("Bei dem Unfall am Bahnhof von Orm wurden gestern 14 Menschen verletzt.", "de"),
        ("L'accident du tramway a fait 14 blessés sur la place du marché mardi matin.", "fr"),
        ("Al menos 14 personas resultaron heridas en la plaza del mercado el martes.", "es"),
    ],
)
def test_a_number_of_people_harmed_is_recognized(text: str, language: str) -> None:
    assert counts_people_harmed(a_candidate(text, language=language))


@pytest.mark.parametrize(
    "text",
    [
        "Some 31 ships call at the port of Orm in an ordinary week of the year.",
        "The tram that injured passengers on the square had been inspected, the company said.",
        "Repairs of the line will cost 12 million euros, the operator of the tram said.",
    ],
)
def test_other_figures_are_no_toll(text: str) -> None:
    assert not counts_people_harmed(a_candidate(text))


def test_a_figure_that_other_origins_give_adds_to_what_corroboration_does_not() -> None:
    first = a_candidate("Twelve vessels are trapped behind the fallen span of the bridge.")
    second = a_candidate("A reporter on the quay counted twelve vessels before noon.", source="Radio")
    lonely = a_candidate("Thirty carts stood on the market square before noon on Tuesday.", source="Mail")
    value = NewsValue([first, second, lonely])

    assert value.factors(first, 1.0)["figure"] > 1.0
    assert value.factors(first, 1.4)["figure"] == 1.0
    assert value.factors(lonely, 1.0)["figure"] == 1.0


def test_a_sentence_with_only_old_dates_is_of_the_past() -> None:
    assert is_of_the_past(a_candidate("The bridge was built in 1931 and turns on a central pivot of steel."))
    assert not is_of_the_past(
        a_candidate("The bridge, built in 1931, failed on March 3, 2026, the harbor master said.")
    )
    assert not is_of_the_past(a_candidate("The bridge turns on a central pivot of steel and granite."))
    assert not is_of_the_past(a_candidate("The bridge was built in 1931 and turns on a central pivot.", on=None))


@pytest.mark.parametrize(
    "text",
    [
        "When the span of the bridge went down, Ottilie Brandt was carrying a tray of rolls.",
        "Emil Karrow, 51, was pouring coffee at the wheel when the road under him dropped.",
    ],
)
def test_what_a_person_was_just_doing_is_a_scene(text: str) -> None:
    assert is_scene(text, "en")
    assert NewsValue([]).factors(a_candidate(text), 1.0)["scene"] < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "When the span of the bridge went down, 34 people were injured on the quay.",
        "Ottilie Brandt was leading the inquiry for the ministry until the spring.",
    ],
)
def test_an_event_with_people_in_it_is_no_scene(text: str) -> None:
    assert not is_scene(text, "en")


TITLE = "Swing bridge closed after crack is found"
IMAGE = "Ropes, rust and rain all take their time about it."
THOUGHT = "Nobody on the quay had ever given much thought to steel."
NEWS = "The swing bridge at Tarnhaven was closed on Monday."
LATER = "Rolls were handed out on the quay until the evening."


def approaches(*sentences: str, title: str = TITLE) -> list[str]:
    article = an_article(" ".join(sentences), title=title)
    return [one.quote.text for one in pool([article], folds_of(article), frozenset()) if one.approach]


def test_what_stands_before_the_matter_of_the_title_is_an_approach() -> None:
    assert approaches(IMAGE, THOUGHT, NEWS, LATER) == [IMAGE, THOUGHT]
    assert approaches(NEWS, IMAGE, THOUGHT) == []


def test_an_article_that_never_comes_to_its_title_has_three_sentences_of_approach() -> None:
    assert approaches(IMAGE, THOUGHT, LATER, LATER.replace("Rolls", "Buns")) == [IMAGE, THOUGHT, LATER]


def test_an_article_without_a_title_has_no_approach() -> None:
    assert approaches(IMAGE, THOUGHT, NEWS, title="") == []


def test_an_approach_weighs_less_than_the_news_behind_it() -> None:
    article = an_article(f"{IMAGE} {NEWS}", title=TITLE)
    image, news = pool([article], folds_of(article), frozenset())
    value = NewsValue([image, news])

    assert value.factors(image, 1.0)["approach"] < value.factors(news, 1.0)["approach"] == 1.0
    assert value.factors(image, 1.2, news=True)["approach"] == 1.0


def test_what_was_said_of_it_comes_after_what_happened() -> None:
    said = a_candidate("“The bridge will stay shut until the summer,” said Sanne Holtby of the port.")
    done = a_candidate("Sanne Holtby of the port closed the bridge until the summer.")
    assert NewsValue([]).factors(said, 1.0)["speech"] < NewsValue([]).factors(done, 1.0)["speech"]


def test_every_factor_has_words_for_the_reader() -> None:
    sentence = a_candidate("Nineteen people were injured when the tram left its rails on the market square.")

    assert set(NewsValue([sentence]).factors(sentence, 1.0)) <= set(FEATURES)
