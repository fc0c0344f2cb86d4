"""Words counted, and texts judged by their words alone."""

from __future__ import annotations

import pytest

from storage.models import Reason
from tasks.extract.admission import judge_text, word_count
from tests.extract.pages import STORY


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("The ferry's out.", 3), ("1,500 people — all safe", 4), ("渡船停航。", 2), ("渡船 stopped", 2)],
)
def test_words_are_counted_in_scripts_with_and_without_spaces(text: str, count: int) -> None:
    assert word_count(text) == count


def test_a_short_article_that_mentions_cookies_is_no_consent_page() -> None:
    text = " ".join([*STORY, "The shop on the island has sold out of cookies, and of nothing else, she said."])
    assert judge_text(text) is None


def test_a_long_article_about_consent_is_an_article() -> None:
    about = "The court ruled that consent to cookies must be asked for in plain words and refused as easily as given."
    assert judge_text("\n".join([*STORY, about] * 4)) is None


def test_a_robot_check_is_known_by_its_title() -> None:
    refusal = judge_text("One moment please.", title="Just a moment...")
    assert refusal is not None
    assert refusal.reason is Reason.BOT_PAGE
