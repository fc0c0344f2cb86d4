"""What is compared of a text: its words without case and punctuation, in runs of five.

A run is five words in a row (Broder's shingle, 1997), hashed. Runs that lie in quotation marks are set apart: that two
outlets quote the same speech says nothing about who copied whom. Marks are a thinned choice of the runs by winnowing
(Schleimer, Wilkerson and Aiken, 2003): any twelve words that two texts have in common leave at least one mark in both,
so that copies can be looked for among the marks and measured on all the runs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RUN = 5
_WINDOW = 8  # a power of two: see _winnow
_LEAST_LINE = 3  # words

# A word, or one character of a script that puts no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese).
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
# Speech: between marks, or from an opening mark to the end of a paragraph whose speech goes on in the next one.
_SPEECH = re.compile(
    r"“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)|「[^」]*(?:」|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘[^‘]*?’(?!\w)"
)

_MARKS = re.compile('[“„«「"‘]')

Runs = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text made ready for comparison."""

    digest: str  # names the sequence of folded words
    size: int  # words
    runs: Runs  # sorted, each once
    told: Runs  # the runs outside quotation marks; sorted, each once
    marks: Runs  # the thinned runs; sorted, each once
    lines: tuple[int, ...]  # names of all lines of three words or more, in order; of equal words, equal names


def fold_words(text: str) -> list[str]:
    """Return the words of `text` without case, punctuation, spacing or compatibility forms."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "'" in plain or not plain.isascii():
        plain = _APOSTROPHES.sub("", plain)
    return _WORD.findall(plain.casefold())


def fingerprint(text: str, without: Collection[int] = frozenset()) -> Fingerprint:
    """Take the fingerprint of `text`; of the lines whose names are in `without`, the names are all that is left."""
    words: list[str] = []
    quoted: list[bool] = []
    lines: list[int] = []
    for line in text.split("\n"):
        parts = [(fold_words(part), is_speech) for part, is_speech in _by_speech(line)]
        found = [word for part, _ in parts for word in part]
        if len(found) >= _LEAST_LINE:
            lines.append(_name(found))
            if lines[-1] in without:
                continue
        words += found
        quoted += [is_speech for part, is_speech in parts for _ in part]
    runs = _run_hashes(words)
    speech = _run_sums(np.array(quoted, dtype=np.int64))
    told = _each_once(runs[speech <= RUN // 2])
    return Fingerprint(_digest(words, 16).hex(), len(words), _each_once(runs), told, _winnow(runs), tuple(lines))


def shared(left: Runs, right: Runs) -> int:
    """Count the runs that stand in both."""
    few, many = (left, right) if left.size < right.size else (right, left)
    if not few.size:
        return 0
    places = np.searchsorted(many, few)
    places[places == many.size] = 0
    return int(np.count_nonzero(many[places] == few))


def _each_once(runs: Runs) -> Runs:
    """Sort, and keep one of each; for some hundreds of numbers faster than `np.unique`."""
    ordered = np.sort(runs)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if ordered.size else ordered


def _name(line: list[str]) -> int:
    return int.from_bytes(_digest(line, 8), "big")


def _digest(words: list[str], size: int) -> bytes:
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _by_speech(line: str) -> list[tuple[str, bool]]:
    """Cut a line into what is told and what is quoted."""
    if not _MARKS.search(line):
        return [(line, False)]
    parts: list[tuple[str, bool]] = []
    at = 0
    for found in _SPEECH.finditer(line):
        parts += [(line[at : found.start()], False), (found.group(), True)]
        at = found.end()
    parts.append((line[at:], False))
    return parts


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _run_hashes(words: list[str]) -> Runs:
    """Hash every run of five words, in order; a shorter text is one run."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.array([_word_hash(word) for word in words], dtype=np.uint64)
    length = min(RUN, len(words))
    total = np.zeros(len(words) - length + 1, dtype=np.uint64)
    for place in range(length):
        total = total * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + total.size]
    total ^= total >> np.uint64(31)
    return total * np.uint64(0xBF58476D1CE4E5B9)


def _run_sums(flags: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up `flags` over every run."""
    if not flags.size:
        return flags
    length = min(RUN, flags.size)
    return np.convolve(flags, np.ones(length, dtype=np.int64), mode="valid")


def _winnow(runs: Runs) -> Runs:
    """Keep the smallest hash of every window of runs."""
    if runs.size <= _WINDOW:
        return _each_once(runs)
    least = runs
    for step in (1, 2, 4):  # the minimum of two, of four, of eight
        least = np.minimum(least[:-step], least[step:])
    return _each_once(least)
