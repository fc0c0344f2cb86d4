"""What a process apart is made for, and how it is talked to: the words that both of its sides know.

Requests and answers go through pipes, each as eight bytes of length and as many of content. An answer begins with one
byte that says what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

LENGTH_BYTES = 8
MOST_BYTES = 200_000_000  # of one message: several times what any page or document may have
READY = b"ready"
ONE = b"1"  # the one answer to a request
NEXT = b"+"  # one of several
END = b"."  # there are no more of several
OUT_OF_MEMORY = 71  # exit status of a process that had no memory left; sysexits.h calls it an error of the system


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one request may use; of a request with several answers, each of them."""

    cpu_seconds: int = 10
    wall_seconds: float = 30
    memory_mb: int = 1500  # of address space, the program's own included


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A function that is called in a process apart."""

    call: str  # "package.module:function", of one argument; it returns one answer, or an iterator of several
    what: str  # what it reads, in one word for a person: "page", "document"
    nouns: frozenset[str]  # the modules whose classes an answer may be made of
    warm_up: str = ""  # a function without arguments that loads the libraries, called once before anything is bounded
    bounds: Bounds = field(default_factory=Bounds)


class Ending(StrEnum):
    """What a process died of."""

    CLOCK = "clock"  # it took longer than it may
    COMPUTING = "computing"  # it computed longer than it may
    MEMORY = "memory"
    CRASH = "crash"  # anything else


@dataclass(frozen=True, slots=True)
class Loss:
    """A process that ended without an answer."""

    ending: Ending
    detail: str  # one sentence for a person

    @property
    def certain(self) -> bool:
        """Say whether the request is to blame: a process may also be killed by something else."""
        return self.ending is not Ending.CRASH


def send(stream: BinaryIO, message: bytes) -> None:
    """Write one message. Raises OSError."""
    stream.write(len(message).to_bytes(LENGTH_BYTES, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read one message; an empty one at the stream's end.

    Raises EOFError if the stream ends within a message, or the message is longer than any may be.
    """
    head = stream.read(LENGTH_BYTES)
    if not head:
        return b""
    length = int.from_bytes(head, "big")
    if length > MOST_BYTES:
        raise EOFError("a message is too long")
    message = stream.read(length)
    if len(head) < LENGTH_BYTES or len(message) < length:
        raise EOFError("the stream ends within a message")
    return message
