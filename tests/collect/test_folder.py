from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.errors import InputError
from storage.models import Given, Media, Page, Reason, Rejection
from tasks.collect.folder import load_folder
from tasks.collect.manifest import find_manifest

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
TEXT = "The bridge closed on Monday.\nBolts were cracked.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def load(folder: Path, **options: object) -> list[Page | Rejection]:
    return list(load_folder(folder, now=NOW, **options))  # type: ignore[arg-type]


def only_page(folder: Path, **options: object) -> Page:
    (page,) = load(folder, **options)
    assert isinstance(page, Page)
    return page


def only_rejection(folder: Path, **options: object) -> Rejection:
    (rejection,) = load(folder, **options)
    assert isinstance(rejection, Rejection)
    return rejection


def test_pages_are_loaded_from_all_below_in_the_order_of_their_paths(folder: Path) -> None:
    write(folder, {"b.html": "<p>b", "a/z.TXT": TEXT, "a/y/x.md": TEXT, "B.htm": "<p>B", "c.pdf": "%PDF-", "d": "d"})
    assert [page.address for page in load(folder)] == ["B.htm", "a/y/x.md", "a/z.TXT", "b.html"]


def test_a_page_holds_the_files_bytes_as_they_are(folder: Path) -> None:
    content = "\ufeff<p>Café\r\n".encode("utf-16")
    write(folder, {"one.html": content})
    assert only_page(folder) == Page(
        address="one.html", media=Media.HTML, content=content, loaded_at=NOW, path="one.html", given=Given()
    )


@pytest.mark.parametrize(
    "name", ["README.md", "readme.txt", "manifest.jsonl", "manifest.csv", ".hidden.txt", ".git/a.txt"]
)
def test_what_is_no_article_is_passed_over(folder: Path, name: str) -> None:
    write(folder, {"one.txt": TEXT, name: TEXT})
    assert only_page(folder).address == "one.txt"


def test_folders_can_be_left_out(folder: Path) -> None:
    write(folder, {"one.txt": TEXT, "output/digest.html": "<p>Ours"})
    assert only_page(folder, exclude=[folder / "output"]).address == "one.txt"


@pytest.mark.parametrize("content", ["", " \n\t "], ids=["no bytes", "only spaces"])
@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_an_empty_file_is_turned_away(folder: Path, name: str, content: str) -> None:
    write(folder, {name: content})
    rejection = only_rejection(folder)
    assert (rejection.address, rejection.stage, rejection.reason) == (name, "collect", Reason.EMPTY)


def test_a_file_over_the_limit_is_turned_away_and_one_at_it_is_not(folder: Path) -> None:
    write(folder, {"a.txt": "x" * 1000, "b.txt": "x" * 1001})
    page, rejection = load(folder, max_bytes=1000)
    assert isinstance(page, Page)
    assert isinstance(rejection, Rejection)
    assert (rejection.address, rejection.reason) == ("b.txt", Reason.TOO_LARGE)


def test_a_huge_file_is_not_read(folder: Path) -> None:
    with (folder / "huge.html").open("wb") as file:
        file.truncate(1 << 40)  # a terabyte that takes no room
    rejection = only_rejection(folder)
    assert rejection.reason is Reason.TOO_LARGE
    assert "1099511.6 MB; the limit is 20 MB" in rejection.detail


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n", b"%PDF-1.7 text", b"PK\x03\x04zip", b"\xff\xd8\xff\xe0", b"text\x00text", b"\x1f\x8b\x08"],
    ids=["png", "pdf", "zip", "jpeg", "zero bytes", "gzip"],
)
@pytest.mark.parametrize("name", ["picture.html", "picture.txt"])
def test_binary_content_is_turned_away_whatever_its_name(folder: Path, name: str, content: bytes) -> None:
    write(folder, {name: content})
    assert only_rejection(folder).reason is Reason.NOT_TEXT


