"""The bytes of every page, compressed, in files named by what they hold: `raw/ab/<sha256>.zst`.

A file is whole or absent, is never changed, and is written before the database's row that names it; so any number of
processes may write here without a lock. `zstd -d` reads them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from storage.errors import StorageError

ZSTD_LEVEL = 3


class Archive:
    """The files under `root`, which is made on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes named by `sha256` are kept."""
        return self.root / sha256[:2] / f"{sha256}.zst"

    def put(self, contents: Iterable[bytes]) -> list[str]:
        """Keep each of `contents` and return their SHA-256 names; all are on the disk when this returns.

        Raises StorageError if a file can't be written.
        """
        names = []
        touched: set[Path] = set()
        try:
            for content in contents:
                name = hashlib.sha256(content).hexdigest()
                names.append(name)
                path = self.path_of(name)
                if not path.exists():
                    _write(path, content)
                    touched.add(path.parent)
            for folder in sorted(touched):
                _sync_folder(folder)
        except OSError as error:
            raise StorageError(f"A page can't be kept in {self.root}: {error.strerror or error}.") from error
        return names

    def get(self, sha256: str) -> bytes:
        """Return the bytes named by `sha256`; raises StorageError if they are missing or not what the name says."""
        path = self.path_of(sha256)
        try:
            content: bytes = pa.CompressedInputStream(pa.OSFile(str(path)), "zstd").read()
        except OSError as error:
            raise StorageError(f"The raw page {path} can't be read ({error}); load it again.") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageError(f"The raw page {path} is damaged; move the file away and load it again.")
        return content


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that it is there as a whole or not at all, and on the disk when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    """Write one file so that it is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(pa.Codec("zstd", ZSTD_LEVEL).compress(content, asbytes=True))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the folder's new names last through a power loss, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
