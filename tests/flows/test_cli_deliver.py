"""`throughline deliver` as a person meets it, against a real mail server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows import bridge
from tests.flows.command import throughline
from tests.flows.test_cli import news, said_once  # noqa: F401
from tests.publish.mailroom import free_port, mailroom

pytestmark = pytest.mark.slow

SETTINGS = f"""{bridge.SETTINGS}
[mail]
server = "127.0.0.1"
port = {{port}}
security = "none"
sender = "desk@news.example"
to = ["ada@reader.example"]
"""


def test_what_would_be_sent_what_is_sent_and_what_was(news: Path) -> None:  # noqa: F811
    folder = news.parent
    with mailroom() as (room, port):
        (folder / "throughline.toml").write_text(SETTINGS.format(port=port), encoding="utf-8")
        assert throughline(folder, "run").returncode == 0
        planned = throughline(folder, "deliver", "--dry-run")
        assert planned.stdout == "would send: bridge, 2026-03-02, revision 1: mail to ada@reader.example\n"
        assert room.got == []
        sent = throughline(folder, "deliver")
        assert sent.stdout.startswith("bridge, 2026-03-02, revision 1: mail to ada@reader.example: sent [")
        assert throughline(folder, "deliver").stdout == "Nothing is due: all that readers may have was sent.\n"
        assert "mail to ada@reader.example: sent" in throughline(folder, "deliver", "--log").stdout
    assert room.recipients == ["ada@reader.example"]


def test_what_is_withdrawn_in_a_terminal_is_told_at_once_to_those_who_had_it(news: Path) -> None:  # noqa: F811
    folder = news.parent
    withdraw = ("withdraw", "bridge", "--day", "2026-03-02", "--by", "Ada")
    with mailroom() as (room, port):
        (folder / "throughline.toml").write_text(SETTINGS.format(port=port), encoding="utf-8")
        assert throughline(folder, "run").returncode == 0
        approved = throughline(folder, "review", "bridge", "--approve", "--by", "Ada", "--no-deliver")
        assert (approved.returncode, len(room.got)) == (0, 0)
        assert throughline(folder, "deliver").returncode == 0
        told = throughline(folder, *withdraw)
        assert "revision 1 (withdrawal): mail to ada@reader.example: sent" in told.stdout
        assert len(room.got) == 2
    said_once(throughline(folder, *withdraw), 2, "none to withdraw")


def test_what_fails_is_said_and_sets_the_status(news: Path) -> None:  # noqa: F811
    folder = news.parent
    (folder / "throughline.toml").write_text(SETTINGS.format(port=free_port()), encoding="utf-8")
    assert throughline(folder, "run").returncode == 0
    failed = throughline(folder, "deliver")
    said_once(failed, 1, "1 of 1 deliveries did not surely go out")
    assert "failed, and is tried again the next time: 127.0.0.1" in failed.stdout
    said_once(throughline(folder, "deliver", "--again", "0000"), 2, "No delivery that may have been sent begins")


def test_without_channels_the_settings_are_named(news: Path) -> None:  # noqa: F811
    said = throughline(news.parent, "deliver").stdout
    assert said.startswith("Nothing is sent: the settings name no [mail] and no [[webhook]]")
