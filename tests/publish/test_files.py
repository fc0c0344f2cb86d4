from datetime import date
from pathlib import Path

import pytest

from storage.errors import InputError
from storage.models import DigestId, StoryId
from storage.published import Standing
from storage.telling import Status
from tasks.publish.files import Folder, forms_of
from tasks.publish.site import Site

ADDRESS = (StoryId("aldermere-bridge"), date(2026, 2, 4))
FIRST = Standing(digest=DigestId("first"), status=Status.PUBLISHED, changes=1)
SECOND = Standing(digest=DigestId("second"), status=Status.PUBLISHED, changes=2)
PAGE = "aldermere-bridge/2026-02-04.html"


def folder(tmp_path: Path, **changes: str) -> Folder:
    return Folder(Site(out=tmp_path / "out", **changes))


def tree(root: Path) -> dict[str, tuple[bytes, int]]:
    """Everything under a folder: its bytes, and when it was written."""
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_a_digest_stands_in_three_forms_beside_each_other() -> None:
    assert forms_of(ADDRESS) == [PAGE, "aldermere-bridge/2026-02-04.md", "aldermere-bridge/2026-02-04.json"]


def test_equal_bytes_are_not_written_again(tmp_path: Path) -> None:
    files = folder(tmp_path)
    assert files.put({PAGE: "one", "index.html": "two"}) == [tmp_path / "out" / PAGE, tmp_path / "out/index.html"]
    before = tree(tmp_path)
    assert files.put({PAGE: "one", "index.html": "two"}) == []
    assert tree(tmp_path) == before
    assert files.put({PAGE: "one", "index.html": "three"}) == [tmp_path / "out/index.html"]


def test_a_failed_write_leaves_the_old_file_and_no_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path).put({PAGE: "old"})
    before = tree(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        folder(tmp_path).put({PAGE: "new"})
    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match=r"out.* can't be written"):
        folder(tmp_path).put({PAGE: "page"})


def test_what_is_noted_is_not_stale_until_it_changes_or_its_page_is_gone(tmp_path: Path) -> None:
    standing = {ADDRESS: FIRST}
    files = folder(tmp_path)
    assert files.stale(standing) == [ADDRESS]
    files.put({PAGE: "page"})
    files.note(standing)
    assert folder(tmp_path).stale(standing) == []
    assert folder(tmp_path).stale({ADDRESS: SECOND}) == [ADDRESS]
    (tmp_path / "out" / PAGE).unlink()
    assert folder(tmp_path).stale(standing) == [ADDRESS]


@pytest.mark.parametrize("changes", [{"title": "Another desk"}, {"address": "https://elsewhere.example/"}])
def test_another_title_or_address_makes_every_page_stale(tmp_path: Path, changes: dict[str, str]) -> None:
    standing = {ADDRESS: FIRST}
    folder(tmp_path).put({PAGE: "page", "index.html": "front"})
    folder(tmp_path).note(standing)
    assert folder(tmp_path).complete
    assert folder(tmp_path, **changes).stale(standing) == [ADDRESS]
    assert not folder(tmp_path, **changes).complete


def test_what_stands_no_longer_is_found_and_dropped_with_its_empty_folder(tmp_path: Path) -> None:
    files = folder(tmp_path)
    files.put({PAGE: "page"})
    files.note({ADDRESS: FIRST})
    assert folder(tmp_path).gone({}) == [ADDRESS]
    assert files.drop(PAGE) == [tmp_path / "out" / PAGE]
    assert files.drop(PAGE) == []
    assert not (tmp_path / "out/aldermere-bridge").exists()


@pytest.mark.parametrize("notes", ["", "{", "[]", "\x00"])
def test_notes_that_cannot_be_read_count_as_none(tmp_path: Path, notes: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.published.json").write_text(notes)
    assert folder(tmp_path).stale({ADDRESS: FIRST}) == [ADDRESS]
