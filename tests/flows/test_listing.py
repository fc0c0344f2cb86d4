"""Lists that read well in a narrow terminal, and line by line where they are piped."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from flows import cli_stories
from flows.listing import Block, facts, print_blocks
from storage.decided import DecisionKind
from tests.flows.test_decisions import Desk

LONG = "The harbor master said on Monday that twelve vessels are trapped behind the bridge, and that nobody was killed."
ID = "swing-bridge-fails-at-tarnhaven-closing-the-port-and-the-whole-of-the-inner-harbor-345649"


def printed(blocks: list[Block], *, terminal: bool, width: int = 80) -> list[str]:
    out = io.StringIO()
    print_blocks(blocks, Console(file=out, force_terminal=terminal, width=width, color_system=None))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_terminal_wraps_between_words_under_the_name(width: int) -> None:
    name, *said = printed([Block(ID, (LONG,))], terminal=True, width=width)
    assert name.endswith(ID)  # an id is copied, so it is never broken
    assert all(len(line) <= width and line.startswith("  ") for line in said)
    assert " ".join(" ".join(said).split()) == LONG


@pytest.mark.parametrize("terminal", [True, False])
def test_a_command_stays_whole_so_that_it_can_be_copied(terminal: bool) -> None:
    command = f"throughline merge {ID} {ID}"
    assert printed([Block(ID, (LONG,), command=command)], terminal=terminal, width=40)[-1] == f"  {command}"


def test_what_is_piped_is_one_whole_line_for_each_thing_said() -> None:
    assert printed([Block(ID, (LONG, "", "two"), beside="by Ada")], terminal=False) == [
        f"{ID}  by Ada",
        f"  {LONG}",
        "  two",
    ]


def test_strangers_words_steer_no_terminal() -> None:
    assert printed([Block("a\x1b[2Jb", ("[bold]c\x1b]0;d\n",))], terminal=False) == ["a[2Jb", "  [bold]c]0;d "]


def test_what_is_empty_leaves_no_mark_between_facts() -> None:
    assert facts("found", "", "2 articles") == "found · 2 articles"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path)
    made.decide(DecisionKind.SPLIT, "bridge", "gas.txt", value="The gas leak")
    made.decide(DecisionKind.MERGE, "bridge", "ferry")
    return made


def test_stories_say_how_they_are_followed_and_where_they_went(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    cli_stories.stories(as_json=True)
    told = {one["title"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (told["The bridge"]["how"], told["The bridge"]["merged_into"]) == ("followed", None)
    assert told["The bridge"]["newest"]["day"] == "2026-03-03"
    assert (told["The ferry"]["how"], told["The ferry"]["merged_into"]) == ("followed", "bridge")
    assert (told["The gas leak"]["how"], told["The gas leak"]["split_from"]) == ("followed by decision", "bridge")
    cli_stories.stories(as_json=False)
    shown = capsys.readouterr().out
    assert "  followed · merged into bridge · " in shown
    assert "  followed by decision · split off bridge · " in shown
    assert "\n  newest Tue 3 Mar 2026" in shown
