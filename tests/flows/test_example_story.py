"""The example story, told from end to end, against what a careful reader finds in it (tests/cases/tarnhaven)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.ingest import take_in
from flows.progress import silent
from flows.run import Outcome, run
from flows.settings import Settings, load
from flows.steps import directly
from flows.stores import open_store
from storage import articles, copies, rejections
from storage.connection import Store
from storage.models import Article
from storage.telling import Digest, Kind, Role, Section
from tasks.collect.task import collect_folder
from tasks.extract.task import extract_batch

ROOT = Path(__file__).parents[2]
GOLD: dict[str, Any] = tomllib.loads((ROOT / "tests/cases/tarnhaven/expected.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    work = tmp_path_factory.mktemp("example")
    places = {"THROUGHLINE_STORE": str(work / "news.duckdb"), "THROUGHLINE_OUT": str(work / "out")}
    return load(ROOT, places)


@pytest.fixture(scope="module")
def store(settings: Settings) -> Store:
    return open_store(settings)


@pytest.fixture(scope="module")
def outcome(settings: Settings, store: Store) -> Outcome:
    return run(settings, store, None, None, None, now=NOW, progress=silent)


@pytest.fixture(scope="module")
def digests(outcome: Outcome) -> dict[date, Digest]:
    return {one.day: one for one in outcome.standing}


@pytest.fixture(scope="module")
def versions(store: Store, outcome: Outcome) -> list[Article]:
    with store.reading() as connection:
        return articles.all_versions(connection)


def quotes(digest: Digest, *sections: Section) -> Iterator[str]:
    return (one.quote.text for one in digest.sentences if not sections or one.section in sections)


def case_id(case: dict[str, Any]) -> str:
    named = case.get("about") or case.get("file") or case.get("on") or case.get("fragment")
    return f"{case.get('day', '')} {named}".strip()


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", GOLD[name], ids=case_id)


def test_one_story_is_told_on_every_day(digests: dict[date, Digest]) -> None:
    assert sorted(digests) == GOLD["story"]["days"]


@each("told")
def test_what_a_good_digest_of_the_day_must_quote(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    said = list(quotes(digests[case["day"]], Section.LEAD, Section.NEW))

    assert any(fragment in text for fragment in case["any_of"] for text in said), said


@pytest.mark.parametrize("day", GOLD["nothing_new"]["days"], ids=str)
def test_a_day_of_copies_and_recaps_brings_nothing_new(day: date, digests: dict[date, Digest]) -> None:
    found = digests[day]

    assert list(quotes(found, Section.LEAD, Section.NEW)) == []
    assert found.nothing_new_since == date(2026, 3, 4)
    assert found.headline == "Nothing new since 4 March 2026"


@each("change")
def test_a_figure_that_moved_is_a_change(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    found = [change for day in case["days"] for change in digests[day].changes]
    pairs = [(change.before.value, change.after.value) for change in found]

    assert any(
        case["before"].lower() in before.lower() and case["after"].lower() in after.lower() for before, after in pairs
    ), pairs


@each("discrepancy")
def test_accounts_that_differ_are_shown_side_by_side(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    for day, digest in digests.items():
        if day >= case["since"]:
            shown = [[reading.quote.text for reading in one.readings] for one in digest.discrepancies]
            assert any(
                all(any(fragment in text for text in texts) for fragment in case["fragments"]) for texts in shown
            ), shown


@each("correction")
def test_a_correction_is_told_as_one(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    said = {one.kind: one.quote.text for one in digests[case["day"]].sentences if case["right"] in one.quote.text}

    assert Kind.CORRECTION in said


@each("never")
def test_what_must_not_happen(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    for day, digest in digests.items():
        if day < case.get("day", day):
            continue
        shown = {
            "discrepancy": [reading.quote.text for one in digest.discrepancies for reading in one.readings],
            "quoted": list(quotes(digest)),
            "opening": list(quotes(digest, Section.LEAD))[:1],
        }[case["where"]]
        assert not [text for text in shown if case["fragment"] in text]


@each("timeline")
def test_the_timeline_has_the_days_that_matter(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    last = digests[max(digests)]
    dated = {one.on: one.quote.text for one in last.sentences if one.section is Section.TIMELINE}

    assert case["on"] in dated, sorted(map(str, dated))
    assert any(fragment in dated[case["on"]] for fragment in case["any_of"]), dated[case["on"]]


@each("rejected")
def test_what_is_no_article_is_turned_away_with_its_reason(
    case: dict[str, Any], store: Store, outcome: Outcome
) -> None:
    with store.reading() as connection:
        found = {one.address: one.reason.value for one in rejections.all(connection)}

    assert found.get(case["file"]) == case["reason"]


@each("off_story")
def test_another_matter_stays_off_the_story(case: dict[str, Any], digests: dict[date, Digest]) -> None:
    for digest in digests.values():
        roles = {one.role for one in digest.articles if one.path == case["file"]}
        assert roles <= {Role.OFF_STORY, Role.BORDERLINE}


def test_every_article_that_is_on_the_story_was_read(digests: dict[date, Digest]) -> None:
    read = {one.path for digest in digests.values() for one in digest.articles if one.role in _READ}
    assert set(GOLD["on_story"]["files"]) - read == set()


_READ = {Role.CITED, Role.COPY, Role.READ, Role.EARLIER}


@each("removed")
def test_a_line_that_is_no_news_is_removed_with_its_reason(case: dict[str, Any], versions: list[Article]) -> None:
    found = [
        line.reason.value
        for article in versions
        if article.path == case["file"]
        for line in article.removed
        if line.text.startswith(case["starts_with"])
    ]

    assert case["reason"] in found


@each("absent")
def test_clutter_is_in_no_body(case: dict[str, Any], versions: list[Article]) -> None:
    (body,) = {article.body for article in versions if article.path == case["file"]}

    assert [fragment for fragment in case["fragments"] if fragment in body] == []


@each("kept")
def test_news_is_in_the_body(case: dict[str, Any], versions: list[Article]) -> None:
    (body,) = {article.body for article in versions if article.path == case["file"]}

    assert [fragment for fragment in case["fragments"] if fragment not in body] == []


def test_every_quotation_is_what_its_article_says(outcome: Outcome, versions: list[Article]) -> None:
    bodies = {article.version: article.body for article in versions}
    for digest in outcome.standing:
        for one in digest.sentences:
            place = one.quote.evidence
            assert bodies[place.version][place.start : place.end] == one.quote.text


def test_a_second_run_finds_nothing_new_and_changes_no_byte(settings: Settings, store: Store, outcome: Outcome) -> None:
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(settings.out_path.rglob("*")) if path.is_file()}

    before = contents()
    again = run(settings, store, None, None, None, now=datetime(2026, 3, 9, tzinfo=UTC), progress=silent)

    assert (again.taken.new, list(again.made), list(again.files)) == (0, [], [])
    assert contents() == before
    assert before


def test_what_was_read_and_not_folded_when_a_run_was_cut_off_is_folded_by_the_next(tmp_path: Path) -> None:
    places = {"THROUGHLINE_STORE": str(tmp_path / "news.duckdb"), "THROUGHLINE_OUT": str(tmp_path / "out")}
    fresh = load(ROOT, places)
    store = open_store(fresh)
    folder = ROOT / "examples/tarnhaven"
    collect_folder.fn(store, folder, folder / "manifest.jsonl", NOW, fresh.max_page_bytes)
    while extract_batch.fn(store).read:
        pass
    taken = take_in(fresh, store, None, None, now=NOW, say=directly, progress=silent)

    with store.reading() as connection:
        known, folds = articles.all_versions(connection), copies.all(connection)
    assert (taken.new, taken.copies) == (0, len(GOLD["copy"]))
    assert {article.version for article in known} == set(folds)


def test_every_digest_says_how_its_sources_fared(digests: dict[date, Digest]) -> None:
    told = {(one.name, one.state, one.kept > 0) for digest in digests.values() for one in digest.sources}
    assert told == {("example", "in order", True)}


def test_the_store_is_sound(store: Store, outcome: Outcome) -> None:
    assert store.verify() == []
