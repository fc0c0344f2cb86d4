"""What articles are compared by: the stems of five views of them, weighed by how rare the stems are.

The views are the title, the lead, the whole body, its names and its other words. Each is a vector of length 1, and the
likeness of two articles is a weighted mean of the views' cosines: one sparse product for all the views together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tasks.text.tokens import stem, stop_words

# The views and their weights, which a logistic regression on pairs of articles of real stories gave, rounded.
_VIEWS = (("title", 0.07), ("lead", 0.21), ("body", 0.26), ("names", 0.21), ("others", 0.25))
_LEAD, _SHORT, _LONG = 60, 400, 1000  # words of the body that the views look at
_HEADING = 25  # words at most of a first line that stands in for a missing title

_WORD = re.compile(r"[^\W_]+(?:[’'ʼ.][^\W_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
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

# Document frequencies are blended with those of this many imagined articles, so that five articles, or one, can be
# compared as soberly as a thousand: a common word stands in a quarter of them, any other in two of a thousand.
_IMAGINED = 1000
_OFTEN, _SELDOM = 0.25, 0.002


@dataclass(frozen=True, slots=True)
class Text:
    """What is looked at of an article."""

    title: str
    body: str
    language: str = "en"


def vectors(texts: Sequence[Text]) -> Any:
    """Return a `scipy.sparse.csr_matrix`, one row of length 1 per text; the product of two rows is their likeness.

    Frequencies in a text count as 1 + ln f, rarity as the logarithm of the inverse document frequency (Salton and
    Buckley, 1988), taken over `texts` and a background.
    """
    views = [_views(text) for text in texts]
    blocks = [np.sqrt(weight) * _block([view[name] for view in views]) for name, weight in _VIEWS]
    return _unit(sparse.hstack(blocks, format="csr"))


def _views(text: Text) -> dict[str, dict[str, float]]:
    """Count the stems of each view."""
    language = "en" if text.language == "und" else text.language
    heading = _stems(text.title or "", language)
    if not heading:
        heading = _stems(text.body.lstrip().split("\n", 1)[0], language)[:_HEADING]
    body = _stems(text.body, language, _LONG)
    return {
        "title": _count(heading),
        "lead": _count(heading, body[:_LEAD]),
        "body": _count(heading, heading, body),
        "names": _count([found for found in body if found[1]]),
        "others": _count(heading, [found for found in body[:_SHORT] if not found[1]]),
    }


def _count(*parts: Sequence[tuple[str, bool]]) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for part in parts:
        for term, _ in part:
            if term:
                counts[term] += 1.0
    return counts


def _stems(text: str, language: str, most: int = 1 << 30) -> list[tuple[str, bool]]:
    """Return the stems of the first words of `text`, "" for a word that says nothing, and whether it is a name's."""
    found: list[tuple[str, bool]] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _UNSPACED.match(word):
            found += [(pair, False) for pair in _pairs(word)]
        else:
            named = word[0].isupper() and not _starts_sentence(text, match.start())
            found.append((_term(word, language), named))
        if len(found) >= most:
            break
    return found[:most]


def _starts_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text[max(0, at - 4) : at]) is not None


def _pairs(word: str) -> list[str]:
    """Cut a run of a script without spaces into overlapping pairs of characters."""
    return [word[at : at + 2] for at in range(max(1, len(word) - 1))]


@lru_cache(maxsize=1 << 17)
def _term(word: str, language: str) -> str:
    """Return the stem under which a word counts, "" if it doesn't."""
    folded = word.casefold()
    if len(folded) < 2 or folded in stop_words(language):
        return ""
    return stem(folded, language)


@cache
def _common() -> frozenset[str]:
    return frozenset(stem(word, "en") for word in _COMMON.split())


def _block(articles: Sequence[Mapping[str, float]]) -> Any:
    """Turn the counts of one view into rows of length 1."""
    frequency: Counter[str] = Counter(term for article in articles for term in article)
    columns = {term: column for column, term in enumerate(sorted(frequency))}
    common = _common()
    expected = np.array([_IMAGINED * (_OFTEN if term in common else _SELDOM) for term in columns])
    seen = np.array([frequency[term] for term in columns])
    rarity = np.log((_IMAGINED + len(articles)) / (seen + expected))
    starts = np.cumsum([0, *(len(article) for article in articles)])
    places = np.array([columns[term] for article in articles for term in article], dtype=np.int64)
    counts = np.array([count for article in articles for count in article.values()])
    values = (1.0 + np.log(counts)) * rarity[places] if places.size else counts
    return _unit(sparse.csr_matrix((values, places, starts), shape=(len(articles), len(columns))))


def _unit(rows: Any) -> Any:
    lengths: NDArray[np.float64] = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags(1.0 / lengths) @ rows)
