import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from flows import stack, stack_api
from flows.stack_environment import private_settings, stack_environment
from flows.stack_processes import Process, alive, descendants, recall, wait_until
from storage.errors import StackError
from tests import prefect_tables
from tests.flows import stand_in

ROOT = Path(__file__).resolve().parents[2]
needs_prefect = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]


def family(status: stack.Status) -> list[Process]:
    assert status.server
    assert status.worker
    return [status.server, status.worker, *descendants(status.server), *descendants(status.worker)]


def test_a_busy_port_is_an_error_that_names_it_and_says_how_to_choose_another(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(StackError, match=rf"Port {port} .* --port"):
            stack.up(tmp_path, port=port)
    assert not stack.status(tmp_path).running


def test_a_second_start_at_the_same_time_is_turned_away(tmp_path):
    (tmp_path / ".throughline").mkdir()
    with (
        FileLock(tmp_path / ".throughline" / "stack.lock"),
        pytest.raises(StackError, match="Another `throughline up` or `down` is at work"),
    ):
        stack.up(tmp_path)


def test_down_without_up_has_nothing_to_end(tmp_path):
    assert stack.down(tmp_path) is False


def test_a_folder_that_can_not_be_written_is_one_clear_error(tmp_path):
    (tmp_path / ".throughline").write_text("a file where the folder should be")
    with pytest.raises(StackError, match=r"\.throughline can't be written"):
        stack.up(tmp_path)


def test_prefect_keeps_its_data_in_the_project_and_reports_to_nobody(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = private_settings(Path())
    assert settings["PREFECT_HOME"] == str(tmp_path.resolve() / ".throughline" / "prefect")
    assert settings["DO_NOT_TRACK"] == "1"
    assert settings["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert settings["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"


def test_the_users_own_prefect_account_and_proxy_stay_out_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_KEY", "a secret of another server")
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example/api")
    monkeypatch.setenv("PREFECT_PROFILE", "work")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    environment = stack_environment(tmp_path, 4321)
    assert "PREFECT_API_KEY" not in environment
    assert "PREFECT_PROFILE" not in environment
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert environment["NO_PROXY"] == "intranet.example,127.0.0.1"


class TestStack:
    """The real thing: a server, a worker and runs, in a temporary folder and on a free port."""

    pytestmark = needs_prefect

    def test_after_up_the_daily_run_is_scheduled_and_after_down_no_process_is_left(self, tmp_path):
        told: list[str] = []
        status = stack.up(tmp_path, port=0, stories=["the-bridge"], code=ROOT, say=told.append)
        try:
            assert status.port
            members = family(status)
            question = {
                "deployments": {"name": {"any_": ["daily"]}},
                "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
            }
            # What broke unseen with newer versions of Prefect's dependencies: a healthy server that schedules nothing.
            assert wait_until(lambda: stack_api.ask(status.port, "flow_runs/filter", question), 90)
            names = {entry["name"] for entry in stack_api.ask(status.port, "deployments/filter", {})}
            assert names == {"daily", "ingest", "digest", "backfill", "review", "expire", "decide", "undo"}
            assert f"Digest of the-bridge: {status.address}/v2/artifacts/key/digest-the-bridge" in told
            assert any(line.startswith("Next scheduled run: ") for line in told)

            again = stack.up(tmp_path, port=0, say=told.append)
            assert (again.server, again.worker, again.port) == (status.server, status.worker, status.port)
            assert "Prefect is already up." in told
        finally:
            assert stack.down(tmp_path) is True
        assert [process for process in members if alive(process)] == []
        assert not stack.status(tmp_path).running

    def test_a_run_that_was_interrupted_does_not_keep_the_next_one_from_starting(self, tmp_path, tables):
        project = prefect_tables.lay(tables, stand_in.write(tmp_path))
        status = stack.up(project, port=0)
        try:
            run_until(status, {"seconds": 600}, "RUNNING")
            members = family(status)
            for process in members:  # the power goes
                os.kill(process.pid, signal.SIGKILL)
            assert wait_until(lambda: not any(alive(process) for process in members), 20)

            told: list[str] = []
            status = stack.up(project, port=0, say=told.append)
            assert any("was interrupted" in line for line in told)
            run_until(status, {"seconds": 0}, "COMPLETED")
            assert (project / "ran.txt").read_text() == str(project.resolve())
        finally:
            stack.down(project)

    def test_ctrl_c_while_it_starts_ends_what_was_started(self, tmp_path):
        # What was started in the background ignores SIGINT, and so would this process if the tests were.
        heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
        code = f"{heeds}; import pathlib; from flows import stack; stack.up(pathlib.Path(), port=0)"
        try:
            with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.DEVNULL) as starting:
                server = found(lambda: recall(tmp_path / ".throughline" / "run" / "server.json"))
                starting.send_signal(signal.SIGINT)
                assert starting.wait(60) != 0
            assert not alive(server)
        finally:
            stack.down(tmp_path)

    def test_a_server_that_can_not_start_is_told_with_its_log(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////no/such/folder/prefect.db")
        with pytest.raises(StackError, match=r"server ended while it was starting; see .*server\.log"):
            stack.up(tmp_path, port=0, code=ROOT)
        assert not stack.status(tmp_path).server

    def test_flows_that_can_not_be_deployed_are_told_with_the_reason(self, tmp_path, tables):
        project = prefect_tables.lay(tables, stand_in.write(tmp_path))
        (project / "stand_in_flows.py").write_text("raise LookupError('no flows today')")
        with pytest.raises(StackError, match=r"could not be deployed; see .*deployments\.log .*no flows today"):
            stack.up(project, port=0)
        assert not stack.status(project).server


def found(search: Callable[[], Process | None]) -> Process:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process := search():
            return process
        time.sleep(0.1)
    raise AssertionError("nothing was started")


def run_until(status: stack.Status, parameters: dict[str, int], state: str) -> None:
    assert status.port
    (deployment,) = stack_api.ask(status.port, "deployments/filter", {})
    wanted = {"parameters": parameters, "idempotency_key": f"{state} {parameters}"}  # asked twice, run once
    started: list[dict] = []

    def accepted() -> bool:  # a server that has just started refuses now and then, while its database is busy
        run = stack_api.ask(status.port, f"deployments/{deployment['id']}/create_flow_run", wanted)
        started.extend([run] if run else [])
        return bool(started)

    assert wait_until(accepted, 60)
    run = started[0]
    path = f"flow_runs/{run['id']}"
    reached = wait_until(lambda: (stack_api.ask(status.port, path) or {}).get("state_type") == state, 120)
    assert reached, stack_api.ask(status.port, f"flow_runs/{run['id']}")["state"]
