"""Packed bodies unpacked a piece at a time, never to more bytes than may be."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tasks.collect.outcomes import Failed, Why

ACCEPTED = "gzip, deflate"  # what the standard library can unpack in bounded memory
GZIP_NAMES = ("gzip", "x-gzip")
GZIP_MAGIC = b"\x1f\x8b"
PIECE_BYTES = 64 * 1024


class Unpacker:
    """Unpacks one body; `encoding` is its Content-Encoding, "" for none.

    Raises Failed: for an encoding that was not asked for, when made; for more than `max_bytes`, spoiled bytes, and a
    body that ends too early.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "deflate", *GZIP_NAMES):
            raise Failed(Why.BAD_ENCODING, f"The answer is packed as {encoding[:60]!r}, which was not asked for.")
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._machine: zlib._Decompress | None = None
        self._over = False  # the packed part has ended; what follows is padding

    def feed(self, piece: bytes) -> None:
        """Take the next bytes as they were sent."""
        if self._encoding in ("", "identity"):
            self._keep(piece)
            return
        for unpacked in self._unpacked(piece):
            self._keep(unpacked)

    def body(self) -> bytes:
        """Return everything, after the last piece."""
        if self._machine is not None and not self._machine.eof:
            raise Failed(Why.CUT_SHORT, "The packed answer ends in the middle.")
        return b"".join(self._parts)

    def _keep(self, unpacked: bytes) -> None:
        self._size += len(unpacked)
        if self._size > self._max_bytes:
            raise Failed(Why.TOO_LARGE, f"The answer unpacks to more than {self._max_bytes / 1e6:g} MB.")
        self._parts.append(unpacked)

    def _unpacked(self, piece: bytes) -> Iterator[bytes]:
        while piece and not self._over:
            machine = self._machine = self._machine or self._started(piece)
            try:
                yield machine.decompress(piece, PIECE_BYTES)
            except zlib.error as error:
                raise Failed(Why.BAD_ENCODING, "The answer is not packed as it says, or was spoiled.") from error
            piece = machine.unconsumed_tail
            if machine.eof:
                piece = machine.unused_data
                self._end_of_member(piece)

    def _end_of_member(self, rest: bytes) -> None:
        """Go on with the next of several gzip members; anything else after an end is padding."""
        if self._encoding in GZIP_NAMES and rest.startswith(GZIP_MAGIC):
            self._machine = None
        elif rest:
            self._over = True

    def _started(self, piece: bytes) -> zlib._Decompress:
        if self._encoding in GZIP_NAMES:
            return zlib.decompressobj(wbits=31)
        wrapped = len(piece) >= 2 and piece[0] & 0x0F == 8 and (piece[0] * 256 + piece[1]) % 31 == 0
        return zlib.decompressobj(wbits=15 if wrapped else -15)  # some servers leave deflate's wrapping out
