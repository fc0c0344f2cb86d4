"""Group sentences of different articles that say the same thing into claims.

Likeness of two sentences is the share of their words, weighted by how rare each is in the story (idf), they have in
common: as a share of the shorter one (containment) and of both together (Jaccard). Sentences are joined to the claim
whose representative they are most like, strongest pairs first, and every member must be like the representative, so a
chain of small likenesses never makes one claim. Numbers of the same thing that disagree keep two sentences apart.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.summarize.candidates import Candidate
from tasks.text.quantities import Quantity, QuantityKind

# Chosen on invented pairs (tests/summarize/test_claims.py): rather too few joined than too many: joining claims
# corroboration. A sentence must share 55 % of the weight of the shorter and 30 % of both, or 45 % of both; with a
# telling figure in common ("700 officers"), 35 % of the shorter will do.
CONTAINMENT, JACCARD, STRONG_JACCARD, CONTAINMENT_BY_FIGURE = 0.55, 0.30, 0.45, 0.35
_BORNE_OUT, _BORNE_OUT_NAMED = (
    0.5,
    0.33,
)  # of a sentence's weight that the other members must hold, for it to speak for the claim
_TELLING = 20  # a count from which two sentences rarely agree by chance
_FEWEST_SHARED = 3  # words in common, so that two very short sentences do not meet by one name


@dataclass(frozen=True, slots=True)
class Claim:
    """What several sentences say alike."""

    best: Candidate  # the most complete sentence that stands alone and that the others bear out
    members: tuple[Candidate, ...]  # in stable order, `best` among them
    echoes: frozenset[str] = frozenset()  # origins that speak of the same matter with another figure

    @property
    def origins(self) -> tuple[str, ...]:
        """Name the independent origins behind it, the quoted sentence's own first, then by name."""
        others = sorted({member.quote.origin for member in self.members} - {self.best.quote.origin})
        return (self.best.quote.origin, *others)


class Weights:
    """How telling each stem is: its inverse document frequency over the sentences of a story."""

    def __init__(self, sentences: Iterable[frozenset[str]]) -> None:
        counted: Counter[str] = Counter()
        total = 0
        for sentence in sentences:
            counted.update(sentence)
            total += 1
        self._idf: Mapping[str, float] = {stem: math.log(1 + total / count) for stem, count in counted.items()}
        self._unseen = math.log(2 + total)
        self._wholes: dict[frozenset[str], float] = {}

    def of(self, stem: str) -> float:
        """Return the weight of one stem; an unseen one is as rare as can be."""
        return self._idf.get(stem, self._unseen)

    def sum(self, stems: Iterable[str]) -> float:
        """Return the weight of several stems; the sum is exact, and so the same in whatever order."""
        known, unseen = self._idf, self._unseen
        return math.fsum([known.get(stem, unseen) for stem in stems])

    def whole(self, sentence: frozenset[str]) -> float:
        """Return the weight of a sentence, which is asked for with each one that it is compared with."""
        if (found := self._wholes.get(sentence)) is None:
            found = self._wholes[sentence] = self.sum(sentence)
        return found


def likeness(one: frozenset[str], other: frozenset[str], weights: Weights) -> tuple[float, float]:
    """Return containment (of the shorter in the longer) and Jaccard, both weighted, 0 to 1."""
    shared = one & other
    if len(shared) < _FEWEST_SHARED:
        return 0.0, 0.0
    common, first, second = weights.sum(shared), weights.whole(one), weights.whole(other)
    return common / min(first, second), common / (first + second - common)


def alike(one: Candidate, other: Candidate, weights: Weights) -> float:
    """Return how far two sentences say the same, 0 if they do not."""
    return same_matter(one, other, weights) if figures_agree(one.quantities, other.quantities) else 0.0


def same_matter(one: Candidate, other: Candidate, weights: Weights) -> float:
    """Return how far two sentences speak of the same matter, whatever figures they give; 0 if they do not."""
    contained, jaccard = likeness(one.stems, other.stems, weights)
    same = (contained >= CONTAINMENT and jaccard >= JACCARD) or jaccard >= STRONG_JACCARD
    by_figure = share_a_figure(one.quantities, other.quantities)
    same = (same and _beyond_names(one, other)) or (by_figure and contained >= CONTAINMENT_BY_FIGURE)
    return (contained + jaccard) / 2 if same else 0.0


