"""Choose the day's sentences: a lead that reads as a paragraph, then the other developments, within a word budget.

Greedy: the strongest claim first; each further one is weighed down by what it repeats and by how much its outlet and
article have already said, so that fifty pages of one publisher weigh as one. Only what stands alone is chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storage.models import Evidence, Kind
from tasks.summarize.candidates import SHORTEST, Candidate
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.novelty import Judged

# A digest is about what changed: corrections and changed figures come before plain news, detail and late news after.
_KIND = {
    Kind.CORRECTION: 1.1,
    Kind.CHANGED_FIGURE: 1.1,
    Kind.NEW: 1.0,
    Kind.ADDS_DETAIL: 0.75,
    Kind.LATE: 0.6,
    Kind.TOLD: 0.0,
}
_OWED = 0.5  # the least salience of a correction: readers of the wrong statement are owed it, however dull
_CORROBORATED = 0.20  # added per further origin on the matter, up to three; one with another figure counts too
_WEAKEST = 0.20  # of the strongest merit, under which a claim is not worth the reader's time
_REPEATS = 0.42  # weighted overlap with a chosen sentence from which a claim is left out
_SAME_ARTICLE, _SAME_ORIGIN = 0.60, 0.75  # factor for each sentence already chosen from there
LEAD_WORDS, LEAD_SENTENCES = 62, 2
_BESIDE_LEAD = 0.75  # of the first sentence's score, from which a second one joins it in the lead
_FEWEST = 2  # sentences told even when the budget is spent, if there are two


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim that is told, and why."""

    judged: Judged
    sentence: Candidate
    merit: float  # by itself
    score: float  # beside what was chosen before
    why: tuple[tuple[str, float], ...]


def choose(
    judged: Sequence[Judged], salience: Mapping[Evidence, Mapping[str, float]], weights: Weights, *, words: int
) -> list[Chosen]:
    """Return the claims to tell, strongest first, with about `words` words in all; see the module's text."""
    open_ones = [one for item in judged if item.is_news for one in [_standing(item)] if one is not None]
    chosen: list[Chosen] = []
    said: Counter[str] = Counter()
    spent = 0
    while open_ones and (spent <= words - SHORTEST or len(chosen) < _FEWEST):
        best = max((_scored(item, salience, said) for item in open_ones), key=_rank)
        open_ones = [item for item in open_ones if item is not best.judged]
        fits = spent + best.sentence.words <= words or len(chosen) < _FEWEST
        weak = bool(chosen) and best.merit < _WEAKEST * chosen[0].merit
        if best.score <= 0 or weak or not fits or _repeats(best.sentence, chosen, weights):
            continue
        chosen.append(best)
        spent += best.sentence.words
        said.update((f"article {best.sentence.quote.article}", f"origin {best.sentence.quote.origin}"))
    return chosen


def split_lead(chosen: Sequence[Chosen]) -> tuple[list[Chosen], list[Chosen]]:
    """Divide what was chosen into the lead, in order of strength, and the other developments, in order of time."""
    lead: list[Chosen] = []
    for item in _lead_order(chosen):
        spent = sum(other.sentence.words for other in lead)
        if lead and (spent + item.sentence.words > LEAD_WORDS or item.score < _BESIDE_LEAD * lead[0].score):
            continue
        lead.append(item)
        if len(lead) == LEAD_SENTENCES:
            break
    rest = [item for item in chosen if item not in lead]
    return lead, sorted(rest, key=lambda item: item.sentence.key)


def _lead_order(chosen: Sequence[Chosen]) -> list[Chosen]:
    """A dated, current sentence leads before an undated or late one."""
    return sorted(
        chosen,
        key=lambda item: (
            item.judged.kind is Kind.LATE,
            item.sentence.quote.published is None,
            *_negative(_rank(item)),
        ),
    )


def _negative(rank: tuple[float, str, int]) -> tuple[float, str, int]:
    return (-rank[0], rank[1], -rank[2])


def _standing(item: Judged) -> Judged | None:
    """Return the claim with a sentence that can be read alone, None if it has none."""
    if item.claim.best.alone:
        return item
    standing = [member for member in item.claim.members if member.alone]
    if not standing or item.kind in (Kind.CHANGED_FIGURE, Kind.CORRECTION):
        return None
    return replace(item, claim=replace(item.claim, best=standing[0]))


def _scored(item: Judged, salience: Mapping[Evidence, Mapping[str, float]], said: Counter[str]) -> Chosen:
    sentence = item.claim.best
    base = max(salience.get(one.quote.evidence, {}).get("total", 0.0) for one in (sentence, *item.claim.members))
    factors = {
        "salience": base,
        "kind": _KIND[item.kind],
        "origins": 1.0 + _CORROBORATED * min(len({*item.claim.origins, *item.claim.echoes}) - 1, 3),
        "fresh": 0.5 + 0.5 * item.fresh,
    }
    if item.kind is Kind.CORRECTION:
        factors["salience"] = max(base, _OWED)
    article, origin = said[f"article {sentence.quote.article}"], said[f"origin {sentence.quote.origin}"]
    share = _SAME_ARTICLE**article * _SAME_ORIGIN**origin
    merit = math.prod(factors.values())
    why = tuple((name, round(value, 4)) for name, value in (*factors.items(), ("share", share)))
    return Chosen(item, sentence, merit, merit * share, why)


def _rank(item: Chosen) -> tuple[float, str, int]:
    evidence = item.sentence.quote.evidence
    return (round(item.score, 9), evidence.version, -evidence.start)


def _repeats(sentence: Candidate, chosen: Sequence[Chosen], weights: Weights) -> bool:
    return any(likeness(sentence.stems, other.sentence.stems, weights)[0] >= _REPEATS for other in chosen)
