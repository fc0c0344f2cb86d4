from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.archive import Archive
from storage.errors import StorageError


@given(contents=st.lists(st.binary(max_size=2000), max_size=5))
@settings(max_examples=25, deadline=None)
def test_bytes_come_back_by_their_name(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    archive = Archive(tmp_path_factory.mktemp("raw"))
    assert [archive.get(name) for name in archive.put(contents)] == contents


def test_large_repetitive_pages_take_little_room(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (name,) = archive.put([b"<div class='teaser'></div>" * 200_000])
    assert archive.path_of(name).stat().st_size < 10_000
    assert len(archive.get(name)) == 5_200_000


def test_a_file_is_written_once_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (name,) = archive.put([b"a page"])
    written = archive.path_of(name).stat().st_mtime_ns
    archive.put([b"a page"])
    assert archive.path_of(name).stat().st_mtime_ns == written
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [f"{name}.zst"]


@pytest.mark.parametrize("damage", [b"", b"no zstd at all", pa.Codec("zstd").compress(b"another page", asbytes=True)])
def test_a_damaged_file_is_named(tmp_path: Path, damage: bytes) -> None:
    archive = Archive(tmp_path)
    (name,) = archive.put([b"a page"])
    archive.path_of(name).write_bytes(damage)
    with pytest.raises(StorageError, match=name):
        archive.get(name)


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("in the way")
    with pytest.raises(StorageError, match=r"can't be kept in .*raw"):
        Archive(tmp_path / "raw").put([b"a page"])
