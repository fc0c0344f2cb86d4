import io
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from storage.telling import Digest, Status
from tasks.publish.terminal import explain, render
from tests.publish.builders import LEFT_OUT, digest_quoting, quiet_digest, rich_digest
from tests.publish.hostile import HOSTILE, STEERING

ZONE = ZoneInfo("Europe/Budapest")


def printed(digest: Digest, width: int = 100, *, terminal: bool = False, show=render) -> str:
    color = "truecolor" if terminal else None
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=color)
    console.print(show(digest, ZONE))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_every_quote_can_be_read_without_color_beside_its_outlet() -> None:
    text = one_line(printed(rich_digest(), 400))
    assert "\x1b" not in text
    for sentence in rich_digest().sentences:
        assert f"“{sentence.quote.text}” [" in text
        assert sentence.quote.outlet in text


def test_the_parts_come_in_the_same_order_as_everywhere() -> None:
    text = printed(rich_digest())
    headings = ["Bridge stays shut", "all 48 of its cables", "What is new", "Where accounts differ", "Changed figures"]
    headings += ["Timeline so far", "Background", "Decisions", "Sources"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_nothing_is_lost_on_a_narrow_terminal() -> None:
    text = printed(rich_digest(), 40)
    assert max(map(len, text.splitlines())) <= 40
    assert "Nineteen" in text
    assert set(one_line(printed(rich_digest(), 300)).split()) - set(one_line(printed(rich_digest(), 60)).split()) <= {
        word for word in one_line(printed(rich_digest(), 300)).split() if "─" in word or "://" in word
    }


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_articles_words_are_not_interpreted(hostile: str) -> None:
    assert one_line(hostile) in one_line(printed(digest_quoting(hostile), 400))


def test_an_article_cannot_steer_the_terminal() -> None:
    for terminal in (False, True):
        text = printed(digest_quoting(STEERING), 400, terminal=terminal)
        assert "\x1b]8" not in text
        assert "\x1b[31m\x1b" not in text
        assert not set(text) & set("\x00\x07\x08\r\u202e\u2066")


def test_a_draft_and_a_day_without_news_say_so() -> None:
    assert "Draft: nobody has approved it" in printed(rich_digest(status=Status.DRAFT))
    text = one_line(printed(quiet_digest()))
    assert text.count("Nothing new since") == 1
    assert "Checked: 6 outlets (1 unnamed), 6 origins, 8 articles read" in text


def test_a_changed_figure_stands_beside_what_was_told() -> None:
    assert "before: “Twelve cables show rust, the first survey found.” [1]" in one_line(printed(rich_digest(), 200))


def test_the_reasons_name_what_was_chosen_and_what_was_left_out() -> None:
    text = one_line(printed(rich_digest(), 400, show=explain))
    places = [text.index(part) for part in ("position 0.90", "Strong, and left out", LEFT_OUT[0].quote.text)]
    assert places == sorted(places)
    assert all(left.reason.value in text for left in LEFT_OUT)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_reasons_do_not_interpret_an_articles_words(hostile: str) -> None:
    assert one_line(hostile) in one_line(printed(digest_quoting(hostile), 400, show=explain))


def test_a_quiet_day_without_reasons_says_so() -> None:
    assert "nothing strong was left out" in printed(replace(quiet_digest(), left_out=()), show=explain)
