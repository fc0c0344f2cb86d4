"""The order in which chosen sentences are read: the day's change first, nothing told twice, then by time."""

from __future__ import annotations

from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.claims import Weights
from tasks.summarize.ordering import LEAD_WORDS, split_lead
from tests.builders import an_article, folds_of
from tests.summarize.test_choosing import BRIDGE, FERRY, GRAIN, HOMES, candidates, chosen, texts

TWELVE = "Twelve vessels are trapped behind the fallen span, the port authority said."
NINE = "Nine vessels can not leave the basin for now, harbor pilots reported at noon."


def ordered(found: list[Candidate], totals: dict[str, float], apart=()):
    picked = chosen(found, totals=totals)
    return split_lead(picked, Weights(one.stems for one in found), apart=apart)


def test_the_lead_is_short_and_the_rest_is_in_order_of_time() -> None:
    articles = [
        an_article(text, source=f"Outlet {hour}", on=f"2026-03-04T{hour}:00")
        for hour, text in (("18", GRAIN), ("09", FERRY), ("12", HOMES), ("15", BRIDGE))
    ]
    found = pool(articles, folds_of(*articles), frozenset())

    lead, rest = ordered(found, {BRIDGE: 1.0, FERRY: 0.5, GRAIN: 0.45, HOMES: 0.4})

    assert texts(lead) == [BRIDGE]
    assert texts(rest) == [FERRY, HOMES, GRAIN]
    assert sum(item.sentence.words for item in lead) <= LEAD_WORDS


def test_a_dated_sentence_leads_before_an_undated_one() -> None:
    undated, dated = candidates(("Courier", BRIDGE), on=None), candidates(("Gazette", FERRY))

    lead, _ = ordered([*undated, *dated], {BRIDGE: 1.0, FERRY: 0.3})

    assert texts(lead)[0] == FERRY


def test_two_strong_sentences_on_different_matters_make_one_lead() -> None:
    lead, rest = ordered(candidates(("Courier", BRIDGE), ("Gazette", GRAIN)), {BRIDGE: 1.0, GRAIN: 0.9})

    assert (texts(lead), rest) == ([BRIDGE, GRAIN], [])


def test_accounts_that_differ_never_stand_in_the_lead_together() -> None:
    found = candidates(("Courier", BRIDGE), ("Gazette", GRAIN))
    apart = [frozenset(one.quote.evidence for one in found)]

    assert texts(ordered(found, {BRIDGE: 1.0, GRAIN: 0.9}, apart)[0]) == [BRIDGE]
    assert texts(ordered(candidates(("Courier", TWELVE), ("Gazette", NINE)), {TWELVE: 1.0, NINE: 0.9})[0]) == [TWELVE]


def test_sentences_of_one_article_stay_together_in_their_order() -> None:
    one = an_article(f"{FERRY} {HOMES}", source="Courier", on="2026-03-04T12:00")
    other = an_article(GRAIN, source="Gazette", on="2026-03-04T12:00")
    first = an_article(BRIDGE, source="Radio", on="2026-03-04T18:00")
    found = pool([one, other, first], folds_of(one, other, first), frozenset())

    _, rest = ordered(found, {BRIDGE: 1.0, HOMES: 0.6, GRAIN: 0.5, FERRY: 0.45})

    assert sorted((texts(rest).index(FERRY), texts(rest).index(HOMES))) in ([0, 1], [1, 2])
    assert texts(rest).index(FERRY) < texts(rest).index(HOMES)


def test_undated_sentences_come_last_the_strongest_first() -> None:
    found = [
        *candidates(("Courier", GRAIN), on=None),
        *candidates(("Gazette", HOMES), on=None),
        *candidates(("Radio", BRIDGE), ("Islander", FERRY)),
    ]
    _, rest = ordered(found, {BRIDGE: 1.0, GRAIN: 0.5, HOMES: 0.6, FERRY: 0.3})

    assert texts(rest) == [FERRY, HOMES, GRAIN]
