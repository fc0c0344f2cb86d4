"""`throughline unfold` as a person meets it: a copy that is none counts for itself, until that is undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.settings import load
from flows.stores import existing_store
from storage import copies
from tests.flows.command import throughline
from tests.flows.test_cli import BRIDGE, news  # noqa: F401

pytestmark = pytest.mark.slow


def folded(folder: Path) -> int:
    with existing_store(load(folder, {})).reading() as connection:
        return sum(one.copy_of is not None for one in copies.all(connection).values())


def origins(folder: Path) -> set[int]:
    lines = throughline(folder, "show", "--json").stdout.splitlines()
    return {len(one["origins"]) for line in lines for one in json.loads(line)["sentences"] if one["section"] == "lead"}


def test_an_article_that_is_no_copy_counts_for_itself_and_is_folded_again_when_that_is_undone(news: Path) -> None:  # noqa: F811
    folder = news.parent
    (news / "gazette.txt").write_text(BRIDGE, encoding="utf-8")
    assert throughline(folder, "run", "--folder", "news", "--manifest", "list.jsonl").returncode == 0
    assert (folded(folder), origins(folder)) == (1, {1})

    taken = throughline(folder, "unfold", "courier.txt", "--by", "Ada", "--note", "two reporters", "--now")
    assert taken.returncode == 0, taken.stderr
    assert taken.stdout.startswith("Decided: unfold “Bridge fails”, by Ada: two reporters (")
    assert (folded(folder), origins(folder)) == (0, {2})
    (listed,) = map(json.loads, throughline(folder, "decisions", "--json").stdout.splitlines())
    assert (listed["kind"], listed["about"], listed["undone"]) == ("unfold", ["Bridge fails"], False)
    assert "unfold" in throughline(folder, "decisions").stdout

    undone = throughline(folder, "undo", listed["id"][:8], "--now")
    assert undone.returncode == 0, undone.stderr
    assert (folded(folder), origins(folder)) == (1, {1})
