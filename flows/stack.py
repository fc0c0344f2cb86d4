"""Start and end the Prefect stack of a project: server, work pool, worker and deployments, on this machine only.

`up` returns when all of it is ready; the processes live on until `down`. What belongs to a project stays in its
`.throughline` folder: Prefect's data, the logs, and the ids of the processes.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from flows import stack_api
from flows.stack_environment import LOOPBACK, stack_environment
from flows.stack_processes import Process, alive, end, fresh_log, recall, remember, spawn, wait_until
from storage.errors import StackError

POOL = "throughline"
DEFAULT_PORT = 4200
SERVER, WORKER, DEPLOYMENTS = "server", "worker", "deployments"  # names of logs and of files with process ids

_PATIENCE = 180.0  # seconds for each step: the first start makes Prefect's database, and machines may be busy
_SCHEDULE_SECONDS = 30.0
_SLOW_SECONDS = 20.0
_RUNS_AT_ONCE = "2"  # more would wait for each other at Prefect's SQLite file

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What runs of a project's stack."""

    project: Path
    port: int | None = None  # None if no server runs
    server: Process | None = None
    worker: Process | None = None
    healthy: bool = False  # the server answers
    next_run: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether everything is there and answers."""
        return self.healthy and self.worker is not None

    @property
    def address(self) -> str | None:
        """Where the UI is."""
        return None if self.port is None else f"http://{LOOPBACK}:{self.port}"

    def artifact(self, key: str) -> str:
        """Return the UI's page of an artifact key, such as `digest-<story>`."""
        return f"{self.address}/v2/artifacts/key/{key}"


def up(
    project: Path,
    *,
    port: int | None = None,
    stories: Sequence[str] = (),
    code: Path | None = None,
    say: Say = lambda line: None,
) -> Status:
    """Start what does not run yet, wait until it is ready, and return what runs.

    `project` is the folder with throughline.toml; `code` the one with prefect.yaml (the project if it has one, else
    this program's own). Port 0 is any free one. `stories` are the ids whose digest pages are told at the end; each step
    is told through `say`. Raises `StackError` after ending what it started; Ctrl-C ends it too.
    """
    project = project.resolve()
    with _alone(project):
        found = _found(project, patience=_SLOW_SECONDS)
        if found.running:
            say("Prefect is already up.")
        else:
            _end_rest(found, say)
            wanted = _free_port(DEFAULT_PORT if port is None else port)
            found = _Start(project, wanted, _code_folder(project, code), say).all()
        found = replace(found, next_run=stack_api.next_run(found.port or 0))
        _tell(found, stories, say)
        return found


def down(project: Path, *, say: Say = lambda line: None) -> bool:
    """End exactly the processes that `up` started here; return False if there were none."""
    project = project.resolve()
    with _alone(project):
        return _end_rest(_found(project), say)


def status(project: Path) -> Status:
    """Return what runs of the project's stack; changes nothing."""
    found = _found(project.resolve())
    return replace(found, next_run=stack_api.next_run(found.port)) if found.healthy and found.port else found


@dataclass(slots=True)
class _Start:
    """One start of the stack, step by step; what it has started is ended if a later step fails."""

    project: Path
    port: int
    code: Path
    say: Say
    started: list[Process] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def all(self) -> Status:
        try:
            server = self._server()
            worker = self._worker()
            self._deployments()
            self._ready(worker)
        except BaseException:
            for process in reversed(self.started):
                end(process)
            _forget(self.project)
            raise
        return Status(project=self.project, port=self.port, server=server, worker=worker, healthy=True)

    def _server(self) -> Process:
        self.say(f"Starting Prefect's server on {LOOPBACK}:{self.port}; the first time takes half a minute.")
        file = _port_file(self.project)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{self.port}\n", encoding="ascii")
        server = self._launch(SERVER, self.code, "server", "start", "--host", LOOPBACK, "--port", str(self.port))
        self._await(lambda: stack_api.healthy(self.port), server, SERVER)
        _close_interrupted_runs(self.port, self.say)
        return server

    def _worker(self) -> Process:
        self.say(f"Starting the worker of work pool {POOL!r}{self._elapsed()}.")
        options = ("--pool", POOL, "--name", POOL, "--type", "process", "--limit", _RUNS_AT_ONCE)
        # Only the worker knows the folder: the deployments leave the place open, and each run fills it in.
        worker = self._launch(WORKER, self.project, "worker", "start", *options, THROUGHLINE_PROJECT=str(self.project))
        # A worker makes the pool that it does not find.
        self._await(lambda: stack_api.pool_exists(self.port, POOL), worker, WORKER)
        return worker

    def _deployments(self) -> None:
        self.say(f"Deploying the flows of {self.code / 'prefect.yaml'}{self._elapsed()}.")
        log = _log(self.project, DEPLOYMENTS)
        environment = stack_environment(self.project, self.port)
        environment.pop("THROUGHLINE_PROJECT", None)
        command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
        with fresh_log(log) as output:
            try:
                done = subprocess.run(
                    command,
                    cwd=self.code,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=_PATIENCE,
                    check=False,
                )
            except subprocess.TimeoutExpired as cause:
                raise StackError(f"Deploying took more than {_PATIENCE:.0f} s; {_see(log)}") from cause
        if done.returncode != 0:
            raise StackError(f"The flows of {self.code / 'prefect.yaml'} could not be deployed; {_see(log)}")

    def _ready(self, worker: Process) -> None:
        self._await(lambda: stack_api.worker_online(self.port, POOL), worker, WORKER)
        planned = wait_until(
            lambda: not stack_api.has_schedule(self.port) or stack_api.next_run(self.port) is not None,
            _SCHEDULE_SECONDS,
        )
        if not planned:
            self.say(f"Warning: no scheduled run appears; {_see(_log(self.project, SERVER))}")
        self.say(f"Ready{self._elapsed()}.")

    def _launch(self, name: str, folder: Path, *arguments: str, **extra: str) -> Process:
        environment = {**stack_environment(self.project, self.port), **extra}
        process = spawn(
            [sys.executable, "-m", "prefect", *arguments], cwd=folder, env=environment, log=_log(self.project, name)
        )
        self.started.append(process)
        remember(_pid_file(self.project, name), process)
        return process

    def _await(self, ready: Callable[[], bool], process: Process, name: str) -> None:
        if wait_until(lambda: not alive(process) or ready(), _PATIENCE) and alive(process):
            return
        failure = f"did not get ready within {_PATIENCE:.0f} s" if alive(process) else "ended while it was starting"
        raise StackError(f"Prefect's {name} {failure}; {_see(_log(self.project, name))}")

    def _elapsed(self) -> str:
        return f" ({time.monotonic() - self.began:.0f} s after the start)"


