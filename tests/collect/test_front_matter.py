from __future__ import annotations

import pytest

from storage.models import Given
from tasks.collect.front_matter import split


@pytest.mark.parametrize(
    ("text", "given", "rest"),
    [
        ("---\ntitle: Bolts\n---\nText.", Given(title="Bolts"), "Text."),
        ("---\npublished: 2026-02-04\n---\n\n\nText.\n", Given(published="2026-02-04"), "Text.\n"),
        ("---\ntitle: Mayor: bridge is closed\n---\nText.", Given(title="Mayor: bridge is closed"), "Text."),
        ('---\ntitle: "Mayor: closed"\nodd: {a: [1]}\n---\nText.', Given(title="Mayor: closed"), "Text."),
        ("---\nauthors:\n  - Ada\n  - Bo\n---\nText.", Given(byline="Ada, Bo"), "Text."),
        ("---\ntitle: no\nlang: no\n---\nText.", Given(title="no", language="no"), "Text."),
        ('+++\ntitle = "Bolts"\ndate = 2026-02-04\n+++\nText.', Given(title="Bolts", published="2026-02-04"), "Text."),
        (
            "+++\ndate = 2026-02-04T05:06:07Z\n+++\nText.",
            Given(published="2026-02-04T05:06:07+00:00"),
            "Text.",
        ),
        ("---\ntitle: Bolts\n---", Given(title="Bolts"), ""),
        ('---\ntitle: "\\UFFFFFFFF"\n---\nText.', Given(title="\\UFFFFFFFF"), "Text."),
    ],
    ids=[
        "a title",
        "a date as it is written",
        "a title with a colon, which is not quite YAML",
        "a quoted title beside unknown keys",
        "authors in a list",
        "words that YAML takes for a truth value",
        "TOML",
        "a TOML date",
        "nothing after it",
        "an escape that stands for no character",
    ],
)
def test_front_matter_is_split_from_the_text(text: str, given: Given, rest: str) -> None:
    assert split(text) == (given, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n---\ntitle: Bolts\n---\n",
        "---\nA quiet day at the harbor.\n---\nMore.",
        "---\ntitle: Bolts\nand no end",
        "--- \n\n---\nText.",
        "---\nmood: calm\n---\nText.",
        "+++\ntitle = \n+++\nText.",
        '---\ntitle: "\\ud800"\n---\nText.',
        "---\n" + "[" * 15_000 + "\n---\nText.",
        "",
    ],
    ids=[
        "not at the head",
        "a text between rules",
        "no end",
        "nothing in it",
        "nothing known in it",
        "broken TOML",
        "half a character",
        "depth without end",
        "no text",
    ],
)
def test_what_is_no_front_matter_stays(text: str) -> None:
    assert split(text) == (Given(), text)


def test_lists_that_nest_without_end_say_nothing() -> None:
    levels = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 12)]
    block = "\n".join(["b0: &b0 [x, y]", *levels, "author: *b11", "title: Kept"])
    given, rest = split(f"---\n{block}\n---\nThe ferry sails.\n")
    assert given == Given(title="Kept")
    assert rest == "The ferry sails.\n"
