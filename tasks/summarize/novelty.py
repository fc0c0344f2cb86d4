"""Judge each claim of the day against what readers were already told.

Told is what stands in the story's published digests; seen is what their articles also said and the digests left out. A
claim is told if one told sentence covers most of its words, or a few together nearly all of them, and it gives no new
figure; the same matter with another figure is a changed figure; the same matter with new names, numbers or a quarter of
new words adds detail; everything else is new.
What was only seen is neither told nor news: its editors had it and left it out, so it is kept for background.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from storage.models import Evidence
from storage.telling import Change, Kind, Quote
from tasks.summarize.candidates import Candidate
from tasks.summarize.claims import Claim, Weights, alike, differ, same_subject
from tasks.summarize.corrections import is_correction

COVERED = 0.72  # share of a claim's weight in one told sentence from which it is told
TOGETHER, SENTENCES = 0.90, 3  # share that up to three told sentences hold together, from which it is told
RELATED = 0.40  # share from which two sentences are about the same matter, so that a differing figure is a change
_WORDS = 4  # new content words that add detail by themselves
DETAIL = 0.25  # share of new weight that makes a told matter worth telling again


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim beside what was told."""

    claim: Claim
    kind: Kind
    was: tuple[Quote, ...] = ()  # what was told of the same matter
    seen: bool = False  # not told, but read and left out before: no news
    fresh: float = 1.0  # share of its weight that was not told

    @property
    def is_news(self) -> bool:
        """Say whether it belongs in a digest of what is new."""
        return self.kind is not Kind.TOLD and not self.seen


class Memory:
    """What was said before, found by the words of a sentence."""

    def __init__(self, sentences: Sequence[Candidate], weights: Weights) -> None:
        self._sentences = list(sentences)
        self._weights = weights
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, sentence in enumerate(self._sentences):
            for stem in sentence.stems:
                self._holders[stem].append(index)

    def nearest(self, candidate: Candidate) -> tuple[Candidate | None, float]:
        """Return the sentence that covers most of `candidate`, and the share covered, 0 to 1."""
        shared: dict[int, set[str]] = defaultdict(set)
        for stem in candidate.stems:
            for index in self._holders.get(stem, ()):
                shared[index].add(stem)
        whole = self._weights.sum(candidate.stems)
        if not shared or not whole:
            return None, 0.0
        scored = [(self._weights.sum(stems) / whole, -index) for index, stems in shared.items()]
        share, place = max(scored)
        return self._sentences[-place], share

    def holds(self, candidate: Candidate) -> bool:
        """Say whether one sentence covers `candidate`, or a few together nearly all of it, and no figure is new."""
        nearest, share = self.nearest(candidate)
        if nearest is not None and share >= COVERED and not other_figure(candidate, nearest):
            return True
        known = self._together(candidate)
        held = frozenset[str]().union(*(one.stems for one in known)) & candidate.stems
        enough = self._weights.sum(held) >= TOGETHER * self._weights.sum(candidate.stems)
        return enough and bool(known) and not _new_figures(candidate, known)

    def _together(self, candidate: Candidate) -> list[Candidate]:
        """Return up to three sentences that together hold as much of `candidate` as can be, chosen greedily."""
        left = set(candidate.stems)
        chosen: list[Candidate] = []
        while left and len(chosen) < SENTENCES:
            reached = {index for stem in left for index in self._holders.get(stem, ())}
            if not reached:
                break
            best = max(reached, key=lambda index: (self._weights.sum(self._sentences[index].stems & left), -index))
            chosen.append(self._sentences[best])
            left -= self._sentences[best].stems
        return chosen


def judge(
    claims: Iterable[Claim],
    told: Sequence[Candidate],
    seen: Sequence[Candidate],
    weights: Weights,
    *,
    changes: Sequence[Change],
    last_told: date | None,
    zone: ZoneInfo,
) -> list[Judged]:
    """Judge every claim, in order. `last_told` is the day of the newest published digest, None if there is none."""
    told_memory, seen_memory = Memory(told, weights), Memory(seen, weights)
    changed = {change.after.quote.evidence: change for change in changes}
    earlier = {sentence.quote.evidence for sentence in (*told, *seen)}
    judged = []
    for claim in claims:
        verdict = _changed(claim, changed, earlier) or _against(claim, told_memory, seen_memory, weights)
        judged.append(_late(verdict, last_told, zone))
    return judged


