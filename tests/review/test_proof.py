"""What a reviewer is shown, in Prefect's form and in a terminal."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from rich.console import Console

from tasks.review.proof import form, proof, terminal
from tests.storage.making import article, digest

UTC = ZoneInfo("UTC")
MADE = replace(digest(article()), revision=2)


def printed(made: object = MADE) -> str:
    console = Console(width=160, no_color=True)
    with console.capture() as capture:
        console.print(terminal(proof(made, UTC)))  # type: ignore[arg-type]
    return capture.get()


def test_everything_that_can_be_dropped_has_its_number() -> None:
    page = form(proof(MADE, UTC), [], "/v2/artifacts/key/digest-x")
    for number, sentence in enumerate(MADE.sentences, start=1):
        assert f"- **{number}** “{sentence.quote.text.replace('`', '')}”" in page
        assert f"{number} “{sentence.quote.text}”" in printed()
    assert "- **1** Bridge closed *Harbor Post" in page
    assert "Published, not yet reviewed, revision 2" in page
    assert "[Whole digest](/v2/artifacts/key/digest-x)" in page


def test_a_fault_stands_first() -> None:
    page = form(proof(MADE, UTC), ["There is no sentence 9.", "Nor an article."], "/x")
    assert page.startswith("**Please answer again.** There is no sentence 9. Nor an article.")


def test_what_accounts_differ_on_and_what_is_next_in_line_is_shown() -> None:
    for text in (form(proof(MADE, UTC), [], "/x"), printed()):
        assert "day of closing: Monday (Harbor Post) / Thursday (Harbor Post)" in text
        assert "bolts: 14, now 41" in text
        assert "the strongest of these may take its place" in text


def test_a_source_can_neither_write_markup_nor_steer_the_terminal() -> None:
    first, second = MADE.sentences
    evil = replace(first.quote, text="![x](https://evil.example/p.png) <b>\x1b[2J", outlet="[link](javascript:1)")
    made = replace(MADE, sentences=(replace(first, quote=evil), second), headline="# <script>")
    page = form(proof(made, UTC), [], "/x")
    assert "![x](https" not in page
    assert "<script" not in page.replace("\\<", "")
    assert "\\[link\\](javascript" in page
    assert "\x1b" not in printed(made) + page
