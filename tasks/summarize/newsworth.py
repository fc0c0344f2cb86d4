"""Weigh what editors look for in a sentence, whatever its words: harm to people, figures others give too, the present.

Modest factors on a sentence's merit, set on invented stories. Each is 1 where it does not apply.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from tasks.summarize.candidates import Candidate
from tasks.text.dates import dates
from tasks.text.quantities import Quantity, QuantityKind
from tasks.text.tokens import tokens

TOLL = 1.3  # for a count of people killed, injured, missing, evacuated or displaced
FIGURE, MOST_ORIGINS = 0.12, 3  # added per other origin that gives the same figure, up to three
SPEECH = 0.85  # for a sentence that opens with somebody's words: what happened comes before what was said of it
SCENE = 0.35  # for a sentence that paints what a person was just doing when it happened, as features open
APPROACH = 0.5  # for what stands before an article comes to what its title says: an image, a thought, a caption
PAST = 0.65  # for a sentence whose only dates are years before its article: "built in 1931"

_GRAVE = ("dead", "injured", "missing", "evacuated", "displaced")  # of the actions in actions.json
_REACH = 4  # words on either side of a count in which what happened to those counted is said
_SPEAKS_FOR_ITSELF = 100  # from here a count is the same whatever noun it stands with: 800 residents, 800 people
_SMALLEST = 3
_COMPARED = (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.PERCENT)

_QUOTE = ("“", "„", "«", "»", '"')
_PERSON = r"(?:[A-Z][\w’'-]+,? ){1,3}(?:[^,]{0,40}, )?"
_SCENE = re.compile(
    rf"(?:When|As|While|Just as|Moments before|Minutes before)\b[^“”\"]{{8,90}}, {_PERSON}was \w+ing\b"
    rf"|{_PERSON}was \w+ing\b[^“”\"]{{4,90}}\b(?:when|as) (?:the|a|an)\b"
)

_Key = tuple[str, str, float, float, str]


class NewsValue:
    """What editors look for, beside all of the day's sentences."""

    def __init__(self, sentences: Iterable[Candidate]) -> None:
        self._origins: dict[_Key, set[str]] = defaultdict(set)
        for sentence in sentences:
            for key in _keys(sentence):
                self._origins[key].add(sentence.quote.origin)

    def factors(self, sentence: Candidate, corroborated: float, *, news: bool = False) -> dict[str, float]:
        """Return `toll`, `figure`, `past`, `speech`, `scene` and `approach`, each a factor on the sentence's merit.

        `corroborated` is what the origins behind the sentence's claim add already: a figure counts beyond that only.
        `news` says that the matter is no mere approach: it changed what was told, or others have it too.
        """
        own = {sentence.quote.origin}
        others = max((len(self._origins[key] - own) for key in _keys(sentence) if key in self._origins), default=0)
        return {
            "toll": TOLL if counts_people_harmed(sentence) else 1.0,
            "figure": max(1.0, (1.0 + FIGURE * min(others, MOST_ORIGINS)) / corroborated),
            "past": PAST if is_of_the_past(sentence) else 1.0,
            "speech": SPEECH if sentence.quote.text.startswith(_QUOTE) else 1.0,
            "scene": SCENE if is_scene(sentence.quote.text, sentence.language) else 1.0,
            "approach": APPROACH if sentence.approach and not news else 1.0,
        }


def counts_people_harmed(sentence: Candidate) -> bool:
    """Say whether a sentence gives a number of dead, injured, missing, evacuated or displaced people."""
    return any(_is_toll(sentence.quote.text, figure) for figure in sentence.quantities)


def is_of_the_past(sentence: Candidate) -> bool:
    """Say whether all the dates in a sentence, at least one, lie in years before the last of its article."""
    published = sentence.quote.published
    if published is None or not any(letter.isdigit() for letter in sentence.quote.text):
        return False
    found = dates(sentence.quote.text, sentence.language, published.date())
    return bool(found) and all(one.last is not None and one.last.year < published.year - 1 for one in found)


def is_scene(text: str, language: str) -> bool:
    """Say whether a sentence tells what a named person was just doing; English only."""
    return language == "en" and _SCENE.match(text) is not None


def _is_toll(text: str, figure: Quantity) -> bool:
    if figure.kind is not QuantityKind.COUNT or figure.unit:
        return False
    before, counted, after = text[: figure.start], text[figure.end : figure.reach], text[figure.reach :]
    near = [*_words(before)[-_REACH:], *_words(counted), *_words(after)[:_REACH]]
    return any(pattern.fullmatch(word) for word in near for pattern in _grave())


def _keys(sentence: Candidate) -> Iterator[_Key]:
    """Name the figures of a sentence that other origins may give too."""
    for one in sentence.quantities:
        if one.kind in _COMPARED and one.low >= _SMALLEST and (one.noun or one.kind is not QuantityKind.COUNT):
            noun = "" if one.low >= _SPEAKS_FOR_ITSELF else one.noun
            yield (one.kind.value, one.unit, one.low, one.high, noun)


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokens(text)]


@cache
def _grave() -> tuple[re.Pattern[str], ...]:
    table = json.loads(files("tasks.summarize").joinpath("actions.json").read_text("utf-8"))
    return tuple(re.compile(table[name]) for name in _GRAVE)
