"""What people decided about a story's digest of one day: what is never shown, what is told whatever its merit.

A decision counts from the day on which there is something that it is about: the digests of days before stay as they
are. A sentence is barred wherever its words stand, in every wording and every article; a pinned one is looked for, word
for word, in the wording that is read. What is decided later outweighs what was decided before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storage.decided import Decision, DecisionKind
from storage.models import Article, ArticleId, Evidence, Fold, StoryId, VersionId
from storage.telling import DigestSentence, LeftOut, NamedDecision, Quote
from tasks.summarize.candidates import quote_of

_OF_SENTENCES = (DecisionKind.PIN_SENTENCE, DecisionKind.BAR_SENTENCE)
_OF_SOURCES = (DecisionKind.PIN_SOURCE, DecisionKind.BAR_SOURCE)
_OF_ARTICLES = (DecisionKind.EXCLUDE, DecisionKind.INCLUDE, DecisionKind.SPLIT, DecisionKind.UNFOLD)
_LAST_COUNTS = (DecisionKind.RENAME, DecisionKind.HEADLINE)
_AWAY = (DecisionKind.EXCLUDE, DecisionKind.SPLIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decisions that count for one digest, worked out against what is read for it."""

    pinned: frozenset[Evidence] = frozenset()  # in the wordings that are read
    barred: frozenset[str] = frozenset()  # sentences
    preferred: frozenset[str] = frozenset()  # outlets whose sentences go first
    silenced: frozenset[str] = frozenset()  # outlets that are not quoted
    away: frozenset[ArticleId] = frozenset()  # articles that were taken off the story
    title: str = ""  # of the story, if a person gave it one
    headline: Decision | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)  # by article id or outlet, for the list of sources
    named: tuple[NamedDecision, ...] = ()

    def bars(self, quote: Quote) -> bool:
        """Say whether a sentence must not be shown."""
        return quote.text in self.barred or quote.outlet in self.silenced or quote.article in self.away

    def allowed(self, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        """Return the sentences that may be shown."""
        return tuple(quote for quote in quotes if not self.bars(quote))

    def cleared(self, sentence: DigestSentence) -> DigestSentence | None:
        """Return a sentence of a digest without what must not be shown around it; None if it must not itself."""
        if self.bars(sentence.quote):
            return None
        support = self.allowed(sentence.support)
        silent = {quote.origin for quote in sentence.support} - {quote.origin for quote in (sentence.quote, *support)}
        origins = tuple(origin for origin in sentence.origins if origin not in silent)
        return replace(sentence, support=support, origins=origins, was=self.allowed(sentence.was))

    def cleared_left_out(self, left: LeftOut) -> LeftOut:
        """Return a sentence that was left out without a barred one beside it."""
        return replace(left, beside=None) if left.beside and self.bars(left.beside) else left


def decided(
    decisions: Sequence[Decision],
    story: StoryId,
    day: date,
    known: Collection[Article],
    read: Collection[Article],
    folds: Mapping[VersionId, Fold],
    arrived: Collection[ArticleId] = (),
    brought: Collection[str] = (),
) -> Decided:
    """Work out what `decisions`, in the order they were taken, mean for the digest of `story` on `day`.

    `known` are all articles there are, in every wording; `read` the wordings that the digest reads, whatever was
    decided about them; `arrived` the articles that there were by that day, on the story or not; `brought` the ids of
    the decisions by which articles of the story came to it or left it by then.
    """
    concerned = _Concerned(known, read, folds, frozenset(arrived), frozenset(brought))
    found = Decided()
    for one in _counting(decisions, story, day):
        if concerned.by(one):
            found = _taken_in(found, one, concerned)
    return found


def _counting(decisions: Sequence[Decision], story: StoryId, day: date) -> list[Decision]:
    """Return the decisions about this story or all of them, on this day or all of them; of titles the last one."""
    about = [one for one in decisions if one.story in (story, None) and one.day in (day, None)]
    last = {one.kind: one for one in about if one.kind in _LAST_COUNTS}
    return [one for one in about if last.get(one.kind, one) is one]


class _Concerned:
    """What there is that a decision can be about."""

    def __init__(
        self,
        known: Collection[Article],
        read: Collection[Article],
        folds: Mapping[VersionId, Fold],
        arrived: frozenset[ArticleId],
        brought: frozenset[str],
    ) -> None:
        self._by_version = {article.version: article for article in (*known, *read)}
        self._titles = {article.id: article.title or article.outlet for article in (*known, *read)}
        self._read: dict[ArticleId, Article] = {article.id: article for article in read}
        self._outlets = {article.outlet for article in read}
        self._folds, self._arrived, self._brought = folds, arrived, brought

    def by(self, decision: Decision) -> bool:
        """Say whether there is something yet that the decision is about."""
        if decision.kind in _OF_SENTENCES:
            return any(self._article(place) in self._read for place in decision.subjects)
        if decision.kind in _OF_SOURCES:
            return not self._outlets.isdisjoint(decision.subjects)
        if decision.kind in _AWAY:
            return not self._arrived.isdisjoint(decision.subjects)
        if decision.kind in _OF_ARTICLES:
            return any(subject in self._read for subject in decision.subjects)
        return decision.kind in _LAST_COUNTS or decision.id in self._brought

    def words(self, decision: Decision) -> tuple[str, ...]:
        """Put in words what a decision is about."""
        if decision.kind in _OF_SENTENCES:
            return ()
        if decision.kind in _OF_ARTICLES:
            return tuple(self._titles.get(ArticleId(subject), subject) for subject in decision.subjects)
        return decision.subjects

    def quotes(self, decision: Decision) -> tuple[Quote, ...]:
        """Quote the sentences that a decision is about, from the wording that is read if it has them."""
        if decision.kind not in _OF_SENTENCES:
            return ()
        places = (self.standing(subject) or Evidence.at(subject) for subject in decision.subjects)
        return tuple(self._quote(place) for place in places if place and self.text(place.place))

    def _quote(self, place: Evidence) -> Quote:
        return quote_of(self._by_version[place.version], self._folds.get(place.version), place.start, place.end)

    def text(self, place: str) -> str:
        """Return the sentence at a place; "" if its article isn't there."""
        where = Evidence.at(place)
        article = self._by_version.get(where.version) if where else None
        return article.body[where.start : where.end] if where and article else ""

    def standing(self, place: str) -> Evidence | None:
        """Return where the sentence at a place stands in the wording of its article that is read."""
        where, text = Evidence.at(place), self.text(place)
        article = self._read.get(self._article(place) or ArticleId(""))
        if where is None or article is None or not text:
            return None
        if article.version == where.version:
            return where
        at = article.body.find(text)
        return Evidence(version=article.version, start=at, end=at + len(text)) if at >= 0 else None

    def _article(self, place: str) -> ArticleId | None:
        where = Evidence.at(place)
        article = self._by_version.get(where.version) if where else None
        return article.id if article else None


def _taken_in(found: Decided, one: Decision, concerned: _Concerned) -> Decided:
    """Return what is decided with one more decision."""
    subjects = frozenset(one.subjects)
    name = _named(one, concerned)
    found = replace(found, named=(*found.named, name))
    match one.kind:
        case DecisionKind.PIN_SENTENCE | DecisionKind.BAR_SENTENCE:
            return _with_sentences(found, one, concerned)
        case DecisionKind.PIN_SOURCE:
            return replace(found, preferred=found.preferred | subjects, silenced=found.silenced - subjects)
        case DecisionKind.BAR_SOURCE:
            reasons = dict.fromkeys(subjects, f"source {said('barred', one)}")
            silenced, preferred = found.silenced | subjects, found.preferred - subjects
            return replace(found, silenced=silenced, preferred=preferred, reasons={**found.reasons, **reasons})
        case DecisionKind.EXCLUDE | DecisionKind.SPLIT:
            done = "excluded" if one.kind is DecisionKind.EXCLUDE else f"split off as “{one.value}”"
            away = frozenset(ArticleId(subject) for subject in subjects)
            reasons = dict.fromkeys(subjects, said(done, one))
            return replace(found, away=found.away | away, reasons={**found.reasons, **reasons})
        case DecisionKind.INCLUDE:
            return replace(found, away=found.away - subjects)
        case DecisionKind.RENAME:
            return replace(found, title=one.value)
        case DecisionKind.HEADLINE:
            return replace(found, headline=one)
        case _:
            return found


def _with_sentences(found: Decided, one: Decision, concerned: _Concerned) -> Decided:
    texts = frozenset(text for subject in one.subjects if (text := concerned.text(subject)))
    places = frozenset(place for subject in one.subjects if (place := concerned.standing(subject)))
    if one.kind is DecisionKind.PIN_SENTENCE:
        return replace(found, pinned=found.pinned | places, barred=found.barred - texts)
    return replace(found, pinned=found.pinned - places, barred=found.barred | texts)


def said(done: str, one: Decision) -> str:
    """Say who decided something and why: "excluded by Ada: another bridge"."""
    return f"{done} by {one.by or 'a person'}" + (f": {one.note}" if one.note else "")


def _named(one: Decision, concerned: _Concerned) -> NamedDecision:
    looked_for = one.subjects if one.kind is DecisionKind.PIN_SENTENCE else ()
    return NamedDecision(
        id=one.id,
        kind=one.kind.value,
        at=one.at,
        by=one.by,
        subjects=concerned.words(one),
        quotes=concerned.quotes(one),
        value=one.value,
        note=one.note,
        found=all(concerned.standing(place) for place in looked_for),
    )


def versions_named(decisions: Iterable[Decision]) -> list[VersionId]:
    """Return the wordings in which the decided sentences stand, so that they can be read."""
    places = (Evidence.at(subject) for one in decisions if one.kind in _OF_SENTENCES for subject in one.subjects)
    return sorted({place.version for place in places if place})
