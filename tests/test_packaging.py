import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]


def pins(name: str) -> dict[str, str]:
    """Map each package of a lock file to its version."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(found[1]): found[2] for found in re.finditer(r"^([\w.-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    }


@pytest.mark.parametrize(("lock", "wanted"), [("requirements.lock", RUN), ("requirements-dev.lock", RUN + DEV)])
def test_the_lock_file_holds_every_dependency_in_a_version_that_is_allowed(lock, wanted):
    locked = pins(lock)
    assert [
        str(one) for one in wanted if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))
    ] == []


def test_tests_run_with_the_versions_that_users_run_with():
    longer = pins("requirements-dev.lock")
    assert {name: version for name, version in pins("requirements.lock").items() if longer.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_a_hash_and_none_has_an_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_what_builds_the_program_is_locked_too():
    # `make` installs it without isolation, so that nothing is fetched that has no hash.
    for build in map(Requirement, PROJECT["build-system"]["requires"]):
        assert build.specifier.contains(pins("requirements.lock")[canonicalize_name(build.name)])


def test_the_docs_say_of_every_dependency_why_it_is_here():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    named = {name.strip() for row in rows for name in row.split("|")[1].split(",")}
    assert [one.name for one in RUN + DEV if one.name.lower() not in named] == []
