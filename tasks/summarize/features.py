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
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OPENING = 12  # sentences of a document that speak for it: centroid, support
LEAD_WORDS = 40  # words of a document that a summary of it would hold
LEADS = 12  # documents whose leads a summary is held against, at most

FEATURES = (
    "title coverage",  # share of the titles' stems that the summary holds, weighted by how many titles have them
    "title share",  # share of the summary's stems that stand in a title
    "centroid",  # cosine with the weighted stems of all openings
    "coverage",  # share of those weights that the summary holds
    "support",  # share of a sentence's stems that another document's opening has
    "pair support",  # the same for pairs of neighboring stems
    "counterpart",  # likeness to the most alike sentence of another document
    "every lead",  # words shared with the lead it shares least with (F-measure)
    "every lead pairs",  # the same for pairs of neighboring words
    "fill",  # words used of those allowed
    "fill squared",
    "first",  # share of words from first sentences
    "opens",  # whether a first sentence is among them
    "quoted",  # share of words in sentences with a quotation
    "leaning",  # ... in sentences that can't be read alone
    "first person",  # ... in sentences that say I, we or you
    "capitals",  # share of capitalized words
    "unended",  # share of words in sentences without an end mark
    "repeated",  # stems said again, for each stem said
    "query",  # share of the query's stems that the summary holds
)

