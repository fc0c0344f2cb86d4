"""A reader sees what changed between two versions, and nothing that a source wrote acts on the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.models import Article
from tasks.publish.difference import FORMS, HTML, MARKDOWN, TEXT, Part, difference, render, summary
from tests.storage.making import article

ONE = "The lock at Brough closed on Monday."
TWO = "Fourteen barges wait below the gates."
THREE = "The keeper expects repairs to take a week."


def version(*paragraphs: str, title: str = "Lock closed") -> Article:
    return replace(article(), title=title, body="\n".join(paragraphs))


def written(old: Article, new: Article, form: str = "text") -> list[str]:
    return render(difference(old, new), FORMS[form]).splitlines()


def test_equal_versions_differ_in_nothing() -> None:
    same = difference(version(ONE, TWO), version(ONE, TWO))
    assert not same
    assert summary(same) == "The text is the same."


def test_paragraphs_may_be_split_and_spaced_anew_without_a_difference() -> None:
    assert not difference(version(ONE, TWO), version(f"{ONE} {TWO.replace(' ', '  ')}"))


def test_a_changed_word_is_shown_within_its_sentence() -> None:
    found = written(version(ONE, TWO), version(ONE, TWO.replace("Fourteen", "Forty")))
    assert found == ["  Sentences: 1 changed.", "  [-Fourteen-] {+Forty+} barges wait below the gates."]


def test_added_and_removed_sentences_stand_where_they_are_in_the_text() -> None:
    found = difference(version(ONE, TWO), version(THREE, ONE))
    assert [(line[0].part, line[0].text) for line in found.lines] == [(Part.ADDED, THREE), (Part.REMOVED, TWO)]
    assert summary(found) == "Sentences: 1 added, 1 removed."


def test_a_sentence_that_only_moved_is_neither_removed_nor_added() -> None:
    found = difference(version(ONE, TWO, THREE), version(TWO, THREE, ONE))
    assert (found.lines, found.moved) == ((), 1)
    assert summary(found) == "Sentences: 1 moved."


def test_an_unlike_sentence_replaces_and_does_not_change() -> None:
    found = difference(
        version(ONE), version("Barges wait for days, their owners say, and nobody answers the telephone.")
    )
    assert [line[0].part for line in found.lines] == [Part.REMOVED, Part.ADDED]


def test_a_changed_sentence_is_found_behind_an_added_one() -> None:
    found = difference(version(TWO), version(THREE, TWO.replace("Fourteen", "Forty")))
    assert [len(line) > 1 for line in found.lines] == [False, True]


def test_a_new_title_is_told() -> None:
    found = written(version(ONE), version(ONE, title="Lock open"))
    assert found == ["  Only the title changed.", "  Title: Lock [-closed-] {+open+}"]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("text", "  [-Fourteen-] {+Forty+} barges wait."),
        ("markdown", "- ~~Fourteen~~ **Forty** barges wait."),
        ("html", "<p><del>Fourteen</del> <ins>Forty</ins> barges wait.</p>"),
    ],
)
def test_each_form_marks_what_went_and_what_came(form: str, line: str) -> None:
    assert written(version("Fourteen barges wait."), version("Forty barges wait."), form)[1] == line


def test_no_form_lets_a_source_act() -> None:
    old = version("Read <script>alert(1)</script> and [this](javascript:1) at \x1b[31mnoon\x1b[0m today.")
    new = version("Read <img src=x> and **that** ![p](http://evil.example) at noon ~~today~~.")
    found = difference(old, new)
    assert "<script" not in render(found, HTML)
    assert "<img" not in render(found, HTML)
    assert "\x1b" not in render(found, TEXT)
    shown = render(found, MARKDOWN)
    assert "[this](" not in shown
    assert "![p](" not in shown
    assert "\\~\\~today" in shown


def test_very_long_texts_are_compared_by_what_they_hold() -> None:
    lines = [f"Barge number {n} waits." for n in range(8_001)]
    found = difference(version(*lines[:-1]), version(*lines[1:]))
    assert summary(found) == "Sentences: 1 changed."
    assert [run.text for run in found.lines[0]] == ["Barge number", "0", "8000", "waits."]


def test_very_long_titles_are_not_compared_by_words() -> None:
    old, new = "lock " * 100_000, "gate lock " * 100_000
    found = difference(version(ONE, title=old), version(ONE, title=new))
    assert found.title is not None
    assert [run.part for run in found.title] == [Part.REMOVED, Part.ADDED]