def figures_agree(ones: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Say whether no two figures of the same kind, unit and noun exclude each other."""
    return not any(differ(one, other) for one in ones for other in others if same_subject(one, other)) or any(
        same_subject(one, other) and not differ(one, other) for one in ones for other in others
    )


def _beyond_names(one: Candidate, other: Candidate) -> bool:
    """Say whether two sentences share more than who is in them: "the harbor master, Ilse Maarten" is no statement."""
    shared = (one.stems & other.stems) - one.name_stems - other.name_stems
    return len(shared) >= _FEWEST_SHARED


def share_a_figure(ones: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Say whether two sentences give the same telling figure of the same thing; small counts are too common to tell."""
    return any(
        one.low == other.low and one.high == other.high and one.low >= _TELLING and same_subject(one, other)
        for one in ones
        for other in others
    )


def same_subject(one: Quantity, other: Quantity) -> bool:
    """Say whether two figures count or measure the same kind of thing."""
    named = bool(one.noun) or one.kind is not QuantityKind.COUNT
    return named and one.kind == other.kind and one.unit == other.unit and one.noun == other.noun


def differ(one: Quantity, other: Quantity) -> bool:
    """Say whether two figures exclude each other, given "about", "more than" and ranges."""
    low_one, high_one = reach(one)
    low_other, high_other = reach(other)
    return high_one < low_other or high_other < low_one


def reach(quantity: Quantity) -> tuple[float, float]:
    """Return the values a figure allows: "about" stretches it by a tenth, "more than" and "less than" open an end."""
    low, high = quantity.low, quantity.high
    if quantity.bound == "about":
        return low * 0.9, high * 1.1
    if quantity.bound == "more":
        return low, math.inf
    if quantity.bound == "less":
        return -math.inf, high
    return low, high


def group(pool: Sequence[Candidate], weights: Weights) -> list[Claim]:
    """Group `pool`, candidates in stable order, into claims; every candidate is in exactly one."""
    leader: dict[int, int] = {}
    members: dict[int, list[int]] = defaultdict(list)
    echoes: dict[int, set[str]] = defaultdict(set)
    for _, first, second in _pairs(pool, weights):
        if figures_agree(pool[first].quantities, pool[second].quantities):
            _join(first, second, leader, members, pool, weights)
        else:
            echoes[first].add(pool[second].quote.origin)
            echoes[second].add(pool[first].quote.origin)
    for index in range(len(pool)):
        if index not in leader:
            members[index].append(index)
    claims = [
        _claim(
            [pool[index] for index in sorted(group)],
            weights,
            frozenset[str]().union(*(echoes[index] for index in group)),
        )
        for group in members.values()
    ]
    return sorted(claims, key=lambda claim: claim.best.key)


def _pairs(pool: Sequence[Candidate], weights: Weights) -> list[tuple[float, int, int]]:
    """List the pairs on one matter from different articles, strongest first; only rare words bring a pair together."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, candidate in enumerate(pool):
        for stem in candidate.stems:
            holders[stem].append(index)
    common = max(12, len(pool) // 8)  # words in more sentences than this alone never bring a pair together
    met: Counter[tuple[int, int]] = Counter()
    for indices in holders.values():
        if len(indices) <= common:
            met.update((a, b) for place, a in enumerate(indices) for b in indices[place + 1 :])
    found = []
    for (first, second), shared in met.items():
        if shared >= 2 and pool[first].quote.article != pool[second].quote.article:
            score = same_matter(pool[first], pool[second], weights)
            if score:
                found.append((score, first, second))
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _join(
    first: int,
    second: int,
    leader: dict[int, int],
    members: dict[int, list[int]],
    pool: Sequence[Candidate],
    weights: Weights,
) -> None:
    """Put two alike sentences into one claim, if each is like the sentence that leads it."""
    lead_one, lead_other = leader.get(first), leader.get(second)
    if lead_one is None and lead_other is None:
        leader[first] = leader[second] = first
        members[first] = [first, second]
    elif lead_one is None or lead_other is None:
        lead = lead_one if lead_one is not None else lead_other
        newcomer = first if lead_one is None else second
        if lead is not None and alike(pool[lead], pool[newcomer], weights):
            leader[newcomer] = lead
            members[lead].append(newcomer)


def _claim(sentences: list[Candidate], weights: Weights, echoes: frozenset[str]) -> Claim:
    """Represent a claim by its most complete sentence among those that the other members bear out."""
    if len(sentences) == 1:
        return Claim(best=sentences[0], members=tuple(sentences), echoes=echoes)
    borne = {place: _borne_out(sentences, place, weights) for place in range(len(sentences))}
    enough = min(_BORNE_OUT, max(borne.values()))
    among = [sentence for place, sentence in enumerate(sentences) if borne[place] >= enough]
    if not any(sentence.named for sentence in among):  # an outlet without a name speaks only where no other can
        named = [one for place, one in enumerate(sentences) if one.named and borne[place] >= _BORNE_OUT_NAMED]
        among = named or among
    return Claim(best=min(among, key=_completeness), members=tuple(sentences), echoes=echoes)


def _borne_out(sentences: Sequence[Candidate], place: int, weights: Weights) -> float:
    """Return the share of a sentence's weight that the other sentences hold together."""
    own = sentences[place].stems
    others = frozenset[str]().union(*(other.stems for at, other in enumerate(sentences) if at != place))
    return weights.sum(own & others) / max(weights.sum(own), 1e-9)


def _completeness(candidate: Candidate) -> tuple[bool, bool, float, tuple[str, str, int]]:
    """Prefer a sentence that stands alone, of a named outlet, that says most without running on, and came first."""
    says = len(candidate.stems) + len(candidate.names) + len(candidate.quantities)
    return (not candidate.alone, not candidate.named, -says + max(0, candidate.words - 40), candidate.key)
