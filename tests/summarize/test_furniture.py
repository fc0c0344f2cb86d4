"""What describes a picture or calls to the reader is no sentence of the news."""

import pytest

from tasks.summarize.furniture import is_caption, is_furniture


@pytest.mark.parametrize(
    "text",
    [
        "In this March 2, 2026, file photo, a tug lies at the Old Quay in Tarnhaven.",
        "In this photo, a tug lies at the Old Quay in Tarnhaven.",
        "A tug lies at the Old Quay of Tarnhaven in a file photo from March.",
        "FILE - A tug lies at the Old Quay in Tarnhaven.",
        "Photo: A tug lies at the Old Quay in Tarnhaven.",
    ],
)
def test_a_caption_is_told_by_how_it_speaks(text: str) -> None:
    assert is_caption(text)
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "In this year of storms, two tugs were lost at Tarnhaven.",
        "Filed charges against the captain were dropped in March 2026.",
        "The photo of the broken bridge went round the world.",
    ],
)
def test_news_that_sounds_alike_is_none(text: str) -> None:
    assert not is_caption(text)


def test_a_call_to_readers_is_furniture_and_may_be_news_elsewhere() -> None:
    assert is_furniture("The port’s newsletter named the price of the crane.")
    assert not is_caption("The port’s newsletter named the price of the crane.")
