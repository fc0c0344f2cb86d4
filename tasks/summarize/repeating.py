"""Say whether a sentence tells a reader nothing beyond what several chosen sentences tell together.

Two ways to repeat. Its words are nearly all in theirs. Or it gives a figure or date that one of them gives, nothing
that could be checked besides, and a fair part of its words: "The bridge will be missing until October" behind "The road
across the river will not be back before October". Who says it, and "at least", are no news by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from tasks.summarize.candidates import Candidate
from tasks.summarize.claims import Weights
from tasks.text.dates import dates
from tasks.text.tokens import stems

_HELD = 0.75  # share of its weight in the chosen sentences together, from which a sentence repeats them
_HELD_WITH_FACT = 0.3  # the same where one of them gives its figure or date
_ATTRIBUTION = re.compile(
    r"^According to [^,]{3,60}, "
    r"|, (?:said|says|according to) [^,]{3,60}\.$|, [^,]{3,60} (?:said|says)(?: on \w+day)?\.$"
    r"|\bat (?:least|most)\b"
)

_Fact = tuple[object, ...]


def repeated(sentence: Candidate, chosen: Sequence[Candidate], weights: Weights) -> Candidate | None:
    """Return the chosen sentence that `sentence` mostly repeats, None if it adds something to them all."""
    if not chosen:
        return None
    own = _words(sentence.quote.text, sentence.language)
    whole = weights.sum(own)
    held = weights.sum(own & frozenset[str]().union(*(one.stems for one in chosen)))
    facts = _facts(sentence)
    known = frozenset[_Fact]().union(*(_facts(one) for one in chosen))
    if not whole or not facts <= known or not _names(sentence, own) <= {name for one in chosen for name in one.stems}:
        return None
    beside = [one for one in chosen if _facts(one) & facts]
    if held >= _HELD * whole or (beside and held >= _HELD_WITH_FACT * whole):
        return max(beside or chosen, key=lambda one: weights.sum(own & one.stems))
    return None


def _words(text: str, language: str) -> frozenset[str]:
    return frozenset(stems(_ATTRIBUTION.sub(" ", text), language))


def _names(sentence: Candidate, own: frozenset[str]) -> frozenset[str]:
    """Return the stems of the names in what the sentence says, without its speaker's."""
    return sentence.name_stems & own


def _facts(sentence: Candidate) -> frozenset[_Fact]:
    published = sentence.quote.published
    figures = [(one.kind, one.unit, one.noun, one.low, one.high) for one in sentence.quantities]
    return frozenset(figures) | _dates(sentence.quote.text, sentence.language, published.date() if published else None)


@lru_cache(maxsize=10_000)
def _dates(text: str, language: str, published: date | None) -> frozenset[_Fact]:
    """Return the spans of days that a sentence names, without the day of its article, which any may name."""
    found = [(one.first, one.last) for one in dates(text, language, published) if one.first]
    return frozenset(span for span in found if span != (published, published))
