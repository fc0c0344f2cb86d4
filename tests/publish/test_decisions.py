"""What people decided about a digest is said in every form of it, with who, when and why."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from storage.telling import Digest
from tasks.publish import markdown, record, terminal, webpage
from tests.publish.builders import rich_digest

ZONE = ZoneInfo("Europe/Budapest")


def in_terminal(digest: Digest, zone: ZoneInfo) -> str:
    out = StringIO()
    Console(file=out, width=300).print(terminal.render(digest, zone))
    return out.getvalue()


FORMS = pytest.mark.parametrize(
    "form",
    [markdown.artifact, markdown.plain, webpage.digest_page, in_terminal],
    ids=["artifact", "file", "page", "tty"],
)
Form = Callable[[Digest, ZoneInfo], str]


@FORMS
def test_a_decision_is_named_with_its_sentence_and_who_took_it_when_and_why(form: Form) -> None:
    text = form(rich_digest(), ZONE)

    for part in ("Sentence not shown", "The mayor is said to know more", "by Ada, Wed 4 Feb 2026, 15:05", "hearsay"):
        assert part in text
    assert "Article taken off the story" in text
    assert "by a person, Wed 4 Feb 2026, 15:06" in text


@FORMS
def test_a_decision_of_which_nothing_came_says_so(form: Form) -> None:
    assert form(rich_digest(), ZONE).count("nothing came of it") == 1


@FORMS
def test_where_nothing_was_decided_there_is_no_such_part(form: Form) -> None:
    assert "Decisions" not in form(rich_digest(decisions=()), ZONE)


@FORMS
def test_a_persons_headline_is_marked_as_such(form: Form) -> None:
    worded = rich_digest(headline="Closed", headline_of=None, headline_by="Ada")

    assert "Headline by Ada" in form(worded, ZONE)
    assert "Headline by" not in form(rich_digest(), ZONE)


def test_the_record_has_the_decisions_as_data() -> None:
    first, second, third = record.to_record(rich_digest())["decisions"]

    assert (first["kind"], first["by"], first["at"]) == ("bar sentence", "Ada", "2026-02-04T14:05:00+00:00")
    assert first["sentences"][0]["version"] == "v-valley"
    assert second["subjects"] == ["Bridge players meet in Aldermere"]
    assert third["found"] is False
