"""What a flow's run says in its log, in sentences that a person can follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from prefect import get_run_logger

from storage.models import DigestId
from storage.telling import Digest
from tasks.publish import wording

if TYPE_CHECKING:
    from flows.ingest import Taken


def say_what_came_in(taken: Taken) -> None:
    """Log what was read, and which sources failed."""
    log = get_run_logger()
    log.info(
        "%d pages looked at, %d new: %d articles kept, %d turned away, %d copies folded in all.",
        *(taken.pages, taken.new, taken.articles, taken.rejected, taken.copies),
    )
    if taken.manifest is not None:
        log.warning("%s was not read; name it as `manifest` for each file's source and date.", taken.manifest)
    for failure in taken.failing:
        log.warning("A source failed, and the others were read: %s", failure)


def say_what_was_told(told: Sequence[Digest], known: Collection[DigestId]) -> None:
    """Log each digest, and whether it is among those `known` from before."""
    for one in told:
        if one.id in known:
            get_run_logger().info("%s, %s: as it was.", one.story, wording.day(one.day))
            continue
        status = wording.STATUSES[one.status].lower()
        get_run_logger().info(
            "%s, %s, revision %d, %s: %s", one.story, wording.day(one.day), one.revision, status, one.headline
        )
