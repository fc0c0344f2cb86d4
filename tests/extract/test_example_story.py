"""The example story, read page by page, against its gold file."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.models import Article, Page, Rejection
from tasks.collect.folder import load_folder
from tasks.extract.reading import read_page

ROOT = Path(__file__).parents[2]
GOLD: dict[str, Any] = tomllib.loads((ROOT / "tests/cases/tarnhaven/expected.toml").read_text("utf-8"))
FOLDER = ROOT / GOLD["story"]["folder"]
NOW = datetime(2026, 3, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def read() -> dict[str, Article | Rejection]:
    loaded = load_folder(FOLDER, manifest=FOLDER / "manifest.jsonl", now=NOW)
    pages = [item for item in loaded if isinstance(item, Page)]
    return {page.path or page.address: read_page(page) for page in pages if not (page.path or "").endswith(".jsonl")}


def article(read: dict[str, Article | Rejection], name: str) -> Article:
    found = read[name]
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("entry", GOLD["rejected"], ids=lambda entry: str(entry["file"]))
def test_pages_that_are_no_articles_are_turned_away(
    read: dict[str, Article | Rejection], entry: dict[str, Any]
) -> None:
    found = read[entry["file"]]
    assert isinstance(found, Rejection)
    assert found.reason == entry["reason"]


@pytest.mark.parametrize("entry", GOLD["removed"], ids=lambda entry: f"{entry['file']}: {entry['starts_with']}")
def test_furniture_is_removed_with_its_reason(read: dict[str, Article | Rejection], entry: dict[str, Any]) -> None:
    removed = article(read, entry["file"]).removed
    reasons = [line.reason.value for line in removed if line.text.startswith(entry["starts_with"])]
    assert reasons == [entry["reason"]]


@pytest.mark.parametrize("entry", GOLD["absent"], ids=lambda entry: str(entry["file"]))
def test_clutter_is_not_in_the_body(read: dict[str, Article | Rejection], entry: dict[str, Any]) -> None:
    body = article(read, entry["file"]).body
    assert [fragment for fragment in entry["fragments"] if fragment in body] == []


@pytest.mark.parametrize("entry", GOLD["kept"], ids=lambda entry: str(entry["file"]))
def test_the_story_stays_in_the_body(read: dict[str, Article | Rejection], entry: dict[str, Any]) -> None:
    body = article(read, entry["file"]).body
    assert [fragment for fragment in entry["fragments"] if fragment not in body] == []


@pytest.mark.parametrize("entry", GOLD["credited"], ids=lambda entry: str(entry["file"]))
def test_agencies_are_credited(read: dict[str, Article | Rejection], entry: dict[str, Any]) -> None:
    credits = article(read, entry["file"]).credits
    assert (entry["kind"], entry["name"]) in [(credit.kind.value, credit.name) for credit in credits]


@pytest.mark.parametrize(
    "entry", [e for e in GOLD["article"] if not e["file"].endswith(".jsonl")], ids=lambda entry: str(entry["file"])
)
def test_outlet_and_dates_are_those_of_the_gold_file(
    read: dict[str, Article | Rejection], entry: dict[str, Any]
) -> None:
    found = article(read, entry["file"])
    assert found.source == entry["source"]
    assert found.date_origin == entry["date_origin"]
    assert found.modified in (None, entry.get("modified")) or found.modified == found.published
    if isinstance(entry.get("published"), datetime):
        assert found.published == entry["published"]
    elif "published" in entry:
        assert found.published is not None
        assert (found.published.date(), found.day_only) == (entry["published"], True)
    else:
        assert found.published is None
