"""What is called in the process apart that reads pages: `read_within_limits`. Its near side is workers.py."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.models import Article, Media, Page, Reason, Rejection
from tasks.extract import limits
from tasks.extract.reading import read_page

WARM_UP = (
    "<html><body><article>" + "<p>The ferry sails at noon, and again at six.</p>" * 12 + "</article></body></html>"
)


def read_within_limits(page: Page) -> Article | Rejection:
    """Read one page like `read_page`, but refuse markup that is too much and make any failure a rejection."""
    try:
        if page.media is Media.HTML and (refusal := limits.refusal(page.content)):
            return rejection(page, refusal.reason, refusal.detail)
        return read_page(page)
    except Exception as cause:  # of a hostile page; none may stop its neighbors
        detail = f"The page could not be read ({type(cause).__name__})."
        return rejection(page, Reason.EXTRACTOR_FAILED, detail)


def rejection(page: Page, reason: Reason, detail: str) -> Rejection:
    """Return the rejection of a page in this stage."""
    return Rejection(
        address=page.address, stage="extract", reason=reason, detail=detail, at=page.loaded_at, page=page.id
    )


def warm_up() -> None:
    """Have the libraries loaded while loading is still free."""
    read_page(Page(address="", media=Media.HTML, content=WARM_UP.encode(), loaded_at=datetime.fromtimestamp(0, UTC)))
