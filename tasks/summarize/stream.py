"""Filter a stream of sentences as it comes: pass those that are on a query's story and say something not said before.

A logistic model rates each sentence by what was read until then: the query's words, likeness to what earlier sentences
with all of the query's words spoke of (blind relevance feedback, Rocchio 1971), the company it stands in, its make, and
how much of it the sentences passed on so far told already. Nothing that comes later is looked at, nothing is held back.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from tasks.text.tokens import is_stop, stem, tokens

# The model, from labelled sentences of past events: the logarithm of the odds that a sentence says something new on the
# story. Fitted with half of the events, decided on the other half, then fitted with all.
_WEIGHTS = {
    "query": 0.6,
    "story": 1.8,
    "company": 0.2,
    "length": 0.6,
    "short": -0.5,
    "capitals": -1.1,
    "names": 0.7,
    "numbers": -1.4,
    "new_numbers": 1.0,
    "told_by_one": -0.7,
    "told_by_all": 1.3,
    "told_pairs": -2.1,
    "told_so_far": -2.0,
}
_BIAS = -1.9
_LINE = -0.85  # log odds from which a sentence is passed on

_SAID = 0.6  # of a sentence's weight in one that was passed on: it is said again, in whatever order

_IMAGINED = 500  # sentences of other matters, that the first ones have something to be rare against
_ALONE = 0.3  # company of a sentence that comes alone
_TEACHING = range(6, 61)  # words of sentences from which the story's vocabulary is learned
_SHORT = 8


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as the filter sees it."""

    id: Any
    stems: tuple[str, ...]
    terms: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    words: int
    capitals: float  # share of the words that begin with one


@dataclass(slots=True)
class _Read:
    """What the stream held so far."""

    query: frozenset[str]
    count: int = 0
    frequency: Counter[str] = field(default_factory=Counter)
    story: Counter[str] = field(default_factory=Counter)  # terms of sentences known to be on the story
    teachers: float = 0.0
    taught: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, sentence: _Sentence) -> None:
        """Count a sentence's terms."""
        self.count += 1
        self.frequency.update(sentence.terms)

    def asked(self, sentence: _Sentence) -> float:
        """Return the share of the query's terms that the sentence holds."""
        return len(self.query & sentence.terms) / len(self.query) if self.query else 1.0

    def learn(self, sentence: _Sentence) -> None:
        """Learn the story's vocabulary from a sentence that holds the query, or half of a long one; copies once."""
        asked = self.asked(sentence)
        weight = 1.0 if asked == 1.0 else 0.5 if asked >= 0.5 and len(self.query) > 2 else 0.0
        if not weight or sentence.words not in _TEACHING or sentence.stems in self.taught:
            return
        self.taught.add(sentence.stems)
        self.teachers += weight
        for term in sentence.terms:
            self.story[term] += weight  # type: ignore[assignment]

    def rarities(self, sentence: _Sentence) -> dict[str, float]:
        """Return how rare each term of the sentence is in what was read: the logarithm of one in how many."""
        total = _IMAGINED + self.count
        return {term: math.log(total / (1 + self.frequency[term])) for term in sorted(sentence.terms)}

    def likeness(self, rarities: dict[str, float]) -> float:
        """Return the share of a sentence's weight in terms that the story often uses."""
        if not self.teachers:
            return 0.0
        held = sum(weight * min(1.0, 5 * self.story[term] / self.teachers) for term, weight in rarities.items())
        return held / (sum(rarities.values()) or 1.0)


@dataclass(slots=True)
class _Told:
    """What was passed on so far."""

    ids: list[Any] = field(default_factory=list)
    holders: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def take(self, sentence: _Sentence) -> None:
        """Pass a sentence on."""
        for term in sentence.terms:
            self.holders[term].append(len(self.ids))
        self.pairs.update(pairwise(sentence.stems))
        self.ids.append(sentence.id)

    def by_one(self, rarities: dict[str, float]) -> float:
        """Return the share of a sentence's weight that the sentence most like it told."""
        shares: defaultdict[int, float] = defaultdict(float)
        for term, weight in rarities.items():
            for holder in self.holders.get(term, ()):
                shares[holder] += weight
        return max(shares.values(), default=0.0) / (sum(rarities.values()) or 1.0)

    def by_all(self, rarities: dict[str, float]) -> float:
        """Return the share of a sentence's weight in terms that were told."""
        held = sum(weight for term, weight in rarities.items() if term in self.holders)
        return held / (sum(rarities.values()) or 1.0)

    def share_of_pairs(self, sentence: _Sentence) -> float:
        """Return the share of a sentence's pairs of neighbors that were told."""
        pairs = set(pairwise(sentence.stems))
        return len(pairs & self.pairs) / max(1, len(pairs))


