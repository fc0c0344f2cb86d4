"""The command as a person or a script meets it: one clear sentence, the right exit status, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import articles
from storage.connection import Store
from tests.flows.command import throughline as at_once

pytestmark = pytest.mark.slow

BRIDGE = (
    "The swing bridge of Tarnhaven failed on Monday and closed the harbor to ships. "
    "Twelve vessels are trapped in the inner harbor, harbor master Ilse Maarten said on Monday. "
    "The fire service brought the passengers of a city bus to safety within an hour of the failure. "
    "Nobody was killed, the hospital of the town said, and most of the injured have gone home again. "
    "Port director Sanne Holtby said that divers would look at the bearing on Wednesday."
)
AGAIN = (
    "Tarnhaven's swing bridge failed on Monday, shutting the port behind it, the port authority said. "
    "Twelve vessels are trapped in the inner harbor, according to the harbor master, Ilse Maarten. "
    "A city bus stood on the span when its eastern end dropped, and firefighters led the passengers away. "
    "Divers will look at the bearing of the bridge on Wednesday, said port director Sanne Holtby. "
    "The town has opened a sports hall for those who can't go home tonight."
)


def throughline(folder: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("THROUGHLINE", "PREFECT"))}
    environment |= {"PREFECT_HOME": str(folder / ".prefect-home"), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said_once(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """The command failed with `status` and one sentence that names the thing."""
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("throughline: ")
    for word in words:
        assert word in last


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, body in (("courier.txt", BRIDGE), ("gazette.txt", AGAIN)):
        (folder / name).write_text(body, encoding="utf-8")
    rows = [
        {"file": "courier.txt", "source": "Harbor Courier", "published": "2026-03-02", "title": "Bridge fails"},
        {"file": "gazette.txt", "source": "Gazette", "published": "2026-03-02", "title": "Port is shut"},
    ]
    (tmp_path / "list.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


@pytest.fixture
def held(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the database of `tmp_path` for writing."""
    code = (
        "import sys; from pathlib import Path; from storage.connection import Store\n"
        "with Store(Path(sys.argv[1])).writing('a long load'): print('held', flush=True); sys.stdin.read()"
    )
    path = tmp_path / ".throughline/throughline.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate()


def test_a_folder_becomes_a_digest_in_an_empty_directory(tmp_path: Path, news: Path) -> None:
    done = throughline(tmp_path, "run", "--folder", "news", "--manifest", "list.jsonl")

    assert done.returncode == 0, done.stderr
    assert "Twelve vessels are trapped" in done.stdout
    assert "2 origins" in done.stdout
    assert "out/index.html" in done.stdout
    assert ".throughline/throughline.duckdb" in done.stdout
    made = {path.name for path in tmp_path.iterdir()} - {"news", "list.jsonl", ".prefect-home"}
    assert made == {".throughline", "out"}