def test_text_in_an_encoding_nobody_can_tell_is_turned_away(folder: Path) -> None:
    write(folder, {"noise.txt": bytes(range(128, 256)) * 7 + bytes(range(1, 32)) * 9})
    assert only_rejection(folder).reason is Reason.NOT_TEXT


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "Secret.", "elsewhere/more.txt": "More."})
    write(folder, {"one.txt": TEXT})
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "broken.txt").symlink_to(folder / "absent")
    assert only_page(folder).address == "one.txt"


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    write(folder, {"one.txt": TEXT})
    (folder / "two.txt").symlink_to("one.txt")
    assert [item.address for item in load(folder)] == ["one.txt", "two.txt"]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    write(folder, {"one.txt": TEXT})
    os.mkfifo(folder / "pipe.txt")
    assert only_page(folder).address == "one.txt"


def test_a_name_that_is_no_utf_8_is_spelled_out(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(TEXT)
    assert only_page(folder).address == r"caf\udce9.txt"


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent does not exist"):
        load_folder(tmp_path / "absent", now=NOW)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT})
    with pytest.raises(InputError, match=r"a\.txt is not a folder"):
        load_folder(tmp_path / "a.txt", now=NOW)


@pytest.mark.parametrize("files", [{}, {"a.pdf": "x"}, {"README.md": "x"}], ids=["empty", "other files", "a README"])
def test_a_folder_with_nothing_to_load_is_named(folder: Path, files: dict[str, str | bytes]) -> None:
    write(folder, files)
    with pytest.raises(InputError, match=r"articles holds no \.html, \.htm, \.txt, \.md or \.jsonl file"):
        load_folder(folder, now=NOW)


FRONT = "---\ntitle: Bolts\ndate: 2026-03-01\nauthor: [Ada Quill, Bo]\nsource: Harbor Post\n---\n\n"


def test_front_matter_is_given_and_not_text(folder: Path) -> None:
    write(folder, {"a.md": FRONT + TEXT})
    page = only_page(folder)
    assert page.content == TEXT.encode()
    assert page.given == Given(title="Bolts", published="2026-03-01", byline="Ada Quill, Bo", source="Harbor Post")


def test_a_text_of_nothing_but_front_matter_is_empty(folder: Path) -> None:
    write(folder, {"a.md": FRONT})
    assert only_rejection(folder).reason is Reason.EMPTY


