"""Fold whatever waits to be folded, in batches, with progress."""

from __future__ import annotations

from flows.progress import Progress
from flows.settings import Settings
from flows.steps import Speaker
from storage.connection import Store
from tasks.deduplicate.task import fold_batch


def fold_copies(settings: Settings, store: Store, *, say: Speaker, progress: Progress) -> int:
    """Fold copies into their originals; return how many were not known as such."""
    done = found = 0
    while True:
        batch = say(fold_batch, store, settings.outlet_families)
        done += batch.articles
        found += batch.copies
        if batch.articles:
            progress("folding copies", done, done + batch.left)
        if not batch.more:
            return found
