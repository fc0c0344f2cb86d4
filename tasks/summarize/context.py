"""Say whether a sentence can be understood without the one before it.

A sentence that opens with an unresolved "He", "But", "That" or "The move", or that quotes a speaker who is only a
pronoun, leans on its neighbor. Word lists (in `pointing`) rather than a parser: they are the same on every machine, and
a wrong "leans" only costs a candidate. What is not seen: a definite noun phrase that an earlier sentence introduced and
no list names.
"""

from __future__ import annotations

import re
from functools import cache

from tasks.summarize.pointing import ADJECTIVES, ANAPHORS, FIRST_PERSON, LEANING, QUALIFIERS, SLOTS, SPEAKERS, STANDING

_OPENING_QUOTE = "“\"„«»‘'"
_QUOTED = re.compile(r"[“\"„«»‚‘][^“”\"„«»]*[”\"“«»]")
_CLOSED = r"[”\"“»«’'](?=[\s,–—-])"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SOMEONE = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.IGNORECASE)
_SAID_OF = re.compile(r"[”\"»] [^“”\"]*\b(?:said|says|wrote) (?:[^\s“”\"]+ ){0,3}of ")  # “He is ill,” said Roe of Poe
_SAID_LAST = re.compile(r", (?:he|she|they) (?:said|says|added|told|wrote|noted|explained)\b[^,]{0,40}$")
_SPEAKING = {  # "I", "we", "you" in the forms that stand for nobody else
    "en": "we us our my me you your",
    "de": "ich wir uns mich mir unser unsere",
    "fr": "je nous notre nos",
    "es": "yo nosotros nuestro nuestra",
    "pt": "eu nós nosso nossa",
    "it": "io noi nostro nostra",
    "nl": "ik wij ons onze",
    "pl": "nasz nasza nam nas",
    "cs": "náš naše nám nás",
    "uk": "ми нас нам наш наша",
    "ru": "мы нас нам наш наша",
}
_I = r"|I(?='(?:m|ve|d|ll)\b|\s(?:am|was|have|had|do|don't|will|would|can|think|know|want)\b)"
_SPAN = 200  # characters of a sentence that say how it begins


def _pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression with slots: a space is any white space, the whole ends where a word does."""
    for _ in range(2):  # a slot may hold another
        expression = re.sub(r"<(\w+)>", lambda found: SLOTS[found[1]], expression)
    return re.compile(rf"(?:{expression})(?!\w)", re.IGNORECASE)


_NAME = _pattern(r"(?!(?-i:The|A|An|In|On)\b)<name>")
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|"
    r"november|december",
    re.IGNORECASE,
)
# "On Monday he", "Last month they": a pronoun after a short opening without a comma
_SOON = _pattern(r"(?:on|in|by|since|last|next|this|at|during|for) (?:[\w'-]+ ){1,2}(?:he|she|they|we)")
_OPENING = _pattern(r"(?:<before>|<clause>|asked|speaking|writing|\w+ing|last|next|this|for|\w+ly|\d{4})")
_CLAUSE = _pattern(r"<clause>")
_POINTING = _pattern(r".*?\b(?<!')(?:<pronoun>|<possessive>|<object>)")
_SUBJECT = _pattern(r"(?:he|she|it|they|we)(?:'(?:s|d|ll|ve|re))?")
_DEFINITE = re.compile(rf"the (?:{ADJECTIVES} )?({'|'.join(sorted(ANAPHORS))})(?:'s?)?(?![\w'-])", re.IGNORECASE)
_QUALIFIED = _pattern(rf" (?:{QUALIFIERS})(?! <weekday>)|, (?:by|published|written|led|drawn)")
_COUNTED = _pattern(  # "The two met", "the other driver"
    r"the (?:(?:two|three|four|five|other)(?! (?:\w+est|(?-i:[A-Z])))|same) [\w'-]+(?! (?:of|in|that|who|from|on|over))"
)
_COUNTED_QUALIFIED = _pattern(
    r"the (?:other|same|two|three|four|five) (?:[\w'-]+ ){1,3}(?:that|who|of|as|in|over|from)"
)


@cache
def _openers(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what leaning and what standing sentences begin with; nothing for a language without lists."""
    leaning, standing = (
        "|".join(lists.get(language, "").strip().split("\n")) or "(?!)" for lists in (LEANING, STANDING)
    )
    return _pattern(leaning), _pattern(standing)


@cache
def _spoken(language: str) -> re.Pattern[str]:
    """Find a closed quotation whose speaker is a pronoun: ”, he said; », ha detto lei."""
    pronouns = "|".join(SPEAKERS.get(language, "(?!)").split())
    if language == "en":
        return re.compile(
            rf"[,!?.]{_CLOSED},? ?(?:(?:{pronouns}) |(?:said|added|says) (?:{pronouns})\b)", re.IGNORECASE
        )
    return re.compile(rf"{_CLOSED},? ?(?:[–—-] )?(?:[\w-]+[ -]){{1,3}}(?:{pronouns})(?!\w)", re.IGNORECASE)


