"""Fold copies into their originals and name every article's origin."""

from __future__ import annotations

from collections.abc import Mapping

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, copies
from storage.connection import Store
from tasks.deduplicate.folding import fold


@task(name="fold copies", cache_policy=NO_CACHE)
def fold_copies(store: Store, families: Mapping[str, str]) -> int:
    """Fold all articles anew and keep the result; return how many copies were not known as such.

    Done on every run, whether or not it brought articles: a run before may have ended between reading and folding, or
    the families may have changed.
    """
    with store.reading("reading articles to fold") as connection:
        known = articles.all_versions(connection)
        before = {version for version, one in copies.all(connection).items() if one.copy_of is not None}
    folds = fold(known, families)
    with store.writing("keeping folds") as connection:
        copies.replace_all(connection, folds)
    return len({one.version for one in folds if one.copy_of is not None} - before)
