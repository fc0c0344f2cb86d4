"""The documentation is true: links lead somewhere, named files exist, the tutorial's commands do what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import commands

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PATH = re.compile(r"`((?:flows|tasks|storage|tests|docs|examples)/[\w./*-]+)`")
DAYS = ("2026-03-02", "2026-03-03")  # told in the tutorial
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page: Path) -> None:
    named = PATH.findall(page.read_text(encoding="utf-8"))

    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_every_stage_is_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    stages = [path.parent.name for path in (ROOT / "tasks").glob("*/task.py")]

    assert [stage for stage in stages if stage not in text] == []


def test_every_command_is_in_the_readme() -> None:
    from flows import cli_decisions
    from flows.cli import app

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [*app.registered_commands, *cli_decisions.app.registered_commands]
    names = {one.callback.__name__ for one in commands if one.callback}

    assert sorted(name for name in names if f"`{name}`" not in text) == []


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with an empty home and `throughline` on the path."""
    home = tmp_path_factory.mktemp("home")
    programs = home / "bin"
    programs.mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("THROUGHLINE", "PREFECT"))}
    environment = kept | {
        "HOME": str(home),
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "EXAMPLE": str(ROOT / "examples/tarnhaven"),
        "COLUMNS": "100",
        "USER": "ada",
    }
    with commands(programs, environment):
        yield environment


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the tutorial's commands are for a shell")
def test_the_tutorial_does_what_it_says(newcomer: dict[str, str]) -> None:
    blocks = BLOCK.findall((ROOT / "docs/tutorial.md").read_text(encoding="utf-8"))
    script = "\n".join(block.replace("| less", "> /dev/null") for block in blocks if _is_for_the_folder(block))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=newcomer,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    first, nothing, second = (
        done.stdout.index("Mon 2 Mar 2026"),
        done.stdout.index("Nothing is new"),
        done.stdout.rindex("2,300"),
    )
    assert first < nothing < second
    folder = Path(newcomer["HOME"]) / "bridge"
    assert {path.name for path in folder.iterdir()} == {"articles", "out", ".throughline", "throughline.toml"}
    told = {day: json.loads((folder / f"out/lantern-bridge/{day}.json").read_text()) for day in DAYS}
    assert [one["status"] for one in told.values()] == ["approved", "approved"]
    assert [one["note"] for one in told[DAYS[0]]["decisions"]] == ["told by the others"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's commands are for a shell")
def test_the_page_on_decisions_does_what_it_says(newcomer: dict[str, str], tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / "docs/decide.md").read_text(encoding="utf-8"))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks).replace("| less", "| cat")],
        env=newcomer,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    decided, made = done.stdout.index("Decided: exclude"), done.stdout.index("Made again: bridge")
    headed, undone = done.stdout.index("Headline by Ada"), done.stdout.rindex("(undone)")
    assert decided < made < headed < undone
    assert "excluded by Ada: trade, not the bridge" in done.stdout or "Article taken off the story" in done.stdout


def _is_for_the_folder(block: str) -> bool:
    """Leave out what installs, starts servers or needs articles of one's own."""
    return not re.search(r"^make |export PATH|wherever", block, re.MULTILINE)
