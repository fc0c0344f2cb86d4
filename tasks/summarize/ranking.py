"""Rate sentences by the classic extractive methods: the one door to sumy.

sumy is loaded on first use, because it takes longer to import than most summaries take to make. Its default tokenizer
downloads data at run time and its sentences are equal when their texts are; here a sentence comes as the stems our own
tokenizer found, and is known by its position alone.

`FastLexRankSummarizer`, `FastTextRankSummarizer` and `FastReductionSummarizer` are sumy's own classes with the
quadratic Python loops replaced by sparse matrix products. They take and return what sumy's do, and rate the same to
1e-6.
"""

from __future__ import annotations

import functools
import math
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

METHODS = ("lexrank", "textrank", "lsa", "luhn", "edmundson", "sumbasic", "kl", "reduction")
"""Every summarizer of sumy's but its random one."""

Floats = NDArray[np.float64]

_BLOCK = 512  # rows of a similarity matrix made at a time, so that what falls under a threshold never piles up
_DIGITS = 9  # singular values differ in the last bits with the order of sumy's sets; round that away


def salience(
    sentences: Sequence[Sequence[str]], *, method: str = "lexrank", headings: Sequence[Sequence[str]] = ()
) -> Floats:
    """Rate each sentence, given as its stems, with one of sumy's summarizers; higher is better.

    Scales differ: LexRank and TextRank give centralities, SumBasic and KL the negated order of choice, the others sums
    of word weights. Compare ratings of one call only. A sentence without stems can be given; its place is kept.
    `headings` (stems of titles) are read by Edmundson's method, and by no other.

    Returns an array of shape (len(sentences),). Raises ValueError for an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"Unknown method {method!r}; choose one of {', '.join(METHODS)}.")
    ratings = np.zeros(len(sentences))
    if not any(sentences):
        return ratings

    def keep(rated: Sequence[Any]) -> Sequence[Any]:
        # sumy lets the wanted number be a function of the rated sentences: all ratings, without touching its insides
        for one in rated:
            ratings[one.sentence.position] = one.rating
        return rated

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # LSA says when words are fewer than sentences; it still rates
        _summarizer(method, bool(headings))(_document(sentences, headings), keep)
    return ratings.round(_DIGITS)


def _document(sentences: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]) -> Any:
    """Make sumy's document of one paragraph."""
    sumy = _sumy()
    body = [sumy.sentence(position, stems) for position, stems in enumerate(sentences)]
    titles = [sumy.sentence(position, stems, is_heading=True) for position, stems in enumerate(headings, len(body))]
    return sumy.document([sumy.paragraph([*titles, *body])])


def _summarizer(method: str, has_headings: bool) -> Any:
    """Make sumy's summarizer `method`; stemming and stop words were dealt with before."""
    kind = _sumy().summarizers[method]
    if method != "edmundson":
        return kind(_unchanged)
    # Cue words need a list per language, which nobody has; titles and place need none.
    summarizer = kind(_unchanged, cue_weight=0.0, title_weight=float(has_headings), location_weight=1.0)
    summarizer.null_words = ("",)  # sumy refuses an empty set
    return summarizer


def _unchanged(word: str) -> str:
    return word


class _Sumy(NamedTuple):
    """What this module uses of sumy, loaded."""

    document: Any
    paragraph: Any
    sentence: Any
    summarizers: Mapping[str, Any]


@functools.cache
def _sumy() -> _Sumy:
    """Import sumy and derive our classes from its own."""
    with _without_statistics():
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.summarizers.edmundson import EdmundsonSummarizer
        from sumy.summarizers.kl import KLSummarizer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.lsa import LsaSummarizer
        from sumy.summarizers.luhn import LuhnSummarizer
        from sumy.summarizers.reduction import ReductionSummarizer
        from sumy.summarizers.sum_basic import SumBasicSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer

    kinds = {
        "lexrank": _fast_lexrank(LexRankSummarizer),
        "textrank": _fast_textrank(TextRankSummarizer),
        "lsa": LsaSummarizer,
        "luhn": LuhnSummarizer,
        "edmundson": EdmundsonSummarizer,
        "sumbasic": SumBasicSummarizer,
        "kl": KLSummarizer,
        "reduction": _fast_reduction(ReductionSummarizer),
    }
    return _Sumy(ObjectDocumentModel, Paragraph, _placed_sentence(Sentence), kinds)


