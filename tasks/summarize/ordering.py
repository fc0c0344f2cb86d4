"""Put the chosen sentences in the order in which they are read: a lead, then the other developments.

The lead opens with the strongest sentence; a second joins it if it is nearly as strong, says something else and gives
no figure that differs from the first one's. The rest is in order of time, the sentences of one article together.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.models import Evidence, VersionId
from storage.telling import Kind
from tasks.summarize.choosing import Chosen
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.novelty import other_figure

LEAD_WORDS, LEAD_SENTENCES = 62, 2
_BESIDE_LEAD = 0.75  # of the first sentence's score, from which a second one joins it in the lead
_SAYS_ELSE = 0.25  # weighted overlap with the first, under which a second sentence goes on instead of telling it again


def split_lead(
    chosen: Sequence[Chosen], weights: Weights, *, apart: Sequence[frozenset[Evidence]] = ()
) -> tuple[list[Chosen], list[Chosen]]:
    """Divide what was chosen into the lead, in order of strength, and the other developments, in order of time.

    `apart` holds the places of accounts that differ, or that changed: no two of one set stand in the lead together.
    """
    lead: list[Chosen] = []
    for item in _lead_order(chosen):
        if not lead or _goes_on(item, lead, weights, apart):
            lead.append(item)
        if len(lead) == LEAD_SENTENCES:
            break
    return lead, _in_time([item for item in chosen if item not in lead])


def _goes_on(item: Chosen, lead: Sequence[Chosen], weights: Weights, apart: Sequence[frozenset[Evidence]]) -> bool:
    """Say whether a sentence can follow the lead's first in one paragraph."""
    own = item.sentence
    spent = sum(other.sentence.words for other in lead)
    if spent + own.words > LEAD_WORDS or item.score < _BESIDE_LEAD * lead[0].score:
        return False
    for other in (one.sentence for one in lead):
        places = {own.quote.evidence, other.quote.evidence}
        if other_figure(own, other) or any(places <= accounts for accounts in apart):
            return False
        if likeness(own.stems, other.stems, weights)[0] >= _SAYS_ELSE:
            return False
    return True


def _lead_order(chosen: Sequence[Chosen]) -> list[Chosen]:
    """A dated, current sentence leads before an undated or late one."""
    return sorted(
        chosen,
        key=lambda item: (
            item.judged.kind is Kind.LATE,
            item.sentence.quote.published is None,
            *_strength(item),
        ),
    )


def _in_time(items: Sequence[Chosen]) -> list[Chosen]:
    """Order by time, each article's sentences as they stand in it; undated articles last, the strongest first."""
    best: dict[VersionId, tuple[float, str, int]] = {}
    for item in items:
        version = item.sentence.quote.evidence.version
        best[version] = min(best.get(version, _strength(item)), _strength(item))
    return sorted(items, key=lambda item: _place(item, best[item.sentence.quote.evidence.version]))


def _place(item: Chosen, strength: tuple[float, str, int]) -> tuple[str, tuple[float, str, int] | tuple[()], str, int]:
    quote = item.sentence.quote
    dated = quote.published.isoformat() if quote.published else "9999"
    return (dated, () if quote.published else strength, quote.evidence.version, quote.evidence.start)


def _strength(item: Chosen) -> tuple[float, str, int]:
    evidence = item.sentence.quote.evidence
    return (-round(item.score, 9), evidence.version, evidence.start)
