"""One process apart, and the pipes to it."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, cast

from storage.errors import ThroughlineError
from tasks.isolation.work import END, NEXT, ONE, OUT_OF_MEMORY, Ending, Loss, Work, receive, send

START_SECONDS = 120  # on a machine that is busy with much else
DYING_SECONDS = 5
_START = "import sys; sys.path[:] = {path!r}; from tasks.isolation.worker import main; main()"
FAILURES = (OSError, EOFError, pickle.UnpicklingError)
_PLAIN_TYPES = frozenset({("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone")})


class Process:
    """A process that does `work`, for at most `life` requests; whoever holds it asks one thing at a time."""

    def __init__(self, work: Work, life: int) -> None:
        self.fit = True  # to be asked again
        self._work = work
        self._left = life
        self._ready = False
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the program, which ends its workers itself
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests: BinaryIO = cast("BinaryIO", self._process.stdin)
        self._answers: BinaryIO = cast("BinaryIO", self._process.stdout)

    @property
    def pid(self) -> int:
        """The process's number in the system."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Say whether it has not ended."""
        return self._process.poll() is None

    def ask(self, request: object) -> Any:
        """Return the answer to `request`, or what the process died of; it is then no longer `fit`.

        Raises ThroughlineError if the process can't even be started.
        """
        self._begin()
        try:
            answer = self._unpacked(self._exchange(pickle.dumps(request)), ONE)
        except FAILURES as cause:
            return self._loss(cause)
        self._finish()
        return answer

    def stream(self, request: object) -> Iterator[Any]:
        """Yield each answer to a request that has several, and at last what the process died of, if it did.

        A stream that is not read to its end leaves the process unfit.
        """
        self._begin()
        message: bytes | None = pickle.dumps(request)
        try:
            while (answer := self._exchange(message)) != END:
                message = None
                yield self._unpacked(answer, NEXT)
        except FAILURES as cause:
            yield self._loss(cause)
        else:
            self._finish()

    def end(self) -> None:
        """End the process and close the pipes."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # what was not yet written to a process that is gone
            self._requests.close()
        self._answers.close()

    def _begin(self) -> None:
        """Make the process unfit until its answer is whole; wait for it first, if it is new: that is nobody's time."""
        self.fit = False
        if self._ready:
            return
        try:
            self._exchange(pickle.dumps(self._work), START_SECONDS)
        except (OSError, EOFError) as cause:
            ended = _ending(self._status())
            raise ThroughlineError(
                f"A process that reads {self._work.what}s could not be started ({ended})."
            ) from cause
        self._ready = True

    def _finish(self) -> None:
        self._left -= 1
        self.fit = not self._late and self._left > 0

    def _exchange(self, message: bytes | None, seconds: float = 0) -> bytes:
        """Send a message, if there is one, and return the next answer, after at most `seconds`, else the work's bound.

        Raises OSError or EOFError.
        """
        deadline = threading.Timer(seconds or self._work.bounds.wall_seconds, self._expire)
        deadline.daemon = True
        deadline.start()
        try:
            if message is not None:
                send(self._requests, message)
            if answer := receive(self._answers):
                return answer
            raise EOFError
        finally:
            deadline.cancel()
            deadline.join()

    def _unpacked(self, answer: bytes, kind: bytes) -> Any:
        """Return what an answer holds. Raises UnpicklingError for anything but the work's nouns."""
        if answer[:1] != kind:
            raise pickle.UnpicklingError("an answer of another kind than was asked for")
        try:
            return _Answers(answer[1:], self._work).load()
        except (AttributeError, LookupError, TypeError, ValueError) as cause:  # what a spoiled pickle leads to
            raise pickle.UnpicklingError(str(cause)) from cause

    def _expire(self) -> None:
        self._late = True
        self._process.kill()

    def _loss(self, cause: Exception) -> Loss:
        what, bounds = self._work.what, self._work.bounds
        if isinstance(cause, pickle.UnpicklingError):
            return Loss(Ending.CRASH, f"The process that read the {what} gave an answer that can't be used.")
        status = self._status()
        if self._late:
            return Loss(Ending.CLOCK, f"The {what} was not read within {bounds.wall_seconds:g} seconds.")
        if status == -getattr(signal, "SIGXCPU", 0):
            seconds = bounds.cpu_seconds
            return Loss(Ending.COMPUTING, f"Reading the {what} took more than {seconds} seconds of computing.")
        if status == OUT_OF_MEMORY:
            return Loss(Ending.MEMORY, f"Reading the {what} took more than {bounds.memory_mb:,} MB of memory.")
        return Loss(Ending.CRASH, f"The {what} ended the process that read it ({_ending(status)}).")

    def _status(self) -> int:
        try:
            return self._process.wait(timeout=DYING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class _Answers(pickle.Unpickler):
    """Unpickles the nouns of a kind of work and nothing else, whatever became of the process that sent them."""

    def __init__(self, message: bytes, work: Work) -> None:
        super().__init__(io.BytesIO(message))
        self._nouns = work.nouns

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN_TYPES:
            return super().find_class(module, name)
        if module in self._nouns and "." not in name:  # a dot would lead on, to whatever the module imports
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"an answer holds a {module}.{name}")


def _environment() -> dict[str, str]:
    """Return what a worker needs of the environment: no secret, and no threads of its own."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")
        if name in os.environ
    }
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ending(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
