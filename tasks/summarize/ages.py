"""Ages that articles of one day give to one person, told apart by full name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tasks.summarize.statements import Statement
from tasks.text.names import Name

_YEARS = r"(?: (?:Jahre(?: alt)?|ans|años|anos|anni|jaar|lat|let|років|роки|лет|года))?"
_BEHIND = re.compile(rf", (?:aged? |then )?(?P<age>[1-9]\d?|1[01]\d){_YEARS}(?=,|;|\)| and\b|\.[”\"’]?$)")
_IN_BRACKETS = re.compile(r" \((?P<age>[1-9]\d?|1[01]\d)\)")  # "Jane Roe (34)" is an age in these languages
_BRACKETED = frozenset({"de", "nl", "pl", "cs"})
_BEFORE = re.compile(
    r"\b(?P<age>[1-9]\d?|1[01]\d)-(?:year-old|jährigen?r?|jarigen?|letnia|letni|letý|letá) "
    r"(?:(?!of |and |with )[^\W\d_A-Z][\w-]* ){0,3}$"
)
_FULL = 2  # words of a full name
_LIST = re.compile(r", \d{1,3},[^,]+, \d{1,3}\b")  # "Roe, 52, Lind, 48": ages of several, or a vote or a score


class Age(NamedTuple):
    """A person's age in a sentence."""

    statement: Statement
    person: str
    years: int
    start: int
    end: int

    @property
    def value(self) -> str:
        """Return the age as a reader writes it."""
        return str(self.years)


def ages(statement: Statement) -> Iterator[Age]:
    """Yield the ages that a sentence gives to people with full names."""
    if statement.is_correction or not statement.is_whole or _LIST.search(statement.text):
        return
    for name in statement.found_names:
        if len(name.text.split()) >= _FULL and (found := _age_of(name, statement)):
            person = " ".join(name.text.split()[-_FULL:])  # German writes what they are with a capital, too
            yield Age(statement, person, int(found["age"]), found.start("age"), found.end("age"))


def groups(statements: Sequence[Statement]) -> list[list[Age]]:
    """Return the ages of each person who has several: on one day, by articles of different origins."""
    found: dict[tuple[str, object], list[Age]] = defaultdict(list)
    for statement in statements:
        for age in ages(statement):
            found[age.person, statement.as_of].append(age)
    return [group for group in found.values() if _differ(group)]


def _age_of(name: Name, statement: Statement) -> re.Match[str] | None:
    text = statement.text
    behind = _BEHIND.match(text, name.end)
    if behind is None and statement.language in _BRACKETED:
        behind = _IN_BRACKETS.match(text, name.end)
    return behind or _BEFORE.search(text[: name.start])


def _differ(group: Sequence[Age]) -> bool:
    """Say whether origins give one person different ages, and no origin several: that would be two of one name."""
    by_origin: dict[str, set[int]] = defaultdict(set)
    for age in group:
        by_origin[age.statement.quote.origin].add(age.years)
    return all(len(years) == 1 for years in by_origin.values()) and len({age.years for age in group}) > 1
