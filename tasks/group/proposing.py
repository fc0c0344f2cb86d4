"""Propose the terms by which a story that was found can be followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storage.models import Article
from tasks.text.names import names

MOST = 5  # terms
_LEAST_SHARE = 0.34  # of the story's articles that must hold a term
_TELLING = 3.0  # times as often as elsewhere that a term must stand in the story's articles
_LEAST_LENGTH = 3  # characters


def propose_terms(articles: Sequence[Article], others: Sequence[Article]) -> tuple[str, ...]:
    """Return names that stand in many of the story's `articles` and in few `others`, the most telling first.

    Longer names go before their parts. Without such a name the title's own words have to do: nothing is returned.
    """
    inside, outside = _held(articles), _held(others)
    rated = sorted(
        (
            (count / len(articles) - outside[name] / max(1, len(others)), name)
            for name, count in inside.items()
            if count >= max(1, _LEAST_SHARE * len(articles))
            and count / len(articles) > _TELLING * outside[name] / max(1, len(others))
        ),
        key=lambda pair: (-round(pair[0] * (1.0 + 0.25 * (" " in pair[1])), 6), pair[1]),
    )
    chosen: list[str] = []
    for _, name in rated:
        if len(chosen) < MOST and not any(_within(name, other) or _within(other, name) for other in chosen):
            chosen.append(name)
    return tuple(chosen)


def _held(articles: Sequence[Article]) -> Counter[str]:
    """Count the articles that hold each name, in the title or the text."""
    return Counter(
        name
        for article in articles
        for name in {found.text for found in names(f"{article.body}", _language(article))}
        if len(name) >= _LEAST_LENGTH
    )


def _language(article: Article) -> str:
    return "en" if article.language == "und" else article.language


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "
