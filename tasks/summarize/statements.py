"""Sentences as claims about the world: what a sentence is about, apart from the value it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from storage.telling import Quote, Reading
from tasks.summarize.corrections import may_be_correction
from tasks.text.names import Name, names
from tasks.text.tokens import stem, stems, tokens

_ENDED = re.compile(r"[.!?…][\"”’»)\]]*$")
_SPEAKER_AFTER = re.compile(
    r"(?:,[^,]{0,60},)?\s(?:said|says|told|added|wrote|sagte|a déclaré|dijo|disse|ha detto|zei)\b"
)
_SPEAKER_BEFORE = re.compile(r"\b(?:said|according to|told by|added|says)\s(?:[\w.]+\s){0,3}$", re.IGNORECASE)
_SOURCES = frozenset(
    stem(word)
    for line in (
        "officials police ministry authorities government governor mayor spokesman spokeswoman doctors company report",
        "agency statement witnesses survey county city service people person persons number total day today owner",
        "monday tuesday wednesday thursday friday saturday sunday million billion percent per cent hundreds thousands",
    )
    for word in line.split()
)


@dataclass(frozen=True)
class Statement:
    """A sentence of an article, with what is needed to compare what it states with other articles' sentences."""

    quote: Quote
    language: str = "en"
    as_of: date | None = None  # the day the article speaks of: of its edit or publication
    context: str = ""  # the previous sentence of the same article
    title: str = ""  # of the article

    @property
    def text(self) -> str:
        """Return the sentence."""
        return self.quote.text

    @cached_property
    def is_correction(self) -> bool:
        """Say whether the sentence is a notice that mends an earlier wording."""
        return may_be_correction(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the content stems of the sentence; who is quoted and what is counted in general tells nothing."""
        return self._content(self.text)

    @cached_property
    def surroundings(self) -> frozenset[str]:
        """Return the content stems of the previous sentence and the title."""
        return self._content(self.context) | self._content(self.title)

    @cached_property
    def found_names(self) -> tuple[Name, ...]:
        """Return the names in the sentence, speakers' too."""
        return tuple(names(self.text, self.language))

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the words of the names in the sentence, without those of speakers."""
        found = set()
        for name in self.found_names:
            before, after = self.text[max(0, name.start - 40) : name.start], self.text[name.end : name.end + 80]
            if not _SPEAKER_AFTER.match(after) and not _SPEAKER_BEFORE.search(before):
                found |= {stem(token.text, self.language) for token in tokens(name.text)}
        return frozenset(found)

    @cached_property
    def is_whole(self) -> bool:
        """Say whether the text ends like a sentence: headings and fragments state nothing."""
        return _ENDED.search(self.text) is not None

    @property
    def order(self) -> tuple[str, str, int]:
        """Sort statements in an order that no run can change."""
        quote = self.quote
        moment = quote.published.isoformat() if quote.published else "9999"
        return moment, quote.evidence.version, quote.evidence.start

    def _content(self, text: str) -> frozenset[str]:
        return frozenset(word for word in stems(text, self.language) if not word[0].isdigit()) - _SOURCES


def ground(first: Statement, second: Statement, besides: frozenset[str] = frozenset()) -> tuple[float, float]:
    """Measure what two sentences have in common: an amount, and its share of the shorter sentence (0 to 1).

    A stem in both counts 1; one that the other has only around it (previous sentence, title) counts 0.5 to the amount.
    """
    both = (first.stems & second.stems) - besides
    around = (first.stems & second.surroundings | second.stems & first.surroundings) - besides - both
    shortest = min(len(first.stems - besides), len(second.stems - besides)) or 1
    return len(both) + 0.5 * len(around), min(1.0, (len(both) + len(around)) / shortest)


def around(first: Statement, second: Statement, besides: frozenset[str] = frozenset()) -> float:
    """Count, half each, the stems that only the previous sentences and titles of two sentences have in common."""
    return 0.5 * len((first.surroundings & second.surroundings) - besides - first.stems - second.stems)


def reading(statement: Statement, value: str) -> Reading:
    """Return what a sentence says, with the sentence."""
    return Reading(value=value, quote=statement.quote, as_of=statement.as_of)


def of_different_places(first: Statement, second: Statement, *, around: bool = False) -> bool:
    """Say whether each sentence names something and neither names anything the other speaks of.

    With `around` what stands before the sentences and in the titles counts as spoken of.
    """
    if not first.names or not second.names:
        return False
    known_first, known_second = (item.stems | item.names for item in (first, second))
    if around:
        known_first, known_second = known_first | first.surroundings, known_second | second.surroundings
    return not first.names & known_second and not second.names & known_first


def common(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the stems that all the sentences have in them or around them."""
    return frozenset.intersection(*(statement.stems | statement.surroundings for statement in statements))