def _changed(claim: Claim, changed: Mapping[Evidence, Change], earlier: Container[Evidence]) -> Judged | None:
    for member in (claim.best, *claim.members):
        change = changed.get(member.quote.evidence)
        if change is not None:
            promoted = replace(claim, best=member)
            before = change.before.quote
            return Judged(promoted, _change_kind(member), (before,) if before.evidence in earlier else ())
    return None


def _change_kind(candidate: Candidate) -> Kind:
    return Kind.CORRECTION if is_correction(candidate.quote.text) else Kind.CHANGED_FIGURE


def _against(claim: Claim, told: Memory, seen: Memory, weights: Weights) -> Judged:
    nearest, share = _best_covered(claim, told)
    if nearest is None:
        return _unless_seen(claim, seen, 1.0)
    candidate, fresh = claim.best, 1.0 - share
    if other_figure(candidate, nearest) and (share >= COVERED or _same_matter(candidate, nearest, weights)):
        return Judged(claim, _change_kind(candidate), (nearest.quote,), fresh=fresh)
    if is_correction(candidate.quote.text) and share < 0.95:
        return Judged(claim, Kind.CORRECTION, (nearest.quote,) if share >= COVERED else (), fresh=fresh)
    if any(told.holds(member) for member in claim.members):
        return Judged(claim, Kind.TOLD, (nearest.quote,), fresh=fresh)
    if share >= RELATED and alike(candidate, nearest, weights):
        kind = Kind.ADDS_DETAIL if _adds(candidate, nearest, fresh) else Kind.TOLD
        return _unless_seen(claim, seen, fresh, kind, (nearest.quote,))
    return _unless_seen(claim, seen, fresh)


def _adds(candidate: Candidate, known: Candidate, fresh: float) -> bool:
    """Say whether a told matter comes with something worth telling again."""
    return fresh >= DETAIL and bool(
        candidate.names - known.names
        or _new_figures(candidate, [known])
        or len(candidate.stems - known.stems) >= _WORDS
    )


def _best_covered(claim: Claim, told: Memory) -> tuple[Candidate | None, float]:
    """Return the told sentence nearest to the claim; a claim is told when any wording of it was."""
    found = [told.nearest(member) for member in claim.members]
    return max(found, key=lambda pair: pair[1], default=(None, 0.0))


def _unless_seen(
    claim: Claim, seen: Memory, fresh: float, kind: Kind = Kind.NEW, was: tuple[Quote, ...] = ()
) -> Judged:
    known = any(seen.holds(member) for member in claim.members)
    if kind is Kind.NEW and is_correction(claim.best.quote.text):
        kind = Kind.CORRECTION
    return Judged(claim, kind, was, seen=known, fresh=fresh)


def _new_figures(candidate: Candidate, known: Sequence[Candidate]) -> bool:
    """Say whether a sentence gives a figure that none of the known ones gives."""
    given = [figure for one in known for figure in one.quantities]
    return any(
        not any((figure.low, figure.high) == (other.low, other.high) for other in given)
        for figure in candidate.quantities
    )


def other_figure(candidate: Candidate, known: Candidate) -> bool:
    """Say whether a figure of the same subject differs, and none agrees."""
    pairs = [(one, other) for one in candidate.quantities for other in known.quantities if same_subject(one, other)]
    return bool(pairs) and all(differ(one, other) for one, other in pairs)


def _same_matter(candidate: Candidate, known: Candidate, weights: Weights) -> bool:
    """Say whether two sentences share so many words besides their figures that one updates the other."""
    shared = {stem for stem in candidate.stems & known.stems if not stem[:1].isdigit()}
    shorter = min((candidate.stems, known.stems), key=len)
    return len(shared) >= 4 and weights.sum(shared) >= 0.5 * weights.sum(shorter)


def _late(judged: Judged, last_told: date | None, zone: ZoneInfo) -> Judged:
    """Mark what was published before the last digest and is seen only now."""
    quote = judged.claim.best.quote
    if last_told is None or quote.published is None or judged.kind is not Kind.NEW or not judged.is_news:
        return judged
    day = quote.published.date() if quote.day_only else quote.published.astimezone(zone).date()
    if day >= last_told:
        return judged
    return Judged(judged.claim, Kind.LATE, judged.was, judged.seen, judged.fresh)
