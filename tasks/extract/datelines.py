"""Dates that the head of a text states for itself: a date line, or the date of a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tasks.text.dates import parse_moment
from tasks.text.sentences import dateline_end
from tasks.text.timestamps import Moment

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
    zone_certain: bool | None = None  # of `published`
    modified: datetime | None = None
    modified_zone_certain: bool | None = None


NOTHING = Stated()


def stated(head: Iterable[str], first_paragraph: str) -> Stated:
    """Return the dates that date lines in the head (`head`) or else the first paragraph's dateline state.

    A date without a year ("LONDON, Feb 4 (Reuters) —") dates nothing: its year would be a guess.
    """
    published: Moment | None = None
    modified: Moment | None = None
    for line in head:
        if _UPDATED.match(line):
            modified = modified or _date_of(line)
        else:
            published = published or _date_of(line)
    published = published or _date_of(first_paragraph[: dateline_end(first_paragraph)]) or modified
    if published is None:
        return NOTHING
    edited = (modified.at, modified.zone_certain) if modified else (None, None)
    return Stated(*published, *edited)


def _date_of(line: str) -> Moment | None:
    line = line.strip(" .|·•—–-")
    if not line:
        return None
    within = _DATE_WITHIN.search(line)
    return parse_moment(line) or (parse_moment(within[0]) if within else None)
