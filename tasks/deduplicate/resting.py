"""Which copies of a cluster need not be read and folded again when the cluster grows.

Most of a cluster that grows for days are plain copies: all but a little of each stands in its original. No later
article is ever measured on one (`matching`), and what became of it changes only if something comes to stand before it
in the order of precedence, or if something else becomes of its original. So plain copies rest: the others are folded
without them and, where that makes anything else of an article than it was, the whole cluster is folded.

What a copy's credit says of its original counts, too (`folding`): of copies with one and the same credit the first
stays awake and speaks for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from storage.compared import Member
from storage.models import CopyKind, Fold, VersionId
from tasks.deduplicate.folding import Context
from tasks.deduplicate.matching import OWN
from tasks.deduplicate.origins import outlet_key
from tasks.deduplicate.sheets import Prepared

_PLAIN = frozenset({CopyKind.ADDRESS, CopyKind.IDENTICAL, CopyKind.NEAR, CopyKind.SYNDICATED})
_LAST = datetime.max.replace(tzinfo=UTC)


def first_arrivals(fresh: Iterable[Prepared], clusters: Mapping[str, str], context: Context) -> dict[str, datetime]:
    """Return, for each cluster that `fresh` articles touch, when the first of these was published.

    `clusters` gives each the name that it has from now on. Those that an agency's own article touches are left out: it
    stands before articles that came earlier.
    """
    first: dict[str, datetime] = {}
    leading = set()
    for one in fresh:
        cluster = clusters[one.article.version]
        first[cluster] = min(first.get(cluster, _LAST), one.article.published or _LAST)
        if one.article.source and context.agencies.find(one.article.source):
            leading.add(cluster)
    return {name: first[cluster] for name, cluster in clusters.items() if cluster in first.keys() - leading}


def resting(members: Sequence[Member], arrivals: Mapping[str, datetime]) -> set[VersionId]:
    """Return the plain copies among `members` that stand before all that is new to their cluster.

    `arrivals` gives the moment of the first news for each cluster that may have copies at rest.
    """
    copies = [one for one in members if one.cluster in arrivals and _rests(one, arrivals[one.cluster])]
    return {one.version for one in copies} - _speakers(copies)


def _rests(member: Member, news: datetime) -> bool:
    plain = member.kind in _PLAIN and member.overlap > OWN and bool(member.outlet)
    return plain and member.published is not None and member.published < news


def _speakers(copies: Iterable[Member]) -> set[VersionId]:
    """Return the first of each original's copies with the same credit; all of them, if there are several credits."""
    credited: dict[VersionId | None, dict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
    for one in copies:
        if outlet_key(one.origin) != one.outlet:
            credited[one.copy_of][outlet_key(one.origin)].append(one)
    speaking = set()
    for by_credit in credited.values():
        for alike in by_credit.values():
            ordered = sorted(alike, key=lambda one: (one.published or _LAST, one.version))
            speaking |= {one.version for one in (ordered[:1] if len(by_credit) == 1 else ordered)}
    return speaking


def changed(before: Mapping[VersionId, Fold], after: Iterable[Fold]) -> set[VersionId]:
    """Return those that were folded `before` and of which something else became; spellings of names aside."""
    return {
        one.version for one in after if one.version in before and _unspelled(before[one.version]) != _unspelled(one)
    }


def _unspelled(fold: Fold) -> Fold:
    return replace(fold, origin=outlet_key(fold.origin))
