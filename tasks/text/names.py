"""Names in a text: people, places and organizations, found by their capitals alone.

A name is a run of capitalized words on one line, with the particles that run through names ("Ursula von der Leyen",
"Department of Justice"). Titles are dropped ("Dr. Roe" is "Roe") and end a run ("US President Jane Roe" is "US" and
"Jane Roe"). A sentence's first word counts only when something else says that it is a name. German writes every noun
with a capital; there a single word must be repeated and never stand behind an article.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from tasks.text.dates import calendar_words
from tasks.text.tokens import Token, stop_words, tokens

_TWO_WORD_TITLES = frozenset({("prime", "minister"), ("attorney", "general"), ("border", "czar"), ("first", "lady")})
_NOT_TITLES_BEFORE = frozenset({"motors", "electric", "assembly", "mills", "dynamics", "of", "league"})
_ENDED = re.compile(r"[.!?…;:,][”\"»’')]*$")
_POSSESSIVE = re.compile(r"[’'](?:s)?$")
_SENTENCE_BEFORE = re.compile(r"^[\s“”\"„«»‘’'(\[—–-]{0,11}$|[.!?…:][\s“”\"„«»‘’'(\[—–-]*$|[“\"„«‘]$")
_SHORT_FORM = re.compile(r"(?:\b[^\W\d_a-z]|\b(?:Mr|Mrs|Ms|Dr|St|Gov|Sen|Rep|Sgt|Gen|Lt|Col|Prof|Mt|Ft|Jr|vs))\.\s?$")
_SAINTS = frozenset({"St", "Ste", "Mt", "Ft"})
_HEADLINE_SHARE = 0.7  # of a line's longer words: above it, capitals say nothing


def _word_lists() -> dict[str, frozenset[str]]:
    """Read titles, particles, German determiners and words that often open a sentence, all case-folded."""
    lists = json.loads(files("tasks.text").joinpath("name_words.json").read_text("utf-8"))
    return {key: frozenset(" ".join(rows).split()) for key, rows in lists.items()}


_LISTS = _word_lists()
TITLES, PARTICLES = _LISTS["titles"], _LISTS["particles"]
_DETERMINERS, _OPENERS = _LISTS["german_determiners"], _LISTS["openers"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its place: `source[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A token with what its surroundings say of its capital."""

    token: Token
    plain: str  # without a possessive ending
    folded: str  # the same, case-folded
    capital: bool
    gap: str  # what stands before it since the last token
    initial: bool  # first of a sentence or of speech
    headline: bool  # in a line whose words all have capitals

    @property
    def acronym(self) -> bool:
        letters = self.plain.replace(".", "").replace("-", "")
        return len(letters) > 1 and letters.isupper() and letters.isalpha()


def names(text: str, language: str = "en") -> list[Name]:
    """Return the names in `text` in order; weekdays, months and titles are none."""
    code = language[:2].casefold()
    words = list(_words(text))
    dull = stop_words(code) | stop_words("en") | calendar_words(code)
    inside = Counter(word.folded for word in words if word.capital and not word.initial and not word.headline)
    small = {word.folded for word in words if not word.capital}
    found = []
    for run in _runs(words, dull):
        kept = _without_first(run, dull, inside, small)
        if kept and (code != "de" or _is_german_name(kept, words)):
            start, last = kept[0].token.start, kept[-1].token
            end = last.start + len(kept[-1].plain)
            found.append(Name(start, end, text[start:end]))
    return found


def _words(text: str) -> Iterator[_Word]:
    """Yield the tokens that begin with a letter, with what their place says."""
    place = line_start = 0
    headline = False
    line_end = -1
    for token in tokens(text):
        if token.start > line_end:
            line_start = text.rfind("\n", 0, token.start) + 1
            newline = text.find("\n", token.start)
            line_end = len(text) if newline < 0 else newline
            headline = _is_headline(text[line_start:line_end])
        gap, place = text[place : token.start], token.end
        if token.text[0].isalpha():
            plain = _POSSESSIVE.sub("", token.text) or token.text
            capital = plain[0].isupper()
            initial = capital and _is_initial(text, line_start, token.start)
            yield _Word(token, plain, plain.casefold(), capital, gap, initial, headline)


def _is_initial(text: str, line_start: int, start: int) -> bool:
    """Say whether the word at `start` begins a line, a sentence or speech."""
    before = text[max(line_start, start - 12) : start]
    return _SENTENCE_BEFORE.search(before) is not None and not _SHORT_FORM.search(before)


