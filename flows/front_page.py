"""Find what the day's news is about, and tell the largest stories on one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from flows.desk import recipe, site
from flows.settings import Settings
from flows.steps import Speaker
from storage.connection import Store
from storage.placed import Talked
from storage.telling import Digest
from tasks.group.task import find_day, keep_day
from tasks.publish.task import publish_files
from tasks.summarize.task import write_front_page

LISTED = 20  # of the day's largest stories


def largest(settings: Settings, store: Store, day: date, *, say: Speaker) -> list[Talked]:
    """Return the largest stories among the articles of `day`, in the general time zone."""
    return say(find_day, store, day, settings.throughline.time_zone, LISTED)


def tell_front_page(
    settings: Settings, store: Store, day: date, talked: Sequence[Talked], *, say: Speaker
) -> list[Digest]:
    """Write the front page of `day` from its largest stories and publish its files; none if it has nothing to tell."""
    zone, extent = settings.throughline.time_zone, settings.summary.front_page_stories
    wanted = talked[: extent + extent // 2]  # a few more than are told: some have no sentence that stands alone
    if not wanted:
        return []
    told = say(keep_day, store, wanted, zone, settings.summary_words)
    page = say(write_front_page, store, told, day, recipe(settings), zone, extent)
    if page is None:
        return []
    say(publish_files, store, site(settings), [page], datetime.now(UTC))
    return [page]
