"""The news of a bridge: a followed story of two articles, on two days."""

from __future__ import annotations

import json
from pathlib import Path

SETTINGS = """
[throughline]
time_zone = "Europe/Brussels"

[[source]]
kind = "folder"
name = "desk"
folder = "news"
manifest = "list.jsonl"

[[story]]
id = "bridge"
title = "The bridge"
terms = ["Tarnhaven"]
"""
TEXTS = {
    "courier.txt": (
        "Harbor Courier",
        "2026-03-02",
        "The swing bridge of Tarnhaven failed on Monday and closed the harbor to ships. "
        "Twelve vessels are trapped in the inner harbor, harbor master Ilse Maarten said on Monday. "
        "The fire service brought the passengers of a city bus to safety within an hour of the failure. "
        "Nobody was killed, the hospital of the town said, and most of the injured have gone home again. "
        "Port director Sanne Holtby said that divers would look at the bearing on Wednesday.",
    ),
    "gazette.txt": (
        "Gazette",
        "2026-03-03",
        "Repairing the swing bridge of Tarnhaven will cost about €14 million, port director Sanne Holtby said. "
        "A free ferry will sail between the Old Quay and Westerhold every forty minutes from Wednesday. "
        "Gas from a broken main was measured in the sewers of the old town before dawn on Tuesday. "
        "The fire service ordered the people of four streets to leave their homes until the main is shut. "
        "A sports hall has been opened for those who have nowhere else to go tonight.",
    ),
}


def write_news(folder: Path) -> None:
    """Write the articles and their manifest where `SETTINGS` look for them."""
    (folder / "news").mkdir()
    rows = []
    for name, (source, published, body) in TEXTS.items():
        (folder / "news" / name).write_text(body, encoding="utf-8")
        rows.append(json.dumps({"file": name, "source": source, "published": published}))
    (folder / "list.jsonl").write_text("\n".join(rows), encoding="utf-8")
