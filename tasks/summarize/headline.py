"""Choose a digest's headline: a title of one of the day's articles, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage.models import Article, ArticleId
from tasks.summarize.candidates import Candidate
from tasks.summarize.choosing import Chosen
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.material import Material
from tasks.text.tokens import stems

_LONGEST = 140  # characters of what is shown as a headline
_FITS = 0.15  # likeness to the lead's first sentence from which a title tells it
_OWN = 0.10  # added for the title of the article that leads
_TOLD = 3  # sentences that a title is held against where none fits the first


def headline_for(
    material: Material, chosen: Sequence[Chosen], lead: Sequence[Chosen], weights: Weights
) -> tuple[str, ArticleId | None]:
    """Return a person's words if there are any, else the title that tells the lead best.

    Where no title tells the lead, its first sentence is the headline if it is short enough; else the title nearest to
    the strongest sentences told, since a paragraph is no headline.
    """
    if material.decided.headline:
        return material.decided.headline.value, None
    if not lead:
        since = last_news(material)
        return (f"Nothing new since {since.day} {since:%B %Y}" if since else "Nothing on this story yet"), None
    first, silenced = lead[0].sentence, material.decided.silenced
    titled = [one for one in material.fresh if 0 < len(one.title) <= _LONGEST and one.outlet not in silenced]
    best = min(titled, key=lambda article: _rank(article, [first], weights), default=None)
    if best is not None and _likeness(best, first, weights) >= _FITS:
        return best.title, best.id
    if len(first.quote.text) <= _LONGEST or best is None:
        return first.quote.text, first.quote.article
    told = [item.sentence for item in chosen[:_TOLD]]
    nearest = min(titled, key=lambda article: _rank(article, told, weights))
    return nearest.title, nearest.id


def last_news(material: Material) -> date | None:
    """Return the day of the last digest that told something new."""
    told = [digest.day for digest in material.told if digest.nothing_new_since is None]
    return told[-1] if told else None


def _rank(article: Article, told: Sequence[Candidate], weights: Weights) -> tuple[float, str]:
    own = _OWN if article.version == told[0].quote.evidence.version else 0.0
    return (-sum(_likeness(article, one, weights) for one in told) - own, article.version)


def _likeness(article: Article, sentence: Candidate, weights: Weights) -> float:
    """Return how much of a title a sentence has, or of the sentence the title, 0 to 1."""
    title = frozenset(stems(article.title, article.language))
    whole = weights.sum(title)
    contained = likeness(title, sentence.stems, weights)[0]
    return max(contained, weights.sum(title & sentence.stems) / whole if whole else 0.0)
