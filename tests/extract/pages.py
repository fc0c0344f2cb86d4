"""Invented pages, as sites serve them: the article within its clutter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storage.models import Given, Media, Page

LOADED = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
STORY = [
    "The ferry between Hull and the island of Brough stopped on Monday when its engine caught fire off the quay.",
    "Nobody was hurt, the coast guard said, and the forty passengers were brought ashore in lifeboats before noon.",
    "The operator expects the ship to be out of service for at least three weeks while the engine room is rebuilt.",
    "Islanders have been asked to use the mail boat, which carries twelve people and sails twice a day.",
    "“We have lived with worse,” said Ada Quill, who runs the only shop on Brough and has stocked it until Easter.",
]
_HEAD = """
<title>Ferry stops after engine fire | Harbor Herald</title>
<meta property="og:site_name" content="Harbor Herald"><meta property="og:type" content="article">
<link rel="canonical" href="https://harborherald.example/ferry-stops">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry stops after engine fire",
 "datePublished": "2026-02-02T15:00:00Z", "author": {"@type": "Person", "name": "Jane Doe"}}</script>
"""
_CLUTTER = """
<div id="cookie-banner">We use cookies and share data with 412 partners. <button>Accept all</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/sea">The sea</a></li></ul></nav>
"""
_FIGURE = "<figure><img src='f.jpg'><figcaption>The ferry in better days. Photo: Jane Doe</figcaption></figure>"
_AFTER = """
<div class="newsletter-box"><h3>The Morning Tide</h3><p>Get the day's news delivered to your inbox.</p></div>
<aside><h2>Most read</h2><ul><li><a href="/a">Why the tide tables were wrong</a></li>
<li><a href="/b">Ten islands worth the crossing</a></li></ul></aside>
<footer><p>© 2026 Harbor Herald. All rights reserved.</p></footer>
"""


def article_html(paragraphs: list[str] = STORY, *, head: str = _HEAD) -> str:
    """Return the whole page of an article."""
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{_CLUTTER}<main><article>'
        f"<h1>Ferry stops after engine fire</h1>{_FIGURE}{inner}</article></main>{_AFTER}</body></html>"
    )


def simple_html(body: str, *, title: str = "A page", head: str = "") -> str:
    """Return a page with `body` and nothing around it."""
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def a_page(content: str | bytes, *, media: Media = Media.HTML, address: str = "page.html", **given: Any) -> Page:
    """Return a loaded page; `given` goes into its Given."""
    raw = content.encode() if isinstance(content, str) else content
    path = None if "://" in address else address
    return Page(address=address, media=media, content=raw, loaded_at=LOADED, path=path, given=Given(**given))