def stands_alone(text: str, language: str = "en") -> bool:
    """Return whether `text`, one sentence, opens with nothing that points back to the sentence before it.

    In a language without a list only the marks of a cut-off quotation are looked at.
    """
    stripped = " ".join(text.split())
    if not _quotes_balanced(stripped) or stripped[:1].islower() or not _WORD.search(stripped):
        return False
    quoted = stripped[:1] in _OPENING_QUOTE
    if quoted and (_speaker_missing(stripped) or _spoken(language).search(stripped)):
        return False
    opening = stripped.lstrip(_OPENING_QUOTE + "([ ")[:_SPAN].replace("’", "'")
    if quoted and _word(opening).casefold() in FIRST_PERSON:
        return True  # the speaker is named outside the quotation
    if quoted and _SAID_OF.search(stripped):
        return True
    leaning, standing = _openers(language)
    if _is_acronym(opening) or standing.match(opening):
        return True
    return not leaning.match(opening) and not (language == "en" and _points_back(opening))


def speaks_of_someone(text: str, language: str = "en") -> bool:
    """Return whether `text` has a "he" or "her" in it, which without a name in the sentence is nobody."""
    return language == "en" and _SOMEONE.search(text) is not None


def is_spoken(text: str, language: str = "en") -> bool:
    """Return whether somebody says "I", "we" or "you" outside quotation marks: one sentence of a longer speech, or an
    opinion, whose speaker it does not name."""
    outside = _QUOTED.sub(" ", text.replace("’", "'"))
    return _speaking(language).search(outside) is not None


@cache
def _speaking(language: str) -> re.Pattern[str]:
    """Find a language's words for the speaker and the listener; "the US", "World War I" and "the I.R.A." have none."""
    words = _SPEAKING.get(language, "")
    if not words:
        return re.compile("(?!)")
    either_case = "|".join(
        f"[{word[0].upper()}{word[0]}]{word[1:]}" if len(word) > 1 else word for word in words.split()
    )
    more = _I if language == "en" else ""
    return re.compile(rf"(?<![\w.&/-])(?:{either_case}{more})(?![\w.&/-])")


def _word(text: str) -> str:
    found = re.match(r"[^\W_]+", text)
    return found[0] if found else ""


def _is_acronym(text: str) -> bool:
    """Tell the IT and WHO of names from words; a line that shouts proves nothing."""
    first, *rest = _WORD.findall(text[:40])[:2] or [""]
    return len(first) > 1 and first.isupper() and not (rest and rest[0].isupper())


def _points_back(text: str) -> bool:
    """Say whether an English sentence names by "the" what was said before, or soon speaks of a pronoun's bearer."""
    if _DEFINITE.match(text):
        return _is_anaphor(text)
    if _COUNTED.match(text):
        return not _COUNTED_QUALIFIED.match(text)
    if _SAID_LAST.search(text):
        return not _has_name(text)
    return bool(_SOON.match(text)) or _introduces_nobody(text)


def _is_anaphor(text: str) -> bool:
    """Say whether `text` begins with a noun that points back, "The move", and not with "The move to close"."""
    definite = _DEFINITE.match(text)
    if not definite:
        return False
    rest = text[definite.end(1) :]
    return not _QUALIFIED.match(rest) and not _named_next(rest)


def _named_next(rest: str) -> bool:
    """Say whether a name follows at once, as in "The group Harbor Watch"; a day of the week is none."""
    found = _NAME.match(rest.lstrip(" "))
    return rest[:1] == " " and found is not None and not _CALENDAR.match(found[0])


def _introduces_nobody(text: str) -> bool:
    """Say whether a pronoun in or right after an introduction ("In his view, ...", "On Monday, she ...") is nobody's.

    A name right behind the introduction is who is meant ("In his first speech, Ivo Lind ..."), as is one that a clause
    before the pronoun had ("When Ivo Lind spoke, he ...").
    """
    if not _OPENING.match(text):
        return False
    introduction, comma, main = text.partition(", ")
    if not comma:
        introduction, main = " ".join(text.split()[:3]), " ".join(text.split()[3:])
    pointing = _POINTING.match(introduction)
    if pointing and not _has_name(introduction[: pointing.end()]):
        return not _has_name(" ".join(main.split()[:6]))
    if comma and not _has_name(introduction) and _is_anaphor(main):
        return True
    if comma and _SUBJECT.match(main) and not _openers("en")[1].match(main):
        return not (_has_name(introduction) and (_CLAUSE.match(text) or "'s " in introduction))
    return False


def _has_name(text: str) -> bool:
    """Say whether a capitalized word other than the first and the calendar's stands in a part of a sentence."""
    return any(not _CALENDAR.match(found[0]) for found in _NAME.finditer(" " + text, 2) if found.start() > 1)


def _quotes_balanced(text: str) -> bool:
    if any(mark in text for mark in "„«»"):
        return True  # German, French and Slavic marks: which one closes differs by language
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _speaker_missing(text: str) -> bool:
    """Say whether a sentence that opens with a quotation says nothing outside it."""
    outside = _QUOTED.sub(" ", text)
    return len(_WORD.findall(outside)) < 2
