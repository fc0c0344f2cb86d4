"""The day's sentences: strongest first, none twice, every outlet its share."""

from __future__ import annotations

from storage.models import Kind
from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.choosing import LEAD_WORDS, choose, split_lead
from tasks.summarize.claims import Claim, Weights
from tasks.summarize.novelty import Judged
from tests.builders import an_article, folds_of

BRIDGE = "Divers found a deep crack in the bearing of the Lantern Bridge on Wednesday morning."
AGAIN = "A deep crack was found by divers in the Lantern Bridge's bearing on Wednesday."
FERRY = "The free ferry between the Old Quay and Westerhold will sail every forty minutes."
GRAIN = "Norrey Grain sends its barley by rail to Port Ansgar while the harbor is shut."
HOMES = "Residents of the old town may go back to their homes from six o'clock tonight."
LEANING = "They will begin with the pivot of the Lantern Bridge as soon as the wind drops."


def candidates(*texts: tuple[str, str], on: str | None = "2026-03-04") -> list[Candidate]:
    articles = [an_article(text, source=source, on=on) for source, text in texts]
    return pool(articles, folds_of(*articles), frozenset())


def chosen(found: list[Candidate], *, kind: Kind = Kind.NEW, words: int = 200, totals: dict[str, float] | None = None):
    judged = [Judged(Claim(best=one, members=(one,)), kind) for one in found]
    salience = {one.quote.evidence: {"total": (totals or {}).get(one.quote.text, 0.5)} for one in found}
    return choose(judged, salience, Weights(one.stems for one in found), words=words)


def texts(items) -> list[str]:
    return [item.sentence.quote.text for item in items]


def test_the_strongest_comes_first() -> None:
    found = candidates(("Courier", BRIDGE), ("Gazette", FERRY), ("Radio", GRAIN))

    assert texts(chosen(found, totals={GRAIN: 0.9, FERRY: 0.7, BRIDGE: 0.2})) == [GRAIN, FERRY, BRIDGE]


def test_nothing_is_said_twice() -> None:
    found = candidates(("Courier", BRIDGE), ("Gazette", AGAIN), ("Radio", FERRY))

    assert len(chosen(found)) == 2


def test_a_sentence_that_leans_on_another_is_not_chosen() -> None:
    found = candidates(("Courier", LEANING), ("Gazette", FERRY))

    assert texts(chosen(found, totals={LEANING: 1.0})) == [FERRY]


def test_a_leaning_claim_is_told_by_a_member_that_stands_alone() -> None:
    (leaning,), (alone,) = candidates(("Courier", LEANING)), candidates(("Gazette", BRIDGE))
    found = Judged(Claim(best=leaning, members=(leaning, alone)), Kind.NEW)

    (told,) = choose(
        [found], {leaning.quote.evidence: {"total": 0.8}}, Weights([leaning.stems, alone.stems]), words=100
    )

    assert told.sentence == alone


def test_what_was_told_is_never_chosen() -> None:
    assert chosen(candidates(("Courier", BRIDGE)), kind=Kind.TOLD) == []


def test_the_word_budget_holds_but_two_sentences_are_always_told() -> None:
    found = candidates(("Courier", BRIDGE), ("Gazette", FERRY), ("Radio", GRAIN), ("Islander", HOMES))

    assert len(chosen(found, words=44)) == 3
    assert len(chosen(found, words=5)) == 2


def test_an_outlet_that_has_spoken_yields_to_one_that_has_not() -> None:
    one = an_article(f"{BRIDGE} {FERRY}", source="Courier")
    other = an_article(GRAIN, source="Gazette")
    found = pool([one, other], folds_of(one, other), frozenset())

    order = texts(chosen(found, totals={BRIDGE: 0.9, FERRY: 0.7, GRAIN: 0.5}))

    assert order == [BRIDGE, GRAIN, FERRY]


def test_the_lead_is_short_and_the_rest_is_in_order_of_time() -> None:
    articles = [
        an_article(text, source=f"Outlet {hour}", on=f"2026-03-04T{hour}:00")
        for hour, text in (("18", GRAIN), ("09", FERRY), ("12", HOMES), ("15", BRIDGE))
    ]
    found = pool(articles, folds_of(*articles), frozenset())

    lead, rest = split_lead(chosen(found, totals={BRIDGE: 1.0, FERRY: 0.5, GRAIN: 0.45, HOMES: 0.4}))

    assert texts(lead) == [BRIDGE]
    assert texts(rest) == [FERRY, HOMES, GRAIN]
    assert sum(item.sentence.words for item in lead) <= LEAD_WORDS


def test_a_dated_sentence_leads_before_an_undated_one() -> None:
    undated, dated = candidates(("Courier", BRIDGE), on=None), candidates(("Gazette", FERRY))

    lead, _ = split_lead(chosen([*undated, *dated], totals={BRIDGE: 1.0, FERRY: 0.3}))

    assert texts(lead)[0] == FERRY
