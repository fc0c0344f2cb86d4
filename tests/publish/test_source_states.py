"""Every rendering says how the sources fared: a quiet day and a failed source must not look alike."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from storage.models import Digest
from tasks.publish import markdown, record, terminal, webpage
from tests.publish.builders import SITE, rich_digest

ZONE = ZoneInfo("UTC")
STATES = (("City Paper", "in order"), ("Old Mill", "silent"), ("Harbor | Feed", "failed 3 times (server_error)"))
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

    assert found[1] == {"name": "Old Mill", "state": "silent"}


def test_without_configured_sources_nothing_is_said_of_them() -> None:
    assert "Sources read" not in in_markdown(rich_digest(sources=()))