def test_json_is_one_line_for_each_digest_and_nothing_else(tmp_path: Path, news: Path) -> None:
    done = throughline(tmp_path, "run", "--folder", "news", "--manifest", "list.jsonl", "--json")

    (digest,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert digest["day"] == "2026-03-02"
    bodies = {"courier.txt": BRIDGE, "gazette.txt": AGAIN}
    paths = {one["id"]: one["path"] for one in digest["articles"]}
    for sentence in digest["sentences"]:
        assert sentence["text"] in bodies[paths[sentence["article"]]]
    again = at_once(tmp_path, "run", "--folder", "news", "--manifest", "list.jsonl", "--json")
    assert again.stdout == done.stdout
    shown = at_once(tmp_path, "show", digest["story"], "--day", "2026-03-02", "--json")
    assert shown.stdout == done.stdout


def test_a_second_run_says_that_nothing_is_new(tmp_path: Path, news: Path) -> None:
    at_once(tmp_path, "run", "--folder", "news")
    done = at_once(tmp_path, "run", "--folder", "news")

    assert done.returncode == 0
    assert "Nothing is new" in done.stdout


def test_undated_texts_stay_undated(tmp_path: Path, news: Path) -> None:
    done = at_once(tmp_path, "run", "--folder", "news", "--json")

    digest = json.loads(done.stdout)
    assert {one["published"] for one in digest["articles"]} == {None}
    assert {one["date_origin"] for one in digest["articles"]} == {"none"}


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text('[throughline]\nstor = "x"\n', encoding="utf-8")

    said_once(at_once(tmp_path, "run"), 2, "throughline.toml", "`throughline.stor`", "did you mean `store`?")


def test_without_folder_and_settings_there_is_nothing_to_read(tmp_path: Path) -> None:
    said_once(at_once(tmp_path, "run"), 2, "There is nothing to read", "--folder")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    said_once(at_once(tmp_path, "run", "--folder", "nowhere"), 2, "nowhere does not exist")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    said_once(at_once(tmp_path, "run", "--folder", "empty"), 2, "empty", ".html")


def test_a_manifest_that_names_a_missing_file_is_refused(tmp_path: Path, news: Path) -> None:
    (tmp_path / "list.jsonl").write_text('{"file": "none.txt"}', encoding="utf-8")

    said_once(at_once(tmp_path, "run", "--folder", "news", "--manifest", "list.jsonl"), 2, "none.txt")


def test_a_manifest_that_lies_in_the_folder_and_was_not_named_is_pointed_at(tmp_path: Path, news: Path) -> None:
    (tmp_path / "list.jsonl").rename(news / "manifest.jsonl")
    unnamed = at_once(tmp_path, "ingest", "--folder", "news")
    assert "news/manifest.jsonl was not read: --manifest news/manifest.jsonl takes" in " ".join(unnamed.stdout.split())
    named = at_once(tmp_path, "ingest", "--folder", "news", "--manifest", "news/manifest.jsonl")
    assert "was not read" not in named.stdout


def test_binary_and_huge_files_are_turned_away_and_the_rest_is_told(tmp_path: Path, news: Path) -> None:
    (news / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40)
    (news / "endless.html").write_bytes(b"<html><body>" + b"<p>word</p>" * 5_000_000)
    done = at_once(tmp_path, "run", "--folder", "news", "--json")

    assert done.returncode == 0, done.stderr
    digest = json.loads(done.stdout)
    refused = {one["path"]: one["reason"] for one in digest["articles"] if one["role"] == "rejected"}
    assert refused["picture.html"].startswith("not_text")
    assert refused["endless.html"].startswith("too_large")
    assert {one["path"] for one in digest["articles"] if one["role"] == "cited"} == {"courier.txt", "gazette.txt"}


def test_only_rubbish_gives_no_digest_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/stub.txt").write_text("Subscribe to read this article.", encoding="utf-8")
    done = at_once(tmp_path, "run", "--folder", "news")

    assert done.returncode == 0
    assert "turned away" in done.stdout
    assert "no digest" in done.stdout


def test_a_held_database_is_named_with_its_holder(tmp_path: Path, news: Path, held: subprocess.Popen[str]) -> None:
    (tmp_path / "throughline.toml").write_text("[throughline]\nlock_timeout_seconds = 0.5\n", encoding="utf-8")

    said_once(throughline(tmp_path, "run", "--folder", "news"), 4, str(held.pid), "a long load")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, news: Path) -> None:
    path = tmp_path / ".throughline/throughline.duckdb"
    path.parent.mkdir()
    path.write_text("my shopping list")

    said_once(at_once(tmp_path, "run", "--folder", "news"), 3, "throughline.duckdb")
    assert path.read_text() == "my shopping list"


def test_a_story_that_is_not_there_is_named(tmp_path: Path, news: Path) -> None:
    said_once(at_once(tmp_path, "show", "bridge"), 2, "There is no database")
    at_once(tmp_path, "run", "--folder", "news")
    said_once(at_once(tmp_path, "show", "nothing-like-it"), 2, "'nothing-like-it' is no story")
    said_once(at_once(tmp_path, "digest", "bridge"), 2, "No story 'bridge' is followed")


