"""Measure what makes a sentence, or a few together, a good summary of several articles.

Everything is measured on whole summaries: a summary of one sentence is rated the same way as one of five, so that
repetition, coverage and length are part of the rating and need no second stage (Gholipour Ghalandari 2017 does so for
centroids, Lin and Bilmes 2011 for coverage). The rating is a weighted sum. How the weights were fitted, what was tried
and what was gained: docs/method-summaries.md.

Only the openings of articles are read: news says first what matters (sentence position was the strongest feature in
Edmundson 1969, and still is).
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

OPENING = 12  # sentences of a document that speak for it: centroid, support
LEAD_WORDS = 40  # words of a document's lead, against which a short summary is held; a longer one, against as many
NEXT = 5  # code points, at most, between the end of a sentence and the start of the next
LEADS = 12  # documents whose leads a summary is held against, at most

_BLOCK = 256  # candidates measured at a time

FEATURES = (
    "title coverage",  # share of the titles' stems that the summary holds, weighted by how many titles have them
    "title share",  # share of the summary's stems that stand in a title
    "centroid",  # cosine with the weighted stems of all openings
    "coverage",  # share of those weights that the summary holds
    "support",  # share of a sentence's stems that another document's opening has
    "every lead",  # words shared with the document's lead it shares least with (F-measure)
    "fill",  # words used of those allowed, squared
    "first",  # share of words from first sentences
    "quoted",  # share of words in sentences with a quotation
    "first person",  # ... in sentences that say I, we or you
    "unended",  # ... in sentences without an end mark
    "query",  # share of the query's stems that the summary holds
)

WEIGHTS: Mapping[str, float] = {
    "title coverage": 5.8,
    "title share": 6.36,
    "centroid": 12.5,
    "coverage": 16.6,
    "support": 7.28,
    "every lead": 7.48,
    "fill": -2.65,
    "first": 3.59,
    "quoted": -1.51,
    "first person": -1.73,
    "unended": -6.19,
    "query": 30.0,
}

_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|me|us)\b")
_QUOTE = re.compile(r"[\"“”„«»]")
_END = re.compile(r"[.!?…。！？][\"”’'»)\]]*$")
_WORD = re.compile(r"[^\W_]+")
_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: `text` stands at `start` to `end` in code points."""

    text: str
    start: int
    end: int
    stems: tuple[str, ...]  # content stems in order, repeats kept
    leaning: bool = False  # can't be understood without the sentence before it


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the summarizer sees it; `sentences` are those worth quoting, in order."""

    id: str
    title: str
    title_stems: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    weight: float = 1.0  # of its vote on what matters, for example its number of independent origins
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence rated as a summary of its own."""

    document: int  # place in the sequence given
    sentence: int  # place in the document
    features: dict[str, float]
    total: float


