"""`replay` and `diff` as a person or a script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.bridge import SETTINGS, write_news
from tests.flows.command import throughline
from tests.flows.test_cli import said_once


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one day was told twice, the second time at another length."""
    folder = tmp_path_factory.mktemp("told")
    write_news(folder)
    for words in (170, 40):
        settings = f"{SETTINGS}words = {words}\n"
        (folder / "throughline.toml").write_text(settings, encoding="utf-8")
        arguments = ["run"] if words == 170 else ["digest", "bridge", "--day", "2026-03-02"]
        assert throughline(folder, *arguments).returncode == 0
    return folder


def test_replay_says_that_a_digest_is_the_same(told: Path) -> None:
    for revision in ("1", "2"):
        done = throughline(
            told, "replay", "bri", "2026-03-02", "--revision", revision, "--out", f"again-{revision}.json"
        )
        assert done.returncode == 0, done.stderr
        assert f"Revision {revision} of the digest of bridge for 2026-03-02 is the same to the byte" in done.stdout
    published = (told / "out/bridge/2026-03-02.json").read_bytes()
    assert (told / "again-2.json").read_bytes() == published


def test_replay_names_what_is_not_there(told: Path) -> None:
    said_once(throughline(told, "replay", "bridge", "2026-03-09"), 2, "bridge", "2026-03-09")
    said_once(throughline(told, "replay", "viaduct", "2026-03-02"), 2, "'viaduct' is no story")


def test_diff_says_what_changed_in_words_and_in_json(told: Path) -> None:
    done = throughline(told, "diff", "bridge", "2026-03-02")
    assert "~ words: 170, now 40" in done.stdout
    record = json.loads(throughline(told, "diff", "bridge", "2026-03-02", "--from", "1", "--json").stdout)
    assert record["settings"] == {"words": {"from": "170", "to": "40"}}
    assert record["sentences"]["dropped"]
    assert len(record["sentences"]["dropped"]) == done.stdout.count("\n- “")


def test_diff_names_a_revision_that_is_not_there(told: Path) -> None:
    said_once(throughline(told, "diff", "bridge", "2026-03-02", "--to", "7"), 2, "no revision 7", "1, 2")
    said_once(throughline(told, "diff", "bridge", "2026-03-03"), 2, "only revision 1")
