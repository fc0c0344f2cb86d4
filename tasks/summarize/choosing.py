"""Choose the day's sentences: a lead that reads as a paragraph, then the other developments, within a word budget.

Greedy: the strongest claim first; each further one is weighed down by what it repeats and by how much its outlet and
article have already said, so that fifty pages of one publisher weigh as one. Only what stands alone is chosen. What a
person pinned is taken before all else, whatever its merit. Every claim that is not chosen keeps the reason for which it
was passed over, as it was decided.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from storage.models import Evidence
from storage.telling import Kind, Omission, Quote
from tasks.summarize.candidates import Candidate
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.context import stands_alone
from tasks.summarize.corrections import is_correction
from tasks.summarize.newsworth import NewsValue
from tasks.summarize.novelty import Judged
from tasks.summarize.repeating import repeated

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
_PREFERRED = 2.0  # factor for a claim told by an outlet that a person pinned
_FAINT, _ENOUGH = 0.05, 4  # of the first one's score, under which nothing is added to so many sentences
_FEWEST = 2  # sentences told even when the budget is spent, if there are two

Salience = Mapping[Evidence, Mapping[str, float]]  # of each sentence its `total`, 0 to 1, and what it is made of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim that is told, and why."""

    judged: Judged
    sentence: Candidate
    merit: float  # by itself
    score: float  # beside what was chosen before
    why: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A claim that is not told, and why; `item` is as it was weighed when that was decided."""

    item: Chosen
    reason: Omission
    beside: Quote | None = None  # the told or chosen sentence that says it already


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of every claim."""

    chosen: tuple[Chosen, ...]  # strongest first
    passed: tuple[Passed, ...]  # what matters most first


def choose(
    judged: Sequence[Judged],
    salience: Salience,
    weights: Weights,
    *,
    words: int,
    pinned: Collection[Evidence] = (),
    preferred: Collection[str] = (),
) -> Choice:
    """Return the claims to tell, with about `words` words in all, and those passed over; see the module's text.

    `pinned` are the places of sentences, each the best of its claim, that are told whatever their merit; `preferred`
    the outlets whose sentences weigh double.
    """
    value = NewsValue(member for item in judged for member in item.claim.members)
    table = _Table(salience, value, weights, words, preferred)
    for item in judged:
        if item.claim.best.quote.evidence in pinned:
            table.pin(item)
    for item in judged:
        if item.claim.best.quote.evidence not in pinned:
            table.admit(item)
    while (best := table.next()) is not None:
        table.take(best)
    return table.choice()


class _Table:
    """The claims still open, what was chosen of them, and why others were not."""

    def __init__(
        self, salience: Salience, value: NewsValue, weights: Weights, words: int, preferred: Collection[str]
    ) -> None:
        self._salience, self._value, self._weights, self._words = salience, value, weights, words
        self._preferred = preferred
        self._open: dict[Evidence, Chosen] = {}
        self._chosen: list[Chosen] = []
        self._passed: list[Passed] = []
        self._said: Counter[str] = Counter()

    def pin(self, item: Judged) -> None:
        """Choose a claim whatever its merit."""
        weighed = self._weighed(item)
        self._chosen.append(replace(weighed, why=(*weighed.why, ("pinned", 1.0))))
        self._said.update(_speakers(item.claim.best))

    def admit(self, item: Judged) -> None:
        """Put a claim on the table if it is news that some sentence tells alone."""
        standing = _standing(item)
        weighed = self._weighed(standing or item)
        if item.kind is Kind.TOLD:
            self._pass(weighed, Omission.TOLD, item.was[0] if item.was else None)
        elif item.seen:
            self._pass(weighed, Omission.SEEN)
        elif standing is None:
            self._pass(weighed, Omission.LEANING)
        else:
            self._open[weighed.sentence.quote.evidence] = weighed

    def next(self) -> Chosen | None:
        """Return the best open claim that can be told; one of an outlet that had its share only if no other can.

        What can never be told any more is passed over on the way.
        """
        spare: Chosen | None = None
        beside = [_beside(item, self._said) for item in self._open.values()]
        for item in sorted(beside, key=_rank, reverse=True):
            if not self._can_be_told(item):
                del self._open[item.sentence.quote.evidence]
            elif not self._had_its_share(item):
                return item
            else:
                spare = spare or item
        return spare

    def take(self, best: Chosen) -> None:
        """Choose a claim."""
        del self._open[best.sentence.quote.evidence]
        self._chosen.append(best)
        if best.judged.kind is not Kind.CORRECTION:  # who mends a mistake has not spoken yet
            self._said.update(_speakers(best.sentence))

    def choice(self) -> Choice:
        """Return what was decided."""
        return Choice(tuple(self._chosen), tuple(sorted(self._passed, key=_by_strength)))

    def _can_be_told(self, item: Chosen) -> bool:
        """Say whether a claim is still worth telling, and note why if it is not."""
        repeated = self._repeated(item.sentence)
        if item.merit <= 0 or item.merit < _WEAKEST * self._best(lambda one: one.merit):
            self._pass(item, Omission.WEAK)
        elif repeated is not None:
            self._pass(item, Omission.REPEATS, repeated)
        elif self._is_faint(item):
            self._pass(item, Omission.OUTLET)
        elif not self._fits(item.sentence):
            self._pass(item, Omission.OUTLET if self._yielded(item) else Omission.NO_ROOM)
        else:
            return True
        return False

    def _best(self, of: Callable[[Chosen], float]) -> float:
        """Return the most that any chosen claim has of a value; 0 if none was chosen."""
        return max((of(one) for one in self._chosen), default=0.0)

    def _weighed(self, item: Judged) -> Chosen:
        weighed = _weighed(item, self._salience, self._value)
        if item.claim.best.quote.outlet not in self._preferred:
            return weighed
        merit = weighed.merit * _PREFERRED
        return replace(weighed, merit=merit, score=merit, why=(*weighed.why, ("preferred", _PREFERRED)))

    def _fits(self, sentence: Candidate) -> bool:
        spent = sum(item.sentence.words for item in self._chosen)
        return len(self._chosen) < _FEWEST or spent + sentence.words <= self._words

    def _yielded(self, item: Chosen) -> bool:
        """Say whether a claim of less merit was chosen before it because its own outlet had spoken."""
        outlet = item.sentence.quote.outlet
        others = [other for other in self._chosen if other.sentence.quote.outlet != outlet]
        return item.score < item.merit and any(item.merit > other.merit for other in others)

    def _is_faint(self, item: Chosen) -> bool:
        """Say whether what its outlet said before, where others speak too, leaves too little to add it for length."""
        outlets = {other.sentence.quote.outlet for other in self._chosen} - {item.sentence.quote.outlet}
        return (
            bool(outlets) and len(self._chosen) >= _ENOUGH and item.score < _FAINT * self._best(lambda one: one.score)
        )

    def _had_its_share(self, item: Chosen) -> bool:
        """Say whether one more would give an outlet over half of all sentences and one."""
        own = sum(item.sentence.quote.outlet == other.sentence.quote.outlet for other in self._chosen)
        return own + 1 > (len(self._chosen) + 1) / 2 + 1

    def _repeated(self, sentence: Candidate) -> Quote | None:
        """Return the chosen sentence that says what `sentence` says."""
        found = (
            other.sentence.quote
            for other in self._chosen
            if likeness(sentence.stems, other.sentence.stems, self._weights)[0] >= _REPEATS
        )
        told = next(found, None)
        held = repeated(sentence, [other.sentence for other in self._chosen], self._weights) if told is None else None
        return held.quote if held else told

    def _pass(self, item: Chosen, reason: Omission, beside: Quote | None = None) -> None:
        self._passed.append(Passed(item, reason, beside))


