"""What is new is judged against what readers were told, and what was read and left out."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from storage.telling import Kind
from tasks.summarize.candidates import Candidate, pool
from tasks.summarize.claims import Weights, group
from tasks.summarize.novelty import Judged, is_correction, judge
from tests.builders import an_article, folds_of

TOLD = [
    "The port authority said on Monday that twelve ships are trapped behind the fallen span of the Lantern Bridge.",
    "St. Brigid's Hospital treated 31 people after the Lantern Bridge fell, four of them for serious injuries.",
    "Repairing the Lantern Bridge will cost about €14 million, port director Sanne Holtby said on Tuesday.",
]
FILLER = [
    "The town council meets on Thursdays in the old grain hall beside the market.",
    "Herring prices fell for the third week in a row at the auction in Hallin.",
    "A school in the north of the island will be repainted by volunteers next summer.",
]


def sentences(texts: list[str], source: str, on: str) -> list[Candidate]:
    articles = [an_article(text, source=source, on=on) for text in texts]
    return pool(articles, folds_of(*articles), frozenset())


def judged(text: str, *, told: list[str] = TOLD, seen: list[str] | None = None, on: str = "2026-03-04") -> Judged:
    fresh = sentences([text], "Harbor Courier", on)
    known = sentences(told, "Gazette", "2026-03-03")
    left_out = sentences([*(seen or []), *FILLER], "Radio", "2026-03-03")
    weights = Weights(one.stems for one in (*fresh, *known, *left_out))
    last_told = date(2026, 3, 3) if told else None
    zone = ZoneInfo("UTC")
    (found,) = judge(group(fresh, weights), known, left_out, weights, changes=(), last_told=last_told, zone=zone)
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Twelve ships are trapped behind the fallen span of the Lantern Bridge, the port authority said.", Kind.TOLD),
        (
            "Nine ships are trapped behind the fallen span of the Lantern Bridge, the port authority said.",
            Kind.CHANGED_FIGURE,
        ),
        ("Divers found a deep crack in the bearing on Wednesday, the inspectorate announced.", Kind.NEW),
        (
            "Repairing the Lantern Bridge will cost about €14 million, which insurers in Hallin refuse to pay, "
            "port director Sanne Holtby said on Tuesday.",
            Kind.ADDS_DETAIL,
        ),
        ("Correction: an earlier version of this article misstated how often the free ferry sails.", Kind.CORRECTION),
    ],
)
def test_a_claim_is_judged_against_what_was_told(text: str, kind: Kind) -> None:
    assert judged(text).kind is kind


def test_what_was_told_of_the_matter_is_named() -> None:
    changed = judged("Nine ships are trapped behind the fallen span of the Lantern Bridge, the port authority said.")

    assert [quote.text for quote in changed.was] == [TOLD[0]]


def test_what_was_read_before_and_left_out_is_no_news() -> None:
    text = "A bus driver on line 3 braked when she saw the roadway of the bridge sink in front of her."
    recap = "A bus driver on line 3 braked when she saw the bridge's roadway sink in front of her."

    assert judged(text).is_news
    assert not judged(text, seen=[recap]).is_news


def test_the_first_digest_has_nothing_told_so_all_is_news() -> None:
    assert judged(TOLD[0], told=[]).is_news


def test_what_was_published_before_the_last_digest_and_is_seen_only_now_is_late() -> None:
    text = "Divers found a deep crack in the bearing, the inspectorate announced in the evening."

    assert judged(text, on="2026-03-02").kind is Kind.LATE
    assert judged(text, on="2026-03-03").kind is Kind.NEW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An earlier version of this article said the ferry runs every 20 minutes.", True),
        ("Berichtigt: Die Fähre fährt alle 40 Minuten.", True),
        ("The inspectorate said the fault would be mended on Friday.", False),
        ("Correction, 3 March: the ferry runs every 40 minutes.", True),
        ("This article has been corrected to give the ferry's right name.", True),
        ("The Department of Corrections moved forty inmates from the flooded wing.", False),
        ("A guard at the correctional center was hurt when the wall gave way.", False),
        ("Grain prices are due a correction, traders in the harbor said.", False),
        ("Engineers corrected the tilt of the span by four degrees on Friday.", False),
    ],
)
def test_a_correction_says_so(text: str, expected: bool) -> None:
    assert is_correction(text) is expected
