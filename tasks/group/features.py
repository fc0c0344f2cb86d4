"""What articles are compared by: their stems, weighed by place, by whether they are names, and by how rare they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tasks.text.tokens import stem, stop_words

_TITLE = 3.0
_NAME = 1.0  # added for every capital inside a sentence
_WORDS = 400  # of the body: what comes later is mostly background, which neighbors share

_WORD = re.compile(r"[^\W_]+(?:[’'ʼ.][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…”\"]\s+|\n)[\W_]*$")

# English words that news of any kind uses. They are not stop words, but two articles are not alike for sharing them;
# a corpus of five articles is too small to learn that from.
_COMMON = """
    said says say saying told tells tell asked added according announced announcement statement spokesman spokeswoman
    spokesperson reported report reports reporters news media press conference interview official officials authority
    authorities government state states federal national local public president minister secretary department agency
    office office's people person man woman men women family families members member group groups community year years
    month months week weeks day days today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december morning afternoon evening
    night time times hour hours minute minutes first second third one two three four five six seven eight nine ten
    hundred thousand million billion percent per new old last next early earlier late later recent recently former
    current including include included includes several number part place way ways thing things case cases work working
    worked make made making take taken taking took come came coming go going went gone get got getting give given gave
    see seen saw know known knew think thought want wanted need needed use used using call called calling show showed
    shown find found left right back long large small big good bad high low major country city town area world home
    house street around another many much more most even still also well like just would could may might must since
    among against amid despite however while although following followed expected plan plans planned remain remained
    continue continued continues began begin started start end ended held hold set put keep kept help helped issue
    issues question questions point support decision move moves moved change changes
    """
_COMMON_WEIGHT = 0.35


def weigh(title: str, body: str, language: str = "en") -> dict[str, float]:
    """Return the stems of an article with how much each says about it; titles and names say most."""
    weights: dict[str, float] = defaultdict(float)
    for word, _ in _words(title):
        _add(weights, word, language, _TITLE)
    for word, named in _words(body)[:_WORDS]:
        _add(weights, word, language, 1.0 + _NAME * named)
    return dict(weights)


def _words(text: str) -> list[tuple[str, bool]]:
    """Return the words of `text`, each with whether it is written like a name."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        named = word[0].isupper() and not _SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()])
        found.append((word, named))
    return found


def _add(weights: dict[str, float], word: str, language: str, weight: float) -> None:
    if term := _term(word, language):
        weights[term] += weight


@lru_cache(maxsize=1 << 17)
def _term(word: str, language: str) -> str:
    """Return the stem under which a word counts, "" if it doesn't."""
    folded = word.casefold()
    if len(folded) < 2 or folded in stop_words(language):
        return ""
    return stem(folded, language)


@lru_cache(maxsize=64)
def _common(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _COMMON.split())


def matrix(articles: Sequence[Mapping[str, float]], language: str = "en") -> Any:
    """Turn weighed stems into a `scipy.sparse.csr_matrix`, one row of length 1 per article.

    Term frequency is dampened by 1 + ln, document frequency taken over `articles` and smoothed, as Salton and Buckley
    (1988) do; common news words weigh less from the start.
    """
    frequency: Counter[str] = Counter(term for article in articles for term in article)
    columns = {term: column for column, term in enumerate(sorted(frequency))}
    common = _common(language)
    rarity = np.array(
        [
            (1.0 + np.log((1 + len(articles)) / (1 + frequency[term]))) * (_COMMON_WEIGHT if term in common else 1.0)
            for term in columns
        ]
    )
    starts = np.cumsum([0, *(len(article) for article in articles)])
    places = np.array([columns[term] for article in articles for term in article], dtype=np.int64)
    values = np.array([weight for article in articles for weight in article.values()])
    values = (1.0 + np.log(np.maximum(values, 1.0))) * rarity[places] if places.size else values
    rows = sparse.csr_matrix((values, places, starts), shape=(len(articles), len(columns)))
    return _unit(rows)


def _unit(rows: Any) -> Any:
    lengths: NDArray[np.float64] = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags(1.0 / lengths) @ rows)