def _is_headline(line: str) -> bool:
    """Say whether nearly all longer words of a line have capitals."""
    longer = [token.text for token in tokens(line) if len(token.text) > 3 and token.text[0].isalpha()]
    if _ENDED.search(line.rstrip()):
        return False
    return len(longer) > 4 and sum(word[0].isupper() for word in longer) > _HEADLINE_SHARE * len(longer)


def _runs(words: Sequence[_Word], dull: frozenset[str]) -> Iterator[list[_Word]]:
    """Yield the runs of capitalized words, cut at titles, possessives and calendar words."""
    run: list[_Word] = []
    for index, word in enumerate(words):
        if not run and not word.capital:
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        joined = bool(run) and _joins(words[index - 1], word)
        if run and not joined:
            yield _trimmed(run)
            run = []
        title = _is_title(words, index)
        if title or not (
            _may_name(word, following, dull) or (run and word.folded in PARTICLES and _carries(word, following))
        ):
            if run:
                yield _trimmed(run)
            run = []
            continue
        run.append(word)
        if word.plain != word.token.text:
            yield _trimmed(run)
            run = []
    if run:
        yield _trimmed(run)


def _joins(before: _Word, word: _Word) -> bool:
    """Say whether nothing but a blank, or the point of an initial, separates two words."""
    initial = (len(before.plain) == 1 or before.plain in _SAINTS) and before.capital and word.gap in (". ", ".")
    return word.gap == " " or initial


def _may_name(word: _Word, following: _Word | None, dull: frozenset[str]) -> bool:
    """A capitalized word can be part of a name unless it is a calendar word; in a headline only an acronym can."""
    if word.capital and word.folded in PARTICLES and not word.initial and not word.headline:
        return _carries(word, following)
    if not word.capital or (word.headline and not word.acronym):
        return False
    return word.folded not in dull or word.acronym or word.initial


def _carries(word: _Word, following: _Word | None) -> bool:
    """A particle belongs to a name when a capitalized word or another particle follows at once."""
    return following is not None and following.gap == " " and (following.capital or following.folded in PARTICLES)


def _is_title(words: Sequence[_Word], index: int) -> bool:
    """Say whether the word is a title here: "General" before a name, but not in "General Motors"."""
    word = words[index]
    if not word.capital:
        return False
    following = words[index + 1].folded if index + 1 < len(words) else ""
    before = words[index - 1].folded if index else ""
    if (word.folded, following) in _TWO_WORD_TITLES or (before, word.folded) in _TWO_WORD_TITLES:
        return True
    return word.folded in TITLES and following not in _NOT_TITLES_BEFORE


def _trimmed(run: list[_Word]) -> list[_Word]:
    """Take particles off the end."""
    while run and not run[-1].capital:
        run = run[:-1]
    return run


def _without_first(run: list[_Word], dull: frozenset[str], inside: Counter[str], small: set[str]) -> list[_Word]:
    """Take a sentence's ordinary first word off; a lone one stays only if it is known from elsewhere."""
    while run and (not run[0].capital or (run[0].initial and _is_ordinary(run, dull, inside, small))):
        run = run[1:]
    return run if run and (len(run[0].plain) > 1 or len(run) > 1) else []


def _is_ordinary(run: list[_Word], dull: frozenset[str], inside: Counter[str], small: set[str]) -> bool:
    """Say whether a sentence's first word is there for its place, not as a name."""
    first = run[0]
    if first.acronym and len(first.plain) > 1:
        return False
    if first.folded in dull or first.folded in _OPENERS or (first.folded in small and not inside[first.folded]):
        return True
    if len(run) > 2 and run[1].folded == "of" and first.folded.endswith("s") and not first.folded.endswith("ss"):
        return True  # "Relatives of Jane Roe"
    lone = len(run) == 1
    return lone and not inside[first.folded] and first.plain == first.token.text


def _is_german_name(run: list[_Word], words: Sequence[_Word]) -> bool:
    """Two words make a name; one must be an acronym, or repeated and never behind an article."""
    if len(run) > 1 or run[0].acronym:
        return True
    places = [index for index, word in enumerate(words) if word.folded == run[0].folded and word.capital]
    articles = any(index and words[index - 1].folded in _DETERMINERS for index in places)
    return len(places) > 1 and not articles
