"""Requests -> answers, in processes that can be killed.

Parsers meet bytes that strangers wrote. A request that hangs, crashes or exhausts its process costs that process and
becomes a `Loss`; the requests beside it are answered as if it had not been there. Plain subprocesses with pipes, not
`multiprocessing`: nothing is forked from a process that holds threads and a database, no worker imports the program
that started it, and one that is left alone ends by itself.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from tasks.isolation.process import Process
from tasks.isolation.work import Loss, Work

REQUESTS_PER_WORKER = 25  # a process takes as long to start as it takes to read so many pages
REQUESTS_PER_LIFE = 500  # after these a process is replaced: what the libraries keep of each is given back
MOST_WORKERS = 4


def usual_workers() -> int:
    """Return how many processes are worth having on this machine."""
    return min(MOST_WORKERS, os.cpu_count() or 1)


@cache
def pool_for(work: Work) -> Pool:
    """Return the pool of this program for `work`; it ends with the program."""
    made = Pool(work)
    atexit.register(made.close)
    return made


class Pool:
    """Processes that do the same work. Any number of threads may use them at once."""

    def __init__(self, work: Work, most: int = MOST_WORKERS) -> None:
        self.work = work
        self._idle: list[Process] = []
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(most)

    def ask(self, request: object) -> Any:
        """Return the answer to `request`, or a `Loss`.

        A process may also die of something else than its request: one that crashed is asked for once more. Raises
        ThroughlineError if no process can be started.
        """
        return self._ask(request, threading.Event())

    def ask_all(self, requests: Sequence[object], workers: int) -> list[Any]:
        """Return the answers to `requests`, in their order, of up to `workers` processes at a time."""
        useful = max(1, len(self._idle), -(-len(requests) // REQUESTS_PER_WORKER))
        stopped = threading.Event()
        with ThreadPoolExecutor(min(workers, useful)) as threads:
            try:
                return list(threads.map(lambda request: self._ask(request, stopped), requests))
            except BaseException:  # the user's Ctrl-C: no request after those that are being answered
                stopped.set()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def stream(self, request: object) -> Iterator[Any]:
        """Yield the answers to a request that has several, as they come; a `Loss` is the last of them."""
        for attempt in (1, 2):
            told = 0
            with self._process() as process:
                for answer in process.stream(request):
                    told += 1
                    if isinstance(answer, Loss) and not answer.certain and told == 1 and attempt == 1:
                        break
                    yield answer
                else:
                    return

    def close(self) -> None:
        """End the processes. They are started again when they are needed."""
        with self._lock:
            ending, self._idle = self._idle, []
        for process in ending:
            process.end()

    def _ask(self, request: object, stopped: threading.Event) -> Any:
        with self._process() as process:
            answer = process.ask(request)
        if isinstance(answer, Loss) and not answer.certain and not stopped.is_set():
            with self._process() as process:
                answer = process.ask(request)
        return answer

    @contextmanager
    def _process(self) -> Iterator[Process]:
        """Yield a process, an idle one if there is one; keep it if it may be asked again."""
        with self._free:
            with self._lock:
                process = self._idle.pop() if self._idle else Process(self.work, REQUESTS_PER_LIFE)
            try:
                yield process
            finally:
                if process.fit:
                    with self._lock:
                        self._idle.append(process)
                else:
                    process.end()