@contextmanager
def _without_statistics() -> Iterator[None]:
    """Keep scipy.stats out while sumy is imported, unless it is there already.

    sumy's stemmers load all of nltk, and that, for one test of significance, scipy.stats: a second of every run. nltk
    does without it where it is not installed, and nothing here counts collocations.
    """
    name = "scipy.stats"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say that it can't be imported
    try:
        yield
    finally:
        del sys.modules[name]


def __getattr__(name: str) -> Any:
    """Give the fast summarizers as attributes of this module, loading sumy only when one is asked for."""
    methods = {
        "FastLexRankSummarizer": "lexrank",
        "FastTextRankSummarizer": "textrank",
        "FastReductionSummarizer": "reduction",
    }
    if name in methods:
        return _sumy().summarizers[methods[name]]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _placed_sentence(base: Any) -> Any:
    """Derive a sentence that is known by its position and brings its own words."""

    class PlacedSentence(base):  # type: ignore[misc]  # sumy ships no types
        """A sentence equal to itself only: repeated texts keep their own ratings."""

        __slots__ = ("_stems", "position")

        def __init__(self, position: int, stems: Sequence[str], is_heading: bool = False) -> None:
            super().__init__(" ".join(stems), None, is_heading)
            self.position = position
            self._stems = tuple(stems)

        @property
        def words(self) -> tuple[str, ...]:
            """Return the stems; there is nothing to tokenize."""
            return self._stems

        def __eq__(self, other: object) -> bool:
            return self is other

        def __ne__(self, other: object) -> bool:
            return self is not other

        def __hash__(self) -> int:
            return self.position

    return PlacedSentence


def _fast_lexrank(base: Any) -> Any:
    """Derive LexRank on a sparse graph."""

    class FastLexRankSummarizer(base):  # type: ignore[misc]  # sumy ships no types
        """sumy's LexRank (Erkan and Radev 2004), for thousands of sentences."""

        @staticmethod
        def _compute_idf(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
            spread = Counter(term for sentence in sentences for term in dict.fromkeys(sentence))
            return {term: math.log(len(sentences) / (1 + count)) for term, count in spread.items()}

        def _create_matrix(
            self,
            sentences: Sequence[Sequence[str]],
            threshold: float,
            tf_metrics: Sequence[Mapping[str, float]],
            idf_metrics: Mapping[str, float],
        ) -> Any:
            weighted = [{term: tf * idf_metrics[term] for term, tf in row.items()} for row in tf_metrics]
            return _cosine_graph(_matrix(weighted), threshold)

        @staticmethod
        def power_method(matrix: Any, epsilon: float) -> Floats:
            """Iterate as sumy does, with the vector scaled to length one; a graph without an edge stays as it is."""
            return _iterate(matrix.shape[0], epsilon, lambda vector: _unit(matrix.T @ vector, vector))

    return FastLexRankSummarizer


def _fast_textrank(base: Any) -> Any:
    """Derive TextRank on a sparse graph."""

    class FastTextRankSummarizer(base):  # type: ignore[misc]  # sumy ships no types
        """sumy's TextRank (Mihalcea and Tarau 2004), for thousands of sentences."""

        def _create_matrix(self, document: Any) -> Any:
            words = [self._to_words_set(sentence) for sentence in document.sentences]
            return _overlap_graph(words, self._ZERO_DIVISION_PREVENTION)

        def power_method(self, matrix: Any, epsilon: float) -> Floats:
            """Iterate as sumy does; the jump to any sentence is added as a number, not as a dense matrix."""
            jump = (1.0 - self.damping) / matrix.shape[0]

            def step(vector: Floats) -> Floats:
                return np.asarray(jump * vector.sum() + self.damping * (matrix.T @ vector))

            return _iterate(matrix.shape[0], epsilon, step)

    return FastTextRankSummarizer


def _fast_reduction(base: Any) -> Any:
    """Derive Reduction on a sparse graph."""

    class FastReductionSummarizer(base):  # type: ignore[misc]  # sumy ships no types
        """sumy's Reduction (a sentence weighs by all it shares with the others), for thousands of sentences."""

        def rate_sentences(self, document: Any) -> dict[Any, float]:
            shared = _overlaps([self._to_words_set(sentence) for sentence in document.sentences], alone=0.0)
            totals = np.asarray(shared.sum(axis=1)).ravel() - shared.diagonal()
            ratings: dict[Any, float] = defaultdict(float)  # sentences that sumy holds equal share one rating
            for sentence, total in zip(document.sentences, totals.tolist(), strict=True):
                ratings[sentence] += total
            return ratings

    return FastReductionSummarizer


def _matrix(rows: Sequence[Mapping[str, float]]) -> Any:
    """Lay out weighted terms as a sparse matrix, terms in order of first appearance."""
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    indices = [columns.setdefault(term, len(columns)) for row in rows for term in row]
    values = [value for row in rows for value in row.values()]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.array(values, dtype=np.float64), indices, ends), shape=(len(rows), max(len(columns), 1)))


