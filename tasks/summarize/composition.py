"""Compose the digest of one story on one day from what was read and what was already told.

Pure: the same material gives the same digest, byte for byte. Every sentence in it is a place in an article; our own
words are the fixed ones below. What the parts are is said in docs/digest.md, how they are made in docs/method.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from storage.models import Article, Evidence, Fold, stable_id
from storage.telling import (
    Change,
    Digest,
    DigestSentence,
    Discrepancy,
    DiscrepancyKind,
    LeftOut,
    Quote,
    Section,
    Status,
)
from tasks.summarize import accounts
from tasks.summarize.background import background, timeline
from tasks.summarize.candidates import Candidate, pool, told_candidate
from tasks.summarize.choosing import Chosen, Passed, choose
from tasks.summarize.claims import Weights, group
from tasks.summarize.decided import Decided
from tasks.summarize.discrepancies import Statement, find
from tasks.summarize.headline import headline_for, last_news
from tasks.summarize.material import Material, Recipe
from tasks.summarize.novelty import Judged, judge
from tasks.summarize.ordering import split_lead
from tasks.summarize.pinning import barred, pinned_background, pinned_first, with_pinned
from tasks.summarize.salience import salience

MOST_LEFT_OUT = 12  # strong sentences that are kept with the reason for which they were not chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was worked out from the material before anything is chosen."""

    fresh: Sequence[Candidate]
    judged: Sequence[Judged]
    weights: Weights
    changes: tuple[Change, ...]
    discrepancies: tuple[Discrepancy, ...]
    statements: Sequence[Statement]
    seen: Sequence[Candidate]
    barred: tuple[LeftOut, ...]


def compose(material: Material, recipe: Recipe) -> Digest:
    """Return the digest as a draft of revision 0; saving it gives both their final value."""
    reading = _read(material)
    importance = salience(reading.fresh, material.fresh, material.story, ranking=recipe.ranking)
    word = material.decided
    choice = choose(
        reading.judged,
        importance,
        reading.weights,
        words=material.story.words or recipe.words,
        pinned=word.pinned,
        preferred=word.preferred,
    )
    lead, rest = split_lead(choice.chosen, reading.weights, apart=_apart(reading))
    sentences = [_sentence(item, Section.LEAD) for item in lead] + [_sentence(item, Section.NEW) for item in rest]
    until = material.day if lead else last_news(material) or material.day  # a day that told nothing is no day of it
    sentences += timeline(
        reading.statements, sentences, reading.weights, days=recipe.timeline_days, day=until, beside=_compared(reading)
    )
    sentences += _background(material, reading, sentences, recipe.background_sentences)
    sentences = [clear for sentence in sentences if (clear := word.cleared(sentence))]
    headline, headline_of = headline_for(material, choice.chosen, lead, reading.weights)
    settings = recipe.shown(material.story)
    return Digest(
        story=material.story.id,
        title=material.story.title,
        day=material.day,
        revision=0,
        status=Status.DRAFT,
        headline=headline,
        headline_of=headline_of,
        nothing_new_since=None if lead else last_news(material),
        sentences=tuple(sentences),
        changes=reading.changes,
        discrepancies=reading.discrepancies,
        articles=accounts.considered(material, sentences),
        coverage=accounts.coverage((*material.earlier, *material.fresh), ZoneInfo(material.story.zone)),
        settings=settings,
        input_hash=input_hash(material),
        settings_hash=stable_id(*(f"{key}={value}" for key, value in settings)),
        words=sum(len(item.sentence.quote.text.split()) for item in choice.chosen),
        sources=material.sources,
        left_out=(*reading.barred, *(word.cleared_left_out(_left_out(one)) for one in choice.passed[:MOST_LEFT_OUT])),
        decisions=word.named,
        headline_by=word.headline.by if word.headline else None,
    )


def input_hash(material: Material) -> str:
    """Name what the digest depends on besides its settings.

    What was looked at and not used is left out: an unrelated article must not make a new revision of an old digest.
    """
    articles = sorted((*material.fresh, *material.earlier), key=lambda article: article.version)
    lines = [
        f"{article.version} {article.published} {article.source} {_fold_facts(material.folds.get(article.version))}"
        for article in articles
    ]
    told = [f"{digest.day} {digest.input_hash} {digest.settings_hash}" for digest in material.told]
    decided = [one.id for one in material.decided.named]
    facts = json.dumps([lines, told, list(material.story.terms), *([decided] if decided else [])])
    return stable_id(material.story.id, material.story.title, material.day.isoformat(), facts)


def _fold_facts(fold: Fold | None) -> str:
    return f"{fold.origin} {fold.copy_of} {fold.kind}" if fold else "-"