WEIGHTS: Mapping[str, float] = {
    "title coverage": 5.69,
    "title share": 5.58,
    "centroid": 14.8,
    "coverage": 20.7,
    "support": 4.38,
    "pair support": 1.47,
    "counterpart": 1.26,
    "every lead": 5.87,
    "every lead pairs": 5.36,
    "fill": -1.32,
    "fill squared": -3.06,
    "first": 3.63,
    "opens": -0.065,
    "quoted": -1.91,
    "leaning": -1.03,
    "first person": -1.98,
    "capitals": -4.4,
    "unended": -5.46,
    "repeated": -11.2,
    "query": 20.0,
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

    def __init__(self, documents: Sequence[Document], *, words: int, depth: int, query: Sequence[str] = ()) -> None:
        self.documents = documents
        self.allowed = words
        self.places = [
            (at, place)
            for at, document in enumerate(documents)
            for place, sentence in enumerate(document.sentences[:depth])
            if len(sentence.text.split()) <= words
        ]
        self.sentences = [documents[at].sentences[place] for at, place in self.places]
        self.document = np.array([at for at, _ in self.places], dtype=np.intp)
        self.words = np.array([len(sentence.text.split()) for sentence in self.sentences], dtype=np.float64)
        self._weights = np.array([document.weight for document in documents])
        self._measure_stems(query)
        self._measure_leads()
        self._own = self._measure_sentences()

    def __len__(self) -> int:
        return len(self.places)

    @property
    def likeness(self) -> Floats:
        """Return the share of stems that two candidates have in common (Dice), shape (candidates, candidates)."""
        return _dice(self._stems, self._stems)

    def describe(self, chosen: Floats) -> Floats:
        """Measure summaries: `chosen` is (summaries, candidates) of zeros and ones; return (summaries, FEATURES)."""
        words = chosen @ self.words
        shares = chosen * self.words / words[:, None]
        said = chosen @ self._stems
        held = (said > 0).astype(np.float64)
        kinds = np.maximum(held.sum(axis=1), 1.0)
        fill = words / self.allowed
        whole = [
            held @ self._titles / max(float(self._titles.sum()), 1e-9),
            held @ (self._titles > 0) / kinds,
            held @ self._centroid / (max(float(np.linalg.norm(self._centroid)), 1e-9) * np.sqrt(kinds)),
            held @ self._centroid / max(float(self._centroid.sum()), 1e-9),
            *self._against_leads(chosen),
            fill,
            fill**2,
            (chosen @ self._own[:, _FIRST] > 0).astype(np.float64),
            (said.sum(axis=1) - kinds) / kinds,
            held @ self._query / max(float(self._query.sum()), 1.0),
        ]
        return np.column_stack([*whole, shares @ self._own])[:, _ORDER]

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
        self._query = _incidence([query], columns)[0]

    def _measure_leads(self) -> None:
        """Lay out the words and pairs of words of each document's lead, and of each candidate within them."""
        spoken = [_WORD.findall(sentence.text.casefold()) for sentence in self.sentences]
        leads = [lead for document in self.documents[:LEADS] if (lead := _lead(document))]
        self._leads = []
        for grams in ((leads, spoken), ([_pairs(lead) for lead in leads], [_pairs(words) for words in spoken])):
            columns = _columns(gram for lead in grams[0] for gram in lead)
            sizes = np.array([len(words) for words in grams[1]], dtype=np.float64)
            self._leads.append((_counts(grams[0], columns), _counts(grams[1], columns), sizes))

    def _against_leads(self, chosen: Floats) -> list[Floats]:
        """Return the least F-measure of words, and of pairs, over all leads."""
        least = []
        for leads, candidates, sizes in self._leads:
            counts, length = chosen @ candidates, chosen @ sizes
            scores = [2 * np.minimum(counts, lead).sum(axis=1) / np.maximum(length + lead.sum(), 1) for lead in leads]
            least.append(np.min(scores, axis=0) if scores else np.zeros(len(chosen)))
        return least

    def _measure_sentences(self) -> Floats:
        """Measure each candidate by itself: shape (candidates, features of a sentence)."""
        support, pair_support = self._support()
        texts = [sentence.text for sentence in self.sentences]
        return np.column_stack([
            support,
            pair_support,
            self._counterparts(),
            [place == 0 for _, place in self.places],
            [_QUOTE.search(text) is not None for text in texts],
            [sentence.leaning for sentence in self.sentences],
            [_FIRST_PERSON.search(text) is not None for text in texts],
            [_capitals(text) for text in texts],
            [_END.search(text) is None for text in texts],
        ]).astype(np.float64).reshape(len(texts), len(_OF_A_SENTENCE))  # fmt: skip

    def _support(self) -> tuple[Floats, Floats]:
        """Return the share of each candidate's stems, and of its pairs, that another document's opening has."""
        pairs = [_pairs(sentence.stems) for sentence in self.sentences]
        columns = _columns(pair for one in pairs for pair in one)
        openings = [[_pairs(stems) for stems in opening] for opening in _openings(self.documents)]
        return (
            self._share_elsewhere(self._stems, self._spread),
            self._share_elsewhere(_incidence(pairs, columns), _presence(openings, columns)),
        )

    def _share_elsewhere(self, held: Floats, spread: Floats) -> Floats:
        """Return for each row of `held` the share of its columns that `spread` has in another document."""
        if not len(self.places):
            return np.zeros(0)
        elsewhere = (spread.sum(axis=0) - spread[self.document]) > 0
        return np.asarray((held * elsewhere).sum(axis=1) / np.maximum(held.sum(axis=1), 1))

    def _counterparts(self) -> Floats:
        """Return each candidate's greatest likeness to an opening sentence of another document."""
        openings = _openings(self.documents)
        columns = _columns(stem for opening in openings for stems in opening for stem in stems)
        others = _incidence((stems for opening in openings for stems in opening), columns)
        owner = np.repeat(np.arange(len(openings)), [len(opening) for opening in openings])
        likeness = _dice(_incidence((sentence.stems for sentence in self.sentences), columns), others)
        likeness[self.document[:, None] == owner[None, :]] = 0.0
        return np.asarray(likeness.max(axis=1, initial=0.0))


_OF_A_SUMMARY = (
    "title coverage", "title share", "centroid", "coverage", "every lead", "every lead pairs", "fill", "fill squared",
    "opens", "repeated", "query",
)  # fmt: skip
_OF_A_SENTENCE = (
    "support", "pair support", "counterpart", "first", "quoted", "leaning", "first person", "capitals", "unended",
)  # fmt: skip
_FIRST = _OF_A_SENTENCE.index("first")
_ORDER = [(*_OF_A_SUMMARY, *_OF_A_SENTENCE).index(name) for name in FEATURES]


def rate(pool: Pool, chosen: Floats, weights: Mapping[str, float] = WEIGHTS) -> Floats:
    """Rate summaries: `chosen` is (summaries, candidates) of zeros and ones; higher is better."""
    return np.asarray(pool.describe(chosen) @ np.array([weights[name] for name in FEATURES]))


def score_sentences(
    documents: Sequence[Document], *, query: Sequence[str] = (), words: int = LEAD_WORDS, depth: int = OPENING
) -> list[Scored]:
    """Rate each of the first `depth` sentences of each document as a summary of all, best first.

    `query` are stems. Sentences over `words` words are left out. Ties are kept in the order given.
    """
    pool = Pool(documents, words=words, depth=depth, query=query)
    if not len(pool):
        return []
    alone = np.eye(len(pool))
    described, totals = pool.describe(alone), rate(pool, alone)
    scored = [
        Scored(at, place, dict(zip(FEATURES, map(float, row), strict=True)), float(total))
        for (at, place), row, total in zip(pool.places, described, totals, strict=True)
    ]
    return sorted(scored, key=lambda one: -round(one.total, 9))


def _openings(documents: Sequence[Document]) -> list[list[tuple[str, ...]]]:
    return [[sentence.stems for sentence in document.sentences[:OPENING]] for document in documents]


def _lead(document: Document) -> list[str]:
    """Return the words of the first sentences that together make a lead."""
    words: list[str] = []
    for sentence in document.sentences[:OPENING]:
        if len(words) >= LEAD_WORDS:
            break
        words += _WORD.findall(sentence.text.casefold())
    return words[: LEAD_WORDS + 10]


def _pairs(items: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(items))


def _columns(items: Iterable[_T]) -> dict[_T, int]:
    """Number the distinct items in order of appearance."""
    return {item: column for column, item in enumerate(dict.fromkeys(items))}


def _incidence(rows: Iterable[Sequence[_T]], columns: Mapping[_T, int]) -> Floats:
    """Return ones where a row holds a column's item."""
    return np.minimum(_counts(list(rows), columns), 1.0)


def _counts(rows: Sequence[Sequence[_T]], columns: Mapping[_T, int]) -> Floats:
    """Return how often each row holds each column's item, shape (rows, columns)."""
    counts = np.zeros((len(rows), len(columns)))
    for number, row in enumerate(rows):
        for item, count in Counter(row).items():
            if item in columns:
                counts[number, columns[item]] = count
    return counts


def _presence(openings: Sequence[Sequence[Sequence[_T]]], columns: Mapping[_T, int]) -> Floats:
    """Return ones where a document's opening holds a column's item, shape (documents, columns)."""
    return _incidence(([item for row in opening for item in row] for opening in openings), columns)


def _faded(opening: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Floats:
    """Count stems, those of later sentences for less."""
    totals = np.zeros(len(columns))
    for place, stems in enumerate(opening):
        for stem in stems:
            if stem in columns:
                totals[columns[stem]] += 1 / math.sqrt(1 + place)
    return totals


def _dice(one: Floats, other: Floats) -> Floats:
    """Return twice the shared over the summed sizes of rows of ones, shape (rows of one, rows of other)."""
    sizes = one.sum(axis=1)[:, None] + other.sum(axis=1)[None, :]
    return np.asarray(2 * (one @ other.T) / np.maximum(sizes, 1))


def _capitals(text: str) -> float:
    """Return the share of words after the first that begin with a capital letter."""
    words = text.split()
    return sum(word[:1].isupper() for word in words[1:]) / len(words)