def _cosine_graph(matrix: Any, threshold: float) -> Any:
    """Join rows whose cosine is over `threshold`; every row sums to one, or to zero where it has no edge."""
    from scipy.sparse import csr_matrix

    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    turned = matrix.T.tocsr()
    neighbors, degrees = [], []
    for start in range(0, matrix.shape[0], _BLOCK):
        block = matrix[start : start + _BLOCK] @ turned
        row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        near = block.data > threshold * lengths[start + row] * lengths[block.indices]
        neighbors.append(block.indices[near])
        degrees.append(np.bincount(row[near], minlength=block.shape[0]))
    degree = np.concatenate(degrees)
    weights = np.repeat(1.0 / np.maximum(degree, 1), degree)
    ends = np.concatenate([[0], np.cumsum(degree)])
    return csr_matrix((weights, np.concatenate(neighbors), ends), shape=(matrix.shape[0], matrix.shape[0]))


def _overlap_graph(sentences: Sequence[Sequence[str]], tiny: float) -> Any:
    """Join sentences by their overlaps; rows sum to one."""
    from scipy.sparse import diags_array

    graph = _overlaps(sentences, alone=1.0)
    totals = np.asarray(graph.sum(axis=1)).ravel() + tiny
    return diags_array(1.0 / totals) @ graph


def _overlaps(sentences: Sequence[Sequence[str]], *, alone: float) -> Any:
    """Return the number of shared words over the sum of the logarithms of the lengths, shape (sentences, sentences).

    Two sentences of one word, whose logarithms are zero, have the overlap `alone` for each word that they share.
    """
    logs = np.log(np.maximum([len(words) for words in sentences], 1))
    counts = _matrix([Counter(words) for words in sentences])
    graph = counts @ counts.T.tocsr()
    norm = np.repeat(logs, np.diff(graph.indptr))
    norm += logs[graph.indices]
    short = norm < 1e-8
    norm[short] = 1.0
    graph.data /= norm
    graph.data[short] *= alone
    return graph


def _iterate(size: int, epsilon: float, step: Callable[[Floats], Floats]) -> Floats:
    """Apply `step` to the even vector until it moves by no more than `epsilon`."""
    vector = np.full(size, 1.0 / size)
    moved = 1.0
    while moved > epsilon:
        following = step(vector)
        moved = float(np.linalg.norm(following - vector))
        vector = following
    return vector


def _unit(vector: Floats, otherwise: Floats) -> Floats:
    """Scale to length one; a vector of zeros gives `otherwise`."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else otherwise