def novel_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return `id, emitted` for a record `id, query, sentences: [{id, time, text}]`, the sentences in time order.

    Each sentence is decided on by what came before it or at the very same time. Raises KeyError, TypeError or
    AttributeError for a record of another shape.
    """
    language = record.get("language") or "en"
    query = _sentence({"id": None, "text": record.get("query") or ""}, language).terms
    read, told = _Read(query), _Told()
    for batch in _batches(record["sentences"], language):
        _decide(batch, read, told)
    return {"id": record["id"], "emitted": told.ids}


def _batches(sentences: Sequence[dict[str, Any]], language: str) -> Iterator[list[_Sentence]]:
    """Give together what came at the same time; without times, one by one."""
    timed = ((given.get("time") or f"none {place}", given) for place, given in enumerate(sentences))
    for _, batch in groupby(timed, key=lambda pair: str(pair[0])):
        yield [_sentence(given, language) for _, given in batch]


def _sentence(given: dict[str, Any], language: str) -> _Sentence:
    written = [token.text for token in tokens(given["text"])]
    kept = [(word, place) for place, word in enumerate(written) if _says(word, language)]
    stemmed = tuple(stem(word, language) for word, _ in kept)
    pairs = list(zip(stemmed, kept, strict=True))
    return _Sentence(
        id=given["id"],
        stems=stemmed,
        terms=frozenset(stemmed),
        names=frozenset(term for term, (word, place) in pairs if place and word[0].isupper()),
        numbers=frozenset(term for term in stemmed if term[:1].isdigit()),
        words=len(written),
        capitals=sum(word[0].isupper() for word in written) / max(1, len(written)),
    )


def _says(word: str, language: str) -> bool:
    return not is_stop(word, language) and (len(word) > 1 or word.isdigit())


def _decide(batch: list[_Sentence], read: _Read, told: _Told) -> None:
    """Pass on the sentences of one moment that are worth it, the best first, so that the others are told then."""
    for sentence in batch:
        read.take(sentence)
    waiting = [
        (sentence, read.rarities(sentence), _company(batch, place, read)) for place, sentence in enumerate(batch)
    ]
    while waiting:
        waiting = [candidate for candidate in waiting if told.by_one(candidate[1]) < _SAID]
        rated = [_rate(_features(*candidate, read, told)) for candidate in waiting]
        best = max(range(len(rated)), key=lambda place: (rated[place], -place), default=None)
        if best is None or rated[best] < _LINE:
            break
        told.take(waiting.pop(best)[0])
    for sentence in batch:
        read.learn(sentence)


def _company(batch: Sequence[_Sentence], place: int, read: _Read) -> float:
    """Return the best share of the query among the others of the moment."""
    return max((read.asked(other) for at, other in enumerate(batch) if at != place), default=_ALONE)


def _rate(features: dict[str, float]) -> float:
    return _BIAS + sum(_WEIGHTS[name] * value for name, value in features.items())


def _features(
    sentence: _Sentence, rarities: dict[str, float], company: float, read: _Read, told: _Told
) -> dict[str, float]:
    """Describe a sentence by what was read and told until now; each value is about 0 to 1."""
    return {
        "query": read.asked(sentence),
        "story": read.likeness(rarities),
        "company": company,
        "length": min(sentence.words, 60) / 30,
        "short": float(sentence.words < _SHORT),
        "capitals": sentence.capitals,
        "names": min(len(sentence.names), 6) / 6,
        "numbers": min(len(sentence.numbers), 4) / 4,
        "new_numbers": min(sum(term not in told.holders for term in sentence.numbers), 3) / 3,
        "told_by_one": told.by_one(rarities),
        "told_by_all": told.by_all(rarities),
        "told_pairs": told.share_of_pairs(sentence),
        "told_so_far": math.log1p(len(told.ids)) / 5,
    }
