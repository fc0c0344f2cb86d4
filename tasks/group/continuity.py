"""How a story gets its id and title, why an article is in it, and how stories part and come together."""

from __future__ import annotations

from datetime import date

from storage.models import ArticleId, stable_id
from storage.placed import Founded, readable_id
from tasks.group.features import Text

_TITLE = 100  # characters of a first line that stands in for a missing title


def founded(first: ArticleId, central: Text, day: int) -> Founded:
    """Found a story, named for good by its first article, in words by its most central one."""
    title = central.title or central.body.lstrip().split("\n", 1)[0][:_TITLE]
    return Founded(readable_id(title, stable_id("story", first)), title, date.fromordinal(day))


def reason(likeness: float, others: int) -> str:
    """Say why an article is in a story."""
    if not others:
        return "the first article of the story"
    what = "the latest article" if others == 1 else f"the latest {others} articles"
    return f"{likeness:.2f} like {what} of the story"
