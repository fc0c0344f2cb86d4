"""Choose the passages that show why a text was found: the sentences in which the words stand that were looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 2  # passages of one text

Place = tuple[int, int]  # start and end, in code points


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence with the words found in it: all offsets are code points of the same text."""

    start: int
    end: int
    marks: tuple[Place, ...] = ()


def passages(sentences: Sequence[Place], words: Sequence[Sequence[Place]]) -> list[Passage]:
    """Return at most two of a text's `sentences`, in their order; `words` holds where each word looked for stands.

    The first choice has the most of the words, then the most of their places, then the earlier place; the second has
    most of the words that the first lacks, and is left out where there is none. Where no word stands in any sentence,
    the first sentence is returned, without a mark.
    """
    chosen: list[Place] = []
    lacking = set(range(len(words)))
    while lacking and len(chosen) < MOST:
        best = max(sentences, key=lambda one: _worth(one, words, lacking), default=None)
        if best is None or not (has := _words_in(best, words) & lacking):
            break
        chosen.append(best)
        lacking -= has
    marked = sorted({place for places in words for place in places})
    return [
        Passage(start=start, end=end, marks=_marks((start, end), marked))
        for start, end in sorted(chosen or sentences[:1])
    ]


def _worth(sentence: Place, words: Sequence[Sequence[Place]], lacking: set[int]) -> tuple[int, int, int]:
    """Say how well a sentence shows what is still lacking."""
    places = sum(_inside(place, sentence) for found in words for place in found)
    return len(_words_in(sentence, words) & lacking), places, -sentence[0]


def _words_in(sentence: Place, words: Sequence[Sequence[Place]]) -> set[int]:
    return {word for word, places in enumerate(words) if any(_inside(place, sentence) for place in places)}


def _inside(place: Place, sentence: Place) -> bool:
    return sentence[0] <= place[0] and place[1] <= sentence[1]


def _marks(sentence: Place, marked: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places within a sentence that do not overlap one before."""
    marks: list[Place] = []
    for place in marked:
        if _inside(place, sentence) and (not marks or place[0] >= marks[-1][1]):
            marks.append(place)
    return tuple(marks)
