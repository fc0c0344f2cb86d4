"""The manifest of a folder: what is known of each file, as JSON Lines or CSV.

{"file": "day-1/bridge.html", "source": "Harbor Post", "published": "2026-01-31", "title": null, "url": null}
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from storage.errors import InputError
from storage.models import Given
from tasks.collect.given import given_from
from tasks.text.decoding import decode

NAMES = ("manifest.jsonl", "manifest.csv")

Row = tuple[int, Mapping[str, object]]  # the line it stands on, counted from 1


def find_manifest(folder: Path) -> Path | None:
    """Return the manifest that lies in `folder` under one of `NAMES`, if one does."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)


def read_manifest(manifest: Path, folder: Path) -> dict[str, Given]:
    """Return what `manifest` says of each file, by the file's POSIX path relative to `folder`.

    Raises InputError, naming the manifest and the line, for a line that can't be read, a file that is not there, and a
    file that is named twice.
    """
    found: dict[str, Given] = {}
    for line, row in _rows(manifest):
        name = _file_named(row, folder, manifest, line)
        if name in found:
            raise _refusal(manifest, line, f"names {name} a second time")
        try:
            found[name] = given_from(row)
        except ValueError as error:
            raise _refusal(manifest, line, "holds text that is not Unicode") from error
    return found


def _rows(manifest: Path) -> Iterator[Row]:
    readers = {".jsonl": _json_rows, ".csv": _csv_rows}
    if manifest.suffix.lower() not in readers:
        raise InputError(f"The manifest {manifest} must be a .jsonl or a .csv file.")
    try:
        text = decode(manifest.read_bytes())
    except OSError as error:
        raise InputError(f"The manifest {manifest} can't be read: {error.strerror or error}.") from error
    if text is None:
        raise InputError(f"The manifest {manifest} is not text.")
    return readers[manifest.suffix.lower()](manifest, text)


def _json_rows(manifest: Path, text: str) -> Iterator[Row]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            row = json.loads(written)
        except (ValueError, RecursionError) as error:
            raise _refusal(manifest, line, "is not JSON") from error
        if not isinstance(row, dict):
            raise _refusal(manifest, line, "is not a JSON object")
        yield line, row


def _csv_rows(manifest: Path, text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for row in reader:
            if None in row:
                raise _refusal(manifest, reader.line_num, "has more fields than the heading")
            yield reader.line_num, row
    except csv.Error as error:
        raise _refusal(manifest, reader.line_num, f"is not CSV ({error})") from error


def _file_named(row: Mapping[str, object], folder: Path, manifest: Path, line: int) -> str:
    name = row.get("file")
    if not isinstance(name, str) or not name.strip():
        raise _refusal(manifest, line, 'has no "file"')
    path = PurePosixPath(name.strip())
    if path.is_absolute() or ".." in path.parts:
        raise _refusal(manifest, line, f"names {path}, which is not inside {folder}")
    if not _is_file(folder / path):
        raise _refusal(manifest, line, f"names {path}, which is not in {folder}")
    return path.as_posix()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _refusal(manifest: Path, line: int, what: str) -> InputError:
    return InputError(f"The manifest {manifest} can't be used: line {line} {what}.")
