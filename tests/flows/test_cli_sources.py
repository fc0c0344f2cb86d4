"""The `sources` subcommands, as a person meets them, against a small web on loopback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.command import throughline
from tests.flows.outlets import HASTY, entry, good_source
from tests.newswire import Newswire

pytestmark = pytest.mark.slow


@pytest.fixture
def wire() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


def everything(folder: Path) -> dict[str, str]:
    files = [one for one in sorted(folder.rglob("*")) if one.is_file()]
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def test_check_says_what_each_source_would_give_and_saves_nothing(tmp_path: Path, wire: Newswire) -> None:
    sources = good_source(wire, "Sandholm") + entry("gone", wire.local("/gone"))
    (tmp_path / "throughline.toml").write_text(HASTY + sources, encoding="utf-8")
    before = everything(tmp_path)
    said = throughline(tmp_path, "sources", "check")
    assert said.returncode == 0, said.stderr
    assert "Sandholm: 3 items." in said.stdout
    assert "words." in said.stdout
    assert "gone: failed (not_found)." in said.stdout
    assert everything(tmp_path) == before
    one = throughline(tmp_path, "sources", "check", "nowhere")
    assert (one.returncode, one.stdout) == (2, "")
    assert "There is no source 'nowhere'" in one.stderr


def test_a_site_is_added_read_and_listed_with_its_health(tmp_path: Path, wire: Newswire) -> None:
    good_source(wire, "Tarnhaven")
    link = '<link rel="alternate" type="application/rss+xml" href="/Tarnhaven/feed" title="Tarnhaven Post">'
    wire.serve("127", "/", f"<html><head>{link}</head><body>Welcome</body></html>")
    (tmp_path / "throughline.toml").write_text(HASTY, encoding="utf-8")
    added = throughline(tmp_path, "sources", "add", wire.local("/"), "--allow-private", "--name", "Tarnhaven Post")
    assert added.returncode == 0, added.stderr
    assert throughline(tmp_path, "ingest").returncode == 0
    listed = throughline(tmp_path, "sources")
    assert "Tarnhaven" in listed.stdout
    assert "in order" in listed.stdout, listed.stdout
    assert "/Tarnhaven/feed" in throughline(tmp_path, "sources", "export").stdout


def test_a_private_site_is_not_asked_unless_it_is_trusted(tmp_path: Path, wire: Newswire) -> None:
    refused = throughline(tmp_path, "sources", "add", wire.local("/"))
    assert refused.returncode == 2
    assert "which is this machine" in refused.stderr
    assert wire.connections == 0
