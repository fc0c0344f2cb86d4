"""`throughline search`: what was taken in is found, shown with its words, and can be cited by its place."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows import cli_search
from flows.searching import Findings, search
from storage import articles, copies
from storage.connection import Store
from storage.errors import InputError
from tasks.publish.findings import record
from tests.builders import a_fold
from tests.flows.command import throughline
from tests.flows.test_cli import AGAIN, BRIDGE, said_once

FERRY = (
    "The ferry of Veldmark will run every ten minutes from Friday, its owner said on Thursday evening. "
    "A second ferry comes from the shipyard at Norrey and takes forty cars at a time across the water. "
    "Harbor master Ilse Maarten called the timetable brave and asked for a third ferry before the summer. "
    "Commuters who cross the harbor twice a day are to pay half of the fare until the end of the month."
)
SETTINGS = '[[story]]\nid = "swing-bridge"\ntitle = "The swing bridge"\nterms = ["swing bridge"]\n'


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    texts = {
        "bridge.txt": (BRIDGE, "Courier", "2026-03-02"),
        "again.txt": (AGAIN, "Gazette", "2026-03-02"),
        "ferry.txt": (FERRY, "Valley Sun", "2026-03-05"),
    }
    (folder / "news").mkdir()
    lines = []
    for name, (text, source, day) in texts.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
        lines.append(json.dumps({"file": name, "source": source, "published": day, "title": f"From the {source}"}))
    (folder / "list.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "throughline.toml").write_text(SETTINGS, encoding="utf-8")
    done = throughline(folder, "run", "--folder", "news", "--manifest", "list.jsonl")
    assert done.returncode == 0, done.stderr
    return folder


def asked(folder: Path, words: str, kind: str | None = None, **where: object) -> Findings:
    facts: dict[str, object] = {"story": None, "outlets": [], "days": (None, None), "limit": 10, "every_version": False}
    question = cli_search.asked(words, kind, **(facts | where))  # type: ignore[arg-type]
    store = Store(folder / ".throughline/throughline.duckdb")
    return search(store, question, ZoneInfo("UTC"), lambda what, done, total: None)


def lines_of(folder: Path, words: str, kind: str | None = None, **where: object) -> list[dict[str, object]]:
    return [record(one) for one in asked(folder, words, kind, **where).found]


def test_a_run_indexes_and_search_shows_the_passage_without_colors_in_a_pipe(taken_in: Path) -> None:
    assert (taken_in / ".throughline/throughline.duckdb.search/state.json").exists()
    done = throughline(taken_in, "search", "second ferry")
    assert done.returncode == 0, done.stderr
    assert "A second ferry comes from the shipyard" in done.stdout
    assert "Valley Sun · 2026-03-05" in done.stdout
    assert "2 found." in done.stdout  # the digest and the article
    assert "\x1b" not in done.stdout + done.stderr


def test_json_is_one_line_for_each_thing_found_and_a_place_is_the_place_in_the_article(taken_in: Path) -> None:
    done = throughline(taken_in, "search", "third ferry", "--in", "articles", "--source", "valley", "--json")
    (one,) = [json.loads(line) for line in done.stdout.splitlines()]
    (passage,) = one["passages"]
    assert FERRY[passage["start"] : passage["end"]] == passage["text"]
    assert [FERRY[start:end] for start, end in passage["marks"]] == ["third", "ferry"]
    assert passage["version"] == one["version"]


def test_digests_are_found_with_the_sentence_and_its_article(taken_in: Path) -> None:
    (one, *_) = lines_of(taken_in, "trapped vessels", "digests")
    assert (one["kind"], one["story"], one["day"]) == ("digest", "swing-bridge", "2026-03-02")
    passage = one["passages"][0]  # type: ignore[index]
    text = BRIDGE if passage["outlet"] == "Courier" else AGAIN
    assert text[passage["start"] : passage["end"]] == passage["text"]
    assert {text[start:end] for start, end in passage["marks"]} <= {"trapped", "vessels"}


def test_stories_outlets_and_days_narrow(taken_in: Path) -> None:
    def outlets(**where: object) -> set[object]:
        return {one["outlet"] for one in lines_of(taken_in, "harbor", "articles", **where)}

    assert outlets() == {"Courier", "Gazette", "Valley Sun"}
    assert outlets(story="swing-bridge") == {"Courier", "Gazette"}
    assert outlets(outlets=["valley"]) == {"Valley Sun"}
    assert outlets(outlets=["courier", "Gazette"]) == {"Courier", "Gazette"}
    assert outlets(days=(date(2026, 3, 3), None)) == {"Valley Sun"}
    assert outlets(days=(None, date(2026, 3, 2))) == {"Courier", "Gazette"}
    assert len(lines_of(taken_in, "harbor", limit=1)) == 1


@pytest.mark.parametrize(
    ("words", "where", "told"),
    [
        ("harbor", {"outlets": ["Courir"]}, "did you mean Courier"),
        ("harbor", {"story": "tunnel"}, "'tunnel' is no story in the database: "),
        ("harbor", {"kind": "pages"}, "--in pages"),
        ("?!", {}, "no word to look for"),
        ("harbor", {"days": (date(2026, 3, 2), date(2026, 3, 1))}, "is before the first"),
    ],
)
def test_what_can_not_be_asked_is_told(taken_in: Path, words: str, where: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        asked(taken_in, words, **where)  # type: ignore[arg-type]


def test_copies_are_put_with_what_they_copy(taken_in: Path, tmp_path: Path) -> None:
    shutil.copytree(taken_in / ".throughline", tmp_path / ".throughline")
    with Store(tmp_path / ".throughline/throughline.duckdb").writing() as connection:
        (first,), (second,) = (articles.find(connection, name) for name in ("bridge.txt", "again.txt"))
        copies.put(connection, [a_fold(first), a_fold(second, copy_of=first.version)])
    (one,) = lines_of(tmp_path, "vessels trapped", "articles")
    assert {one["outlet"], one["copies"][0]["outlet"]} == {"Courier", "Gazette"}  # type: ignore[index]


def test_nothing_found_is_said_and_some_words_are_better_than_none(taken_in: Path) -> None:
    assert "Nothing was found for zeppelin" in throughline(taken_in, "search", "zeppelin").stdout
    assert asked(taken_in, "zeppelin timetable").any_word


def test_without_a_database_there_is_nothing_to_search(tmp_path: Path) -> None:
    said_once(throughline(tmp_path, "search", "bridge"), 2, "no database")


def test_search_loads_no_prefect() -> None:
    program = "import sys; from flows import cli_search; sys.exit('prefect' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