class Pool:
    """The candidate sentences of some documents, measured; `describe` rates any choice of them.

    `places[i]` is (document, sentence) of candidate i, both counted from 0 in the sequence given.
    """

    def __init__(
        self, documents: Sequence[Document], *, words: int, depth: int | None = None, query: Sequence[str] = ()
    ) -> None:
        self.documents = documents
        self.allowed = words
        self.places = [
            (at, place)
            for at, document in enumerate(documents)
            for place, sentence in enumerate(document.sentences[:depth])
            if len(sentence.text.split()) <= words
        ]
        self._at = {place: candidate for candidate, place in enumerate(self.places)}
        self.sentences = [documents[at].sentences[place] for at, place in self.places]
        self.document = np.array([at for at, _ in self.places], dtype=np.intp)
        self.words = np.array([len(sentence.text.split()) for sentence in self.sentences], dtype=np.float64)
        self._measure_stems(query)
        self._measure_leads()
        self._measure_sentences()

    def __len__(self) -> int:
        return len(self.places)

    def likeness(self, candidates: Sequence[int] | None = None) -> Floats:
        """Return the share of stems that any two of `candidates` have in common (Dice); of all, if none are named."""
        stems = self._stems[slice(None) if candidates is None else list(candidates)].astype(np.float64)
        sizes = stems.sum(axis=1)
        return np.asarray(2 * (stems @ stems.T) / np.maximum(sizes[:, None] + sizes[None, :], 1))

    def before(self, candidate: int) -> int:
        """Return the candidate that stands right before another in its document; -1 if there is none."""
        at, place = self.places[candidate]
        found = self._at.get((at, place - 1), -1)
        near = found >= 0 and self.sentences[candidate].start - self.sentences[found].end <= NEXT
        return found if near else -1

    def describe(self, chosen: Floats) -> Floats:
        """Measure summaries: `chosen` is (summaries, candidates) of zeros and ones; return (summaries, FEATURES)."""
        used = np.flatnonzero(chosen.any(axis=0))
        chosen = chosen[:, used]
        words = chosen @ self.words[used]
        shares = chosen * self.words[used] / np.maximum(words, 1.0)[:, None]
        return self._described(
            words,
            held=(chosen @ self._stems[used].astype(np.float64) > 0).astype(np.float64),
            support=shares @ self._support[used],
            marks=shares @ self._marks[used],
            against_leads=self._against_leads(chosen @ self._spoken[used], chosen @ self._lengths[used]),
        )

    def describe_each(self) -> Floats:
        """Measure each candidate as a summary of its own, shape (candidates, FEATURES)."""
        blocks = [np.zeros((0, len(FEATURES)))]
        for start in range(0, len(self), _BLOCK):
            some = slice(start, start + _BLOCK)
            described = self._described(
                self.words[some],
                held=self._stems[some].astype(np.float64),
                support=self._support[some],
                marks=self._marks[some],
                against_leads=self._against_leads(self._spoken[some], self._lengths[some]),
            )
            blocks.append(described)
        return np.concatenate(blocks)

    def _described(
        self, words: Floats, *, held: Floats, support: Floats, marks: Floats, against_leads: Floats
    ) -> Floats:
        """Put together what is measured of summaries that have so many words and hold these stems."""
        kinds = np.maximum(held.sum(axis=1), 1.0)
        return np.column_stack([
            held @ self._titles / max(float(self._titles.sum()), 1e-9),
            held @ (self._titles > 0) / kinds,
            held @ self._centroid / (max(float(np.linalg.norm(self._centroid)), 1e-9) * np.sqrt(kinds)),
            held @ self._centroid / max(float(self._centroid.sum()), 1e-9),
            support,
            against_leads,
            (words / self.allowed) ** 2,
            marks,
            held @ self._query / max(float(self._query.sum()), 1.0),
        ])  # fmt: skip

    def _measure_stems(self, query: Sequence[str]) -> None:
        """Lay out which candidate holds which stem, and how much each stem matters."""
        columns = _columns(stem for sentence in self.sentences for stem in sentence.stems)
        self._stems = _incidence((sentence.stems for sentence in self.sentences), columns)
        openings = _openings(self.documents)
        self._spread = _presence(openings, columns)
        self._centroid = np.zeros(len(columns))
        self._titles = np.zeros(len(columns))
        for document, opening in zip(self.documents, openings, strict=True):
            self._centroid += document.weight * np.log1p(_faded(opening, columns))
            self._titles += document.weight * _incidence([document.title_stems], columns)[0]
        self._query = _incidence([query], columns)[0].astype(np.float64)

    def _measure_leads(self) -> None:
        """Lay out the words of each document's lead, and of each candidate within them."""
        spoken = [_WORD.findall(sentence.text.casefold()) for sentence in self.sentences]
        leads = [
            lead for document in self.documents[:LEADS] if (lead := _lead(document, max(LEAD_WORDS, self.allowed)))
        ]
        columns = _columns(word for lead in leads for word in lead)
        self._leads = _counts(leads, columns)
        self._spoken = _counts(spoken, columns)
        self._lengths = np.array([len(words) for words in spoken], dtype=np.float64)

    def _against_leads(self, counts: Floats, lengths: Floats) -> Floats:
        """Return the least F-measure of words over all leads, of summaries with these words."""
        shared = [np.minimum(counts, lead).sum(axis=1) for lead in self._leads]
        scores = [
            2 * both / np.maximum(lengths + lead.sum(), 1) for both, lead in zip(shared, self._leads, strict=True)
        ]
        return np.min(scores, axis=0) if scores else np.zeros(len(counts))

    def _measure_sentences(self) -> None:
        """Measure each candidate by itself."""
        self._support = np.zeros(len(self))
        carriers = self._spread.sum(axis=0)
        for at in range(len(self.documents)):
            own = self.document == at
            stems, elsewhere = self._stems[own], carriers > self._spread[at]
            self._support[own] = (stems & elsewhere).sum(axis=1) / np.maximum(stems.sum(axis=1), 1)
        marks = [_marks(sentence, place) for sentence, (_, place) in zip(self.sentences, self.places, strict=True)]
        self._marks = np.array(marks, dtype=np.float64).reshape(len(marks), 4)


