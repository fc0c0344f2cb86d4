"""What articles are compared by: the stems of five views of them, weighed by how rare the stems are.

The views are the title, the lead, the whole body, its names and its other words. A stem's weight in an article is the
root of the weighted mean of its squared weights in the views, so that one vector of length 1 says it all; of that, the
heaviest stems are kept. Stems are numbers, by a hash (Weinberger et al., 2009): nothing grows with the vocabulary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tasks.text.tokens import stem, stop_words

# The views and their weights, which a logistic regression on pairs of articles of real stories gave, rounded.
_VIEWS = (("title", 0.07), ("lead", 0.21), ("body", 0.26), ("names", 0.21), ("others", 0.25))
STEMS = 1 << 22  # numbers that a stem may have; one in fifteen shares its own when half a million are known
WHOLE = 65_535  # what a weight of 1 is kept as
KEPT = 96  # of an article's stems, the heaviest: more of them make no better stories
_BODY = 2  # the view that holds every stem of the others
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


Counts = dict[int, int]  # how often each stem stands in a view


@dataclass(frozen=True, slots=True)
class Vector:
    """An article's heaviest stems, ascending, and their weights, in parts of `WHOLE`; as long as 1 of it."""

    stems: NDArray[np.uint32]
    weights: NDArray[np.uint16]


@dataclass(slots=True)
class Frequencies:
    """How many articles hold each stem, of so many."""

    articles: NDArray[np.int32] = field(default_factory=lambda: np.zeros(STEMS, dtype=np.int32))
    total: int = 0

    def add(self, texts: Sequence[Sequence[Counts]]) -> None:
        """Count the stems of more articles, given as `views` gives them."""
        for text in texts:
            self.articles[np.fromiter(text[_BODY], dtype=np.int64, count=len(text[_BODY]))] += 1
        self.total += len(texts)

    def changed(self, before: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the stems that more articles hold than `before`, and how many do."""
        stems = np.flatnonzero(self.articles != before)
        return stems, self.articles[stems]


def vectors(texts: Sequence[Text], background: Frequencies | None = None) -> Any:
    """Return a `scipy.sparse.csr_matrix`, one row of length 1 per text; the product of two rows is their likeness.

    How rare a stem is is judged by the articles of the `background`; by `texts`, if there is none.
    """
    read = [views(text) for text in texts]
    frequencies = background or Frequencies()
    if background is None:
        frequencies.add(read)
    return matrix([weigh(text, frequencies) for text in read])


def matrix(weighed: Sequence[Vector]) -> Any:
    """Return vectors as the rows of a `scipy.sparse.csr_matrix`."""
    named, columns = np.unique(np.concatenate([one.stems for one in weighed]), return_inverse=True)
    starts = np.cumsum([0, *(len(one.stems) for one in weighed)])
    values = np.concatenate([one.weights for one in weighed]) / WHOLE
    return sparse.csr_matrix((values, columns, starts), shape=(len(weighed), max(1, len(named))))


def weigh(text: Sequence[Counts], frequencies: Frequencies) -> Vector:
    """Weigh the stems of an article's `views`.

    Frequencies in a view count as 1 + ln f, rarity as the logarithm of the inverse document frequency (Salton and
    Buckley, 1988), blended with that of a background.
    """
    common, total = _common(), _IMAGINED + frequencies.total
    numbers = sorted(text[_BODY])
    seen = frequencies.articles[np.array(numbers, dtype=np.int64)].tolist()
    rarity = {
        number: math.log(total / (count + _IMAGINED * (_OFTEN if number in common else _SELDOM)))
        for number, count in zip(numbers, seen, strict=True)
    }
    squares = dict.fromkeys(numbers, 0.0)
    for (_, weight), counts in zip(_VIEWS, text, strict=True):
        weighed = {number: ((1.0 + math.log(count)) * rarity[number]) ** 2 for number, count in counts.items()}
        length = sum(weighed.values())
        for number, square in weighed.items():
            squares[number] += weight * square / length
    return _heaviest(squares)


def _heaviest(squares: dict[int, float]) -> Vector:
    kept = sorted(sorted(squares, key=lambda number: (-squares[number], number))[:KEPT])
    weights = np.sqrt(np.array([squares[number] for number in kept]))
    length = float(np.sqrt((weights**2).sum())) or 1.0
    return Vector(np.array(kept, dtype=np.uint32), np.rint(weights / length * WHOLE).astype(np.uint16))


def views(text: Text) -> tuple[Counts, ...]:
    """Count the stems of each view."""
    language = "en" if text.language == "und" else text.language
    heading = _stems(text.title or "", language)
    if not heading:
        heading = _stems(text.body.lstrip().split("\n", 1)[0], language)[:_HEADING]
    body = _stems(text.body, language, _LONG)
    return (
        _count(heading),
        _count(heading, body[:_LEAD]),
        _count(heading, heading, body),
        _count([found for found in body if found[1]]),
        _count(heading, [found for found in body[:_SHORT] if not found[1]]),
    )


def numbers(text: str, language: str) -> list[int]:
    """Return the numbers of the stems of `text`, without words that say nothing."""
    return [number for number, _ in _stems(text, language) if number >= 0]


def _count(*parts: Sequence[tuple[int, bool]]) -> Counts:
    counts = Counter(number for part in parts for number, _ in part)
    del counts[-1]
    return counts


def _stems(text: str, language: str, most: int = 1 << 30) -> list[tuple[int, bool]]:
    """Return the stems of the first words of `text`, -1 for a word that says nothing, and whether it is a name's."""
    words = islice(_WORD.finditer(text), most)
    if not _UNSPACED.search(text):
        return [(_stem(match.group(), language), _is_named(match)) for match in words]
    found: list[tuple[int, bool]] = []
    for match in words:
        word = match.group()
        if _UNSPACED.match(word):
            found += [(_number(pair), False) for pair in _pairs(word)]
        else:
            found.append((_stem(word, language), _is_named(match)))
    return found[:most]


def _is_named(match: re.Match[str]) -> bool:
    return match.group()[0].isupper() and not _starts_sentence(match.string, match.start())


def _starts_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text[max(0, at - 4) : at]) is not None


def _pairs(word: str) -> list[str]:
    """Cut a run of a script without spaces into overlapping pairs of characters."""
    return [word[at : at + 2] for at in range(max(1, len(word) - 1))]


def _number(stemmed: str) -> int:
    return crc32(stemmed.encode("utf-8", errors="surrogatepass")) % STEMS


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> int:
    """Return the number of the stem under which a word counts, -1 if it doesn't."""
    folded = word.casefold()
    if len(folded) < 2 or folded in stop_words(language):
        return -1
    return _number(stem(folded, language))


@cache
def _common() -> frozenset[int]:
    return frozenset(_number(stem(word, "en")) for word in _COMMON.split())
