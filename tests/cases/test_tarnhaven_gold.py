"""The gold file of the example story says only what stands in the example's files."""

from __future__ import annotations

import html
import json
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.models import CopyKind, CreditKind, DateOrigin, Reason, RemovalReason
from storage.telling import DiscrepancyKind

ROOT = Path(__file__).parents[2]
GOLD: dict[str, Any] = tomllib.loads((Path(__file__).parent / "tarnhaven" / "expected.toml").read_text("utf-8"))
FOLDER: Path = ROOT / GOLD["story"]["folder"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


def text_of(name: str) -> str:
    """Return what a reader could see in a file, markup and records undone, and nothing cleaned."""
    raw = (FOLDER / name).read_text("utf-8")
    if name.endswith(".html"):
        return html.unescape(str(_UNSEEN.sub("", raw)))
    if name.endswith(".jsonl"):
        return "\n".join(json.loads(line)["text"] for line in raw.splitlines())
    return raw


def every_text() -> str:
    return "\n".join(text_of(path.name) for path in sorted(FOLDER.iterdir()) if path.name != "manifest.jsonl")


def records() -> dict[str, dict[str, Any]]:
    lines = (FOLDER / "npa-feed.jsonl").read_text("utf-8").splitlines()
    return {record["url"]: record for record in map(json.loads, lines)}


def pairs() -> list[tuple[str, str]]:
    """Return every (file, fragment) that the gold file claims."""
    found = [(e["file"], f) for key in ("absent", "kept") for e in GOLD[key] for f in e["fragments"]]
    found += [(entry["file"], entry["fragment"]) for entry in GOLD["never"]]
    found += [(entry["file"], entry["starts_with"]) for entry in GOLD["removed"]]
    found += [pair for e in GOLD["discrepancy"] for pair in zip(e["files"], e["fragments"], strict=True)]
    found += [pair for e in GOLD["correction"] for pair in ((e["file"], e["right"]), (e["corrects"], e["wrong"]))]
    return found


@pytest.mark.parametrize(("name", "fragment"), pairs())
def test_fragment_stands_in_its_file(name: str, fragment: str) -> None:
    assert fragment.casefold() in text_of(name).casefold()


@pytest.mark.parametrize("key", ["told", "timeline"])
def test_every_alternative_is_a_sentence_of_the_story(key: str) -> None:
    whole = every_text()
    assert [f for entry in GOLD[key] for f in entry["any_of"] if f not in whole] == []


def test_every_file_is_an_article_or_a_rejection() -> None:
    named = {entry["file"] for key in ("article", "rejected") for entry in GOLD[key]}
    assert named == {path.name for path in FOLDER.iterdir()} - {"manifest.jsonl"}


def test_copies_name_records_and_articles_that_exist() -> None:
    articles = {entry["file"] for entry in GOLD["article"]}
    assert {entry["of"] for entry in GOLD["copy"]} <= set(records()) | articles
    assert {entry["file"] for key in ("copy", "off_story", "credited", "removed") for entry in GOLD[key]} <= articles
    assert set(GOLD["on_story"]["files"]) <= articles - {entry["file"] for entry in GOLD["off_story"]}


def test_codes_are_those_of_the_program() -> None:
    codes = [
        (Reason, [entry["reason"] for entry in GOLD["rejected"]]),
        (RemovalReason, [entry["reason"] for entry in GOLD["removed"]]),
        (CopyKind, [entry["kind"] for entry in GOLD["copy"]]),
        (CreditKind, [entry["kind"] for entry in GOLD["credited"]]),
        (DiscrepancyKind, [entry["kind"] for entry in GOLD["discrepancy"]]),
        (DateOrigin, [entry["date_origin"] for entry in GOLD["article"]]),
    ]
    assert [code for kinds, given in codes for code in given if code not in {kind.value for kind in kinds}] == []


def test_story_days_run_from_monday_to_friday() -> None:
    assert tuple(day.strftime("%A") for day in GOLD["story"]["days"]) == WEEKDAYS


def test_only_undated_articles_lack_a_date() -> None:
    assert all(("published" in entry) == (entry["date_origin"] != "none") for entry in GOLD["article"])


def test_instants_are_in_the_zone_of_the_story() -> None:
    instants = [e[k] for e in GOLD["article"] for k in ("published", "modified") if isinstance(e.get(k), datetime)]
    assert {instant.utcoffset() for instant in instants} == {timedelta(hours=1)}
    assert {instant.date() for instant in instants} <= set(GOLD["story"]["days"])


def test_identical_copies_repeat_every_paragraph_of_the_wire() -> None:
    missing = [
        (entry["file"], paragraph)
        for entry in GOLD["copy"]
        if entry["kind"] == "identical"
        for paragraph in records()[entry["of"]]["text"].split("\n")
        if paragraph not in text_of(entry["file"])
    ]
    assert missing == []


def test_quiet_day_has_articles_and_nothing_to_tell() -> None:
    (quiet,) = GOLD["nothing_new"]["days"]
    days: list[date] = [e["published"].date() for e in GOLD["article"] if isinstance(e.get("published"), datetime)]
    assert days.count(quiet) >= 3
    assert quiet not in {entry["day"] for entry in GOLD["told"]}
