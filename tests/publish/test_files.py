from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.errors import InputError
from storage.models import Status, StoryId
from tasks.publish import files
from tests.publish.builders import quiet_digest, rich_digest

ZONE = ZoneInfo("Europe/Budapest")


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Everything under a folder: its bytes, and when it was written."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_a_digest_becomes_a_page_a_markdown_file_and_a_json_file(tmp_path: Path) -> None:
    written = files.write_digest(tmp_path / "out", rich_digest(), ZONE)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "out/aldermere-bridge/2026-02-04.html",
        "out/aldermere-bridge/2026-02-04.md",
        "out/aldermere-bridge/2026-02-04.json",
    ]
    assert list(tree(tmp_path)) == sorted(path.relative_to(tmp_path).as_posix() for path in written)


def test_equal_bytes_are_not_written_again(tmp_path: Path) -> None:
    zones = {StoryId("aldermere-bridge"): ZONE}
    files.write_digest(tmp_path, rich_digest(), ZONE)
    files.write_site(tmp_path, [rich_digest()], zones)
    before = tree(tmp_path)
    assert files.write_digest(tmp_path, rich_digest(), ZONE) == []
    assert files.write_site(tmp_path, [rich_digest()], zones) == []
    assert tree(tmp_path) == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    files.write_digest(tmp_path, rich_digest(), ZONE)
    changed = files.write_digest(tmp_path, rich_digest(status=Status.WITHDRAWN), ZONE)
    assert {path.suffix for path in changed} == {".html", ".md", ".json"}
    assert b"Withdrawn" in (tmp_path / "aldermere-bridge/2026-02-04.html").read_bytes()


def test_a_failed_write_leaves_the_old_file_and_no_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write_digest(tmp_path, rich_digest(), ZONE)
    before = tree(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        files.write_digest(tmp_path, rich_digest(revision=2), ZONE)
    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match=r"out.* can't be written"):
        files.write_digest(tmp_path / "out", rich_digest(), ZONE)


def test_the_site_leads_from_the_front_page_to_every_digest(tmp_path: Path) -> None:
    later = replace(quiet_digest(), day=rich_digest().day.replace(day=5))
    for digest in (rich_digest(), later):
        files.write_digest(tmp_path, digest, ZONE)
    files.write_site(tmp_path, [rich_digest(), later], {StoryId("aldermere-bridge"): ZONE})
    front = (tmp_path / "index.html").read_text(encoding="utf-8")
    story = (tmp_path / "aldermere-bridge/index.html").read_text(encoding="utf-8")
    assert 'href="aldermere-bridge/2026-02-05.html"' in front
    assert 'href="2026-02-05.html"' in story
    assert 'href="2026-02-04.html"' in story
    assert story.index("2026-02-05.html") < story.index("2026-02-04.html")


@pytest.mark.parametrize("story", ["../../etc", "a/b", "", ".", "UPPER", "x" * 200, "con\u202etrol"])
def test_no_story_id_leaves_the_folder(story: str, tmp_path: Path) -> None:
    for path in files.write_digest(tmp_path / "out", rich_digest(story=StoryId(story)), ZONE):
        assert path.parent.parent == tmp_path / "out"
        assert path.resolve().is_relative_to((tmp_path / "out").resolve())


def test_a_site_without_digests_says_so(tmp_path: Path) -> None:
    files.write_site(tmp_path, [], {})
    assert "No digest has been made yet" in (tmp_path / "index.html").read_text(encoding="utf-8")
