import os
import sys
from pathlib import Path

import pytest

from flows.stack_processes import Process, alive, descendants, end, recall, remember, spawn, wait_until
from storage.errors import StackError

SLEEPER = "import time; time.sleep(600)"
# A process that does not listen when asked to end, and says when it is ready not to.
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""
# What Prefect's worker does: it gives its child a session of its own, out of reach of a signal to the group.
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
time.sleep(600)
"""


def run(folder: Path, code: str, *arguments: str) -> Process:
    return spawn([sys.executable, "-c", code, *arguments], cwd=folder, env=os.environ, log=folder / "it.log")


def test_ending_a_process_ends_it_and_only_it(tmp_path):
    one, other = run(tmp_path, SLEEPER), run(tmp_path, SLEEPER)
    try:
        end(one)
        assert not alive(one)
        assert alive(other)
    finally:
        end(other)


def test_a_child_in_a_session_of_its_own_is_ended_with_its_parent(tmp_path):
    parent = run(tmp_path, PARENT)
    assert wait_until(lambda: len(descendants(parent)) == 1, 20)
    (child,) = descendants(parent)
    assert os.getsid(child.pid) == child.pid
    end(parent)
    assert not alive(child)


def test_a_process_that_does_not_listen_is_forced(tmp_path):
    stubborn = run(tmp_path, STUBBORN, str(tmp_path / "ready"))
    assert wait_until((tmp_path / "ready").exists, 20)
    end(stubborn, patience=0.5)
    assert not alive(stubborn)


def test_an_id_that_now_belongs_to_another_program_is_never_ended(tmp_path):
    process = run(tmp_path, SLEEPER)
    try:
        recycled = Process(process.pid, "when another program had this id")
        remember(tmp_path / "server.json", recycled)
        assert recall(tmp_path / "server.json") is None
        end(recycled, patience=0.5)
        assert alive(process)
    finally:
        end(process)


def test_a_remembered_process_is_found_again_until_it_ends(tmp_path):
    process = run(tmp_path, SLEEPER)
    remember(tmp_path / "run" / "server.json", process)
    assert recall(tmp_path / "run" / "server.json") == process
    end(process)
    assert recall(tmp_path / "run" / "server.json") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "7"])
def test_a_damaged_record_names_no_process(tmp_path, content):
    (tmp_path / "server.json").write_text(content)
    assert recall(tmp_path / "server.json") is None


def test_the_log_of_the_time_before_is_kept(tmp_path):
    for word in ("first", "second"):
        process = run(tmp_path, f"print({word!r})")
        assert wait_until(lambda process=process: not alive(process), 20)
    assert (tmp_path / "it.log").read_text() == "second\n"
    assert (tmp_path / "it.log.1").read_text() == "first\n"


def test_a_program_that_is_not_there_is_one_clear_error(tmp_path):
    with pytest.raises(StackError, match="no-such-program could not be started"):
        spawn(["no-such-program"], cwd=tmp_path, env={}, log=tmp_path / "it.log")
