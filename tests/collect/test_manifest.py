from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import InputError
from storage.models import Given
from tasks.collect.manifest import read_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "day 1/b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    return tmp_path


def read(folder: Path, content: str, name: str = "manifest.jsonl") -> dict[str, Given]:
    manifest = folder / name
    manifest.write_bytes(content.encode("utf-8"))
    return read_manifest(manifest, folder)


def test_json_lines_are_read(folder: Path) -> None:
    content = (
        '{"file": "./a.txt", "source": "Harbor Post", "published": "2026-03-01", "title": null, "odd": 1}\n\n'
        '{"file": "day 1/b.html", "author": ["Ada", "Bo"], "language": "no", "url": ""}\n'
    )
    assert read(folder, content) == {
        "a.txt": Given(source="Harbor Post", published="2026-03-01"),
        "day 1/b.html": Given(byline="Ada, Bo", language="no"),
    }


def test_csv_is_read_with_a_byte_order_mark_and_quoted_lines(folder: Path) -> None:
    content = '\ufefffile,source,published,title,byline\r\na.txt,Harbor Post,4 Feb 2026,"Bolts,\ncracked",\r\n'
    assert read(folder, content, "list.csv") == {
        "a.txt": Given(source="Harbor Post", published="4 Feb 2026", title="Bolts, cracked")
    }


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"file": "a.txt"}\n{oops', "line 2 is not JSON"),
        ('["a.txt"]', "line 1 is not a JSON object"),
        ('\n{"source": "Harbor Post"}', 'line 2 has no "file"'),
        ('{"file": 7}', 'line 1 has no "file"'),
        ('{"file": "absent.txt"}', "line 1 names absent.txt, which is not in"),
        ('{"file": "../a.txt"}', "line 1 names ../a.txt, which is not inside"),
        ('{"file": "/etc/hostname"}', "line 1 names /etc/hostname, which is not inside"),
        ('{"file": "a\\u0000"}', "line 1 names"),
        ('{"file": "a.txt"}\n{"file": "./a.txt"}', "line 2 names a.txt a second time"),
        ('{"file": "a.txt", "title": "\\ud800"}', "line 1 holds text that is not Unicode"),
    ],
)
def test_a_bad_line_is_named(folder: Path, content: str, complaint: str) -> None:
    with pytest.raises(InputError) as raised:
        read(folder, content)
    assert complaint in str(raised.value)
    assert "manifest.jsonl" in str(raised.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("file,source\na.txt,x,y", "line 2 has more fields than the heading"),
        ("name,source\na.txt,x", 'line 2 has no "file"'),
        ('file,source\na.txt,"x', "is not CSV"),
    ],
)
def test_a_bad_csv_line_is_named(folder: Path, content: str, complaint: str) -> None:
    with pytest.raises(InputError) as raised:
        read(folder, content, "manifest.csv")
    assert complaint in str(raised.value)


def test_a_manifest_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl can't be read: No such file"):
        read_manifest(folder / "none.jsonl", folder)


def test_a_manifest_of_another_kind_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"must be a \.jsonl or a \.csv file"):
        read_manifest(folder / "a.txt", folder)
