"""How a story gets its id and title, why an article is in it, and how stories part and come together."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from storage.models import ArticleId, StoryId, stable_id
from storage.placed import Founded
from tasks.group.features import Text

_TITLE_WORDS = 6  # of a title in an id
_MARK_DIGITS = 6  # hexadecimal digits that keep two stories of one title apart
_TITLE = 100  # characters of a first line that stands in for a missing title


def founded(first: ArticleId, central: Text, day: int) -> Founded:
    """Found a story, named for good by its first article, in words by its most central one."""
    title = central.title or central.body.lstrip().split("\n", 1)[0][:_TITLE]
    return Founded(readable_id(title, stable_id("story", first)), title, date.fromordinal(day))


def readable_id(title: str, mark: str) -> StoryId:
    """Make an id that a person can read and type: some words of the title, and digits that no other story has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_TITLE_WORDS]
    return StoryId("-".join([*words, mark[:_MARK_DIGITS]]) if words else f"story-{mark[:_MARK_DIGITS]}")


def reason(likeness: float, others: int) -> str:
    """Say why an article is in a story."""
    if not others:
        return "the first article of the story"
    what = "the latest article" if others == 1 else f"the latest {others} articles"
    return f"{likeness:.2f} like {what} of the story"
