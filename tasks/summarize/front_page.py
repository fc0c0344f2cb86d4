"""The front page: the day's largest stories in brief, one or two quoted sentences each, as one digest of its own.

Each story is composed as its own digest would be, from the day's articles alone and short; its first sentences are
taken. What was told of a followed story before is not news here either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import Story, stable_id
from storage.placed import FRONT_PAGE
from storage.telling import Considered, Digest, DigestSentence, Role, Section, Status
from tasks.summarize.composition import compose
from tasks.summarize.material import METHOD, Material, Recipe

_TITLE = "Front page"
_SENTENCES = 2  # of each story, at most
_WORDS = 45  # that a story's sentences have together, about
_RANKS = (Role.CITED, Role.COPY, Role.READ)  # of an article that several stories hold, the first counts


def front_page_story(zone: str) -> Story:
    """Return what stands for the front page among stories."""
    return Story(id=FRONT_PAGE, title=_TITLE, zone=zone, words=_WORDS, followed=False)


def brief(material: Material, recipe: Recipe) -> Digest:
    """Compose one story for the front page, from the articles of the day alone."""
    zone, story = ZoneInfo(material.story.zone), replace(material.story, words=_WORDS)
    read = (*material.fresh, *material.earlier)
    today = [one for one in read if (one.as_of(zone) or one.first_seen.astimezone(zone).date()) == material.day]
    short = replace(recipe, timeline_days=0, background_sentences=0)
    return compose(replace(material, story=story, fresh=today, earlier=(), others=()), short)


def front_page(day: date, briefs: Sequence[Digest], recipe: Recipe, zone: str) -> Digest | None:
    """Put `briefs` together, the first one leading; None if none of them has anything to tell.

    The same briefs give the same page, byte for byte; its evidence is checked when it is saved, as any digest's is.
    """
    telling = [(one, _first(one)) for one in briefs]
    telling = [(one, sentences) for one, sentences in telling if sentences]
    if not telling:
        return None
    sentences = tuple(
        replace(sentence, about=one.title, section=Section.NEW if place else Section.LEAD)
        for place, (one, held) in enumerate(telling)
        for sentence in held
    )
    settings = _settings(recipe, zone, len(telling))
    return Digest(
        story=FRONT_PAGE,
        title=_TITLE,
        day=day,
        revision=0,
        status=Status.DRAFT,
        headline=telling[0][0].headline,
        headline_of=telling[0][0].headline_of,
        nothing_new_since=None,
        sentences=sentences,
        changes=(),
        discrepancies=(),
        articles=_articles((one for one, _ in telling), sentences),
        coverage=_coverage(one for one, _ in telling),
        settings=settings,
        input_hash=stable_id("front page", *(f"{one.story} {one.title} {one.input_hash}" for one, _ in telling)),
        settings_hash=stable_id(*(f"{key}={value}" for key, value in settings)),
        words=sum(len(sentence.quote.text.split()) for sentence in sentences),
    )


def _first(one: Digest) -> list[DigestSentence]:
    told = [sentence for sentence in one.sentences if sentence.section in (Section.LEAD, Section.NEW)]
    lead = [sentence for sentence in told if sentence.section is Section.LEAD]
    return (lead or told)[:_SENTENCES]


def _settings(recipe: Recipe, zone: str, stories: int) -> tuple[tuple[str, str], ...]:
    return (
        ("method", METHOD),
        ("ranking", recipe.ranking),
        ("stories", str(stories)),
        ("words for each story", str(_WORDS)),
        ("time zone", zone),
    )


def _articles(briefs: Iterable[Digest], sentences: Sequence[DigestSentence]) -> tuple[Considered, ...]:
    """List every article that was read for the page once, as cited only if the page cites it."""
    cited = {quote.evidence.version for one in sentences for quote in (one.quote, *one.support, *one.was)}
    listed: dict[str, Considered] = {}
    for article in (article for one in briefs for article in one.articles if article.role in _RANKS):
        role = Role.CITED if article.version in cited else Role.READ if article.role is Role.CITED else article.role
        known = listed.get(article.id)
        if known is None or _RANKS.index(role) < _RANKS.index(known.role):
            listed[article.id] = replace(article, role=role)
    return tuple(listed.values())


def _coverage(briefs: Iterable[Digest]) -> tuple[tuple[str, str, int], ...]:
    counted: Counter[tuple[str, str]] = Counter()
    for one in briefs:
        for day, outlet, articles in one.coverage:
            counted[day, outlet] += articles
    return tuple((day, outlet, articles) for (day, outlet), articles in sorted(counted.items()))
