"""Sparse TF-IDF vectors of documents given as lists of stems, and their cosine likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy
from scipy import sparse

Stems = Sequence[str]


@dataclass(frozen=True)
class TfIdf:
    """Term weights learned from documents: smoothed inverse document frequency, as Salton and Buckley (1988) put it."""

    vocabulary: dict[str, int]  # term -> column; columns are in the order of the sorted terms
    idf: numpy.ndarray  # float64, one per column: 1 + ln((1 + documents) / (1 + documents with the term))
    bigrams: bool
    sublinear: bool

    @classmethod
    def fit(cls, documents: Sequence[Stems], *, bigrams: bool = False, sublinear: bool = True) -> TfIdf:
        """Learn the vocabulary and weights of `documents`; `bigrams` adds pairs of neighbors as terms of their own."""
        frequency: Counter[str] = Counter()
        for document in documents:
            frequency.update(set(_terms(document, bigrams)))
        vocabulary = {term: column for column, term in enumerate(sorted(frequency))}
        counts = numpy.fromiter((frequency[term] for term in vocabulary), dtype=float, count=len(vocabulary))
        return cls(vocabulary, 1.0 + numpy.log((1.0 + len(documents)) / (1.0 + counts)), bigrams, sublinear)

    def transform(self, documents: Sequence[Stems]) -> Any:
        """Return a `scipy.sparse.csr_matrix` of shape (documents, terms), rows L2-normalized, unknown terms ignored.

        With `sublinear` a term's frequency f weighs 1 + ln f. A document without a known term is a row of zeros.
        """
        columns: list[int] = []
        frequencies: list[int] = []
        ends = [0]
        for document in documents:
            known = Counter(column for term in _terms(document, self.bigrams) if (column := self._column(term)) >= 0)
            for column in sorted(known):
                columns.append(column)
                frequencies.append(known[column])
            ends.append(len(columns))
        weights = numpy.asarray(frequencies, dtype=float)
        if self.sublinear:
            weights = 1.0 + numpy.log(weights)
        weights = weights * self.idf[numpy.asarray(columns, dtype=int)]
        matrix = sparse.csr_matrix((weights, columns, ends), shape=(len(documents), len(self.vocabulary)))
        return _normalized(matrix)

    def _column(self, term: str) -> int:
        return self.vocabulary.get(term, -1)


def cosine(a: Any, b: Any) -> numpy.ndarray:
    """Return the cosines between the rows of two L2-normalized sparse matrices: shape (rows of a, rows of b)."""
    product: numpy.ndarray = (a @ b.T).toarray()
    return product


def _terms(document: Stems, bigrams: bool) -> Iterable[str]:
    """Yield the stems and, if wanted, the pairs of neighbors."""
    yield from document
    if bigrams:
        for first, second in pairwise(document):
            yield f"{first} {second}"


def _normalized(matrix: Any) -> Any:
    """Scale every row that is not empty to length 1."""
    lengths = numpy.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    lengths[lengths == 0.0] = 1.0
    return sparse.csr_matrix(sparse.diags(1.0 / lengths) @ matrix)