def _found(project: Path, patience: float = 0) -> Status:
    server, worker = (recall(_pid_file(project, name)) for name in (SERVER, WORKER))
    port = _recorded_port(project) if server else None
    # A busy machine's server may be slow to answer; it would be a pity to end it for that.
    healthy = port is not None and wait_until(lambda: stack_api.healthy(port), patience)
    return Status(project=project, port=port, server=server, worker=worker, healthy=healthy)


def _tell(status: Status, stories: Sequence[str], say: Say) -> None:
    say(f"Prefect's UI: {status.address}")
    for story in stories:
        say(f"Digest of {story}: {status.artifact(f'digest-{story}')}")
    if status.next_run:
        say(f"Next scheduled run: {status.next_run.astimezone():%A, %d %B %Y, %H:%M %Z}")
    else:
        say("No run is scheduled.")


def _end_rest(status: Status, say: Say) -> bool:
    running = [(name, process) for name, process in ((WORKER, status.worker), (SERVER, status.server)) if process]
    for name, process in running:
        say(f"Ending Prefect's {name} (process {process.pid}).")
        end(process)
        if alive(process):
            raise StackError(f"Prefect's {name} (process {process.pid}) could not be ended.")
        if name == WORKER and status.healthy and status.port:
            _close_interrupted_runs(status.port, say)
    _forget(status.project)
    return bool(running)


def _close_interrupted_runs(port: int, say: Say) -> None:
    for run in stack_api.close_interrupted_runs(port, POOL):
        say(f"The run {run!r} was interrupted; it is marked as crashed.")


def _forget(project: Path) -> None:
    for file in (_pid_file(project, SERVER), _pid_file(project, WORKER), _port_file(project)):
        file.unlink(missing_ok=True)


@contextmanager
def _alone(project: Path) -> Iterator[None]:
    """Keep a second `up` or `down` of the same project out."""
    folder = project / ".throughline"
    lock = FileLock(folder / "stack.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as cause:
        raise StackError(f"Another `throughline up` or `down` is at work in {project}; wait for it.") from cause
    except OSError as cause:
        raise StackError(f"{folder} can't be written: {cause.strerror}.") from cause
    try:
        yield
    finally:
        lock.release()


def _free_port(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError) as cause:
            raise StackError(
                f"Port {port} of {LOOPBACK} is not free: another program listens there, or it may not be used. "
                f"Choose another, such as {port + 1 if 0 < port < 65535 else DEFAULT_PORT + 1}, with --port."
            ) from cause
        return int(probe.getsockname()[1])


def _code_folder(project: Path, code: Path | None) -> Path:
    own = Path(__file__).resolve().parents[1]
    for folder in (code, project, own):
        if folder and (folder / "prefect.yaml").is_file():
            return folder.resolve()
    raise StackError(f"There is no prefect.yaml in {project} or {own}, so there is nothing to deploy.")


def _pid_file(project: Path, name: str) -> Path:
    return project / ".throughline" / "run" / f"{name}.json"


def _port_file(project: Path) -> Path:
    return project / ".throughline" / "run" / "port"


def _recorded_port(project: Path) -> int | None:
    try:
        return int(_port_file(project).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _log(project: Path, name: str) -> Path:
    return project / ".throughline" / "logs" / f"{name}.log"


def _see(log: Path) -> str:
    """Return where to read on, with the log's last error, or else its last line."""
    try:
        lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        lines = []
    said = [line for line in lines if any(map(str.isalnum, line))]
    errors = [line for line in said if re.match(r"[\w.]*(Error|Exception)\b", line)]
    last = (errors or said or [""])[-1]
    return f"see {log}" + (f" ({last[:200]})" if last else ".")