def test_it_can_be_asked_why_a_digest_says_what_it_says(tmp_path: Path, news: Path) -> None:
    at_once(tmp_path, "run", "--folder", str(news))
    (story,) = {json.loads(line)["story"] for line in at_once(tmp_path, "show", "--json").stdout.splitlines()}

    done = at_once(tmp_path, "explain", story[:6])

    assert done.returncode == 0, done.stderr
    assert "Why these sentences" in done.stdout
    assert "weight among the sentences of the day" in " ".join(done.stdout.split())
    said_once(at_once(tmp_path, "explain", story, "--day", "1999-01-01"), 2, "No digest of", "1999-01-01")


def test_lists_of_stories_and_sources_name_what_was_read(tmp_path: Path, news: Path) -> None:
    at_once(tmp_path, "run", "--folder", "news", "--manifest", "list.jsonl")

    assert "found" in at_once(tmp_path, "stories").stdout
    listed = at_once(tmp_path, "sources").stdout
    assert "Harbor Courier" in listed
    assert "Gazette" in listed
    assert "as it must be" in at_once(tmp_path, "verify").stdout


def test_followed_stories_are_told_day_by_day(tmp_path: Path, news: Path) -> None:
    story = '[[story]]\nid = "bridge"\ntitle = "The bridge"\nterms = ["Tarnhaven"]\nreview = "before"\n'
    (tmp_path / "throughline.toml").write_text(story, encoding="utf-8")
    assert at_once(tmp_path, "ingest", "--folder", "news", "--manifest", "list.jsonl").returncode == 0
    done = at_once(tmp_path, "backfill", "2026-03-01", "2026-03-02")

    assert done.returncode == 0, done.stderr
    digest = json.loads(at_once(tmp_path, "show", "bridge", "--day", "2026-03-02", "--json").stdout)
    assert digest["status"] == "draft"
    earlier = json.loads(at_once(tmp_path, "show", "bridge", "--day", "2026-03-01", "--json").stdout)
    assert earlier["headline"] == "Nothing on this story yet"
    said_once(at_once(tmp_path, "backfill", "2026-03-02", "2026-03-01"), 2, "is before the first")


def test_a_killed_run_loses_nothing_that_was_taken_in(tmp_path: Path, news: Path) -> None:
    assert at_once(tmp_path, "ingest", "--folder", "news").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", "--folder", "news"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    process.kill()
    process.wait()

    with Store(tmp_path / ".throughline/throughline.duckdb").reading() as connection:
        assert len(articles.all_versions(connection)) == 2
    assert at_once(tmp_path, "run", "--folder", "news").returncode == 0


@pytest.mark.parametrize("name", ["extract", "clean", "dedupe", "group", "summarize", "timeline", "novel"])
def test_a_filter_refuses_a_stream_without_records(tmp_path: Path, name: str) -> None:
    said_once(throughline(tmp_path, name, stdin="no json\n"), 2, "No line")


def test_a_filter_loads_neither_prefect_nor_duckdb(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['throughline', 'summarize']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('prefect', 'duckdb', 'sqlalchemy') if name in sys.modules], file=sys.stderr)"
    )
    record = json.dumps({"id": "a", "docs": [{"id": "d", "title": "Bridge fails", "text": BRIDGE}]})
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=record,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    answer = json.loads(done.stdout)
    assert all(BRIDGE[one["start"] : one["end"]] == one["text"] for one in answer["sentences"])
    assert done.stderr.strip().endswith("[]")


def test_a_reader_that_has_gone_is_no_failure(tmp_path: Path) -> None:
    gone, left = os.pipe()
    os.close(gone)
    with os.fdopen(left, "wb") as broken:
        done = subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", "clean"],
            cwd=Path(__file__).parents[2],
            input=json.dumps({"id": "a", "text": BRIDGE}),
            stdout=broken,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert (done.returncode, done.stderr) == (0, "")
