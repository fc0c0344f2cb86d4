"""What is got back of a database whose log was spoiled when the program was killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage import stories
from storage.connection import Store
from storage.errors import StoreDamaged
from tests.storage.making import STORY
from tests.storage.test_connection import ended, fill, run


def break_log(store: Store) -> Path:
    """Leave a write-ahead log of five transactions, as a kill does, and spoil one of its last entries."""
    code = """
        import os, sys, duckdb
        connection = duckdb.connect(sys.argv[1])
        for number in range(5):
            row = [str(number), "A story", [], [], "UTC", "after", 160, True]
            names = "story_id, title, terms, seeds, zone, review, words, followed"
            connection.execute(f"INSERT INTO stories ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        os.kill(os.getpid(), 9)
    """
    process = run(code, store.path)
    process.wait()
    ended(process)
    log = store.path.with_name("news.duckdb.wal")
    content = bytearray(log.read_bytes())
    content[-300] ^= 1
    log.write_bytes(content)
    return log


def test_a_log_that_can_not_be_read_is_set_aside_and_said_to_be(store: Store) -> None:
    log = break_log(store)
    spoiled = log.read_bytes()
    with pytest.raises(StoreDamaged, match=r"set aside as news\.duckdb\.wal\.damaged-1"), store.reading():
        pass
    assert log.with_name("news.duckdb.wal.damaged-1").read_bytes() == spoiled
    with store.reading() as connection:
        assert stories.all(connection) == []


@pytest.mark.parametrize("met_before", [False, True], ids=["at once", "after a command met it"])
def test_recovering_plays_back_the_sound_part_of_the_log(store: Store, met_before: bool) -> None:
    log = break_log(store)
    if met_before:
        with pytest.raises(StoreDamaged), store.reading():
            pass
    recovery = store.recover()
    assert recovery.played_back == log.with_name("news.duckdb.wal.damaged-1")
    assert recovery.played_back.exists()
    assert recovery.problems == ()
    with store.reading() as connection:
        kept = [story.id for story in stories.all(connection)]
    assert kept in (["0", "1", "2"], ["0", "1", "2", "3"])
    assert store.recover().played_back is None


def test_a_log_is_not_played_into_a_database_that_moved_on(store: Store) -> None:
    break_log(store)
    with pytest.raises(StoreDamaged), store.reading():
        pass
    fill(store)
    assert store.recover().played_back is None
    with store.reading() as connection:
        assert [story.id for story in stories.all(connection)] == [STORY]


def test_recovering_a_sound_database_finds_nothing_to_do(store: Store) -> None:
    fill(store)
    recovery = store.recover()
    assert (recovery.set_aside, recovery.played_back, recovery.problems) == ((), None, ())


def test_a_new_database_ignores_the_log_of_one_that_is_gone(store: Store) -> None:
    log = break_log(store)
    os.remove(store.path)  # noqa: PTH107
    with store.reading() as connection:
        assert stories.all(connection) == []
    assert log.with_name("news.duckdb.wal.damaged-1").exists()
