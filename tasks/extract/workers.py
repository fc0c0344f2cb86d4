"""Pages -> articles or rejections, each read in a process apart (tasks/isolation), so that none harms its neighbors."""

from __future__ import annotations

from collections.abc import Sequence

from storage.models import Article, Page, Reason, Rejection
from tasks.extract.worker import read_within_limits, rejection
from tasks.isolation.pool import Pool, pool_for, usual_workers
from tasks.isolation.work import Ending, Loss, Work

__all__ = ["PAGES", "read_pages", "read_with", "usual_workers"]

PAGES = Work(
    call="tasks.extract.worker:read_within_limits",
    what="page",
    nouns=frozenset({"storage.models"}),
    warm_up="tasks.extract.worker:warm_up",
)
REASONS = {Ending.CLOCK: Reason.TIMED_OUT, Ending.COMPUTING: Reason.TIMED_OUT}


def read_pages(pages: Sequence[Page], *, workers: int = 0) -> list[Article | Rejection]:
    """Read `pages`, each within bounds, in up to `workers` processes; return the answers in the pages' order.

    The processes stay for the next call. With `workers` 0 the pages are read in this process, where nothing but the
    limits on markup holds: for pages this program wrote itself.
    """
    if not workers:
        return [read_within_limits(page) for page in pages]
    return read_with(pool_for(PAGES), pages, workers) if pages else []


def read_with(pool: Pool, pages: Sequence[Page], workers: int) -> list[Article | Rejection]:
    """Read `pages` with the processes of `pool`."""
    answers = pool.ask_all(pages, workers)
    return [_settled(page, answer) for page, answer in zip(pages, answers, strict=True)]


def _settled(page: Page, answer: object) -> Article | Rejection:
    if isinstance(answer, Article | Rejection):
        return answer
    if isinstance(answer, Loss):
        return rejection(page, REASONS.get(answer.ending, Reason.EXTRACTOR_FAILED), answer.detail)
    return rejection(page, Reason.EXTRACTOR_FAILED, "The process that read the page gave an answer that is no article.")
