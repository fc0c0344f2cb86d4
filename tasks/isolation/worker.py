"""The process that may be killed: what runs on the far side of pool.py.

It gives up by itself what a request must not use: memory, computing time, files. What it is called for is named in its
first message; it knows no stage.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from tasks.isolation.work import END, NEXT, ONE, OUT_OF_MEMORY, READY, Bounds, Work, receive, send

LARGEST_FILE = 256_000_000  # bytes; py3langid unpacks its model into a temporary one


def main() -> None:
    """Answer requests until standard input ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not stand among the answers
    work: Work = pickle.loads(receive(requests))
    call = _function(work.call)
    if work.warm_up:
        _function(work.warm_up)()
    _give_up(work.bounds)
    send(answers, READY)
    while message := receive(requests):
        try:
            _answer(answers, call, pickle.loads(message), work.bounds)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is left of it would fail the next request too


def _answer(answers: BinaryIO, call: Callable[[Any], Any], request: Any, bounds: Bounds) -> None:
    _allow(bounds.cpu_seconds)
    answer = call(request)
    if not isinstance(answer, Iterator):
        send(answers, ONE + pickle.dumps(answer))
        return
    for one in answer:
        send(answers, NEXT + pickle.dumps(one))
        _allow(bounds.cpu_seconds)
    send(answers, END)


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _give_up(bounds: Bounds) -> None:
    """Bound memory and files, and keep a crash from leaving its memory on the disk."""
    with suppress(ImportError):  # Windows has none; there the deadline holds alone
        import resource

        memory = bounds.memory_mb * 1_000_000
        bounded = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, LARGEST_FILE), (resource.RLIMIT_CORE, 0))
        for what, most in bounded:
            with suppress(ValueError, OSError):  # macOS does not bound memory so
                resource.setrlimit(what, (most, most))


def _allow(cpu_seconds: int) -> None:
    """Let the process compute for `cpu_seconds` from now on; after them the system ends it."""
    with suppress(ImportError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + cpu_seconds, hard))
