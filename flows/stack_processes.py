"""Start processes that outlive the command, find them again, and end exactly them.

A process is known by its id together with the moment it started, so that an id the system has given to another program
in the meantime is never mistaken for ours. Linux tells both in /proc; elsewhere `ps` does.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from storage.errors import StackError

_PROC = Path("/proc")
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Process:
    """A running program: its id and when the system says it started (an opaque text)."""

    pid: int
    started: str


@contextmanager
def fresh_log(log: Path) -> Iterator[IO[bytes]]:
    """Open an empty log; the one of the time before is kept beside it, with `.1` at its end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("wb") as output:
        yield output


def spawn(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path) -> Process:
    """Start `command` in a session of its own, with its output in `log`; raise `StackError` if it can't be started."""
    with fresh_log(log) as output:
        try:
            child = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as cause:
            raise StackError(f"{command[0]} could not be started: {cause.strerror}.") from cause
    _children[child.pid] = child
    return Process(child.pid, _start_of(child.pid) or "")


# Children of this very process are kept, so that they can be reaped when they end.
_children: dict[int, subprocess.Popen[bytes]] = {}


def alive(process: Process) -> bool:
    """Tell whether exactly this process still runs; one that ended and waits to be reaped does not."""
    if child := _children.get(process.pid):
        child.poll()
    started = _start_of(process.pid)
    return started is not None and started == process.started


def end(process: Process, *, patience: float = 20) -> None:
    """End `process`, the processes of its group and its descendants: asked first, forced after `patience` seconds.

    Descendants count because Prefect's worker gives each flow run a session of its own.
    """
    family = [process, *descendants(process)] if alive(process) else []
    if not family:
        return
    _signal_group(process, signal.SIGTERM)
    wait_until(lambda: not alive(process), patience)
    # A run that began while the worker was going is found only now.
    family = list(dict.fromkeys([*family, *(child for member in family for child in descendants(member))]))
    if not _ended_after(signal.SIGTERM, family, patience / 4):
        _ended_after(signal.SIGKILL, family, patience / 4)


def descendants(process: Process) -> list[Process]:
    """Return the children of `process`, their children and so on, in order of process id within each generation."""
    table = _table()
    found: list[Process] = []
    generation = [process.pid]
    while generation:
        children = sorted(pid for pid, (parent, _) in table.items() if parent in generation)
        found += [Process(pid, table[pid][1]) for pid in children]
        generation = children
    return found


def remember(file: Path, process: Process) -> None:
    """Write the process to `file`, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(process)) + "\n", encoding="utf-8")
    draft.replace(file)


def recall(file: Path) -> Process | None:
    """Return the process that `file` names, if it is still running; a file that can't be read names none."""
    try:
        process = Process(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return process if alive(process) else None


def wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    """Ask `ready` until it says yes; return False when `seconds` have passed without."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _ended_after(number: signal.Signals, family: Iterable[Process], seconds: float) -> bool:
    family = list(family)
    for member in family:
        if alive(member):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(member.pid, number)
    return wait_until(lambda: not any(alive(member) for member in family), seconds)


def _signal_group(process: Process, number: signal.Signals) -> None:
    # `spawn` made it the leader of its group, so that the group bears its id.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _start_of(pid: int) -> str | None:
    """Return when the process started, or None if there is none or only its exit status is left."""
    if not _PROC.joinpath("self", "stat").exists():
        return _start_by_ps(pid)
    try:
        stat = _PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return _start_in(stat)


def _start_in(stat: str) -> str | None:
    # The second field is the program's name in parentheses and may hold anything; what follows is fixed.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in "ZX" else f"{_boot()} {fields[18]}"


def _boot() -> str:
    """Return what tells this start of the machine from the others: ticks are counted from it."""
    try:
        return _PROC.joinpath("sys", "kernel", "random", "boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _table() -> dict[int, tuple[int, str]]:
    """Map each running process's id to its parent's id and its start."""
    if not _PROC.joinpath("self", "stat").exists():
        return _table_by_ps()
    table: dict[int, tuple[int, str]] = {}
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):  # it ended meanwhile
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            if started := _start_in(stat):
                table[int(entry.name)] = (int(stat.rpartition(")")[2].split()[1]), started)
    return table


def _start_by_ps(pid: int) -> str | None:
    return next((started for found, (_, started) in _table_by_ps().items() if found == pid), None)


def _table_by_ps() -> dict[int, tuple[int, str]]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat=,lstart="], capture_output=True, text=True, check=False
    ).stdout
    rows = (line.split(maxsplit=3) for line in listing.splitlines())
    return {int(row[0]): (int(row[1]), row[3].strip()) for row in rows if len(row) == 4 and not row[2].startswith("Z")}
