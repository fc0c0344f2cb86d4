"""Where each page of the site stands, and what it is called from outside."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storage.models import StoryId, stable_id

FRONT, STORIES, CORRECTIONS = "index.html", "stories.html", "corrections.html"
DAYS, SOURCES = "days/index.html", "sources/index.html"
ATOM, JSON_FEED, SCHEMA = "feed.atom", "feed.json", "digest.schema.json"

_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_TAKEN = ("days", "sources")  # folders of the site that are no story's
_SPACE = uuid.UUID("8c1b6a52-7d0e-5b0a-9a39-5f0d1c1f6f11")  # ours: names made in it are nobody else's


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The folder of published files, and how the world knows it."""

    out: Path
    title: str = "Throughline"
    address: str = ""  # the web address of the folder, ending in "/"; empty if it has none

    def url(self, path: str) -> str:
        """Return the address of a file of the site; relative to the site's folder if the site has none."""
        return f"{self.address}{path}"


PLAIN = Site(out=Path("out"))  # as it is without settings


def folder_of(story: StoryId) -> str:
    """Return the folder's name for a story: its id, or a name made from it where the id is no safe or free name."""
    return story if _SAFE_NAME.fullmatch(story) and story not in _TAKEN else f"story-{stable_id(story)}"


def story_page(story: StoryId) -> str:
    """Return the path of a story's page."""
    return f"{folder_of(story)}/index.html"


def digest_page(story: StoryId, day: date) -> str:
    """Return the path of a digest's page; its Markdown and its JSON stand beside it."""
    return f"{folder_of(story)}/{day.isoformat()}.html"


def day_page(day: date) -> str:
    """Return the path of the page of all stories of a day."""
    return f"days/{day.isoformat()}.html"


def source_page(outlet: str) -> str:
    """Return the path of an outlet's page: readable, and different for any two names."""
    readable = "-".join(re.findall(r"[a-z0-9]+", outlet.lower()))[:48].strip("-") or "source"
    return f"sources/{readable}-{stable_id(outlet)[:6]}.html"


def urn(*parts: str) -> str:
    """Return a name that stays for good, wherever the site stands (RFC 4122, version 5)."""
    return uuid.uuid5(_SPACE, "\x1f".join(parts)).urn
