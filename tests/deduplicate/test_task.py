"""Folding articles as they come gives what folding them all at once gives, whatever the order and the batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import articles, copies, decisions, fingerprints
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.models import Article, Fold, VersionId
from tasks.deduplicate import task
from tasks.deduplicate.folding import SAID_NO_COPY, fold
from tests.benchmarks.corpus import newsroom
from tests.builders import an_article
from tests.deduplicate.newsroom import LOCAL, OTHER, STATEMENT, WIRE, text
from tests.stores import an_empty_store

FAMILIES = {"Lund Herald": "Herald Group", "Osmund Herald": "Herald Group"}
STANDING = " ".join(STATEMENT)
# Everything that couples articles: copies of copies, lines that stand at the third article, agencies and spellings that
# are learned from one article and matter to others, a brief in a longer report, addresses, undated and unnamed texts.
COUPLED = (
    an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00", title="Ferry aground"),
    an_article(text(*WIRE[:6], *LOCAL), source="Osmund Mercury", on="2026-03-02T09:00"),
    an_article(text(*WIRE[2:6], *LOCAL), source="Lund Herald", on="2026-03-02T10:00"),
    an_article(text(*WIRE[1:]), source="Osmund Herald", on=None),
    an_article(text(*WIRE[:7]), source=None, on="2026-03-01"),
    an_article(text(f"LUND HAVEN (VPA) – {OTHER[0]}", *OTHER[1:]), source="Osmund Mercury", on="2026-03-02T11:00"),
    an_article(text(*OTHER, "The boat will be towed on Friday. VPA"), source="The Lund Herald", on="2026-03-02T08:00"),
    an_article(text(*OTHER[1:]), source="VPA", on="2026-03-03"),
    an_article(text(*LOCAL, "The post Ferry aground appeared first on The Varn Dispatch."), source=None, on=None),
    an_article(text(*LOCAL), source="Quay News", on="2026-03-01T07:00"),
    *(
        an_article(text(part, STANDING), source="Reef Times", on=f"2026-03-0{day}", address=f"https://reef.example/{day}")
        for day, part in enumerate((*OTHER[:3], WIRE[7]), 1)
    ),
    an_article(text(OTHER[4], STANDING), source="Sound Times", on="2026-03-05"),
    an_article(text(*WIRE[:5]), source="Kettle Post", on="2026-03-04", url="https://varn.example/ferry"),
    an_article(text(*WIRE[:2], *OTHER), source="Skerry Post", on="2026-03-05", url="https://varn.example/ferry"),
)  # fmt: skip


def _taken(store: Store, found: Sequence[Article], families: Mapping[str, str], most: int = 5000) -> None:
    with store.writing() as connection:
        articles.add(connection, found)
    while task.fold_batch.fn(store, families, most).more:
        pass


def _kept(store: Store) -> dict[VersionId, Fold]:
    with store.reading() as connection:
        return copies.all(connection)


def _at_once(found: Sequence[Article], families: Mapping[str, str], unfolded: Sequence[str] = ()) -> dict[str, Fold]:
    return {one.version: one for one in fold(found, families, frozenset(unfolded))}


@settings(max_examples=4, deadline=None)
@given(order=st.permutations(COUPLED), cuts=st.lists(st.integers(1, len(COUPLED)), max_size=3), most=st.integers(4, 9))
def test_any_order_of_arrival_over_several_runs_ends_in_the_same_folds(
    order: list[Article], cuts: list[int], most: int
) -> None:
    with TemporaryDirectory() as folder:
        store = an_empty_store(Path(folder) / "news.duckdb")
        places = [0, *sorted(set(cuts)), len(order)]
        for start, end in pairwise(places):
            _taken(store, order[start:end], FAMILIES, most)
        assert _kept(store) == _at_once(COUPLED, FAMILIES)
        assert {problem.where for problem in store.verify()} <= {"article_versions"}, "these have no pages"


@pytest.fixture(scope="module")
def written() -> list[Article]:
    """What a newsroom writes in six days."""
    return [one.article for one in islice(newsroom(per_day=40), 240)]


@pytest.mark.slow
@pytest.mark.parametrize("backwards", [False, True])
def test_a_newsroom_s_days_fold_one_by_one_as_they_do_at_once(
    tmp_path: Path, written: list[Article], backwards: bool
) -> None:
    days = [written[start : start + 40] for start in range(0, len(written), 40)]
    store = an_empty_store(tmp_path / "news.duckdb")
    for day in reversed(days) if backwards else days:
        _taken(store, day, {}, most=30)
    assert _kept(store) == _at_once(written, {})


def test_a_run_without_news_changes_nothing(tmp_path: Path) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    _taken(store, COUPLED, FAMILIES)
    with store.reading() as connection:
        before = fingerprints.state(connection)
    assert task.fold_batch.fn(store, FAMILIES) == task.Folded(0, 0, 0)
    with store.reading() as connection:
        assert fingerprints.state(connection) == before


def test_only_the_clusters_that_new_articles_touch_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02")
    apart = an_article(text(*OTHER), source="Osmund Mercury", on="2026-03-02")
    _taken(store, [wire, apart], {})
    folded: list[set[str]] = []

    def listening(found: Sequence[Article], *given: object) -> list[Fold]:
        folded.append({one.version for one in found})
        return fold_cluster(found, *given)  # type: ignore[arg-type]

    fold_cluster = task.fold_cluster
    monkeypatch.setattr(task, "fold_cluster", listening)
    copy = an_article(text(*WIRE[:6]), source="Lund Herald", on="2026-03-03")
    _taken(store, [copy], {})
    assert folded == [{wire.version, copy.version}]


def test_new_families_and_a_new_method_fold_all_articles_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    _taken(store, COUPLED, {})
    first = task.fold_batch.fn(store, FAMILIES, 3)
    assert (first.articles, first.left) == (3, len(COUPLED) - 3)
    assert len(_kept(store)) == len(COUPLED), "the old folds stand until the new ones are made"
    _taken(store, [], FAMILIES)
    assert _kept(store) == _at_once(COUPLED, FAMILIES)
    monkeypatch.setattr(task, "METHOD", task.METHOD + 1)
    assert task.fold_batch.fn(store, FAMILIES).articles == len(COUPLED)


def test_what_a_person_said_is_no_copy_is_none_until_that_is_undone(tmp_path: Path) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    _taken(store, COUPLED, FAMILIES)
    before = _kept(store)
    copy = next(one for one in COUPLED if before[one.version].copy_of)
    at = datetime(2026, 3, 9, tzinfo=UTC)
    said = Decision(kind=DecisionKind.UNFOLD, at=at, by="Ada", subjects=(copy.id,))
    with store.writing() as connection:
        decisions.add(connection, [said])
    for _ in range(2):
        _taken(store, [], FAMILIES)
        assert (_kept(store)[copy.version].copy_of, _kept(store)[copy.version].reason) == (None, SAID_NO_COPY)
        assert _kept(store) == _at_once(COUPLED, FAMILIES, [copy.id])
    with store.writing() as connection:
        decisions.undo(connection, said.id, at, "Ada")
    _taken(store, [], FAMILIES)
    assert _kept(store) == before


def test_folds_that_somebody_else_made_meanwhile_are_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    with store.writing() as connection:
        articles.add(connection, COUPLED)
    fold_cluster = task.fold_cluster

    def meanwhile(*given: object) -> list[Fold]:
        monkeypatch.setattr(task, "fold_cluster", fold_cluster)
        _taken(store, [], FAMILIES)
        return fold_cluster(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(task, "fold_cluster", meanwhile)
    assert task.fold_batch.fn(store, FAMILIES).again
    assert _kept(store) == _at_once(COUPLED, FAMILIES)


def test_a_wording_met_again_with_a_byline_is_folded_again(tmp_path: Path) -> None:
    store = an_empty_store(tmp_path / "news.duckdb")
    bare = an_article(text(*OTHER), source="Osmund Mercury", on="2026-03-02")
    credited = an_article(text(*OTHER), source="Osmund Mercury", on="2026-03-02", byline="AFP", page="a later page")
    assert bare.version == credited.version
    _taken(store, [bare], {})
    _taken(store, [credited], {})
    with store.reading() as connection:
        speaking = articles.all_versions(connection)
    assert _kept(store) == _at_once(speaking, {})
