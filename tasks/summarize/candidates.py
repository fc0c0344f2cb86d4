"""Turn articles into candidate sentences: the only sentences a digest may quote.

Captions, headings, datelines on their own and boilerplate are never candidates: a candidate ends like a sentence, has 7
to 60 words and stands in the cleaned body. What is measured once about a sentence (stems, names, numbers) is kept here,
so that claims, novelty and selection all speak of the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from storage.models import Article, Evidence, Fold, VersionId
from storage.telling import Quote
from tasks.summarize.context import is_spoken, speaks_of_someone, stands_alone
from tasks.summarize.furniture import is_caption
from tasks.text.names import names
from tasks.text.quantities import Quantity, quantities
from tasks.text.sentences import dateline_end, split
from tasks.text.tokens import stems, words

SHORTEST, LONGEST = 7, 60  # words; the usual bounds in extractive news summarization
_UNNAMED_WITHIN = 8  # words
_APPROACH = 3  # sentences of an article, at most, that are an approach to what its title says
# A sentence about the article, its readers or who was asked in vain is no news of the story.
_SELF = re.compile(
    r"\b(?:for|dear|our) readers\b|\breaders who\b|\bthis (?:newsletter|live ?blog)\b|\bread (?:more|our)\b|"
    r"\bwhat we (?:know|do(?:n['’]t| not) (?:yet )?know)\b|"
    r"\b(?:follow|join|write to) us\b|\bdeclined to comment\b|\bcould not (?:immediately )?be reached\b|"
    r"\bdid not (?:immediately )?(?:respond|return|reply|comment)\b",
    re.IGNORECASE,
)
_CLOSERS = "\"”’'»“)]"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with what was measured about it."""

    quote: Quote
    language: str
    position: int  # among the article's sentences, from 0
    of: int  # how many sentences the article has
    words: int
    stems: frozenset[str]
    sequence: tuple[str, ...]  # the stems in order
    names: frozenset[str]  # casefolded
    name_stems: frozenset[str]  # the stems that are parts of names
    quantities: tuple[Quantity, ...]
    alone: bool  # it can be read without the sentence before it
    named: bool  # its outlet is known by name
    previous: str  # the sentence before it in the same article, "" for the first
    approach: bool = False  # it stands before its article comes to what its title says

    @property
    def key(self) -> tuple[str, str, int]:
        """Order candidates stably: by time, article and place."""
        published = self.quote.published.isoformat() if self.quote.published else "9999"
        return (published, self.quote.evidence.version, self.quote.evidence.start)


def candidates(article: Article, fold: Fold | None) -> list[Candidate]:
    """Return the sentences of `article` that may be quoted, in order."""
    spans = split(article.body, article.language)
    found = []
    previous = ""
    for position, span in enumerate(spans):
        start = span.start + dateline_end(article.body[span.start : span.end])
        text = article.body[start : span.end]
        size = len(text.split())
        if SHORTEST <= size <= LONGEST and _may_be_quoted(text):
            quote = quote_of(article, fold, start, span.end)
            found.append(
                _measured(quote, article.language, position, len(spans), size, previous, article.source is not None)
            )
        previous = text
    return _approaching(found, frozenset(stems(article.title, article.language)))


def _approaching(found: list[Candidate], title: frozenset[str]) -> list[Candidate]:
    """Mark the first sentences of an article that share no word with its title, up to the first that does.

    News says at once what its title says; a feature or a comment comes to it by an image, a person or a thought.
    """
    opening = found[:_APPROACH] if title else []
    approach = list(takewhile(lambda one: not one.stems & title, opening))
    return [replace(one, approach=True) for one in approach] + found[len(approach) :]


def _may_be_quoted(text: str) -> bool:
    """Say whether a text is a sentence of the news: no caption, no aside in brackets, no word about the article."""
    return ends_like_a_sentence(text) and not (text.startswith("(") or is_caption(text) or _SELF.search(text))


def ends_like_a_sentence(text: str) -> bool:
    """Say whether `text` closes with sentence punctuation, as headings and captions rarely do."""
    return text.rstrip().rstrip(_CLOSERS).endswith((".", "!", "?", "…", "。"))


def quote_of(article: Article, fold: Fold | None, start: int, end: int) -> Quote:
    """Quote `article.body[start:end]`."""
    return Quote(
        evidence=Evidence(version=article.version, start=start, end=end),
        text=article.body[start:end],
        article=article.id,
        outlet=article.outlet,
        origin=fold.origin if fold else article.outlet,
        url=article.url,
        published=article.published,
        day_only=article.day_only,
    )


def _measured(quote: Quote, language: str, position: int, of: int, size: int, previous: str, named: bool) -> Candidate:
    sequence, found_names, name_stems, found_quantities, alone = _features(quote.text, language)
    return Candidate(
        quote=quote,
        language=language,
        position=position,
        of=of,
        words=size,
        stems=frozenset(sequence),
        sequence=sequence,
        names=found_names,
        name_stems=name_stems,
        quantities=found_quantities,
        alone=alone,
        named=named,
        previous=previous,
    )


@lru_cache(maxsize=50_000)
def _features(
    text: str, language: str
) -> tuple[tuple[str, ...], frozenset[str], frozenset[str], tuple[Quantity, ...], bool]:
    found = names(text, language)
    return (
        tuple(stems(text, language)),
        frozenset(name.text.casefold() for name in found),
        frozenset(stem for name in found for stem in stems(name.text, language)),
        tuple(quantities(text, language)),
        _stands_alone(text, language, named=bool(found)),
    )


def _stands_alone(text: str, language: str, *, named: bool) -> bool:
    """Say whether a sentence needs none before it, neither to know who "he" is nor whose "we" it is."""
    if is_spoken(text, language) or not stands_alone(text, language):
        return False
    return named or not speaks_of_someone(_opening(text), language)


def _opening(text: str) -> str:
    """Return the words in which "he" can't yet stand for somebody the sentence itself has named by role."""
    return " ".join(text.split()[:_UNNAMED_WITHIN])


def told_candidate(quote: Quote, language: str) -> Candidate:
    """Measure a sentence that was quoted before, so that new ones can be held against it."""
    return _measured(quote, language, 0, 1, len(words(quote.text)), "", named=True)


def candidate_at(article: Article, fold: Fold | None, place: Evidence) -> Candidate:
    """Measure the sentence at `place` of `article`, whatever makes it unfit to be chosen by itself."""
    quote = quote_of(article, fold, place.start, place.end)
    return _measured(quote, article.language, 0, 1, len(quote.text.split()), "", named=article.source is not None)


def pool(
    articles: Iterable[Article], folds: Mapping[VersionId, Fold], present: frozenset[VersionId]
) -> list[Candidate]:
    """Return the candidates of `articles` in stable order; a copy of what is `present` has none of its own."""
    found: list[Candidate] = []
    for article in articles:
        fold = folds.get(article.version)
        if fold is None or fold.copy_of not in present:
            found.extend(candidates(article, fold))
    return sorted(found, key=lambda candidate: candidate.key)


def languages(articles: Sequence[Article]) -> dict[VersionId, str]:
    """Map each version to its language."""
    return {article.version: article.language for article in articles}