def _read(material: Material) -> _Reading:
    zone = ZoneInfo(material.story.zone)
    word = material.decided
    everything, before = _candidates(material, material.fresh), _candidates(material, material.earlier)
    fresh = [candidate for candidate in everything if not word.bars(candidate.quote)]
    seen = [candidate for candidate in before if not word.bars(candidate.quote)]
    language = {article.version: article.language for article in (*material.fresh, *material.earlier)}
    told = [told_candidate(quote, language.get(quote.evidence.version, "en")) for quote in told_quotes(material.told)]
    weights = Weights(candidate.stems for candidate in (*fresh, *seen))
    statements = _statements((*seen, *fresh), material, zone)
    discrepancies, changes = find(statements)
    new = {candidate.quote.evidence for candidate in fresh}
    changes = tuple(change for change in changes if change.after.quote.evidence in new)
    judged = judge(
        group(fresh, weights),
        told,
        before,
        weights,
        changes=changes,
        last_told=material.told[-1].day if material.told else None,
        zone=zone,
    )
    return _Reading(
        fresh=fresh,
        judged=pinned_first(judged, word),
        weights=weights,
        changes=changes,
        discrepancies=discrepancies,
        statements=statements,
        seen=seen,
        barred=barred(everything, word),
    )


def _candidates(material: Material, articles: Sequence[Article]) -> list[Candidate]:
    found = pool(articles, material.folds, material.present)
    return with_pinned(found, articles, material.folds, material.decided)


def told_quotes(digests: Sequence[Digest]) -> list[Quote]:
    """Return every sentence that readers were given, once, oldest first."""
    found: dict[Evidence, Quote] = {}
    for digest in digests:
        for sentence in digest.sentences:
            for quote in (sentence.quote, *sentence.support):
                found.setdefault(quote.evidence, quote)
    return list(found.values())


def _statements(candidates: Sequence[Candidate], material: Material, zone: ZoneInfo) -> list[Statement]:
    articles = {article.version: article for article in (*material.earlier, *material.fresh)}
    found = []
    for candidate in candidates:
        article = articles[candidate.quote.evidence.version]
        statement = Statement(
            quote=candidate.quote,
            language=candidate.language,
            as_of=article.as_of(zone),
            context=candidate.previous,
            title=article.title,
        )
        found.append(_known(statement))
    return found


@lru_cache(maxsize=20_000)
def _known(statement: Statement) -> Statement:
    """Return the equal statement of an earlier digest: every day of a story compares the sentences of all days before,
    and what was found in one stays with it."""
    return statement


def _sentence(item: Chosen, section: Section) -> DigestSentence:
    claim = item.judged.claim
    support = tuple(member.quote for member in claim.members if member.quote.evidence != item.sentence.quote.evidence)
    return DigestSentence(
        section=section,
        kind=item.judged.kind,
        quote=item.sentence.quote,
        origins=claim.origins,
        support=support,
        was=item.judged.was,
        why=(("score", round(item.score, 4)), *item.why),
    )


def _left_out(passed: Passed) -> LeftOut:
    item = passed.item
    return LeftOut(
        quote=item.sentence.quote,
        kind=item.judged.kind,
        reason=passed.reason,
        beside=passed.beside,
        why=(("score", round(item.score, 4)), *item.why),
    )


def _compared(reading: _Reading) -> list[Quote]:
    """Return the sentences that are shown for a figure that differs or changed: there they tell their day."""
    figures = [each for each in reading.discrepancies if each.kind is DiscrepancyKind.FIGURE]
    differing = [one.quote for each in figures for one in each.readings]
    return [*differing, *(one.quote for each in reading.changes for one in (each.before, each.after))]


def _apart(reading: _Reading) -> list[frozenset[Evidence]]:
    """Return the places of accounts that differ on one thing, and of a figure before and after it changed."""
    differing = [[one.quote.evidence for one in each.readings] for each in reading.discrepancies]
    changed = [[each.before.quote.evidence, each.after.quote.evidence] for each in reading.changes]
    return [frozenset(places) for places in (*differing, *changed)]


def _background(
    material: Material, reading: _Reading, already: Sequence[DigestSentence], limit: int
) -> list[DigestSentence]:
    """Return what was pinned and told before, then the program's own choice: `limit` in all unless more are pinned."""
    pinned = pinned_background(reading.seen, already, material.decided)
    told = [_cleared(digest, material.decided) for digest in material.told]
    rest = max(limit - len(pinned), 0)
    languages = {article.version: article.language for article in (*material.fresh, *material.earlier)}
    return pinned + background(
        told, [*already, *pinned], reading.changes, reading.weights, limit=rest, languages=languages
    )


def _cleared(digest: Digest, word: Decided) -> Digest:
    """Return a digest told before without what must no longer be shown."""
    return replace(digest, sentences=tuple(clear for one in digest.sentences if (clear := word.cleared(one))))
