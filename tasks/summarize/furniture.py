"""Tell what stands around an article's text from its sentences: captions, credits, calls to subscribe.

Cleaning takes most of it out (`tasks/extract/patterns.toml`); this is a second look at single sentences, since what is
left looks like prose.
"""

from __future__ import annotations

import re

_CREDITS = (
    "getty images", "(ap photo", "ap photo/", "photo by ", "photos by ", "photo illustration", "image copyright",
    "toggle caption", "enlarge this image",
)  # fmt: skip
_CALLS = (
    "story highlights", "sign up for ", "sign up to ", "subscribe to ",
    "subscribe now", "newsletter", "click here", "continue reading", "do not necessarily represent",
    "do not necessarily reflect", "all rights reserved", "cookie policy", "follow us on ",
)  # fmt: skip
_OPENING = re.compile(
    r"\(?(?:Photo|Image|Picture|Credit|Caption|Video|Watch|Related|Read more|Read also) ?:"
    r"|(?:CLOSE|WATCH|VIDEO|PHOTOS?|ADVERTISEMENT|Advertisement|READ MORE|Read more)\b"
    r"|This article is more than|(?:Last )?[Uu]pdated (?:at|on|\d)"
    r"|In this (?:\w+\.? (?:\d{1,2}, )?\d{4}|\w+\.? \d{1,2}),? (?:file )?(?:photo|image|picture|frame)"
    r"|(?:File|FILE)(?: photo)?\s?[:–—-]"
)
_CAPTION = re.compile(
    r"\bfile (?:photo|picture|image)\b|^In this (?:\w+ )?(?:photo|image|picture|handout)\b", re.IGNORECASE
)


def is_caption(said: str) -> bool:
    """Say whether a sentence describes or credits a picture, or is a label of the page."""
    lowered = said.casefold()
    return bool(_OPENING.match(said) or _CAPTION.search(said)) or any(mark in lowered for mark in _CREDITS)


def is_furniture(said: str) -> bool:
    """Say whether a sentence is a caption, a credit, or may be a call to the reader; news can have those words, too."""
    lowered = said.casefold()
    return is_caption(said) or any(mark in lowered for mark in _CALLS)
