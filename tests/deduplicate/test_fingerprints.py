"""A fingerprint holds what a text says, not how it is set."""

from __future__ import annotations

import numpy as np

from tasks.deduplicate.fingerprints import fingerprint, fold_words, shared
from tests.deduplicate.newsroom import OTHER, WIRE, quoted, text


def test_case_punctuation_and_spacing_make_no_difference() -> None:
    assert fingerprint("“Don’t go,”  she said – now.").digest == fingerprint("DON'T GO she said\nnow").digest


def test_accents_make_a_difference_and_their_encoding_none() -> None:
    assert fold_words("Café") == fold_words("Cafe\u0301") != fold_words("Cafe")


def test_runs_inside_quotation_marks_are_set_apart() -> None:
    spoken, told = fingerprint(quoted(WIRE[0])), fingerprint(WIRE[0])
    assert shared(spoken.runs, told.runs) == told.runs.size
    assert shared(spoken.told, told.told) < 5


def test_speech_that_goes_on_in_the_next_paragraph_is_still_speech() -> None:
    assert shared(fingerprint(f"“{WIRE[0]}\n“{WIRE[1]}”").told, fingerprint(text(*WIRE[:2])).told) < 5


def test_an_apostrophe_opens_no_speech() -> None:
    words = "the harbor master's men and the ferry's crew said that the islanders' boats were lost in the fog"
    assert fingerprint(words).told.size == fingerprint(words).runs.size


def test_twelve_words_in_common_leave_a_mark_in_both() -> None:
    passage = " ".join(fold_words(WIRE[2])[:12])
    one, other = f"{WIRE[0]} {passage} {WIRE[1]}", f"{OTHER[0]} {passage} {OTHER[1]}"
    assert shared(fingerprint(one).marks, fingerprint(other).marks) > 0


def test_marks_are_a_part_of_the_runs() -> None:
    found = fingerprint(text(*WIRE))
    assert np.isin(found.marks, found.runs).all()
    assert found.marks.size < found.runs.size / 2


def test_lines_that_are_left_out_leave_only_their_names() -> None:
    whole = fingerprint(text(WIRE[0], OTHER[0]))
    rest, alone = fingerprint(text(WIRE[0], OTHER[0]), {whole.lines[1]}), fingerprint(WIRE[0])
    assert (rest.digest, rest.size, rest.lines) == (alone.digest, alone.size, whole.lines)
    assert np.array_equal(rest.runs, alone.runs)


def test_a_text_without_words_has_no_runs() -> None:
    assert fingerprint("… – !").runs.size == 0
