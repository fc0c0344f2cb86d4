"""A sentence that opens a summary must be understood without the one before it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tasks.summarize.context import is_spoken, speaks_of_someone, stands_alone
from tasks.summarize.pointing import LEANING

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "standalone.jsonl").read_text("utf-8").splitlines()
]

ALONE = [
    "The bridge over the Skerra was closed on Monday evening.",
    "Ilse Maarten, the harbor master, said the span would not be raised before Friday.",
    "“We will not open it before the welds are tested,” said Ilse Maarten, the harbor master.",
    "This week the port handled half of its usual grain.",
    "One woman was taken to hospital with a broken wrist.",
    "The decision to close the bridge was taken at noon.",
    "The report by the inspectorate names three causes.",
    "Thirty-four people were hurt, the hospital said.",
    "In March, inspectors found a crack in the northern pier.",
    "Two bridges stayed closed overnight.",
    "After the inspection, engineers lowered the span.",
    "More than 2,300 residents left their homes.",
    "Four ships will follow in the next days.",
    "Some residents will return on Friday.",
    "As many as forty trucks waited at the ramp.",
    "Ilse Maarten’s decision to close the bridge came hours after the warning.",
    "The port director’s visit to the lock on Friday ended early.",
    "The harbor master’s resignation came amid anger over the failed bridge.",
]

LEANS = [
    "He said the span would be raised on Friday.",
    "They had been warned in April.",
    "But the inspectorate disagrees.",
    "Ms. Maarten’s sudden appearance in the press room of the port came amid anger over the bridge.",
    "The port director’s remarks come a day after the second bridge failed.",
    "The move surprised the port.",
    "The decision came late.",
    "That would take three weeks.",
    "“It is over,” he said.",
    "“We are done,” she added.",
    "As a result, the ferry was full.",
    "However, the cause is not known.",
    "These figures are provisional.",
    "Meanwhile, the ferry sails twice an hour.",
    "In addition, the council will pay for hotels.",
    "and the ferry was full.",
    "As he spoke, the span was lowered.",
    "“No.”",
    "“The span is safe and it was never in doubt.”",
    "Ilse Maarten called it “a disgrace.",
    "The latter was built in 1931.",
    "Its owner did not comment.",
    "Three small ones slipped out on the tide.",
    "Four will follow in the next days.",
    "Three days later a mechanic greased the bearing.",
    "Until then no ship may pass.",
    "Saturday’s announcement followed two weeks of talks.",
]

OTHER_LANGUAGES = [
    ("de", "Die Brücke bleibt bis Freitag gesperrt.", True),
    ("de", "Er sprach von einem Fehler.", False),
    ("de", "Allerdings fehlt das Geld.", False),
    ("fr", "Le pont reste fermé jusqu’à vendredi.", True),
    ("fr", "Cependant, le pont reste fermé.", False),
    ("fr", "Elle a parlé d’une erreur.", False),
    ("es", "El puente sigue cerrado hasta el viernes.", True),
    ("es", "Sin embargo, el puente sigue cerrado.", False),
    ("pt", "A ponte continua fechada até sexta-feira.", True),
    ("pt", "No entanto, a ponte continua fechada.", False),
    ("it", "Il ponte resta chiuso fino a venerdì.", True),
    ("it", "Inoltre il ponte resta chiuso.", False),
    ("nl", "De brug blijft tot vrijdag dicht.", True),
    ("nl", "Daarom blijft de brug dicht.", False),
    ("pl", "Most pozostanie zamknięty do piątku.", True),
    ("pl", "Jednak most pozostanie zamknięty.", False),
    ("cs", "Most zůstane zavřený do pátku.", True),
    ("cs", "Proto most zůstane zavřený.", False),
    ("uk", "Міст залишиться закритим до п’ятниці.", True),
    ("uk", "Однак міст залишиться закритим.", False),
    ("ru", "Мост останется закрытым до пятницы.", True),
    ("ru", "Однако мост останется закрытым.", False),
]


@pytest.mark.parametrize("text", ALONE)
def test_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize("text", LEANS)
def test_leans_on_the_sentence_before(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(("language", "text", "expected"), OTHER_LANGUAGES)
def test_openers_are_known_in_each_language(language: str, text: str, expected: bool) -> None:
    assert stands_alone(text, language) is expected


def rated(cases: Sequence[dict[str, Any]]) -> tuple[float, float, str]:
    """Return precision and recall of "leans", and what went wrong by language and kind, in words."""
    judged = [(case, not stands_alone(case["text"], case["language"])) for case in cases]
    right = sum(leans and case["leans"] for case, leans in judged)
    precision = right / sum(leans for _, leans in judged)
    recall = right / sum(case["leans"] for case in cases)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for case, leans in judged:
        kinds[f"{case['language']} {'leans' if case['leans'] else 'alone'} {case['kind']}"].append(
            leans == case["leans"]
        )
    figures = "\n".join(f"{sum(hits)} of {len(hits)}: {kind}" for kind, hits in kinds.items() if not all(hits))
    return precision, recall, f"precision {precision:.3f}, recall {recall:.3f}\n{figures}"


@pytest.mark.parametrize("languages", [["en"], sorted(set(LEANING) - {"en"})], ids=["English", "the others"])
def test_gold_sentences_that_lean_are_told_from_those_that_stand(languages: list[str]) -> None:
    precision, recall, figures = rated([case for case in CASES if case["language"] in languages])
    assert precision >= 0.95, figures
    assert recall >= 0.95, figures


def test_the_gold_set_holds_every_language_and_enough_of_each_side() -> None:
    counts: dict[tuple[str, bool], int] = defaultdict(int)
    for case in CASES:
        counts[case["language"], case["leans"]] += 1
    assert counts["en", True] >= 250
    assert counts["en", False] >= 200
    assert all(counts[language, leans] >= 8 for language in LEANING for leans in (True, False))


def test_an_unknown_language_is_not_refused() -> None:
    assert stands_alone("Silta on suljettu perjantaihin asti.", "fi")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cooperative let her go with the barley.", True),
        ("Officials said he had been warned.", True),
        ("The ferry sails every forty minutes.", False),
    ],
)
def test_a_pronoun_for_a_person_is_seen_anywhere(text: str, expected: bool) -> None:
    assert speaks_of_someone(text) is expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Come on, you’re making it hard for everybody here.", "en"),
        ("This morning we called the harbor master again.", "en"),
        ("I have never seen the span so low.", "en"),
        ("Danach haben wir die Hafenmeisterin gerufen.", "de"),
        ("Après cela, nous avons appelé la capitainerie.", "fr"),
        ("Потом мы позвонили капитану порта.", "ru"),
    ],
)
def test_who_says_we_outside_quotation_marks_is_not_known(text: str, language: str) -> None:
    assert is_spoken(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "“We called the harbor master again,” Ilse Maarten said.",
        "The US sent two cranes to Tarnhaven.",
        "Pier I closed before World War I ended.",
    ],
)
def test_a_quoted_we_has_its_speaker(text: str) -> None:
    assert not is_spoken(text)
