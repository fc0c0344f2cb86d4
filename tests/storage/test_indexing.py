"""The index follows the database by itself: only what is new, changed or gone is touched, and nothing stops a run."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import articles, digests, pages
from storage.connection import Store
from storage.found import Kept, Question, parse
from storage.indexing import catch_up, index_of, keep_up
from storage.models import Article
from storage.telling import Status
from storage.text_index import TextIndex
from tests.storage.making import NOW, article, digest, page


def keep(store: Store, *kept: Article) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page(number) for number in range(1, 5)])
        articles.add(connection, kept)


def in_step(store: Store) -> int:
    return catch_up(store, index_of(store), lambda what, done, total: None)


def found(store: Store, words: str, **where: object) -> set[str]:
    question = Question(parts=parse(words), **where)  # type: ignore[arg-type]
    return {hit.key for hit in index_of(store).find(question, 100).hits}


def test_what_is_kept_is_found_and_nothing_is_done_twice(store: Store) -> None:
    first, second = article(1), article(2, body="The ferry takes cars across.")
    keep(store, first, second)
    assert in_step(store) == 2
    assert in_step(store) == 0
    assert found(store, "ferry") == {second.version}
    assert found(store, "cafe bolt") == {first.version}


def test_only_what_is_new_is_taken_in(store: Store) -> None:
    keep(store, article(1))
    in_step(store)
    keep(store, article(2, body="The ferry takes cars across.", published=article(1).published))
    assert in_step(store) == 1
    assert len(found(store, "bridge")) == 2


def test_of_an_article_the_newest_wording_is_found_unless_all_are_asked_for(store: Store) -> None:
    old = article(1, body="The bridge has 14 cracked bolts.")
    keep(store, old)
    in_step(store)
    new = replace(
        article(1, body="The bridge has 41 cracked bolts."),
        modified=old.published + timedelta(days=1),  # type: ignore[operator]
    )
    keep(store, new)
    assert in_step(store) == 2  # the one is new, the other no longer the newest
    assert found(store, "cracked bolts") == {new.version}
    assert found(store, "cracked bolts", every_version=True) == {old.version, new.version}


def test_the_digest_that_stands_is_found_until_it_is_withdrawn(store: Store) -> None:
    of = article(1)
    keep(store, of)
    with store.writing() as connection:
        first = digests.save(connection, digest(of))
        second = digests.save(connection, digest(of, input_hash="input-2"))
    in_step(store)
    assert found(store, "Okonkwo counted", kinds=frozenset({Kept.DIGEST})) == {second.id}
    assert found(store, "harbor bridge", kinds=frozenset({Kept.DIGEST})) == {second.id}
    assert first.id != second.id
    with store.writing() as connection:
        digests.set_status(connection, second.id, Status.WITHDRAWN, NOW, "Ada")
    in_step(store)
    assert found(store, "Okonkwo", kinds=frozenset({Kept.DIGEST})) == set()


def test_what_is_gone_from_the_database_is_gone_from_the_index(store: Store) -> None:
    keep(store, article(1), article(2, body="The ferry takes cars across."))
    in_step(store)
    with store.writing() as connection:
        connection.execute("DELETE FROM article_versions WHERE version_id = ?", [article(1).version])
    assert in_step(store) == 1
    assert found(store, "cracked") == set()


def test_an_index_beside_another_database_is_brought_in_step_with_that_one(store: Store) -> None:
    keep(store, article(1))
    in_step(store)
    other = Store(store.path.with_name("other.duckdb"))
    keep(other, article(2, body="The ferry takes cars across."))
    shutil.copytree(index_of(store).folder, index_of(other).folder)
    in_step(other)
    assert found(other, "cracked") == set()
    assert len(found(other, "ferry")) == 1


@pytest.mark.parametrize("harm", ["folder", "state", "files", "segment", "version"])
def test_an_index_that_can_not_be_used_is_built_anew(store: Store, harm: str) -> None:
    keep(store, article(1))
    in_step(store)
    folder = index_of(store).folder
    if harm == "folder":
        shutil.rmtree(folder)
    elif harm == "state":
        (folder / "state.json").write_text("no JSON")
    elif harm == "files":
        shutil.rmtree(folder / "index")
    elif harm == "segment":
        for file in (folder / "index").glob("*.term"):
            file.write_bytes(b"short")
        keep(store, article(2))
    else:
        state = folder / "state.json"
        state.write_text(state.read_text().replace("format", "older format"))
    in_step(store)
    assert article(1).version in found(store, "bridge")


def test_a_portion_that_was_not_finished_is_taken_in_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, article(1), article(2, body="The ferry takes cars across."))

    def fails(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catch_up(store, index_of(store), fails)
    assert in_step(store) == 2
    assert len(found(store, "bridge", every_version=True) | found(store, "ferry")) == 2


def test_an_index_that_can_not_be_written_is_told_and_stops_nothing(store: Store) -> None:
    keep(store, article(1))
    folder = index_of(store).folder
    folder.write_text("a file stands where the folder would")
    assert "can't be" in keep_up(store, lambda what, done, total: None)


def test_another_process_at_work_on_the_index_is_told_and_stops_nothing(store: Store) -> None:
    keep(store, article(1))
    with TextIndex(index_of(store).folder).writing(anew=True):
        assert "Another process" in keep_up(store, lambda what, done, total: None)


def test_progress_counts_what_is_compared(store: Store) -> None:
    keep(store, article(1), article(2))
    seen: list[tuple[str, int, int]] = []
    catch_up(store, index_of(store), lambda *one: seen.append(one))
    assert seen == [("indexing for search", 2, 2)]


def test_an_undated_article_is_found_without_days_only(store: Store) -> None:
    keep(store, article(1, published=None))
    in_step(store)
    assert found(store, "bridge")
    assert not found(store, "bridge", first=datetime(2020, 1, 1, tzinfo=UTC))
