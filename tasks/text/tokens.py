"""Words of a text: tokens with offsets, stems and stop words; the one door to Stemmer.

Stems come from Snowball (M. F. Porter, 2001) where it knows the language; elsewhere a word is its own stem.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import Stemmer

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,:]\d+)*(?:[-–]\d+(?:[.,]\d+)*|[-’'][^\W\d_]+|[^\W\d_]+)*"  # 1,500  40-45  10:30  20-year  2nd
    r"|[^\W_]+(?:[’'ʼ‑-][^\W_]+)*"  # don't  first-ever
)
_POSSESSIVE = re.compile(r"[’'](?:s)?$")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|dell|all|nell|sull|dall|un)[’'](?=\w)")
_CAPITAL_NAMES = frozenset({"US", "WHO", "IT"})  # without their capitals they would be stop words
_ELIDING = frozenset({"fr", "it", "ca"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a text and its place: `source[start:end] == text`."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return words and numbers in order; "don't", "first-ever", "1,500" and "U.S." are one token each."""
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the case-folded token texts of `text` in order."""
    return [word.casefold() for word in _TOKEN.findall(text)]


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of the content words and the numbers of `text`, in order, repeats kept."""
    code = language[:2].casefold()
    dull = stop_words(code)
    return [
        stem(word, code)
        for word in _TOKEN.findall(text)
        if (word.casefold() not in dull or word in _CAPITAL_NAMES) and (len(word) > 1 or word.isdigit())
    ]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """Return the Snowball stem of one word, case-folded, without a possessive ending; itself where none exists."""
    code = language[:2].casefold()
    plain = word.casefold().replace("’", "'")
    if code == "en":
        plain = _POSSESSIVE.sub("", plain) or plain
    elif code in _ELIDING:
        plain = _ELISION.sub("", plain)
    if plain[:1].isdigit():
        return plain
    stemmer = _stemmer(code)
    return stemmer.stemWord(plain.replace(".", "")) if stemmer else plain


def is_stop(word: str, language: str = "en") -> bool:
    """Say whether `word` carries no content of its own in `language`."""
    return word.casefold() in stop_words(language)


def stop_words(language: str) -> frozenset[str]:
    """Return the case-folded stop words of `language`; none for a language without a list."""
    return _stop_words(language[:2].casefold())


@cache
def _stop_words(code: str) -> frozenset[str]:
    """Read one language's list once; typographic apostrophes count as plain ones."""
    lists = json.loads(files("tasks.text").joinpath("stop_words.json").read_text("utf-8"))
    plain = frozenset(" ".join(lists.get(code, [])).casefold().split())
    return plain | {word.replace("'", "’") for word in plain}


@cache
def _stemmer(code: str) -> Any | None:
    """Return Snowball's stemmer for a language, if there is one."""
    algorithm = _ALGORITHMS.get(code)
    if algorithm is None or algorithm not in Stemmer.algorithms():
        return None
    return Stemmer.Stemmer(algorithm, 0)
