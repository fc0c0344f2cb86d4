"""The parts of a digest that look back: the timeline so far, and background for a reader new to the story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage.models import Change, Digest, DigestSentence, Evidence, Kind, Section
from tasks.summarize.claims import Weights, likeness
from tasks.summarize.discrepancies import Statement
from tasks.summarize.timeline import build
from tasks.text.tokens import stems

_REPEATS = 0.5  # weighted overlap from which a background sentence says what the digest already says


def timeline(statements: Sequence[Statement], *, days: int, day: date) -> list[DigestSentence]:
    """Return the story's `days` most important days up to `day`, one sentence for each, in order of time.

    The first day that was reported on and the newest are always among them.
    """
    entries = build(statements, limit=days, per_day=1, until=day, with_ends=True)
    return [
        DigestSentence(
            section=Section.TIMELINE,
            kind=Kind.TOLD,
            quote=entry.statements[0].quote,
            origins=tuple(dict.fromkeys(statement.quote.origin for statement in entry.statements)),
            on=entry.day,
            on_certain=entry.certain,
        )
        for entry in entries
    ]


def background(
    told: Sequence[Digest],
    already: Sequence[DigestSentence],
    changes: Sequence[Change],
    weights: Weights,
    *,
    limit: int,
) -> list[DigestSentence]:
    """Return sentences of earlier digests that tell what the story is about, by origins behind them, then age.

    A figure that has changed since, and anything the digest already says, is left out.
    """
    outdated = {change.before.quote.evidence for change in changes}
    outdated |= {quote.evidence for digest in told for sentence in digest.sentences for quote in sentence.was}
    taken = [_stems(sentence) for sentence in already]
    found: list[DigestSentence] = []
    for sentence in _by_weight(told):
        own = _stems(sentence)
        if len(found) == limit:
            break
        if sentence.quote.evidence in outdated or any(likeness(own, other, weights)[0] >= _REPEATS for other in taken):
            continue
        taken.append(own)
        found.append(_as_background(sentence))
    return sorted(found, key=_by_time)


def _by_weight(told: Sequence[Digest]) -> list[DigestSentence]:
    main: dict[Evidence, DigestSentence] = {}
    for digest in told:
        for sentence in digest.sentences:
            if sentence.section in (Section.LEAD, Section.NEW):
                main.setdefault(sentence.quote.evidence, sentence)
    return sorted(
        main.values(),
        key=lambda sentence: (-len(sentence.origins), sentence.section is not Section.LEAD, *_by_time(sentence)),
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
