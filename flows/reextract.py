"""Read every stored page again, because the extractor got better."""

from __future__ import annotations

from dataclasses import dataclass

from flows.folding import fold_copies
from flows.progress import Progress
from flows.settings import Settings
from flows.steps import Speaker
from storage import pages
from storage.connection import Store
from tasks.extract.task import Reread, reread_batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reextracted:
    """What reading everything again gave; the fields are those of `Reread`, summed."""

    pages: int
    better: int
    found: int
    lost: int
    unreadable: tuple[str, ...]
    copies: int | None  # that were not known as such; None if nothing changed


def reextract(settings: Settings, store: Store, *, say: Speaker, progress: Progress) -> Reextracted:
    """Read all stored pages again, keep better versions beside the old ones, and fold copies anew if there are any.

    Stopped halfway, it keeps what was done; run again, it finds that unchanged.
    """
    with store.reading("counting pages") as connection:
        total = len(pages.known_ids(connection))
    batches: list[Reread] = []
    last = None
    done = 0
    while (batch := say(reread_batch, store, last)).read:
        batches.append(batch)
        last = batch.last
        done += batch.read
        progress("reading pages again", done, max(done, total))
    better, found = sum(one.better for one in batches), sum(one.found for one in batches)
    return Reextracted(
        pages=done,
        better=better,
        found=found,
        lost=sum(one.lost for one in batches),
        unreadable=tuple(problem for one in batches for problem in one.unreadable),
        copies=fold_copies(settings, store, say=say, progress=progress) if better or found else None,
    )
