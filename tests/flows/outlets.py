"""Outlets on a small web on loopback, and a desk that collects from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.ingest import Taken, take_in
from flows.progress import silent
from flows.settings import load
from flows.steps import directly
from storage import articles, fetches
from storage.items import Health
from tests.newswire import Newswire
from tests.stores import an_empty_store

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
HASTY = """
[fetching]
contact = "desk@example.org"
pause_seconds = 0
deadline_seconds = 3
answer_seconds = 1
attempts = 1
max_megabytes = 0.2
seed = 1
"""
TOWNS = ("Sandholm", "Tarnhaven", "Elverby", "Norsund", "Vikstad", "Birkelund", "Havnes", "Lindby", "Rosvik", "Skarby")


def article(town: str, number: int, more: str = "") -> str:
    """Write a page as an outlet serves it; no two say the same."""
    paragraphs = [
        f"The harbor council of {town} voted on Monday to reopen ferry line {number} after {number + 3} months.",
        f"Engineers had replaced {number + 40} bolts and the eastern ramp, the port of {town} said in a statement.",
        f"Mayor Ilse Brandt of {town} told reporters that line {number} would carry its first passengers on Thursday.",
        f"Residents of {town} have had to drive {number + 60} kilometers around the bay since the storm in autumn.",
        more,
    ]
    body = "".join(f"<p>{one}</p>" for one in paragraphs if one)
    return f"<html><head><title>Ferry line {number} returns to {town}</title></head><body><article><h1>Ferry line {number} returns to {town}</h1>{body}</article></body></html>"  # noqa: E501


def feed(links: Sequence[str]) -> str:
    """Write an RSS feed of these articles."""
    items = "".join(
        f"<item><title>{number}</title><link>{link}</link>"
        f"<pubDate>Mon, 02 Mar 2026 0{number}:00:00 GMT</pubDate></item>"
        for number, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def good_source(wire: Newswire, town: str, articles: int = 3) -> str:
    """Serve an outlet of `articles` articles; return its entry in throughline.toml."""
    links = []
    for number in range(articles):
        wire.serve("127", f"/{town}/{number}", article(town, number))
        links.append(wire.local(f"/{town}/{number}"))
    wire.serve("127", f"/{town}/feed", feed(links), kind="application/rss+xml")
    return entry(town, wire.local(f"/{town}/feed"))


def entry(name: str, url: str, kind: str = "feed", **more: Any) -> str:
    rest = "".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}\n" for key, value in more.items()
    )
    return f'[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\nallow_private = true\n{rest}\n'


class Desk:
    """A working folder with its settings and store."""

    def __init__(self, folder: Path, *entries: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "throughline.toml").write_text(HASTY + "".join(entries), encoding="utf-8")
        self.settings = load(folder, {})
        self.store = an_empty_store(self.settings.store_path)

    def run(self, now: datetime = NOW) -> Taken:
        return take_in(self.settings, self.store, None, None, now=now, say=directly, progress=silent)

    def health(self) -> dict[str, Health]:
        with self.store.reading() as connection:
            return fetches.health(connection)

    def articles(self) -> list[Any]:
        with self.store.reading() as connection:
            return articles.all_versions(connection)
