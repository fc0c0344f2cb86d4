"""`throughline` as a program that a shell can call many times: each call a process of its own, Prefect there at once.

To load Prefect takes a process seconds, again and again for a page with twenty commands. Here one process loads it and
then forks for each call, which goes on in the caller's folder, environment and streams, and ends as the program does.
That a fresh process does the same is what `tests/flows/test_cli.py` tests.

    python tests/forked.py serve SOCKET       loads Prefect, says so in one line, and answers until its input ends
    python tests/forked.py call SOCKET ...    what a shell runs in place of `throughline ...`
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def commands(folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """Put a `throughline` into `folder` that can be called while the block lasts; yield its path."""
    address, command = folder / "calls", folder / "throughline"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {__file__} call {address} "$@"\n')
    command.chmod(0o755)
    serving = subprocess.Popen(
        [sys.executable, __file__, "serve", str(address)],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert serving.stdin
    assert serving.stdout
    try:
        assert serving.stdout.readline() == b"loaded\n"
        yield command
    finally:
        serving.stdin.close()
        serving.stdout.close()
        serving.wait()


def call(address: str, arguments: list[str]) -> int:
    """Have a command run in this process's place; return its status."""
    here = json.dumps({"folder": str(Path.cwd()), "environment": dict(os.environ), "arguments": arguments})
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        socket.send_fds(line, [here.encode()], [0, 1, 2])
        line.shutdown(socket.SHUT_WR)
        return int(line.recv(8) or b"70")


def serve(address: str) -> None:
    """Answer calls until standard input ends. A process that was forked off for one returns from here, too."""
    _load()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        os.write(1, b"loaded\n")
        while True:
            ready, _, _ = select.select([door, 0], [], [])
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if 0 in ready:
                break
            line, _ = door.accept()
            with line:
                if os.fork() == 0:
                    door.close()
                    return _answer(line)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _load() -> None:
    """Import what takes longest, and nothing that has threads of its own: these would not outlive a fork."""
    for name in ("prefect.tasks", "prefect.flows", "prefect.artifacts", "prefect.runtime", "rich.console", "typer"):
        import_module(name)


def _answer(line: socket.socket) -> None:
    """Run a command in a process of its own and tell the caller how it ended."""
    asked, streams = _heard(line)
    running = os.fork()
    if running:
        _, status = os.waitpid(running, 0)
        line.sendall(str(os.waitstatus_to_exitcode(status) & 0xFF).encode())
        os._exit(0)
    line.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["throughline", *asked["arguments"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from flows.cli import main

    main()


def _heard(line: socket.socket) -> tuple[dict, list[int]]:
    said, streams, _, _ = socket.recv_fds(line, 1 << 16, 3)
    while more := line.recv(1 << 16):
        said += more
    return json.loads(said), streams


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(call(sys.argv[2], sys.argv[3:]))
