"""A folder of articles: `.html`, `.txt` and `.md` files, and `.jsonl` files of records, wherever in it they lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.errors import InputError
from storage.models import Given, Media, Page, Reason, Rejection
from tasks.collect import front_matter
from tasks.collect.given import combined
from tasks.collect.manifest import NAMES as MANIFEST_NAMES
from tasks.collect.manifest import read_manifest
from tasks.collect.records import load_records
from tasks.text.decoding import BYTE_ORDER_MARKS, decode

MAX_BYTES = 20_000_000
SUFFIXES = {".html": Media.HTML, ".htm": Media.HTML, ".txt": Media.TEXT, ".md": Media.TEXT, ".jsonl": None}

# How files begin that are no text, whatever their name says.
MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
    b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS", b"ID3", b"SQLite format 3",
)  # fmt: skip
SNIFFED_BYTES = 8192


@dataclass(frozen=True, slots=True)
class _File:
    """One file to be loaded."""

    at: Path
    path: str  # relative to the folder, in POSIX form, writable as UTF-8
    given: Given


class _TurnedAwayError(Exception):
    """A file can't be loaded; the text says why in one sentence."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def load_folder(
    folder: Path,
    *,
    now: datetime,
    manifest: Path | None = None,
    max_bytes: int = MAX_BYTES,
    exclude: Sequence[Path] = (),
) -> Iterator[Page | Rejection]:
    """Return the pages in `folder` and below, in the order of their paths; for what can't be one, a rejection.

    Hidden files, READMEs, manifests and whatever lies in the folders `exclude` are passed over, symbolic links that
    leave the folder too. A file, or a record, of more than `max_bytes` bytes is turned away unread. Raises InputError
    if the folder or the manifest can't be used, or if there is nothing to load.
    """
    if not folder.exists():
        raise InputError(f"The folder {folder} does not exist.")
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.")
    said = read_manifest(manifest, folder) if manifest else {}
    left_out = {path.resolve() for path in (*exclude, *([manifest] if manifest else []))}
    files = [_File(at, _written(path), said.get(path, Given())) for path, at in _files(folder, left_out)]
    if not files:
        raise InputError(f"The folder {folder} holds no {', '.join(list(SUFFIXES)[:-1])} or .jsonl file.")
    return (found for file in files for found in _load(file, now, max_bytes))


def _files(folder: Path, left_out: set[Path]) -> list[tuple[str, Path]]:
    """Return the files to load with their POSIX paths, sorted by those."""
    root = folder.resolve()
    found = []
    for at, folders, names in os.walk(folder, onerror=_refuse):
        here = Path(at)
        folders[:] = [name for name in folders if not name.startswith(".") and (here / name).resolve() not in left_out]
        found += [here / name for name in names if _is_wanted(name)]
    inside = [file for file in found if _is_inside(file, root) and file.resolve() not in left_out]
    return sorted((file.relative_to(folder).as_posix(), file) for file in inside)


def _refuse(error: OSError) -> None:
    raise InputError(f"The folder {error.filename} can't be read: {error.strerror or error}.") from error


def _is_wanted(name: str) -> bool:
    path = Path(name)
    helper = name in MANIFEST_NAMES or path.stem.casefold() == "readme" or name.startswith(".")
    return path.suffix.lower() in SUFFIXES and not helper


def _is_inside(file: Path, root: Path) -> bool:
    """Say whether `file` is a file, and no link to one elsewhere."""
    try:
        return file.is_file() and file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links in a circle
        return False


def _written(path: str) -> str:
    """Return a file's name as it can be stored: one that is no valid UTF-8 with its odd bytes spelled out."""
    return path.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _load(file: _File, now: datetime, max_bytes: int) -> Iterator[Page | Rejection]:
    media = SUFFIXES[file.at.suffix.lower()]
    try:
        if media is None:
            yield from _records(file, now, max_bytes)
        else:
            yield LOADERS[media](file, _content(file.at, max_bytes), now)
    except _TurnedAwayError as error:
        yield _rejection(file, error.reason, str(error), now)
    except OSError as error:
        yield _rejection(file, Reason.UNREADABLE, f"The file can't be read: {error.strerror or error}.", now)


def _records(file: _File, now: datetime, max_bytes: int) -> Iterator[Page | Rejection]:
    if not file.at.stat().st_size:
        raise _TurnedAwayError(Reason.EMPTY, "The file is empty.")
    yield from load_records(file.at, file.path, given=file.given, now=now, max_bytes=max_bytes)


def _content(at: Path, max_bytes: int) -> bytes:
    with at.open("rb") as stream:
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        size = f"{at.stat().st_size / 1e6:.1f} MB; the limit is {max_bytes / 1e6:g} MB"
        raise _TurnedAwayError(Reason.TOO_LARGE, f"The file has {size}.")
    if not content.strip():
        raise _TurnedAwayError(Reason.EMPTY, "The file is empty.")
    if content.startswith(MAGIC) or _holds_zeros(content[:SNIFFED_BYTES]):
        raise _TurnedAwayError(Reason.NOT_TEXT, "The file's content is binary, whatever its name says.")
    return content


def _holds_zeros(beginning: bytes) -> bool:
    return b"\x00" in beginning and not any(beginning.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)


def _html_page(file: _File, content: bytes, now: datetime) -> Page:
    address = file.given.url or file.path
    return Page(address=address, media=Media.HTML, content=content, loaded_at=now, path=file.path, given=file.given)


def _text_page(file: _File, content: bytes, now: datetime) -> Page:
    """Make a page of a text file: its bytes as they are, or what follows its front matter as UTF-8."""
    text = decode(content)
    if text is None:
        raise _TurnedAwayError(Reason.NOT_TEXT, "The file's encoding could not be told: it may not be text.")
    said, rest = front_matter.split(text)
    if not rest.strip():
        raise _TurnedAwayError(Reason.EMPTY, "The file holds nothing after its front matter.")
    given = combined(file.given, said)
    body = content if rest == text else rest.encode("utf-8")
    return Page(
        address=given.url or file.path, media=Media.TEXT, content=body, loaded_at=now, path=file.path, given=given
    )


LOADERS: dict[Media, Callable[[_File, bytes, datetime], Page]] = {Media.HTML: _html_page, Media.TEXT: _text_page}


def _rejection(file: _File, reason: Reason, detail: str, now: datetime) -> Rejection:
    return Rejection(address=file.given.url or file.path, stage="collect", reason=reason, detail=detail, at=now)
