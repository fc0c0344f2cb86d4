"""Bytes to text, whatever encoding they came in."""

from __future__ import annotations

import codecs

BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED_BYTES = 200_000  # enough to tell an encoding by; guessing from more takes seconds
GUESSABLE_BYTES = 10  # fewer bytes beyond ASCII than this tell nothing: a guesser sees Chinese in one "é"
SPOILED = "\ufffd"
SOUND_PER_SPOILED = 10  # a page cut off, or with one bad byte, is UTF-8 all the same


def decode(content: bytes) -> str | None:
    """Return `content` as text without byte order mark, line ends made `\\n`; None if it is not text.

    A byte order mark decides; else UTF-8, which other encodings' texts all but never are by accident, a few spoiled
    characters allowed; else Windows-1252 where there is too little to guess by, and charset-normalizer's guess.
    """
    text = _decoded(content)
    return None if text is None or "\x00" in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    for attempt in (_utf_8, _western, _guessed):
        if (text := attempt(content)) is not None:
            return text
    return None


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf_8(content: bytes) -> str | None:
    text = content.decode("utf-8", errors="replace")
    spoiled = text.count(SPOILED)
    sound = sum(character > "\x7f" for character in text) - spoiled if spoiled else 0
    return text if sound >= SOUND_PER_SPOILED * spoiled else None


def _western(content: bytes) -> str | None:
    special = sum(byte > 0x7F for byte in content)
    return _strict(content, "cp1252") if special < GUESSABLE_BYTES else None


def _guessed(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # loaded only for the few texts that need it

    best = from_bytes(content[:GUESSED_BYTES]).best()
    return None if best is None else content.decode(best.encoding, errors="replace")
