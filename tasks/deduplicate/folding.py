"""Which articles are copies, of which original, and from which origin.

In layers: the same words; nearly the same words; passages taken over and added to; and, where no partner is at hand,
the credits that a text gives. Titles identify nothing. Two versions of one article are versions, and what one outlet
writes after itself is an update: neither is a copy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from storage.models import Article, CopyKind, Fold
from tasks.deduplicate.fingerprints import Fingerprint, Runs, fingerprint, shared
from tasks.deduplicate.origins import UNNAMED, Agencies, Grounds, Origin, origin_of, outlet_key
from tasks.deduplicate.overlaps import overlapping

# Words below which even the same text proves nothing: "Click here for the latest", a correction's standing formula.
_LEAST_SAME = 20
_LEAST_SAME_OUTLET = 80
_LEAST_TOLD = 30  # runs outside quotation marks that both must have, for less than sameness to count
_NEAR = 0.8
_NEAR_OF_ORIGINAL = 0.5
_TAKEN = 0.5  # of the copy's runs
_WHOLE, _TAKEN_WITH_WHOLE = 0.8, 0.3  # nearly all of the original, inside something longer
_STANDING = 3  # articles of one outlet in which a line stands before it may be boilerplate
_STANDING_LIKENESS = 0.3


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article with what is compared of it."""

    article: Article
    outlet: str  # folded name, "" if unnamed
    origin: Origin
    print: Fingerprint


@dataclass(frozen=True, slots=True)
class _Match:
    """A copy's tie to an earlier article; places count along the order of precedence."""

    to: int
    kind: CopyKind
    share: float  # of the copy's runs


def fold(articles: Sequence[Article], families: Mapping[str, str] | None = None) -> list[Fold]:
    """Fold copies into their originals and name every article's origin.

    `families` maps outlets to the publisher family that owns them. Returns one fold for each article, in the order
    given. The original is an agency's own article where there is one, else the earliest of a named outlet; nothing
    depends on the order of `articles`. A copy of a copy is folded into the first original.
    """
    owners = {outlet_key(outlet): family for outlet, family in (families or {}).items()}
    agencies = Agencies.of(articles)
    entries = sorted((_entry(article, owners, agencies) for article in articles), key=_precedence)
    entries = _without_standing_lines(entries)
    matches = _matches(entries)
    names = _spellings(entries)
    origins = [_named(origin, names) for origin in _agreed_origins(entries, matches)]
    folds = {
        entry.article.version: _fold(entry, match, entries, origins[match.to if match else place])
        for place, (entry, match) in enumerate(zip(entries, matches, strict=True))
    }
    return [folds[article.version] for article in articles]


def _entry(article: Article, families: Mapping[str, str], agencies: Agencies) -> _Entry:
    outlet = outlet_key(article.source) if article.source else ""
    return _Entry(article, outlet, origin_of(article, families, agencies), fingerprint(article.body))


def _precedence(entry: _Entry) -> tuple[int, bool, str, str]:
    """Order articles so that an original stands before its copies."""
    article = entry.article
    rank = 0 if entry.origin.grounds is Grounds.AGENCY else 2 if not entry.outlet else 1
    moment = article.published.isoformat() if article.published else ""
    return rank, article.published is None, moment, article.version


def _without_standing_lines(entries: list[_Entry]) -> list[_Entry]:
    """Leave out of the comparison the lines that an outlet puts under articles that are otherwise not alike."""
    holders: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for line in dict.fromkeys(entry.print.lines) if entry.outlet else ():
            holders[entry.outlet, line].append(place)
    repeated = {held: places for held, places in holders.items() if len(places) >= _STANDING}
    without = {line for _, line in repeated}
    rests = {place: _rest(entries[place], without) for place in {p for places in repeated.values() for p in places}}
    standing = {line for (_, line), places in repeated.items() if _unlike([rests[place] for place in places])}
    return [
        replace(entry, print=fingerprint(entry.article.body, standing))
        if not standing.isdisjoint(entry.print.lines)
        else entry
        for entry in entries
    ]


def _rest(entry: _Entry, without: Collection[int]) -> Runs | None:
    """Return the runs of what an article says in lines of its own; None if these are the lesser part of it."""
    own = sum(line not in without for line in entry.print.lines)
    if 2 * own < len(entry.print.lines):
        return None
    return fingerprint(entry.article.body, without).runs


