"""What became of a digest after readers first had it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.published import Amendment, Publication, Words
from tasks.publish import wording


@dataclass(frozen=True, slots=True)
class Past:
    """One change of what readers have."""

    when: str
    what: str  # "Revision 2", "Withdrawn"
    said: str  # what it did, in a sentence
    corrects: bool  # readers must know: something they had is gone
    headline_was: str
    dropped: tuple[Words, ...]
    added: tuple[Words, ...]
    note: str  # a person's reason


def history(publications: Sequence[Publication], zone: ZoneInfo) -> tuple[Past, ...]:
    """Lay out what came after the first publication, the newest first; empty if nothing did."""
    told = (past(one, zone) for one in publications if one.number > 1 or one.withdrawn)
    return tuple(reversed(list(told)))


def past(publication: Publication, zone: ZoneInfo) -> Past:
    """Lay out one change."""
    amendment = publication.amendment or Amendment()
    return Past(
        when=wording.when(publication.at, False, zone),
        what="Withdrawn" if publication.withdrawn else f"Revision {publication.revision}",
        said=_said(publication, amendment),
        corrects=publication.withdrawn or amendment.corrects,
        headline_was="" if publication.withdrawn else amendment.headline_was or "",
        dropped=() if publication.withdrawn else amendment.dropped,
        added=() if publication.withdrawn else amendment.added,
        note=publication.note,
    )


def _said(publication: Publication, amendment: Amendment) -> str:
    if publication.withdrawn:
        return "A person took this digest back."
    parts = []
    if amendment.headline_was:
        parts.append("another headline")
    if amendment.dropped:
        parts.append(f"{wording.count(len(amendment.dropped), 'sentence')} no longer told")
    if amendment.added:
        parts.append(f"{wording.count(len(amendment.added), 'sentence')} added")
    said = ", ".join(parts) or "the same news; other parts of the page changed"
    return f"{said[0].upper()}{said[1:]}."
