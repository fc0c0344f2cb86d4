"""The parts of a digest that look back: the timeline so far, and background for a reader new to the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from storage.models import Evidence, VersionId
from storage.telling import Change, Digest, DigestSentence, Kind, Quote, Section
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.context import stands_alone
from tasks.summarize.newsworth import is_scene
from tasks.summarize.statements import Statement
from tasks.summarize.timeline import Entry, build
from tasks.text.dates import dates
from tasks.text.tokens import stems

_REPEATS = 0.5  # weighted overlap from which a sentence says what the digest already says
_HOLDS_ALL = 0.8  # of a shorter sentence's weight, from which a longer one says it again
_AS_GOOD = 0.75  # of the best sentence's score, from which another stands in for it before one that says nothing again
_SOME_DAY, _DAY = date(2026, 3, 4), timedelta(days=1)
_PER_DAY = 16  # sentences of a day among which the timeline looks for one that says something else


def timeline(
    statements: Sequence[Statement],
    already: Sequence[DigestSentence],
    weights: Weights,
    *,
    days: int,
    day: date,
    beside: Sequence[Quote] = (),
) -> list[DigestSentence]:
    """Return the story's `days` most important days up to `day`, one sentence for each, in order of time.

    The first day that was reported on and the newest are considered always. What the digest already says is not said
    again: such a day is told by its next best sentence, and left out if it has none. `beside` are
    sentences that the digest shows for what differs or changed.
    """
    taken = [*map(_stems, already), *(frozenset(stems(quote.text)) for quote in beside)]
    found: list[DigestSentence] = []
    for entry in build(statements, limit=days, per_day=_PER_DAY, until=day, with_ends=True):
        best = _first_unsaid(entry, taken, weights, last=found[-1].quote.text if found else "")
        if best is not None:
            taken.append(frozenset(stems(best.text)))
            found.append(_dated(best, entry))
    return found


def _first_unsaid(entry: Entry, taken: Sequence[frozenset[str]], weights: Weights, *, last: str) -> Statement | None:
    """Return the day's best sentence that says nothing twice; in place of the very best, one that names the day itself.

    The very best may count its day from the sentence before ("Three days later") if that is the `last` entry.
    If each strong one says some of it again, the first of them that has words of its own tells the day: a leftover
    would make the day look small.
    """
    top = max(entry.scores, default=0.0)
    fit = [
        (one, score)
        for place, (one, score) in enumerate(zip(entry.statements, entry.scores, strict=True))
        if _can_stand_in(one, entry.day) or (place == 0 and (_stands(one) or _counts_on(one, last)))
    ]
    for least in (_AS_GOOD * top, 0.0):
        for most in (_REPEATS, _HOLDS_ALL):
            for one, score in fit:
                if score >= least and not _is_said(frozenset(stems(one.text)), taken, weights, most):
                    return one
    return None


def _stands(statement: Statement) -> bool:
    return stands_alone(statement.text, statement.language)


def _counts_on(statement: Statement, last: str) -> bool:
    """Say whether a sentence stands right behind the `last` one and counts its day from it: "Three days later"."""
    found = dates(statement.text, statement.language, statement.as_of)
    counted = any(mention.start == 0 and mention.grain == "day" and mention.first is None for mention in found)
    return counted and statement.context == last


def _can_stand_in(statement: Statement, day: date) -> bool:
    if not _stands(statement) or is_scene(statement.text, statement.language):
        return False
    found = dates(statement.text, statement.language, statement.as_of)
    return any(mention.first == mention.last == day for mention in found)


def _dated(statement: Statement, entry: Entry) -> DigestSentence:
    return DigestSentence(
        section=Section.TIMELINE,
        kind=Kind.TOLD,
        quote=statement.quote,
        origins=(statement.quote.origin,),
        on=entry.day,
        on_certain=entry.certain,
    )


def _is_said(own: frozenset[str], taken: Sequence[frozenset[str]], weights: Weights, most: float = _REPEATS) -> bool:
    """Say whether another sentence holds `most` of this one's weight, or this one nearly all of another's."""
    whole = weights.sum(own)
    return any(
        own == other or weights.sum(own & other) >= most * whole or likeness(own, other, weights)[0] >= _HOLDS_ALL
        for other in taken
    )


def background(
    told: Sequence[Digest],
    already: Sequence[DigestSentence],
    changes: Sequence[Change],
    weights: Weights,
    *,
    limit: int,
    languages: Mapping[VersionId, str] | None = None,
) -> list[DigestSentence]:
    """Return sentences of earlier digests that tell what the story is about: leads, by origins behind them, then age.

    A figure that has changed since, anything the digest already says, and what counts from its own day ("may not return
    tonight") is left out. `languages` are those of articles that are not in English.
    """
    outdated = {
        change.before.quote.evidence for each in (changes, *(digest.changes for digest in told)) for change in each
    }
    outdated |= {quote.evidence for digest in told for sentence in digest.sentences for quote in sentence.was}
    taken = [_stems(sentence) for sentence in already]
    found: list[DigestSentence] = []
    for sentence in _by_weight(told):
        own = _stems(sentence)
        if len(found) == limit:
            break
        if sentence.quote.evidence in outdated or _is_said(own, taken, weights):
            continue
        if _counts_from_its_day(sentence.quote.text, (languages or {}).get(sentence.quote.evidence.version, "en")):
            continue
        taken.append(own)
        found.append(_as_background(sentence))
    return sorted(found, key=_by_time)


def _counts_from_its_day(text: str, language: str) -> bool:
    """Say whether a text has a word such as "tonight", which read a day later means a day later."""
    one, next_one = (dates(text, language, day) for day in (_SOME_DAY, _SOME_DAY + _DAY))
    pairs = zip(one, next_one, strict=False)
    return any(
        first.grain == "day" and first.first and later.first and later.first - first.first == _DAY
        for first, later in pairs
    )


def _by_weight(told: Sequence[Digest]) -> list[DigestSentence]:
    main: dict[Evidence, DigestSentence] = {}
    for digest in told:
        for sentence in digest.sentences:
            if sentence.section in (Section.LEAD, Section.NEW):
                main.setdefault(sentence.quote.evidence, sentence)
    return sorted(
        main.values(),
        key=lambda sentence: (sentence.section is not Section.LEAD, -len(sentence.origins), *_by_time(sentence)),
    )


def _as_background(sentence: DigestSentence) -> DigestSentence:
    return DigestSentence(
        section=Section.BACKGROUND,
        kind=Kind.TOLD,
        quote=sentence.quote,
        origins=sentence.origins,
        support=sentence.support,
    )


def _stems(sentence: DigestSentence) -> frozenset[str]:
    return frozenset(stems(sentence.quote.text))


def _by_time(sentence: DigestSentence) -> tuple[str, str, int]:
    published = sentence.quote.published
    evidence = sentence.quote.evidence
    return (published.isoformat() if published else "9999", evidence.version, evidence.start)