def _standing(item: Judged) -> Judged | None:
    """Return the claim with a sentence that can be read alone, None if it has none.

    An outlet's notice of a correction says itself what it corrects.
    """
    if item.claim.best.alone or _is_notice(item):
        return item
    standing = [member for member in item.claim.members if member.alone]
    if not standing or item.kind in (Kind.CHANGED_FIGURE, Kind.CORRECTION):
        return None
    return replace(item, claim=replace(item.claim, best=standing[0]))


def _is_notice(item: Judged) -> bool:
    text, language = item.claim.best.quote.text, item.claim.best.language
    return item.kind is Kind.CORRECTION and is_correction(text) and stands_alone(text, language)


def _weighed(item: Judged, salience: Salience, value: NewsValue) -> Chosen:
    """Weigh a claim by itself."""
    sentence = item.claim.best
    base = max(salience.get(one.quote.evidence, {}).get("total", 0.0) for one in (sentence, *item.claim.members))
    others = len({*item.claim.origins, *item.claim.echoes}) - 1
    origins = 1.0 + _CORROBORATED * min(others, 3)
    factors = {
        "salience": max(base, _OWED) if item.kind is Kind.CORRECTION else base,
        "kind": _KIND[item.kind],
        "origins": origins,
        "fresh": 0.5 + 0.5 * item.fresh,
        **value.factors(sentence, origins, news=others > 0 or item.kind in (Kind.CORRECTION, Kind.CHANGED_FIGURE)),
    }
    merit = math.prod(factors.values())
    return Chosen(item, sentence, merit, merit, tuple((name, round(value, 4)) for name, value in factors.items()))


def _beside(item: Chosen, said: Counter[str]) -> Chosen:
    """Weigh a claim beside what its article and origin have said already."""
    article, origin = (said[name] for name in _speakers(item.sentence))
    share = _SAME_ARTICLE**article * _SAME_ORIGIN**origin
    return replace(item, score=item.merit * share, why=(*item.why, ("share", round(share, 4))))


def _speakers(sentence: Candidate) -> tuple[str, str]:
    return f"article {sentence.quote.article}", f"origin {sentence.quote.origin}"


def _rank(item: Chosen) -> tuple[float, str, int]:
    evidence = item.sentence.quote.evidence
    return (round(item.score, 9), evidence.version, -evidence.start)


def _by_strength(passed: Passed) -> tuple[float, str, int]:
    """Order by how much a sentence matters, whatever was told and said before."""
    evidence = passed.item.sentence.quote.evidence
    matters = math.prod(value for name, value in passed.item.why if name not in ("kind", "fresh", "share"))
    return (-round(matters, 9), evidence.version, evidence.start)
