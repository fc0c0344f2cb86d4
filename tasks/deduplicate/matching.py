"""Which articles are copies of which others, along an order of precedence in which an original comes before its copies.

First each article is compared with the earlier ones that could be its original: those that are nobody's copy, and
copies that add much of their own. So a report that a thousand outlets took over is compared a thousand times, not half
a million. Then briefs that stand whole inside a longer report of somebody else, earlier or later, are folded into it:
they say nothing that it does not, and the longer report is no copy, for most of it is its own.

What becomes of an article depends on nothing but the articles it shares text or an address with, directly or through
others. That is what lets a new article be folded with its cluster alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from storage.models import Article, ArticleId, CopyKind
from tasks.deduplicate.fingerprints import Fingerprint
from tasks.deduplicate.origins import Grounds, Origin
from tasks.deduplicate.relations import (
    LEAST_MARKS,
    LEAST_MARKS_SHARE,
    LEAST_SAME_OUTLET,
    Likeness,
    Relation,
    part_of,
    relate,
)

OWN = 0.8  # a copy of whose runs less is taken has something of its own that others may take
_ALL = 0.8  # of a brief that stands inside a longer report
_LONGER = 1.5
_OF_ROOT = 0.3  # of a copy of a copy, that the first original must have
_SAME_PAGE = 0.3  # of either text, where two pages name one canonical address
_UNLIKE = 0.3
_KINDS = {Relation.IDENTICAL: CopyKind.IDENTICAL, Relation.NEAR: CopyKind.NEAR, Relation.TAKEN: CopyKind.SYNDICATED}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with what is compared of it."""

    article: Article
    outlet: str  # folded name, "" if unnamed
    origin: Origin
    print: Fingerprint


@dataclass(frozen=True, slots=True)
class Match:
    """A copy's tie to its original; places count along the order of precedence."""

    to: int
    kind: CopyKind
    share: float  # of the copy's runs


def match_copies(entries: Sequence[Entry], unfolded: Collection[ArticleId] = frozenset()) -> list[Match | None]:
    """Tie every copy to its original. `entries` are in the order of precedence; articles `unfolded` are no copies."""
    desk = _Desk(entries)
    for place, entry in enumerate(entries):
        desk.judge(place, free=entry.article.id in unfolded)
    return _with_briefs(entries, desk, unfolded)


@dataclass(slots=True)
class _Desk:
    """What is known while the articles are gone through."""

    entries: Sequence[Entry]
    matches: list[Match | None] = field(default_factory=list)
    holding: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # article: earlier ones in it
    _marks: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _digests: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _addresses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def judge(self, place: int, *, free: bool) -> None:
        """Find the original of the article at `place`, unless it is `free`, and let later ones find it."""
        found = [match for other in self._possible(place) if (match := self._compared(place, other))]
        best = max(found, key=lambda m: (_first_kinds(m), m.share, -m.to), default=None)
        self.matches.append(None if free else best)
        if free or best is None or best.share < OWN:
            self._show(place)

    def _possible(self, place: int) -> list[int]:
        entry = self.entries[place]
        mine = entry.print.marks.tolist()
        held = Counter(other for mark in mine for other in self._marks.get(mark, ()))
        enough = [other for other, count in held.items() if self._worth_it(count, len(mine), other)]
        address = [other for other in self._addresses.get(page_address(entry.article) or "", ()) if other in held]
        return sorted({*enough, *self._digests.get(entry.print.digest, ()), *address})

    def _worth_it(self, count: int, mine: int, other: int) -> bool:
        smaller = min(mine, self.entries[other].print.marks.size)
        return count >= LEAST_MARKS and count >= LEAST_MARKS_SHARE * smaller

    def _compared(self, place: int, other: int) -> Match | None:
        """Judge one earlier article as the original; a copy stands for its own original."""
        entry, earlier = self.entries[place], self.entries[other]
        through = self.matches[other]
        root = self.entries[through.to] if through else earlier
        if _versions(entry, root) or _versions(entry, earlier):
            return None
        likeness = relate(entry.print, earlier.print)
        kind = _kind(entry, earlier, root, likeness)
        if kind is None:
            if not through and not _one_outlet(entry, earlier) and _holds(entry, earlier, likeness):
                self.holding[place].append(other)
            return None
        if not through:
            return Match(other, kind, likeness.share)
        share = part_of(entry.print.runs, root.print.runs)
        if share < _OF_ROOT:  # it has what the earlier copy had of its own, and hardly anything of the original
            return None
        return Match(through.to, max(kind, through.kind, key=list(CopyKind).index), share)

    def _show(self, place: int) -> None:
        entry = self.entries[place]
        for mark in entry.print.marks.tolist():
            self._marks[mark].append(place)
        self._digests[entry.print.digest].append(place)
        if address := page_address(entry.article):
            self._addresses[address].append(place)


