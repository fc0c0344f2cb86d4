"""Every rendering says how the sources fared: a quiet day and a failed source must not look alike."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from storage.digests import adapter
from storage.telling import Digest, SourceState
from tasks.publish import markdown, record, terminal, webpage
from tests.publish.builders import SITE, rich_digest

ZONE = ZoneInfo("UTC")
STATES = (
    SourceState("City Paper", "in order", seen=40, kept=37, rejected=3),
    SourceState("Old Mill", "silent", seen=12, kept=12),
    SourceState("Harbor | Feed", "failed 3 times (server_error)"),
)
SAID = "1 of 3 sources in order; Old Mill silent; Harbor | Feed failed 3 times (server_error)."


def in_markdown(digest: Digest) -> str:
    return markdown.artifact(digest, ZONE).replace("\\", "")


def on_the_page(digest: Digest) -> str:
    return webpage.digest_page(digest, ZONE, SITE)


@pytest.mark.parametrize("render", [in_markdown, on_the_page])
def test_what_failed_or_fell_silent_is_named(render) -> None:
    assert SAID in render(rich_digest(sources=STATES))


def test_the_terminal_names_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=300).print(terminal.render(rich_digest(sources=STATES), ZONE))

    assert SAID in capsys.readouterr().out


def test_the_record_lists_them() -> None:
    found = record.to_record(rich_digest(sources=STATES))["sources"]

    assert found[1] == {"name": "Old Mill", "state": "silent", "seen": 12, "kept": 12, "rejected": 0}


def test_what_each_source_gave_is_told() -> None:
    page = on_the_page(rich_digest(sources=STATES))
    assert "<td>in order</td><td>40</td><td>37</td><td>3</td>" in page
    assert "| City Paper | in order | 40 | 37 | 3 |" in in_markdown(rich_digest(sources=STATES))


def test_a_digest_that_was_kept_before_counts_were_is_read() -> None:
    kept = json.loads(adapter().dump_json(rich_digest(sources=STATES)))
    kept["sources"] = [["City Paper", "in order"]]
    assert adapter().validate_json(json.dumps(kept)).sources == (SourceState("City Paper", "in order"),)


def test_without_configured_sources_nothing_is_said_of_them() -> None:
    assert "Sources read" not in in_markdown(rich_digest(sources=()))
