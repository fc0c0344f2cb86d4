"""Sentences that a person pinned or barred, among those that the program judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from storage.models import Article, Fold, VersionId
from storage.telling import DigestSentence, Kind, LeftOut, Omission, Section
from tasks.summarize.candidates import Candidate, candidate_at
from tasks.summarize.claims import Claim
from tasks.summarize.decided import Decided
from tasks.summarize.novelty import Judged

_BY_ITS_WORDS = (Kind.CHANGED_FIGURE, Kind.CORRECTION)  # kinds that are true of one sentence, not of its whole claim


def with_pinned(
    candidates: Sequence[Candidate], articles: Iterable[Article], folds: Mapping[VersionId, Fold], word: Decided
) -> list[Candidate]:
    """Return `candidates` with every pinned sentence of `articles`, also one that could not be chosen by itself."""
    held = {one.quote.evidence for one in candidates}
    read = {article.version: article for article in articles}
    missing = [place for place in sorted(word.pinned - held) if place.version in read]
    added = [candidate_at(read[place.version], folds.get(place.version), place) for place in missing]
    return sorted([*candidates, *added], key=lambda one: one.key) if added else list(candidates)


def pinned_first(judged: Sequence[Judged], word: Decided) -> list[Judged]:
    """Let every pinned sentence tell a claim, and one of a pinned source tell its own where it can be read alone."""
    if not word.pinned and not word.preferred:
        return list(judged)
    return [one for item in judged for one in _pinned_of(_preferred(item, word), word)]


def _preferred(item: Judged, word: Decided) -> Judged:
    best = item.claim.best
    if item.kind in _BY_ITS_WORDS or best.quote.outlet in word.preferred:
        return item
    among = [one for one in item.claim.members if one.alone and one.quote.outlet in word.preferred]
    return replace(item, claim=replace(item.claim, best=among[0])) if among else item


def _pinned_of(item: Judged, word: Decided) -> list[Judged]:
    """Return a claim as it was, or told by its pinned sentence; any further pinned sentence becomes its own claim."""
    claim = item.claim
    pins = [one for one in claim.members if one.quote.evidence in word.pinned]
    if not pins:
        return [item]
    if claim.best not in pins and item.kind in _BY_ITS_WORDS:
        return [_without(item, pins), *(Judged(Claim(best=one, members=(one,)), Kind.NEW) for one in pins)]
    first = claim.best if claim.best in pins else pins[0]
    others = [one for one in pins if one is not first]
    told = replace(item, claim=replace(claim, best=first))
    return [_without(told, others), *(replace(item, claim=Claim(best=one, members=(one,))) for one in others)]


def _without(item: Judged, gone: Sequence[Candidate]) -> Judged:
    members = tuple(one for one in item.claim.members if one not in gone)
    return replace(item, claim=replace(item.claim, members=members))


def pinned_background(
    seen: Iterable[Candidate], already: Sequence[DigestSentence], word: Decided
) -> list[DigestSentence]:
    """Return, oldest first, the pinned sentences of earlier days that the digest doesn't hold yet."""
    held = {sentence.quote.text for sentence in already}
    return [
        DigestSentence(
            section=Section.BACKGROUND,
            kind=Kind.TOLD,
            quote=one.quote,
            origins=(one.quote.origin,),
            why=(("pinned", 1.0),),
        )
        for one in seen
        if one.quote.evidence in word.pinned and one.quote.text not in held
    ]


def barred(candidates: Iterable[Candidate], word: Decided) -> tuple[LeftOut, ...]:
    """Return the day's sentences that a person barred, each wording once; of a barred source none is listed."""
    found = {
        one.quote.text: LeftOut(quote=one.quote, kind=Kind.NEW, reason=Omission.BARRED)
        for one in candidates
        if one.quote.text in word.barred and one.quote.article not in word.away
    }
    return tuple(found.values())