def page_address(article: Article) -> str | None:
    """Return the address that the article's page gives as its own; None if that is the outlet's front page."""
    return article.url if article.url and urlsplit(article.url).path.strip("/") else None


def _versions(one: Entry, other: Entry) -> bool:
    """Tell whether both are wordings of one article; a page of another outlet that names its address is none."""
    return one.article.id == other.article.id and not (one.outlet and other.outlet and one.outlet != other.outlet)


def _one_outlet(one: Entry, other: Entry) -> bool:
    return bool(one.outlet) and one.outlet == other.outlet


def _holds(entry: Entry, earlier: Entry, likeness: Likeness) -> bool:
    """Tell whether an article holds an earlier one; if nobody knows which was first, half of a shorter one will do."""
    if likeness.relation is not Relation.HOLDS_MOST:
        return likeness.relation is Relation.HOLDS
    dated = entry.article.published and earlier.article.published
    return not dated and entry.print.size >= _LONGER * earlier.print.size


def _first_kinds(match: Match) -> int:
    return {CopyKind.IDENTICAL: 2, CopyKind.ADDRESS: 1}.get(match.kind, 0)


def _kind(entry: Entry, earlier: Entry, root: Entry, likeness: Likeness) -> CopyKind | None:
    """Say in which way an article is a copy of an earlier one, if it is one."""
    own = entry.outlet in {earlier.outlet, root.outlet} - {""}
    one_page = page_address(entry.article) == page_address(earlier.article) is not None
    same = likeness.relation is Relation.IDENTICAL
    if one_page and (same or (not own and max(likeness.share, likeness.back) >= _SAME_PAGE)):
        return CopyKind.ADDRESS
    if own and not (same and entry.print.size >= LEAST_SAME_OUTLET and entry.print.lines == earlier.print.lines):
        return None  # an update, if only by a standing formula for corrections
    return _KINDS.get(likeness.relation)


def _with_briefs(entries: Sequence[Entry], desk: _Desk, unfolded: Collection[ArticleId]) -> list[Match | None]:
    """Fold briefs into the longer reports that hold them, and their copies with them."""
    into = _holders(entries, desk, unfolded)
    matches = list(desk.matches)
    for place, entry in enumerate(entries):
        match = desk.matches[place]
        root = match.to if match else place
        if root not in into:
            continue
        whole = entries[_last(root, into)]
        if _one_outlet(whole, entry) or _versions(whole, entry):
            matches[place] = None  # an outlet's own report that grew
            continue
        share = part_of(entry.print.runs, whole.print.runs)
        kind = CopyKind.BRIEF if share >= _ALL else CopyKind.SYNDICATED
        matches[place] = Match(_last(root, into), kind, share) if share >= _OF_ROOT else None
    return matches


def _holders(entries: Sequence[Entry], desk: _Desk, unfolded: Collection[ArticleId]) -> dict[int, int]:
    """Return for each brief the report that holds it, the one with most of it, then the first."""
    copied = {match.to for match in desk.matches if match}
    choices: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for whole, briefs in desk.holding.items():
        if desk.matches[whole] or _is_round_up([entries[brief] for brief in briefs]):
            continue
        for brief in briefs:
            share = part_of(entries[brief].print.runs, entries[whole].print.runs)
            taken = entries[brief].article.id not in unfolded and _speaks_for(entries[whole], entries[brief])
            if taken and (share >= _ALL or brief not in copied):
                choices[brief].append((-share, whole))
    return {brief: min(found)[1] for brief, found in choices.items()}


def _speaks_for(whole: Entry, brief: Entry) -> bool:
    """Tell whether nobody's credit is lost with the brief: not an agency's, nor one that the report does not give."""
    return brief.origin.grounds >= Grounds.OUTLET or brief.origin.name == whole.origin.name


def _is_round_up(briefs: Sequence[Entry]) -> bool:
    """Tell whether a report holds different reports of different outlets; they stay apart."""
    return any(
        not _one_outlet(one, other)
        and max(part_of(one.print.runs, other.print.runs), part_of(other.print.runs, one.print.runs)) < _UNLIKE
        for one, other in combinations(briefs, 2)
    )


def _last(root: int, into: dict[int, int]) -> int:
    while root in into:
        root = into[root]
    return root
