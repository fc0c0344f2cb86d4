"""Pages -> articles or rejections, in processes that can be killed.

Trafilatura and lxml meet bytes that strangers wrote. A page that hangs, crashes or exhausts its process costs that
process and becomes a rejection; the pages beside it are read as if it had not been there, and answers are the same as
those of this process. Plain subprocesses with pipes, not `multiprocessing`: nothing is forked from a process that holds
threads and a database, no worker imports the program that started it, and one that is left alone ends by itself.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO, cast

from storage.errors import ThroughlineError
from storage.models import Article, Page, Reason, Rejection
from tasks.extract.worker import Bounds, read_within_limits, receive, rejection, send

PAGES_PER_WORKER = 25  # a process takes as long to start as it takes to read so many
PAGES_PER_LIFE = 500  # after these a process is replaced: what the libraries keep of each page is given back
START_SECONDS = 120  # on a machine that is busy with much else
DYING_SECONDS = 5
MOST_WORKERS = 4
DEFAULT_BOUNDS = Bounds()
_START = "import sys; sys.path[:] = {path!r}; from tasks.extract.worker import main; main()"
_PLAIN_TYPES = frozenset({("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone")})


def usual_workers() -> int:
    """Return how many processes are worth having on this machine."""
    return min(MOST_WORKERS, os.cpu_count() or 1)


def read_pages(
    pages: Sequence[Page], *, workers: int = 0, bounds: Bounds = DEFAULT_BOUNDS
) -> list[Article | Rejection]:
    """Read `pages`, each within `bounds`, in up to `workers` processes; return the answers in the pages' order.

    The processes stay for the next call. With `workers` 0 the pages are read in this process, where nothing but the
    limits on markup holds: for pages this program wrote itself.
    """
    if not workers:
        return [read_within_limits(page) for page in pages]
    return _readers(bounds).read(pages, workers) if pages else []


@cache
def _readers(bounds: Bounds) -> Readers:
    made = Readers(bounds)
    atexit.register(made.close)
    return made


class Readers:
    """Processes that read pages within the same bounds. Any number of threads may use them at once."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def read(self, pages: Sequence[Page], workers: int) -> list[Article | Rejection]:
        """Read `pages` in up to `workers` processes at a time; return the answers in the pages' order."""
        useful = max(len(self._idle), -(-len(pages) // PAGES_PER_WORKER))
        stopped = threading.Event()
        with ThreadPoolExecutor(min(workers, useful)) as threads:
            try:
                return list(threads.map(lambda page: self._read(page, stopped), pages))
            except BaseException:  # the user's Ctrl-C: no page after those that are being read
                stopped.set()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def close(self) -> None:
        """End the processes. They are started again when they are needed."""
        with self._lock:
            ending, self._idle = self._idle, []
        for worker in ending:
            worker.end()

    def _read(self, page: Page, stopped: threading.Event) -> Article | Rejection:
        answer = self._asked(page)
        if isinstance(answer, _Loss) and not answer.certain and not stopped.is_set():
            answer = self._asked(page)  # a process may also die of something else than its page
        return rejection(page, answer.reason, answer.detail) if isinstance(answer, _Loss) else answer

    def _asked(self, page: Page) -> Article | Rejection | _Loss:
        with self._lock:
            worker = self._idle.pop() if self._idle else _Worker(self._bounds)
        answer = worker.read(page)
        if worker.fit:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.end()
        return answer


@dataclass(frozen=True, slots=True)
class _Loss:
    """A process that ended without an answer."""

    reason: Reason
    detail: str
    certain: bool  # that the page is to blame


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, bounds: Bounds) -> None:
        self.fit = True
        self._bounds = bounds
        self._left = PAGES_PER_LIFE
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
        self._pages: BinaryIO = cast("BinaryIO", self._process.stdin)
        self._answers: BinaryIO = cast("BinaryIO", self._process.stdout)

    def read(self, page: Page) -> Article | Rejection | _Loss:
        """Return the process's answer for `page`, or what it died of; it is then no longer `fit`.

        Raises ThroughlineError if the process can't even be started.
        """
        if not self._ready:
            self._start()
        try:
            answer = _answer(self._ask(pickle.dumps(page), self._bounds.wall_seconds))
        except (OSError, EOFError, pickle.UnpicklingError):
            self.fit = False
            return self._loss()
        self._left -= 1
        self.fit = not self._late and self._left > 0
        return answer

    def end(self) -> None:
        """End the process and close the pipes."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # what was not yet written to a process that is gone
            self._pages.close()
        self._answers.close()

    def _start(self) -> None:
        """Wait until the process has loaded its libraries: that time is no page's."""
        try:
            self._ask(pickle.dumps(self._bounds), START_SECONDS)
        except (OSError, EOFError) as cause:
            status = self._status()
            self.end()
            raise ThroughlineError(f"A process that reads pages could not be started ({_ending(status)}).") from cause
        self._ready = True

    def _ask(self, message: bytes, seconds: float) -> bytes:
        """Send a message and return the answer, after at most `seconds`; raises OSError or EOFError."""
        deadline = threading.Timer(seconds, self._expire)
        deadline.daemon = True
        deadline.start()
        try:
            send(self._pages, message)
            if answer := receive(self._answers):
                return answer
            raise EOFError
        finally:
            deadline.cancel()
            deadline.join()

    def _expire(self) -> None:
        self._late = True
        self._process.kill()

    def _loss(self) -> _Loss:
        status = self._status()
        if self._late:
            allowed = f"{self._bounds.wall_seconds:g} seconds"
            return _Loss(Reason.TIMED_OUT, f"The page was not read within {allowed}.", certain=True)
        if status == -getattr(signal, "SIGXCPU", 0):
            allowed = f"{self._bounds.cpu_seconds} seconds"
            return _Loss(Reason.TIMED_OUT, f"Reading the page took more than {allowed} of computing.", certain=True)
        detail = f"The page ended the process that read it ({_ending(status)})."
        return _Loss(Reason.EXTRACTOR_FAILED, detail, certain=False)

    def _status(self) -> int:
        try:
            return self._process.wait(timeout=DYING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class _Answers(pickle.Unpickler):
    """Unpickles articles and rejections and nothing else, whatever became of the process that sent them."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "storage.models" or (module, name) in _PLAIN_TYPES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"an answer holds a {module}.{name}")


def _answer(message: bytes) -> Article | Rejection:
    answer = _Answers(io.BytesIO(message)).load()
    if not isinstance(answer, Article | Rejection):
        raise pickle.UnpicklingError("an answer is neither an article nor a rejection")
    return answer


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
