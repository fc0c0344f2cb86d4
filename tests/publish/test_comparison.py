"""What changed between two revisions of a digest, for a reader and for a program."""

from __future__ import annotations

import json
from dataclasses import replace

from rich.console import Console

from storage.models import VersionId
from storage.telling import Kind, Role, Section
from tasks.publish.comparison import compare, render, to_record
from tests.storage.making import article, digest

OLD = replace(digest(article()), revision=1)
LEAD, NEW = OLD.sentences
(ITEM,) = OLD.articles


def shown(found: object) -> str:
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(render(found))  # type: ignore[arg-type]
    return capture.get()


def test_two_that_say_the_same_are_the_same() -> None:
    found = compare(OLD, replace(OLD, revision=2, input_hash="other"))
    assert not found
    assert "They say the same" in shown(found)
    assert to_record(found)["same"] is True


def test_sentences_are_dropped_added_moved_or_kept() -> None:
    other = replace(NEW, quote=LEAD.support[1], kind=Kind.LATE)
    found = compare(OLD, replace(OLD, revision=2, sentences=(replace(NEW, section=Section.LEAD), other)))

    assert [one.quote.text for one in found.dropped] == [LEAD.quote.text]
    assert [one.quote.text for one in found.added] == [other.quote.text]
    assert found.moved == ((NEW, replace(NEW, section=Section.LEAD)),)
    assert found.kept == ()
    text = shown(found)
    assert f"- “{LEAD.quote.text}”" in text
    assert "(developments, late)" in text
    assert "(lead, new); was developments, new" in text


def test_a_headline_figures_and_settings_that_changed_are_told() -> None:
    other = replace(OLD, revision=2, headline="Bridge open", changes=(), settings=(("words", "90"), ("zone", "UTC")))
    text = shown(compare(OLD, other))
    assert "- Bridge closed" in text
    assert "+ Bridge open" in text
    assert "- bolts: 14, now 41" in text
    assert "~ words: 160, now 90" in text
    assert "~ zone: not set, now UTC" in text
    assert "2 sentences stayed." in text


def test_articles_that_came_went_or_were_edited_are_told_and_those_off_the_story_are_not() -> None:
    edited = replace(ITEM, version=VersionId("f" * 20))
    come = replace(ITEM, id="another", title="More bolts", role=Role.READ)
    off = replace(ITEM, id="elsewhere", role=Role.OFF_STORY)
    found = compare(replace(OLD, articles=(ITEM, replace(ITEM, id="gone"))), replace(OLD, articles=(edited, come, off)))
    assert ([one.id for one in found.articles_gone], found.articles_come, found.articles_edited) == (
        ["gone"],
        (come,),
        (edited,),
    )
    assert "+ Harbor Post: More bolts" in shown(found)


def test_it_is_data_too() -> None:
    record = json.loads(json.dumps(to_record(compare(OLD, replace(OLD, revision=2, sentences=(NEW,), headline="x")))))
    assert record["from"] == {"revision": 1, "status": "published"}
    assert record["headline"] == {"from": "Bridge closed", "to": "x"}
    assert [one["text"] for one in record["sentences"]["dropped"]] == [LEAD.quote.text]
    assert record["sentences"]["kept"][0]["place"] == NEW.quote.evidence.place


def test_a_text_can_not_steer_the_terminal() -> None:
    evil = replace(NEW, quote=replace(NEW.quote, text="[red]\x1b[2Jgone", outlet="\x1b]0;x\x07"))
    assert "\x1b" not in shown(compare(OLD, replace(OLD, sentences=(evil,))))
