"""Dates that the head of a text states for itself: a date line, or the date of a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tasks.text.dates import parse_date
from tasks.text.sentences import dateline_end

_UPDATED = re.compile(
    r"^\W*(?:last )?(?:updated|modified|aktualisiert|stand|mis à jour|modifié|actualizado|atualizado|aggiornato"
    r"|bijgewerkt|aktualizacja|aktualizováno|оновлено|обновлено)\b",
    re.IGNORECASE,
)
_DATE_WITHIN = re.compile(
    r"(?:[^\W\d_]{3,10}\.? \d{1,2},? (?:19|20)\d\d"
    r"|\d{1,2}\.? (?:de )?[^\W\d_]{3,10}\.?,? (?:de )?(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """Moments in UTC that a text gives as its own; noon of the day where only the day is given."""

    published: datetime | None = None
    day_only: bool = False
    modified: datetime | None = None


NOTHING = Stated()


def stated(head: Iterable[str], first_paragraph: str) -> Stated:
    """Return the dates that date lines in the head (`head`) or else the first paragraph's dateline state.

    A date without a year ("LONDON, Feb 4 (Reuters) —") dates nothing: its year would be a guess.
    """
    published: tuple[datetime, bool] | None = None
    modified: tuple[datetime, bool] | None = None
    for line in head:
        if _UPDATED.match(line):
            modified = modified or _date_of(line)
        else:
            published = published or _date_of(line)
    published = published or _date_of(first_paragraph[: dateline_end(first_paragraph)]) or modified
    if published is None:
        return NOTHING
    return Stated(published[0], published[1], modified[0] if modified else None)


def _date_of(line: str) -> tuple[datetime, bool] | None:
    line = line.strip(" .|·•—–-")
    if not line:
        return None
    within = _DATE_WITHIN.search(line)
    return parse_date(line) or (parse_date(within[0]) if within else None)