def _unlike(rests: Sequence[Runs | None]) -> bool:
    """Tell whether articles are mostly of their own lines, and these unlike from one article to the next."""
    likenesses = [1.0 if one is None or other is None else _likeness(one, other) for one, other in pairwise(rests)]
    return sorted(likenesses)[len(likenesses) // 2] < _STANDING_LIKENESS


def _likeness(left: Runs, right: Runs) -> float:
    both = shared(left, right)
    return both / max(left.size + right.size - both, 1)


def _matches(entries: Sequence[_Entry]) -> list[_Match | None]:
    """Tie every copy to the best of the earlier articles, then to that one's own original."""
    candidates = overlapping([entry.print.marks for entry in entries])
    same: dict[str, list[int]] = defaultdict(list)
    matches: list[_Match | None] = []
    for place, entry in enumerate(entries):
        possible = sorted({*candidates[place], *same[entry.print.digest]})
        found = [match for other in possible if (match := _match(entries, matches, place, other))]
        matches.append(max(found, key=lambda m: (m.kind is CopyKind.IDENTICAL, m.share, -m.to), default=None))
        same[entry.print.digest] = [*same[entry.print.digest][:2], place]
    return matches


def _match(entries: Sequence[_Entry], matches: Sequence[_Match | None], place: int, other: int) -> _Match | None:
    """Judge one earlier article as the original; a copy stands for its own original."""
    entry, earlier = entries[place], entries[other]
    through = matches[other]
    root = entries[through.to] if through else earlier
    if entry.article.id in (root.article.id, earlier.article.id):
        return None
    kind, share = _judge(entry.print, earlier.print)
    outlets = {earlier.outlet, root.outlet} - {""}
    if entry.outlet in outlets and (kind is not CopyKind.IDENTICAL or entry.print.size < _LEAST_SAME_OUTLET):
        return None
    if kind is None:
        return None
    if not through:
        return _Match(other, kind, share)
    weaker = max(kind, through.kind, key=list(CopyKind).index)
    return _Match(through.to, weaker, _share(entry.print.runs, root.print.runs))


def _judge(copy: Fingerprint, original: Fingerprint) -> tuple[CopyKind | None, float]:
    """Say how one text relates to an earlier one, and what share of its runs stand there."""
    if copy.digest == original.digest:
        return (CopyKind.IDENTICAL if copy.size >= _LEAST_SAME else None), 1.0
    share = _share(copy.runs, original.runs)
    if share < _TAKEN_WITH_WHOLE:
        return None, share
    told = shared(copy.told, original.told)
    least = min(share, told / max(copy.told.size, 1))
    of_original = min(_share(original.runs, copy.runs), told / max(original.told.size, 1))
    if told < _LEAST_TOLD:
        return None, share
    if least >= _NEAR and of_original >= _NEAR_OF_ORIGINAL:
        return CopyKind.NEAR, share
    if least >= _TAKEN or (of_original >= _WHOLE and least >= _TAKEN_WITH_WHOLE):
        return CopyKind.SYNDICATED, share
    return None, share


def _share(part: Runs, whole: Runs) -> float:
    return shared(part, whole) / max(part.size, 1)


def _agreed_origins(entries: Sequence[_Entry], matches: Sequence[_Match | None]) -> list[Origin]:
    """Let a copy's credit speak for an original that names none: the text is the same."""
    origins = [entry.origin for entry in entries]
    credited: dict[int, list[Origin]] = defaultdict(list)
    for entry, match in zip(entries, matches, strict=True):
        if match and match.kind is not CopyKind.SYNDICATED and entry.origin.grounds is Grounds.CREDIT:
            credited[match.to].append(entry.origin)
    for place, named in credited.items():
        if origins[place].grounds > Grounds.CREDIT:
            counts = Counter(origin.name for origin in named)
            best = max(named, key=lambda origin: counts[origin.name])
            origins[place] = replace(best, reason=f"the same text elsewhere is {best.reason}")
    return origins


def _spellings(entries: Sequence[_Entry]) -> dict[str, str]:
    """Choose one spelling for every name: an outlet's own before a credit's, then the longest."""
    seen: dict[str, set[tuple[bool, int, str]]] = defaultdict(set)
    for entry in entries:
        if entry.article.source:
            name = entry.article.source.strip()
            seen[entry.outlet].add((False, -len(name), name))
        seen[outlet_key(entry.origin.name)].add((True, -len(entry.origin.name), entry.origin.name))
    return {key: min(names)[2] for key, names in seen.items()}


def _named(origin: Origin, names: Mapping[str, str]) -> Origin:
    return origin if origin.name == UNNAMED else replace(origin, name=names.get(outlet_key(origin.name), origin.name))


def _fold(entry: _Entry, match: _Match | None, entries: Sequence[_Entry], origin: Origin) -> Fold:
    if match is None:
        return Fold(version=entry.article.version, origin=origin.name, origin_reason=origin.reason)
    original = entries[match.to].article
    return Fold(
        version=entry.article.version,
        origin=origin.name,
        origin_reason=f"a copy; the original: {origin.reason}",
        copy_of=original.version,
        kind=match.kind,
        overlap=round(match.share, 4),
        reason=_reason(match, original),
    )


def _reason(match: _Match, original: Article) -> str:
    """Say in words why a copy is one."""
    when = f" of {original.published.date().isoformat()}" if original.published else ", undated"
    which = f"“{original.title}” ({original.outlet}{when})" if original.title else f"{original.outlet}{when}"
    percent = f"{100 * match.share:.0f}%"
    if match.kind is CopyKind.IDENTICAL:
        return f"the same text, word for word, as {which}"
    if match.kind is CopyKind.NEAR:
        return f"nearly the same text as {which}: {percent} of its five-word runs stand there"
    return f"takes passages from {which}: {percent} of its five-word runs stand there"
