"""A single page as a source: read in every run, and in full only where it may have changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows.outlets import NOW, Desk, article, entry
from tests.newswire import Line, Newswire, answer

pytestmark = pytest.mark.slow


def test_a_single_page_is_read_again_in_every_run(tmp_path: Path, wire: Newswire) -> None:
    wire.serve("127", "/live", article("Lindby", 1))
    desk = Desk(tmp_path, entry("live", wire.local("/live"), "page", follow=False))
    assert desk.run().articles == 1
    wire.serve("127", "/live", article("Lindby", 1, "Update: the ferry of Lindø has left with 40 passengers."))
    desk.run(NOW + timedelta(hours=1))
    assert len({one.version for one in desk.articles()}) == 2


def live_page(wire: Newswire, says: dict[str, bytes], **settings: Any) -> str:
    """Serve one page that knows when it did not change; return its entry in throughline.toml."""

    def serve(line: Line) -> None:
        asked = line.asked.headers
        same = asked.get("if-none-match", asked.get("if-modified-since", "")).encode()
        line.say(answer(status=304) if same and b": " + same + b"\r\n" in says["now"] else says["now"])

    wire.serve("127", "/live", serve)
    return entry("live", wire.local("/live"), "page", **({"follow": False} | settings))


def validators(wire: Newswire, header: str = "if-none-match") -> list[str | None]:
    return [one.headers.get(header) for one in wire.asked if one.path == "/live"]


@pytest.mark.parametrize(
    ("header", "asked_by", "value"),
    [
        ("ETag", "if-none-match", '"1"'),
        ("Last-Modified", "if-modified-since", "Mon, 02 Mar 2026 07:00:00 GMT"),
    ],
)
def test_a_single_page_that_did_not_change_costs_no_body_but_once_a_day(
    tmp_path: Path, wire: Newswire, header: str, asked_by: str, value: str
) -> None:
    said = answer(article("Lindby", 1)).replace(b"\r\n\r\n", f"\r\n{header}: {value}\r\n\r\n".encode(), 1)
    says = {"now": said}
    desk = Desk(tmp_path, live_page(wire, says))
    runs = [desk.run(NOW + timedelta(hours=hour)) for hour in (0, 1, 23, 25, 26)]
    assert validators(wire, asked_by) == [None, value, value, None, value]
    assert [(one.pages, one.new, one.articles) for one in runs] == [
        (1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 0, 0), (0, 0, 0),
    ]  # fmt: skip
    health = desk.health()["live"]
    assert (health.failures, health.last_success) == (0, NOW + timedelta(hours=26))
    assert (health.seen, health.kept, health.rejected, health.waiting) == (1, 1, 0, 0)
    assert runs[-1].places == runs[0].places
    assert desk.store.verify() == []


def test_a_single_page_that_changed_is_a_new_version_and_is_asked_for_by_its_new_validator(
    tmp_path: Path, wire: Newswire
) -> None:
    says = {"now": answer(article("Lindby", 1), ETag='"1"')}
    desk = Desk(tmp_path, live_page(wire, says))
    desk.run()
    says["now"] = answer(article("Lindby", 1, "Update: the ferry has left with 40 passengers."), ETag='"2"')
    assert desk.run(NOW + timedelta(hours=1)).new == 1
    assert desk.run(NOW + timedelta(hours=2)).new == 0
    assert validators(wire) == [None, '"1"', '"2"']
    assert len({one.version for one in desk.articles()}) == 2


@pytest.mark.parametrize(
    ("broken", "reason", "hour"),
    [
        (answer(status=404), "not_found", 1),
        (answer(status=503), "server_error", 1),
        (answer(b"\x89PNG", kind="image/png", ETag='"2"'), "not_a_page", 1),
        (answer(status=304), "unexpected_status", 25),  # unasked: it can't be taken for "nothing changed"
    ],
    ids=["missing", "in trouble", "a picture", "unasked 304"],
)
def test_a_single_page_that_failed_is_a_failed_source_until_it_is_read_in_full(
    tmp_path: Path, wire: Newswire, broken: bytes, reason: str, hour: int
) -> None:
    good = answer(article("Lindby", 1), ETag='"1"')
    says = {"now": good}
    desk = Desk(tmp_path, live_page(wire, says))
    desk.run()
    says["now"] = broken
    for failures in (1, 2):
        taken = desk.run(NOW + timedelta(hours=hour + failures - 1))
        assert (taken.pages, taken.new) == (0, 0)
        health = desk.health()["live"]
        assert (health.failures, health.reason, health.last_success) == (failures, reason, NOW)
    says["now"] = good
    desk.run(NOW + timedelta(hours=hour + 2))
    assert validators(wire) == [None, '"1"' if hour == 1 else None, None, None]
    health = desk.health()["live"]
    assert (health.failures, health.reason, health.last_success) == (0, "", NOW + timedelta(hours=hour + 2))


def test_a_page_that_is_read_for_its_links_from_now_on_is_asked_for_in_full(tmp_path: Path, wire: Newswire) -> None:
    path = "/news/2026/03/02/ferry-line-7-returns-to-havnes"
    wire.serve("127", path, article("Havnes", 7))
    link = f'<article><h2><a href="{path}">Ferry line 7 returns to Havnes soon</a></h2></article>'
    says = {"now": answer(article("Lindby", 1, link), ETag='"1"')}
    Desk(tmp_path, live_page(wire, says)).run()
    followed = Desk(tmp_path, live_page(wire, says, follow=True))
    assert followed.run(NOW + timedelta(hours=1)).articles == 1
    assert validators(wire) == [None, None]
