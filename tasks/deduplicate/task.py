"""Fold copies into their originals and name every article's origin, as articles come in.

What is compared of each article is kept, so that a batch of new ones is folded together with the clusters that they
touch and nothing else is read. What decides about all articles (the agencies that are known, the lines that an outlet
puts under everything) is kept too; where a new article changes it, the old ones that it concerns are folded again. The
result is that of folding all articles at once, whatever the order in which they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, copies, decisions, fingerprints
from storage.compared import FoldingState, Member
from storage.connection import Connection, Store
from storage.decided import DecisionKind
from storage.models import Article, ArticleId, Fold, VersionId, stable_id
from tasks.deduplicate.folding import METHOD, Context, fold_cluster, misspelled, owners_of, respelled, spellings
from tasks.deduplicate.relations import LEAST_MARKS, LEAST_MARKS_SHARE
from tasks.deduplicate.resting import changed, first_arrivals, resting
from tasks.deduplicate.sheets import Prepared, joined, lines_that_stand, names_learned, prepare
from tasks.deduplicate.standing import LEAST_HOLDERS, LOOKED_AT

BATCH = 5000  # articles; some 60 MB


@dataclass(frozen=True, slots=True)
class Folded:
    """What folding one batch came to."""

    articles: int  # that were new, or whose wording was met on another page
    copies: int  # that were not known as such
    left: int  # articles that wait to be folded
    again: bool = False  # somebody else folded meanwhile, and nothing was kept

    @property
    def more(self) -> bool:
        """Say whether there is more to fold."""
        return self.again or self.left > 0


@task(name="fold copies", cache_policy=NO_CACHE)
def fold_batch(store: Store, families: Mapping[str, str], most: int = BATCH) -> Folded:
    """Fold at most `most` articles that were not folded yet, and all that they concern.

    Done on every run, whether or not it brought articles: a run before may have ended between reading and folding. If
    the method or the families changed, all articles wait to be folded anew, and the old folds stand until then.
    """
    state = _current_state(store, families)
    with store.reading("reading articles to fold") as connection:
        unfolded = _unfolded(connection)
        pages, waiting = fingerprints.pending(connection, most)
        fresh = articles.by_version(connection, pages)
        known = fingerprints.agencies(connection)
    if not pages and unfolded == state.unfolded:
        return Folded(0, 0, 0)
    agencies, learned = names_learned(known, fresh.values())
    context = Context(owners=owners_of(families), agencies=agencies, unfolded=unfolded)
    work = _Work(store, context, replace(state, unfolded=unfolded), waiting - len(pages))
    work.prepare_fresh(pages, fresh, learned)
    return work.fold(sorted(unfolded ^ state.unfolded))


def _current_state(store: Store, families: Mapping[str, str]) -> FoldingState:
    """Return how the folds are made; if that is not how they are to be made now, begin anew."""
    wanted = stable_id(*(f"{outlet}\x1e{family}" for outlet, family in sorted(families.items())))
    with store.reading("reading how copies were folded") as connection:
        state = fingerprints.state(connection)
    if state and (state.method, state.families) == (METHOD, wanted):
        return state
    with store.writing("beginning to fold all articles anew") as connection:
        fingerprints.forget_all(connection)
        made = FoldingState(
            method=METHOD,
            families=wanted,
            unfolded=_unfolded(connection),
            generation=state.generation + 1 if state else 0,
        )
        fingerprints.set_state(connection, made)
    return made


def _unfolded(connection: Connection) -> frozenset[ArticleId]:
    taken = [one for one in decisions.current(connection) if one.kind is DecisionKind.UNFOLD]
    return frozenset(ArticleId(subject) for one in taken for subject in one.subjects)


class _Work:
    """One batch on its way: what was prepared, and what is known of all articles by now."""

    def __init__(self, store: Store, context: Context, state: FoldingState, left: int) -> None:
        self.store = store
        self.context = context
        self.state = state
        self.left = left
        self.new = 0
        self.prepared: dict[VersionId, Prepared] = {}
        self.stand: set[fingerprints.Line] = set()
        self.fall: set[fingerprints.Line] = set()

    def prepare_fresh(
        self, pages: Mapping[VersionId, int], fresh: Mapping[VersionId, Article], learned: set[str]
    ) -> None:
        """Prepare the fresh articles, and the old ones for which these change an agency or a line that stands."""
        self.new = len(pages)
        with self.store.reading("reading what agencies and lines are known") as connection:
            before = fingerprints.standing(connection)
            renamed = fingerprints.sheets_naming(connection, learned)
            again = articles.by_version(connection, renamed.keys() - fresh.keys())
        self._prepare({**renamed, **pages}, [*fresh.values(), *again.values()], before)
        self._settle_lines(before)

    def _prepare(
        self, pages: Mapping[VersionId, int], found: Iterable[Article], standing: set[fingerprints.Line]
    ) -> None:
        self.context = replace(self.context, standing=frozenset(line for _, line in standing))
        for article in found:
            self.prepared[article.version] = prepare(article, pages[article.version], self.context)

    def _settle_lines(self, before: set[fingerprints.Line]) -> None:
        """Find the lines that stand, or no longer do, and prepare all articles anew that hold one of them."""
        sheets = [one.sheet for one in self.prepared.values()]
        with self.store.reading("looking for lines that stand") as connection:
            held = fingerprints.holders(connection, sheets, least=LEAST_HOLDERS, looked_at=LOOKED_AT)
        now = lines_that_stand(held)
        asked = {(sheet.outlet, line) for sheet in sheets for line in sheet.lines}
        self.stand, self.fall = now - before, (before & asked) - now
        after = (before | self.stand) - self.fall
        changed = {line for _, line in before} ^ {line for _, line in after}
        if not changed:
            return
        with self.store.reading("reading articles with lines that stand") as connection:
            pages = fingerprints.sheets_holding(connection, changed)
            found = articles.by_version(connection, pages.keys() - self.prepared.keys())
        mine = [one for one in self.prepared.values() if not changed.isdisjoint(one.sheet.lines)]
        pages |= {one.sheet.version: one.sheet.pages for one in mine}
        self._prepare(pages, [*found.values(), *(one.article for one in mine)], after)

    def fold(self, decided: Sequence[ArticleId]) -> Folded:
        """Fold what was prepared with the clusters that it touches and those of the articles `decided` about."""
        sheets = [one.sheet for one in self.prepared.values()]
        with self.store.reading("reading the clusters of new articles") as connection:
            pairs = fingerprints.touched(connection, sheets, least=LEAST_MARKS, share=LEAST_MARKS_SHARE)
            clusters = joined(pairs, list(self.prepared))
            judged = fingerprints.clusters_of(connection, decided)
            members = fingerprints.members(connection, clusters.keys() | judged)
        cluster_of = {one.version: clusters.get(one.cluster, one.cluster) for one in members}
        cluster_of |= {version: clusters[version] for version in self.prepared}
        still = resting(members, self._arrivals(members, judged, clusters))
        folds, other = self._folded(cluster_of.keys() - still)
        woken = {cluster_of[version] for version in other} & {cluster_of[version] for version in still}
        if woken:
            again, _ = self._folded({version for version, cluster in cluster_of.items() if cluster in woken})
            folds = [*(one for one in folds if cluster_of[one.version] not in woken), *again]
        return self._keep(folds, clusters)

    def _arrivals(
        self, members: Sequence[Member], judged: Collection[str], clusters: Mapping[str, str]
    ) -> dict[str, datetime]:
        """Return when the news of each cluster begins in which copies may rest.

        They may not beside a wording that was folded before and is now prepared anew: it may leave a place in which
        others were compared with it. Nor where a person decided.
        """
        moved = {one.cluster for one in members if one.version in self.prepared or one.cluster in judged}
        stirred = {clusters.get(name, name) for name in moved}
        found = first_arrivals(self.prepared.values(), clusters, self.context)
        return {name: moment for name, moment in found.items() if clusters[name] not in stirred}

    def _folded(self, versions: Collection[VersionId]) -> tuple[list[Fold], set[VersionId]]:
        """Fold `versions`; return the folds, and of which old ones something else became."""
        fresh = [one for version, one in self.prepared.items() if version in versions]
        with self.store.reading("reading articles to fold again") as connection:
            old = articles.by_version(connection, set(versions) - self.prepared.keys())
            before = copies.among(connection, old)
        prints = {one.article.version: one.print for one in fresh}
        folds = fold_cluster([*old.values(), *(one.article for one in fresh)], self.context, prints)
        return folds, changed(before, folds)

    def _keep(self, folds: Sequence[Fold], clusters: Mapping[str, str]) -> Folded:
        with self.store.writing("keeping folds") as connection:
            state = fingerprints.state(connection)
            if state is None or state.generation != self.state.generation:
                return Folded(0, 0, self.left, again=True)
            fingerprints.put(connection, [one.sheet for one in self.prepared.values()], clusters)
            fingerprints.set_standing(connection, self.stand, self.fall)
            found = _put_folds(connection, folds)
            fingerprints.set_state(connection, replace(self.state, generation=state.generation + 1))
        return Folded(self.new, found, self.left)


def _put_folds(connection: Connection, folds: Sequence[Fold]) -> int:
    """Keep folds, spell every origin as is best now, and return how many copies were not known as such."""
    names = spellings(fingerprints.outlets(connection), fingerprints.origins(connection))
    before = copies.among(connection, [one.version for one in folds])
    copies.put(connection, [respelled(one, names) for one in folds])
    copies.respell(connection, misspelled(copies.origins(connection), names))
    known = {version for version, one in before.items() if one.copy_of is not None}
    return len({one.version for one in folds if one.copy_of is not None} - known)
