"""The day's sentences: strongest first, none twice, every outlet its share."""

from __future__ import annotations

from storage.telling import Kind, Omission
from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.choosing import Choice, choose
from tasks.summarize.claims import Claim, Weights
from tasks.summarize.novelty import Judged
from tests.builders import an_article, folds_of

BRIDGE = "Divers found a deep crack in the bearing of the Lantern Bridge on Wednesday morning."
AGAIN = "A deep crack was found by divers in the Lantern Bridge's bearing on Wednesday."
FERRY = "The free ferry between the Old Quay and Westerhold will sail every forty minutes."
GRAIN = "Norrey Grain sends its barley by rail to Port Ansgar while the harbor is shut."
HOMES = "Residents of the old town may go back to their homes from six o'clock tonight."
TRUCKS = "Forty trucks were waiting on the west bank when the terminals opened at noon."
HURT = "Nineteen people were injured when the tram left its rails on the market square."
NOTICE = "Correction: an earlier version of this article said that the ferry sails every twenty minutes."
LEANING = "They will begin with the pivot of the Lantern Bridge as soon as the wind drops."


def candidates(*texts: tuple[str, str], on: str | None = "2026-03-04") -> list[Candidate]:
    articles = [an_article(text, source=source, on=on) for source, text in texts]
    return pool(articles, folds_of(*articles), frozenset())


def chosen(found: list[Candidate], **asked):
    return choice(found, **asked).chosen


def choice(
    found: list[Candidate], *, kind: Kind = Kind.NEW, words: int = 200, totals: dict[str, float] | None = None
) -> Choice:
    judged = [Judged(Claim(best=one, members=(one,)), kind) for one in found]
    salience = {one.quote.evidence: {"total": (totals or {}).get(one.quote.text, 0.5)} for one in found}
    return choose(judged, salience, Weights(one.stems for one in found), words=words)


def texts(items) -> list[str]:
    return [item.sentence.quote.text for item in items]


def reasons(decided: Choice) -> dict[str, Omission]:
    return {passed.item.sentence.quote.text: passed.reason for passed in decided.passed}


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

    weights = Weights([leaning.stems, alone.stems])
    (told,) = choose([found], {leaning.quote.evidence: {"total": 0.8}}, weights, words=100).chosen

    assert told.sentence == alone


def test_what_was_told_is_never_chosen() -> None:
    assert chosen(candidates(("Courier", BRIDGE)), kind=Kind.TOLD) == ()


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


def test_no_outlet_tells_more_than_half_and_one_while_others_can() -> None:
    courier = [an_article(text, source="Courier") for text in (BRIDGE, FERRY, GRAIN, HOMES)]
    articles = [*courier, an_article(TRUCKS, source="Gazette")]
    found = pool(articles, folds_of(*articles), frozenset())
    strong = dict.fromkeys((BRIDGE, FERRY, GRAIN, HOMES), 0.9)

    order = [item.sentence.quote.outlet for item in chosen(found, totals=strong | {TRUCKS: 0.2})]

    assert order == ["Courier", "Courier", "Gazette", "Courier", "Courier"]  # it goes on when nobody else can


def test_whatever_is_not_chosen_has_its_reason() -> None:
    found = candidates(
        ("Courier", BRIDGE), ("Gazette", AGAIN), ("Radio", LEANING), ("Islander", GRAIN), ("Mail", FERRY)
    )
    totals = {BRIDGE: 0.9, AGAIN: 0.8, LEANING: 0.7, GRAIN: 0.6, FERRY: 0.05}
    decided = choice(found, totals=totals)

    assert reasons(decided) == {
        AGAIN: Omission.REPEATS,
        LEANING: Omission.LEANING,
        FERRY: Omission.WEAK,
    }
    (repeats,) = [passed for passed in decided.passed if passed.reason is Omission.REPEATS]
    assert repeats.beside is not None
    assert repeats.beside.text == BRIDGE


def test_what_would_break_the_limit_had_no_room() -> None:
    found = candidates(("Courier", BRIDGE), ("Gazette", FERRY), ("Radio", GRAIN))

    assert reasons(choice(found, words=30, totals={BRIDGE: 0.9, FERRY: 0.8, GRAIN: 0.7})) == {GRAIN: Omission.NO_ROOM}


def test_what_only_its_outlet_kept_out_says_so() -> None:
    one, other = an_article(f"{BRIDGE} {FERRY}", source="Courier"), an_article(GRAIN, source="Gazette")
    found = pool([one, other], folds_of(one, other), frozenset())

    decided = choice(found, words=30, totals={BRIDGE: 0.9, FERRY: 0.8, GRAIN: 0.6})

    assert reasons(decided) == {FERRY: Omission.OUTLET}


def test_where_one_outlet_speaks_alone_the_limit_is_the_reason() -> None:
    article = an_article(f"{BRIDGE} {FERRY} {GRAIN}", source="Courier")
    found = pool([article], folds_of(article), frozenset())

    assert reasons(choice(found, words=30, totals={BRIDGE: 0.9, FERRY: 0.8, GRAIN: 0.7})) == {GRAIN: Omission.NO_ROOM}


def test_what_was_told_or_read_before_says_so_with_the_sentence() -> None:
    (bridge,), (grain,) = candidates(("Courier", BRIDGE)), candidates(("Gazette", GRAIN))
    (earlier,) = candidates(("Radio", AGAIN))
    told = Judged(Claim(best=bridge, members=(bridge,)), Kind.TOLD, was=(earlier.quote,))
    seen = Judged(Claim(best=grain, members=(grain,)), Kind.NEW, seen=True)

    decided = choose([told, seen], {}, Weights([bridge.stems, grain.stems]), words=100)

    assert reasons(decided) == {BRIDGE: Omission.TOLD, GRAIN: Omission.SEEN}
    assert {passed.beside.text for passed in decided.passed if passed.beside} == {AGAIN}


def test_a_number_of_people_hurt_comes_before_what_matters_as_much() -> None:
    found = candidates(("Courier", FERRY), ("Gazette", HURT))

    assert texts(chosen(found)) == [HURT, FERRY]


def test_an_outlet_that_corrects_itself_has_not_spoken_yet() -> None:
    article = an_article(f"{NOTICE} {FERRY}", source="Courier")
    other = an_article(GRAIN, source="Gazette")
    notice, ferry, grain = sorted(
        pool([article, other], folds_of(article, other), frozenset()),
        key=lambda one: [NOTICE, FERRY, GRAIN].index(one.quote.text),
    )
    judged = [Judged(Claim(best=one, members=(one,)), Kind.NEW) for one in (ferry, grain)]
    judged.append(Judged(Claim(best=notice, members=(notice,)), Kind.CORRECTION))
    totals = {ferry.quote.evidence: {"total": 0.5}, grain.quote.evidence: {"total": 0.45}}

    assert texts(choose(judged, totals, Weights([ferry.stems, grain.stems]), words=200).chosen) == [
        NOTICE,
        FERRY,
        GRAIN,
    ]
