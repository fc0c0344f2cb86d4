"""Tell an outlet's word about its own mistake from news in which something is corrected, in eleven languages.

Two lists on purpose: a digest labels as a correction only what says so of an article; comparing figures passes over
whatever may be one. The words are in `corrections.json`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

__all__ = ["is_correction", "may_be_correction"]


def is_correction(text: str) -> bool:
    """Say whether a sentence says of itself, or of an article, that it corrects something.

    "Corrections Department", "a market correction" and "corrected the tilt" are news.
    """
    return _notice().search(text) is not None


def may_be_correction(text: str) -> bool:
    """Say whether a sentence may mend an earlier wording, so that it gives wrong figures beside right ones."""
    return _loose().search(text) is not None or is_correction(text)


@cache
def _notice() -> re.Pattern[str]:
    openings, phrases = (_joined(part) for part in ("openings", "phrases"))
    return re.compile(rf"^\W*(?:{openings})\s*[:,(–—-]|\b(?:{phrases})", re.IGNORECASE)


@cache
def _loose() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_joined('loose')})\b", re.IGNORECASE)


def _joined(part: str) -> str:
    table = json.loads(files("tasks.summarize").joinpath("corrections.json").read_text("utf-8"))
    return "|".join(table[part].values())
