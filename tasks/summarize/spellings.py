"""Names of people that articles spell differently."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from tasks.summarize.statements import Statement
from tasks.text.names import Name
from tasks.text.tokens import stems, tokens

_SHORTEST = 4  # letters of a surname: shorter ones are too often near each other by chance
_ENDINGS = frozenset({"s", "n", "an", "ns", "es"})  # a plural or "American" is no other spelling
_PAUSES = re.compile(r"(?![’'])(?:[,.;:)]|$|\s(?:said|says|told|added|wrote|was|is|has|had|who)\b)")
_BESIDE = 40  # code points beside a name in which its bearer's role stands
_ROLE_WORDS = 2
_APPOSITION = re.compile(r",\s(?:the|an?)\s[^,.;]+")
_INFLECTED = frozenset({"pl", "cs", "uk", "ru", "sk", "sr"})
_HOUSE_STYLES = (  # ways of writing one foreign sound; no disagreement
    (re.compile(r"(?:skyy|skyi|skiy|skii|skyj)$"), "sky"),
    (re.compile(r"yy$|iy$|ii$|yi$"), "y"),
    (re.compile(r"z"), "s"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"ae|ä"), "a"),
    (re.compile(r"oe|ö"), "o"),
    (re.compile(r"ue|ü"), "u"),
)


@dataclass
class Person:
    """One spelling of a person's name, with the statements that have it."""

    given: tuple[str, ...]  # all words before the surname
    surname: str
    statements: list[Statement] = field(default_factory=list)

    @property
    def full(self) -> str:
        """Return the name as written."""
        return " ".join((*self.given, self.surname))


def people(statements: Sequence[Statement]) -> list[Person]:
    """Return the full names in `statements`, each spelling once, in order of appearance."""
    found: dict[tuple[tuple[str, ...], str], Person] = {}
    for statement in statements:
        if statement.is_correction:
            continue
        for name in statement.found_names:
            parts = _given_and_surname(name)
            if parts:
                found.setdefault(parts, Person(*parts)).statements.append(statement)
    return list(found.values())


def pairs(statements: Sequence[Statement]) -> Iterator[tuple[Person, Person]]:
    """Yield two spellings of what must be one name: a given name in common, surnames a letter or two apart."""
    found = people(statements)
    counts = _surname_counts(statements)
    for index, first in enumerate(found):
        for second in found[index + 1 :]:
            if not _share_given(first, second) or _together(first, second, counts):
                continue
            if _misspelt(first.surname, second.surname):
                one = _frequent(first, second, counts)
            else:
                one = _ends_in_s(first, second) and _same_role(first, second)
            if one:
                yield first, second


def _share_given(first: Person, second: Person) -> bool:
    """Say whether a capitalized given name of three letters or more is in both."""
    return any(len(word) > 2 and word[0].isupper() and word in second.given for word in first.given)


def _given_and_surname(name: Name) -> tuple[tuple[str, ...], str] | None:
    """Take the first and last word of a name that may be a person's."""
    parts = name.text.split()
    shouted = any(part.isupper() and len(part) > 2 for part in parts)
    if not 2 <= len(parts) <= 4 or shouted or not all(part[0].isalpha() for part in parts):
        return None
    return tuple(parts[:-1]), parts[-1]


def _misspelt(first: str, second: str) -> bool:
    """Say whether two surnames differ by a slip, not by number, case ending or house style."""
    shortest = min(len(first), len(second))
    if shortest < _SHORTEST or first[0] != second[0] or _folded(first) == _folded(second):
        return False
    shorter, longer = sorted((first, second), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS:
        return False
    return bool(DamerauLevenshtein.distance(first.casefold(), second.casefold()) <= (1 if shortest < 7 else 2))


def _ends_in_s(first: Person, second: Person) -> bool:
    """Say whether one surname is the other with an "s" that is no plural or possessive: it stands before a pause.

    Only in English, where a possessive has an apostrophe.
    """
    shorter, longer = sorted((first, second), key=lambda person: len(person.surname))
    if longer.surname != f"{shorter.surname}s" or len(shorter.surname) < _SHORTEST or first.given != second.given:
        return False
    items = [(item, person) for person in (first, second) for item in person.statements]
    if any(item.language != "en" or _has_article(item, person) for item, person in items):
        return False
    return all(
        _PAUSES.match(item.text, name.end)
        for item in longer.statements
        for name in item.found_names
        if name.text == longer.full
    )


def _has_article(statement: Statement, person: Person) -> bool:
    """Say whether a name follows "the", as no person's does."""
    return statement.text[: statement.text.find(person.full)].casefold().endswith("the ")


def _same_role(first: Person, second: Person) -> bool:
    """Say whether two sentences say the same of who bears the name, right beside it: "the harbor master, ..."."""
    return any(
        len(one & other) >= _ROLE_WORDS
        for one in (_beside(item, first) for item in first.statements)
        for other in (_beside(item, second) for item in second.statements)
    )


def _beside(statement: Statement, person: Person) -> frozenset[str]:
    """Return the stems of the few words on either side of a name, as far as the sentence's next clause."""
    place = statement.text.find(person.full)
    before = statement.text[max(0, place - _BESIDE) : place]
    after = statement.text[place + len(person.full) :][:_BESIDE]
    role = _APPOSITION.match(after)
    said = f"{re.split(r'[.;:”]', before)[-1]} {role[0] if role else ''}"
    return frozenset(stems(said, statement.language)) - frozenset(stems(person.full, statement.language))


def _folded(surname: str) -> str:
    """Write a surname without accents and without choices that each house makes for itself."""
    plain = re.sub(r"[’'ʼ-]", "", surname.casefold())
    for pattern, standard in _HOUSE_STYLES:
        plain = pattern.sub(standard, plain)
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


def _surname_counts(statements: Sequence[Statement]) -> dict[str, Counter[str]]:
    """Count each article's words, to see how it writes a surname elsewhere."""
    counts: dict[str, Counter[str]] = {}
    for statement in statements:
        words = (re.sub(r"[’']s?$", "", token.text) for token in tokens(statement.text))
        counts.setdefault(statement.quote.article, Counter()).update(words)
    return counts


def _together(first: Person, second: Person, counts: dict[str, Counter[str]]) -> bool:
    """Two spellings in one article are two people, or a slip of that article alone."""
    return any(article[first.surname] and article[second.surname] for article in counts.values())


def _frequent(first: Person, second: Person, counts: dict[str, Counter[str]]) -> bool:
    """Each article must repeat its spelling, or speak of the same matter; inflected languages must not just inflect."""
    if any(item.language in _INFLECTED for person in (first, second) for item in person.statements):
        return False
    repeated = all(_repeats(person, counts) for person in (first, second))
    return repeated or (any(_repeats(person, counts) for person in (first, second)) and _same_matter(first, second))


def _repeats(person: Person, counts: dict[str, Counter[str]]) -> bool:
    return any(counts[item.quote.article][person.surname] > 1 for item in person.statements)


def _same_matter(first: Person, second: Person) -> bool:
    """Say whether two sentences that have the names share more than the names."""
    return any(
        len((one.stems & other.stems) - one.names - other.names) >= 1 and _linked(one, other)
        for one in first.statements
        for other in second.statements
    )


def _linked(one: Statement, other: Statement) -> bool:
    return len(one.stems & other.stems) >= 2
