"""What the tests have called in a process apart: it does to that process whatever it is told."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

from tasks.collect import reading


def obey(order: str) -> Any:
    """Do as told."""
    if order.startswith("count"):
        return _counted(order)
    _suffer(order)
    return order.upper()


def _counted(order: str) -> Iterator[str]:
    for number in range(3):
        yield str(number)
    _suffer(order.removeprefix("count "))


def _suffer(order: str) -> None:
    if order == "spin":
        while True:
            pass
    if order == "sleep":
        time.sleep(600)
    if order == "hoard":
        held = []
        while True:
            held.append(bytes(10_000_000))
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "leave":
        sys.exit(3)
    if order == "babble":
        os.write(_answers(), (1 << 60).to_bytes(8, "big"))


def _answers() -> int:
    """Return the pipe that answers go through: the first above the standard streams."""
    return next(one for one in range(3, 20) if os.path.exists(f"/proc/self/fd/{one}"))  # noqa: PTH110


def pid(_: object) -> int:
    """Name the process."""
    return os.getpid()


class Trick:
    """What an answer must not be: unpickling it would run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def trick(_: object) -> Trick:
    """Answer with more than was asked for."""
    return Trick()


def read(asked: reading.Untrusted | reading.Archived) -> Any:
    """Read as the collect stage does, but obey a document or archived page that holds an order."""
    if isinstance(asked, reading.Archived):
        return _read_archive(asked)
    _suffer(_order(asked.body))
    return reading.read(asked)


def _read_archive(asked: reading.Archived) -> Iterator[Any]:
    pages = reading.read(asked)
    assert isinstance(pages, Iterator)
    for page in pages:
        _suffer(_order(getattr(page, "content", b"")))
        yield page


def _order(body: bytes) -> str:
    return body.partition(b"<!-- order:")[2].partition(b" ")[0].decode()
