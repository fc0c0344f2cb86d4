"""Documents of strangers -> what they announce, each read in a process apart (tasks/isolation).

A document that hangs, crashes or exhausts its process costs that process and becomes NotReadable, with a reason of its
own; of an archive, what was read before that place is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.models import Page, Reason, Rejection
from tasks.collect.announcements import Announcement, NotReadable
from tasks.collect.front_pages import Candidate
from tasks.collect.opml import Outline
from tasks.collect.outcomes import Why
from tasks.collect.reading import Archived, Unreadable, Untrusted
from tasks.collect.warc import MAX_BYTES
from tasks.isolation.pool import pool_for
from tasks.isolation.work import Ending, Loss, Work

DOCUMENTS = Work(
    call="tasks.collect.reading:read",
    what="document",
    nouns=frozenset(
        {
            "storage.models",
            "tasks.collect.announcements",
            "tasks.collect.front_pages",
            "tasks.collect.opml",
            "tasks.collect.reading",
        }
    ),
)
WHYS = {
    Ending.CLOCK: Why.READING_TOO_LONG,
    Ending.COMPUTING: Why.READING_TOO_LONG,
    Ending.MEMORY: Why.READING_TOO_MUCH,
    Ending.CRASH: Why.READER_CRASHED,
}
REASONS = {Ending.CLOCK: Reason.TIMED_OUT, Ending.COMPUTING: Reason.TIMED_OUT}


def read_announcement(document: Untrusted) -> Announcement:
    """Return what a feed, a sitemap or a section page announces. Raises NotReadable."""
    answer = _asked(document)
    if not isinstance(answer, Announcement):
        raise _unusable()
    return answer


def read_candidates(document: Untrusted) -> list[Candidate]:
    """Return the feeds that a front page names or links to, the likeliest first. Raises NotReadable."""
    return [one for one in _asked(document) if isinstance(one, Candidate)]


def read_outlines(document: Untrusted) -> list[Outline]:
    """Return the feeds that an OPML file names. Raises NotReadable."""
    return [one for one in _asked(document) if isinstance(one, Outline)]


def read_archive(
    path: Path, *, now: datetime, name: str = "", max_bytes: int = MAX_BYTES
) -> Iterator[Page | Rejection]:
    """Yield what `warc.read_warc` yields; a page that ends the process is a rejection, and the last one."""
    called = name or path.name
    asked = Archived(path=path.resolve(), name=called, now=now, max_bytes=max_bytes)
    for number, answer in enumerate(pool_for(DOCUMENTS).stream(asked), start=1):
        if isinstance(answer, Page | Rejection):
            yield answer
        elif isinstance(answer, Loss):
            reason = REASONS.get(answer.ending, Reason.BAD_RECORD)
            detail = f"{answer.detail} What stands before that place was read."
            yield Rejection(address=f"{called}#{number}", stage="collect", reason=reason, detail=detail, at=now)


def _asked(document: Untrusted) -> Any:
    answer = pool_for(DOCUMENTS).ask(document)
    if isinstance(answer, Unreadable):
        raise NotReadable(answer.detail)
    if isinstance(answer, Loss):
        raise NotReadable(answer.detail, WHYS[answer.ending])
    if not isinstance(answer, Announcement | tuple):
        raise _unusable()
    return answer


def _unusable() -> NotReadable:
    return NotReadable("The process that read the document gave an answer that can't be used.", Why.READER_CRASHED)
