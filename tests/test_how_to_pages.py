"""The commands on the how-to pages are commands: run in the order they stand there, on the example told."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.flows.command import throughline

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
# Some must find everything in place; those on reviewing lead a digest through states that exclude each other.
ALL_DONE = ("operate.md", "search.md")
UNDERSTOOD = ("publish.md", "review.md")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("how-to")
    shutil.copy(ROOT / "throughline.toml", folder)
    shutil.copytree(ROOT / "examples", folder / "examples")
    done = throughline(folder, "run")
    assert done.returncode == 0, done.stderr
    return folder


def commands(page: str) -> list[list[str]]:
    """Return the words of every `throughline` command of a page, without comments and pipes."""
    lines = "\n".join(BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))).split("\n")
    words = [shlex.split(line.split(" | ")[0], comments=True) for line in lines]
    return [line[1:] for line in words if line[:1] == ["throughline"]]


@pytest.mark.parametrize("page", [*ALL_DONE, *UNDERSTOOD])
def test_the_commands_of_a_page_do_what_they_are_for(told: Path, page: str) -> None:
    found = commands(page)
    assert found
    for words in found:
        here = [str(told / "kept" / word[2:]) if word.startswith("~/") else word for word in words]
        done = throughline(told, *here)
        said = f"throughline {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        assert "Usage:" not in done.stderr, said
        assert "Traceback" not in done.stderr, said
        if page in ALL_DONE:
            assert done.returncode == 0, said
        else:
            assert done.returncode == 0 or done.stderr.strip().splitlines()[-1].startswith("throughline: "), said
