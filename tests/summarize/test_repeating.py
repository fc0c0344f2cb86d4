"""A sentence whose figures, dates and names a reader was given, and most of its words too, is told already."""

from datetime import UTC, datetime

import pytest

from storage.models import ArticleId, Evidence, VersionId
from storage.telling import Quote
from tasks.summarize.candidates import Candidate, told_candidate
from tasks.summarize.claims import Weights
from tasks.summarize.repeating import repeated

TOLD = (
    "The road across the river will not be back before October, director Sanne Holm said, and the bill is €19 million.",
    "The crane Hildegard lifted the span of the Velt Bridge off its pivot on Friday and opened the port of Tarn.",
)
REST = ("Trains to the coast run hourly again.", "The council meets in the hall beside the market on Monday.")


def candidate(text: str) -> Candidate:
    quote = Quote(
        evidence=Evidence(version=VersionId(text), start=0, end=len(text)),
        text=text,
        article=ArticleId(text),
        outlet="Post",
        origin="Post",
        url=None,
        published=datetime(2026, 3, 6, 12, tzinfo=UTC),
        day_only=True,
    )
    return told_candidate(quote, "en")


def repeats(text: str) -> str | None:
    weights = Weights(candidate(one).stems for one in (*TOLD, *REST, text))
    found = repeated(candidate(text), [candidate(one) for one in TOLD], weights)
    return found.quote.text if found else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The bridge will be missing until October at least, says the port authority.", TOLD[0]),
        ("The bill for the road is €19 million, according to the town.", TOLD[0]),
        ("The crane opened the port and lifted the bridge off its pivot.", TOLD[1]),
    ],
    ids=["the same date", "the same sum", "the same words"],
)
def test_what_is_held_by_the_chosen_sentences_is_a_repeat_of_the_nearest(text: str, told: str) -> None:
    assert repeats(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The bridge will be missing until November at least, says the port authority.",
        "The bill for the road is €21 million, according to the town.",
        "The crane Hildegard lifted the span and will sail to Port Ansgar.",
        "Schools in the valley open again in October.",
    ],
    ids=["another date", "another sum", "another name", "another matter"],
)
def test_a_new_figure_date_name_or_matter_is_no_repeat(text: str) -> None:
    assert repeats(text) is None


def test_nothing_repeats_where_nothing_is_chosen() -> None:
    text = TOLD[0]
    assert repeated(candidate(text), [], Weights([candidate(text).stems])) is None
