from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.sentences import LONGEST_PIECE, dateline_end, split

CASES = [
    line.split("\t", 1)
    for line in (Path(__file__).parents[1] / "cases" / "sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("language", "marked"), CASES, ids=[f"{code}: {text[:40]}" for code, text in CASES])
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    wanted = marked.split(" | ")
    text = " ".join(wanted)
    assert [text[span.start : span.end] for span in split(text, language)] == wanted


@given(st.text(st.characters(codec=None), max_size=200), st.sampled_from(["en", "de", "uk", "und", ""]))
def test_spans_are_stripped_ascending_and_lose_no_letter(text: str, language: str) -> None:
    spans = split(text, language)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_sentence_never_crosses_a_newline_and_knows_its_paragraph() -> None:
    text = "One went\nTwo came. Three left.\n\n  Four stayed.  \n"
    spans = split(text)
    assert [(text[span.start : span.end], span.paragraph) for span in spans] == [
        ("One went", 0),
        ("Two came.", 1),
        ("Three left.", 1),
        ("Four stayed.", 3),
    ]


def test_offsets_count_code_points_behind_emoji() -> None:
    text = "😀😀 It began. 😀 It ended."
    assert [(span.start, span.end) for span in split(text)] == [(0, 12), (13, len(text))]


def test_an_unknown_language_is_split_all_the_same() -> None:
    assert len(split("One left. Two stayed.", "zz")) == 2


def test_a_stray_closing_quote_does_not_take_the_next_opening_one() -> None:
    text = "He left.” She stayed. “He came. She went.”"
    assert "She stayed." in [text[span.start : span.end] for span in split(text)]


def test_a_line_longer_than_one_piece_is_cut_at_a_sentence() -> None:
    text = "He went home again. " * (LONGEST_PIECE // 10)
    assert {text[span.start : span.end] for span in split(text)} == {"He went home again."}


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LONDON, Feb 4 (Reuters) — ", "Shares fell."),
        ("OSLO (AP) - ", "The king spoke."),
        ("WASHINGTON – ", "The house voted."),
        ("ST. PAUL, Minn. (AP) — ", "The state sued."),
        ("SEOUL/TOKYO, March 3 (Reuters) - ", "The two met."),
        ("By Ann Lee LONDON (Reuters) - ", "Shares fell."),
        ("NEW YORK, Jan. 3, 2026 (GLOBE NEWSWIRE) -- ", "The firm said."),
        ("Berlin (dpa) - ", "Der Rat tagt."),
        ("Paris, 4 février (AFP) – ", "Le maire parle."),
        ("Warszawa (PAP) – ", "Rząd upadł."),
        ("КИЇВ, 4 лютого (Укрінформ) – ", "Рада зібралася."),
        ("Oslo (CNN) ", "The king spoke."),
        ("(CNN) — ", "The king spoke."),
        ("(Reuters) - ", "Shares fell."),
        ("BROCKTON, Tennessee–", "The dam broke."),
        ("", "OSLO–Bergen trains were late."),
        ("", "He said — and meant — it."),
        ("", "I — we — left."),
        ("", "Harbor agents (HBA) — and others — left."),
        ("", ""),
    ],
)
def test_a_dateline_ends_where_the_sentence_begins(dateline: str, rest: str) -> None:
    assert dateline_end(dateline + rest) == len(dateline)


def test_a_dateline_stays_in_its_sentence() -> None:
    text = "OSLO, Feb. 4 (AP) — The king spoke. The queen did not."
    assert [text[span.start : span.end] for span in split(text)] == [text[:35], text[36:]]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "sentences",
    [
        ["Hän tuli. ", "”Minä lähden”, hän sanoi. ", "Toinen jäi."],
        ["Hon log. ", "”Jag går. Du stannar.” ", "Han gick. ", "”Vi ser”, sa hon."],
        ["Sen log ”Nils”. ", "”Nej”, sa mannen. ", "Hon gick."],
        ["Hon log. ", "»Jag går nu», sa hon."],
    ],
)
def test_a_mark_that_opens_and_closes_alike_opens_the_sentence_behind_it(language: str, sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[span.start : span.end] for span in split(text, language)] == [part.strip() for part in sentences]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It was Ann Roe, D-N.Y. ", "In May they left."],
        ["Said Rep. Al Roe, D-N.J. ", "“The bill fell,” he added."],
        ["Sen. Al Roe, R-S.C., spoke. ", "He left."],
        ["The D-N.Y. lawmaker spoke. ", "He left."],
    ],
)
def test_a_party_and_state_stay_whole_and_may_end_a_sentence(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[span.start : span.end] for span in split(text)] == [part.strip() for part in sentences]