def manifest_of(folder: Path, *rows: object, name: str = "manifest.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


ROW = {"file": "a.txt", "source": "Harbor Post", "published": "2026-03-01", "title": None, "url": None}


def test_a_manifest_in_the_folder_is_not_used_unless_named(folder: Path) -> None:
    write(folder, {"a.txt": TEXT})
    listed = manifest_of(folder, ROW)
    assert only_page(folder).given == Given()
    assert only_page(folder, manifest=listed).given == Given(source="Harbor Post", published="2026-03-01")
    assert find_manifest(folder) == listed


def test_a_folder_without_a_manifest_has_none(folder: Path) -> None:
    assert find_manifest(folder) is None


def test_a_manifest_is_used_wherever_it_lies_and_never_loaded(folder: Path) -> None:
    write(folder, {"a.txt": TEXT})
    listed = manifest_of(folder, ROW, name="list.jsonl")
    assert only_page(folder, manifest=listed).given.source == "Harbor Post"


def test_a_manifest_outranks_front_matter_and_leaves_it_the_rest(folder: Path, tmp_path: Path) -> None:
    write(folder, {"a.txt": FRONT + TEXT})
    listed = manifest_of(tmp_path, {"file": "a.txt", "source": "Bay Courier"}, name="list.jsonl")
    given = only_page(folder, manifest=listed).given
    assert (given.source, given.title) == ("Bay Courier", "Bolts")


def test_a_given_url_is_the_pages_address(folder: Path) -> None:
    write(folder, {"a.html": "<p>a", "b.md": "---\nurl: https://harbor.example/b\n---\nText."})
    listed = manifest_of(folder, {"file": "a.html", "url": "https://harbor.example/a"})
    found = load(folder, manifest=listed)
    assert [item.address for item in found] == ["https://harbor.example/a", "https://harbor.example/b"]
    assert [item.path for item in found if isinstance(item, Page)] == ["a.html", "b.md"]


def test_records_are_loaded_one_page_each(folder: Path) -> None:
    records = [
        {"text": TEXT, "title": "One", "author": "Ada Quill", "published": "2026-03-01T07:00:00Z", "extra": [1]},
        {"html": "<p>Two", "url": "https://harbor.example/2", "source": "Harbor Post", "language": "en"},
    ]
    write(folder, {"all.jsonl": "\n".join(map(json.dumps, records)) + "\n\n"})
    first, second = load(folder)
    assert first == Page(
        address="all.jsonl#1",
        media=Media.TEXT,
        content=TEXT.encode(),
        loaded_at=NOW,
        path="all.jsonl",
        given=Given(title="One", byline="Ada Quill", published="2026-03-01T07:00:00Z"),
    )
    assert isinstance(second, Page)
    assert (second.address, second.media, second.content) == ("https://harbor.example/2", Media.HTML, b"<p>Two")


def test_a_bad_record_is_turned_away_by_its_line_and_the_rest_is_loaded(folder: Path) -> None:
    bad = ["{no json", "[1]", '{"title": "x"}', '{"text": "\\ud800"}', '{"text": 5}', "[" * 100_000]
    good = json.dumps({"text": TEXT})
    write(folder, {"all.jsonl": "\n".join([good, *bad, good])})
    found = load(folder)
    rejections = [item for item in found if isinstance(item, Rejection)]
    assert [item.address for item in rejections] == [f"all.jsonl#{line}" for line in range(2, 8)]
    assert {item.reason for item in rejections} == {Reason.BAD_RECORD}
    assert all(f"line {line}" in item.detail for line, item in enumerate(rejections, start=2))
    assert [item.address for item in found if isinstance(item, Page)] == ["all.jsonl#1", "all.jsonl#8"]


def test_an_empty_and_an_overlong_record_say_so(folder: Path) -> None:
    lines = [{"text": " "}, {"text": "x" * 500}, {"text": "Short."}]
    write(folder, {"all.jsonl": "\n".join(map(json.dumps, lines))})
    empty, large, short = load(folder, max_bytes=100)
    assert isinstance(empty, Rejection)
    assert isinstance(large, Rejection)
    assert (empty.reason, large.reason, large.address) == (Reason.EMPTY, Reason.TOO_LARGE, "all.jsonl#2")
    assert isinstance(short, Page)


def test_a_manifest_speaks_for_the_records_of_a_file_but_not_for_their_addresses(folder: Path) -> None:
    write(folder, {"all.jsonl": '{"text": "One."}\n{"text": "Two.", "source": "Bay Courier"}'})
    listed = manifest_of(folder, {"file": "all.jsonl", "source": "Harbor Post", "url": "https://harbor.example"})
    found = load(folder, manifest=listed)
    assert [item.address for item in found] == ["all.jsonl#1", "all.jsonl#2"]
    assert [item.given.source for item in found if isinstance(item, Page)] == ["Harbor Post", "Bay Courier"]


def test_loading_twice_gives_equal_pages(folder: Path) -> None:
    write(folder, {"a.txt": TEXT, "b.html": "<p>b", "c.jsonl": '{"text": "c"}\nbad'})
    assert load(folder) == load(folder)


SEEDS = Path(__file__).parents[2] / "../shared/seeds"


@pytest.mark.skipif(not SEEDS.exists(), reason="the real articles are not here")
def test_the_real_articles_are_loaded_bare_and_with_their_manifest() -> None:
    bare = load(SEEDS)
    told = load(SEEDS, manifest=SEEDS / "manifest.jsonl")
    assert len(bare) == len(told) == 5
    assert all(isinstance(page, Page) and page.given == Given() for page in bare)
    assert sum(isinstance(page, Page) and page.given.published is not None for page in told) == 4