def rate(pool: Pool, chosen: Floats, weights: Mapping[str, float] = WEIGHTS) -> Floats:
    """Rate summaries: `chosen` is (summaries, candidates) of zeros and ones; higher is better."""
    return np.asarray(pool.describe(chosen) @ _vector(weights))


def rate_each(pool: Pool, weights: Mapping[str, float] = WEIGHTS) -> Floats:
    """Rate each candidate as a summary of its own."""
    return np.asarray(pool.describe_each() @ _vector(weights))


def _vector(weights: Mapping[str, float]) -> Floats:
    return np.array([weights[name] for name in FEATURES])


def score_sentences(
    documents: Sequence[Document], *, query: Sequence[str] = (), words: int = LEAD_WORDS, depth: int = OPENING
) -> list[Scored]:
    """Rate each of the first `depth` sentences of each document as a summary of all, best first.

    `query` are stems. Sentences over `words` words are left out. Ties are kept in the order given.
    """
    pool = Pool(documents, words=words, depth=depth, query=query)
    if not len(pool):
        return []
    described = pool.describe_each()
    totals = described @ _vector(WEIGHTS)
    scored = [
        Scored(at, place, dict(zip(FEATURES, map(float, row), strict=True)), float(total))
        for (at, place), row, total in zip(pool.places, described, totals, strict=True)
    ]
    return sorted(scored, key=lambda one: -round(one.total, 9))


def _openings(documents: Sequence[Document]) -> list[list[tuple[str, ...]]]:
    return [[sentence.stems for sentence in document.sentences[:OPENING]] for document in documents]


def _lead(document: Document, wanted: int) -> list[str]:
    """Return the words of the first sentences that together have the `wanted` words."""
    words: list[str] = []
    for sentence in document.sentences[:OPENING]:
        if len(words) >= wanted:
            break
        words += _WORD.findall(sentence.text.casefold())
    return words[: wanted + 10]


def _columns(items: Iterable[_T]) -> dict[_T, int]:
    """Number the distinct items in order of appearance."""
    return {item: column for column, item in enumerate(dict.fromkeys(items))}


def _incidence(rows: Iterable[Sequence[_T]], columns: Mapping[_T, int]) -> Booleans:
    """Return whether a row holds a column's item, shape (rows, columns)."""
    held = [[columns[item] for item in row if item in columns] for row in rows]
    incidence = np.zeros((len(held), len(columns)), dtype=bool)
    for number, found in enumerate(held):
        incidence[number, found] = True
    return incidence


def _counts(rows: Sequence[Sequence[_T]], columns: Mapping[_T, int]) -> Floats:
    """Return how often each row holds each column's item, shape (rows, columns)."""
    counts = np.zeros((len(rows), len(columns)))
    for number, row in enumerate(rows):
        np.add.at(counts[number], [columns[item] for item in row if item in columns], 1.0)
    return counts


def _presence(openings: Sequence[Sequence[Sequence[_T]]], columns: Mapping[_T, int]) -> Booleans:
    """Return whether a document's opening holds a column's item, shape (documents, columns)."""
    return _incidence(([item for row in opening for item in row] for opening in openings), columns)


def _faded(opening: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Floats:
    """Count stems, those of later sentences for less."""
    totals = np.zeros(len(columns))
    for place, stems in enumerate(opening):
        for stem in stems:
            if stem in columns:
                totals[columns[stem]] += 1 / math.sqrt(1 + place)
    return totals


def _marks(sentence: Sentence, place: int) -> tuple[bool, ...]:
    """Return what can be seen of a sentence alone, in the order of FEATURES."""
    return (
        place == 0,
        _QUOTE.search(sentence.text) is not None,
        _FIRST_PERSON.search(sentence.text) is not None,
        _END.search(sentence.text) is None,
    )
