"""Sentences of different articles that say the same are one claim; anything less is not."""

from __future__ import annotations

import pytest

from storage.models import Fold
from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.claims import Weights, differ, group
from tasks.text.quantities import quantities
from tests.builders import a_fold, an_article, folds_of

FILLER = (
    "The town council meets on Thursdays in the old grain hall. Herring prices fell for the third week in a row. "
    "A school in the north of the island will be repainted next summer. The museum has bought a brass sextant."
)


def candidates(*bodies: str) -> list[Candidate]:
    articles = [an_article(body, source=f"Outlet {number}") for number, body in enumerate((*bodies, FILLER))]
    return pool(articles, folds_of(*articles), frozenset(article.version for article in articles))


def claims_of(*bodies: str) -> list[set[str]]:
    found = candidates(*bodies)
    groups = group(found, Weights(one.stems for one in found))
    return [{member.quote.outlet for member in claim.members} for claim in groups if len(claim.members) > 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The port authority said on Tuesday that repairing the Lantern Bridge would cost about €14 million.",
            "Repairing the Lantern Bridge will cost about €14 million, the port authority said.",
        ),
        (
            "Divers found a crack in the bearing on which the bridge turns, the inspectorate said.",
            "A crack was found by divers in the bearing of the bridge, according to the inspectorate.",
        ),
    ],
)
def test_two_wordings_of_one_statement_are_one_claim(one: str, other: str) -> None:
    assert claims_of(one, other) == [{"Outlet 0", "Outlet 1"}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The port authority said repairing the Lantern Bridge would cost about €14 million.",
            "The port authority said repairing the Lantern Bridge would cost about €29 million.",
        ),
        (
            "The port authority said on Tuesday that the ferry would be free of charge.",
            "The port authority said on Tuesday that the inspection would take ten days.",
        ),
        (
            "St. Brigid's Hospital treated 31 people, four of them for serious injuries.",
            "Twelve ships are trapped in the inner harbor behind the fallen span.",
        ),
    ],
)
def test_other_figures_or_other_matters_are_other_claims(one: str, other: str) -> None:
    assert claims_of(one, other) == []


def test_sentences_of_one_article_are_never_joined() -> None:
    twice = (
        "The free ferry sails every forty minutes from the Old Quay. The free ferry sails every forty minutes there."
    )

    assert claims_of(twice) == []


def test_origins_are_counted_and_not_outlets() -> None:
    text = "Divers found a crack in the bearing on which the bridge turns, the inspectorate said."
    articles = [an_article(text + tail, source=name) for name, tail in (("Courier", ""), ("Gazette", " It is deep."))]
    folds: dict[str, Fold] = {article.version: a_fold(article, origin="NPA") for article in articles}
    found = pool(articles, folds, frozenset())

    (claim,) = [one for one in group(found, Weights(c.stems for c in found)) if len(one.members) > 1]

    assert claim.origins == ("NPA",)


def test_the_order_of_the_articles_changes_nothing() -> None:
    bodies = [
        "Divers found a crack in the bearing on which the bridge turns, the inspectorate said.",
        "A crack was found by divers in the bearing of the bridge, according to the inspectorate.",
        "The crack in the bearing of the bridge was found by divers on Wednesday, the inspectorate confirmed.",
    ]
    found = candidates(*bodies)
    weights = Weights(one.stems for one in found)

    backward = found[::-1]

    assert group(found, weights) == group(sorted(backward, key=lambda one: one.key), weights)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("31 people were hurt", "34 people were hurt", True),
        ("more than 30 people were hurt", "31 people were hurt", False),
        ("about 30 people were hurt", "31 people were hurt", False),
        ("about 800 people left", "2,300 people left", True),
        ("fewer than 20 ships wait", "21 ships wait", True),
        ("40 to 45 trucks wait", "43 trucks wait", False),
    ],
)
def test_about_more_than_and_ranges_leave_room(one: str, other: str, expected: bool) -> None:
    assert differ(quantities(one)[0], quantities(other)[0]) is expected
