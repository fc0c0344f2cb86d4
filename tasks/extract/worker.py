"""The process that reads pages, and may be killed: what runs on the far side of workers.py.

Its standard input carries pages, its standard output what was made of them, each as eight bytes of length and a pickle.
It gives up by itself what a page must not use: memory, computing time, files.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from storage.models import Article, Media, Page, Reason, Rejection
from tasks.extract import limits
from tasks.extract.reading import read_page

LENGTH_BYTES = 8
READY = b"ready"
LARGEST_FILE = 256_000_000  # bytes; py3langid unpacks its model into a temporary one
WARM_UP = (
    "<html><body><article>" + "<p>The ferry sails at noon, and again at six.</p>" * 12 + "</article></body></html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What reading one page may use."""

    cpu_seconds: int = 10
    wall_seconds: float = 30
    memory_mb: int = 1500  # of address space, the program's own included


def read_within_limits(page: Page) -> Article | Rejection:
    """Read one page like `read_page`, but refuse markup that is too much and make any failure a rejection."""
    try:
        if page.media is Media.HTML and (refusal := limits.refusal(page.content)):
            return rejection(page, refusal.reason, refusal.detail)
        return read_page(page)
    except Exception as cause:  # of a hostile page; none may stop its neighbors
        detail = f"The page could not be read ({type(cause).__name__})."
        return rejection(page, Reason.EXTRACTOR_FAILED, detail)


def rejection(page: Page, reason: Reason, detail: str) -> Rejection:
    """Return the rejection of a page in this stage."""
    return Rejection(
        address=page.address, stage="extract", reason=reason, detail=detail, at=page.loaded_at, page=page.id
    )


def main() -> None:
    """Answer pages until standard input ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not stand among the answers
    bounds: Bounds = pickle.loads(receive(requests))
    _warm_up()
    _give_up(bounds)
    send(answers, READY)
    while message := receive(requests):
        _allow(bounds.cpu_seconds)
        answer = read_within_limits(pickle.loads(message))
        send(answers, pickle.dumps(answer))


def send(stream: BinaryIO, message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(LENGTH_BYTES, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read one message; an empty one at the stream's end. Raises EOFError if the stream ends within a message."""
    head = stream.read(LENGTH_BYTES)
    if not head:
        return b""
    length = int.from_bytes(head, "big")
    message = stream.read(length)
    if len(head) < LENGTH_BYTES or len(message) < length:
        raise EOFError("the stream ends within a message")
    return message


def _warm_up() -> None:
    """Have the libraries loaded while loading is still free."""
    from datetime import UTC, datetime

    read_page(Page(address="", media=Media.HTML, content=WARM_UP.encode(), loaded_at=datetime.fromtimestamp(0, UTC)))


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
