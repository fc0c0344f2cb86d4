"""A request that kills its process is a loss with its reason; the requests beside it are answered."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from storage.errors import ThroughlineError
from tasks.isolation import pool as pool_module
from tasks.isolation.pool import Pool, pool_for
from tasks.isolation.work import Bounds, Ending, Loss, Work

pytest.importorskip("resource")
HOSTILE = Work(
    call="tests.isolation.hostile:obey",
    what="thing",
    nouns=frozenset({"storage.models"}),
    bounds=Bounds(cpu_seconds=1, wall_seconds=90, memory_mb=500),
)


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(HOSTILE)
    yield made
    made.close()


def with_call(name: str) -> Work:
    return Work(call=f"tests.isolation.hostile:{name}", what="thing", nouns=frozenset({"storage.models"}))


def lost(answer: object) -> Loss:
    assert isinstance(answer, Loss)
    assert answer.detail.endswith(".")
    return answer


@pytest.mark.parametrize(
    ("order", "ending", "said"),
    [
        ("spin", Ending.COMPUTING, "more than 1 seconds of computing"),
        ("hoard", Ending.MEMORY, "more than 500 MB of memory"),
        ("crash", Ending.CRASH, "SIGSEGV"),
        ("leave", Ending.CRASH, "exit status 3"),
    ],
)
def test_what_a_process_died_of_is_told_and_its_neighbors_are_answered(
    pool: Pool, order: str, ending: Ending, said: str
) -> None:
    first, second, third = pool.ask_all(["one", order, "three"], workers=1)
    assert (first, third) == ("ONE", "THREE")
    assert lost(second).ending is ending
    assert said in second.detail


def test_a_process_that_waits_too_long_is_stopped_by_the_clock() -> None:
    pool = Pool(Work(call=HOSTILE.call, what="thing", nouns=HOSTILE.nouns, bounds=Bounds(wall_seconds=0.3)))
    answer = lost(pool.ask("sleep"))
    pool.close()
    assert answer.ending is Ending.CLOCK
    assert "within 0.3 seconds" in answer.detail


def test_a_message_of_an_impossible_length_is_not_waited_for(pool: Pool) -> None:
    assert lost(pool.ask("babble")).ending is Ending.CRASH


def test_several_answers_come_one_by_one_and_each_may_use_the_bounds(pool: Pool) -> None:
    assert list(pool.stream("count")) == ["0", "1", "2"]
    assert list(pool.stream("count")) == ["0", "1", "2"]


@pytest.mark.parametrize(("order", "ending"), [("spin", Ending.COMPUTING), ("crash", Ending.CRASH)])
def test_what_came_before_a_loss_is_kept_and_the_loss_is_last(pool: Pool, order: str, ending: Ending) -> None:
    *told, last = pool.stream(f"count {order}")
    assert told == ["0", "1", "2"]
    assert lost(last).ending is ending
    assert pool.ask("next") == "NEXT"


def test_a_stream_that_nobody_reads_to_its_end_leaves_no_process_behind(pool: Pool) -> None:
    answers = pool.stream("count")
    assert next(answers) == "0"
    answers.close()  # type: ignore[attr-defined]
    assert pool._idle == []
    assert pool.ask("next") == "NEXT"


def test_a_process_that_was_killed_by_something_else_costs_no_request(pool: Pool) -> None:
    assert pool.ask("one") == "ONE"
    (process,) = pool._idle
    os.kill(process.pid, signal.SIGKILL)
    assert pool.ask("two") == "TWO"
    (process,) = pool._idle
    os.kill(process.pid, signal.SIGKILL)
    assert list(pool.stream("count")) == ["0", "1", "2"]


def test_processes_are_kept_for_the_next_request_and_replaced_after_their_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "REQUESTS_PER_LIFE", 2)
    pool = Pool(with_call("pid"))
    seen = [pool.ask(None) for _ in range(4)]
    pool.close()
    assert len(set(seen)) == 2
    assert seen[0] == seen[1] != seen[2] == seen[3]


def test_no_more_processes_run_than_may(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(with_call("pid"), most=1)
    pids = pool.ask_all([None] * 200, workers=8)
    pool.close()
    assert len(set(pids)) == 1


def test_a_closed_pool_leaves_no_process_behind(pool: Pool) -> None:
    pool.ask("one")
    (process,) = pool._idle
    pool.close()
    assert not process.running


def test_an_answer_that_is_more_than_a_noun_is_not_unpickled() -> None:
    pool = Pool(with_call("trick"))
    answer = lost(pool.ask(None))
    pool.close()
    assert "can't be used" in answer.detail


def test_work_that_can_not_be_started_says_so() -> None:
    pool = Pool(with_call("no_such_function"))
    with pytest.raises(ThroughlineError, match="could not be started"):
        pool.ask(None)
    pool.close()


def test_one_pool_serves_the_whole_program() -> None:
    assert pool_for(HOSTILE) is pool_for(HOSTILE)
