import tomllib
from pathlib import Path

import pytest

from flows.cli_source_files import add, export_opml, import_opml
from flows.settings import load
from flows.source_entries import SourceEntry, SourceFile
from storage.errors import InputError, SettingsError
from tasks.collect.discovery import Answer

RSS = b"<rss version='2.0'><channel><title>Hill &amp; Dale</title><item><link>/a</link></item></channel></rss>"
FRONT = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head></html>'
SECTION = b'<html><title>World</title><a href="/2026/02/03/storm">Storm comes over the hill</a></html>'
WEB = {
    "https://hill.example/": FRONT,
    "https://hill.example/feed/": RSS,
    "https://hill.example/world": SECTION,
    "https://bare.example/": b"<html><p>Nothing here</p></html>",
}
WRITTEN = """# All that is followed.
[throughline]
out = "out"   # where to

# Where articles come from.
[[source]] # the first
kind = "folder"
name = "saved"   # by hand
folder = "pages"
# still about the folder

# What is followed: terms and
# seeds.
[[story]]
id = "storm"
title = '''A [[source]] of storms'''
terms = ["storm"]

[families]
"""
OPML = b"""<opml><body><outline text="Hill" type="rss" xmlUrl="https://hill.example/feed/"/>
<outline text="Dale" type="rss" xmlUrl="https://dale.example/rss"/>
<outline text="Dale" type="rss" xmlUrl="https://dale.example/sport"/></body></opml>"""


def fetch(url: str) -> Answer | None:
    body = WEB.get(url)
    return None if body is None else Answer(url=url, body=body)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "throughline.toml").write_text(WRITTEN, encoding="utf-8")
    return tmp_path


def text_of(folder: Path) -> str:
    return (folder / "throughline.toml").read_text(encoding="utf-8")


def test_the_feed_of_a_site_is_written_after_the_last_source_and_nothing_else_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add("hill.example/", fetch, directory=folder)
    entry = '[[source]]\nkind = "feed"\nname = "Hill & Dale"\nurl = "https://hill.example/feed/"\n\n'
    before, after = WRITTEN.split("# What is followed: terms")
    assert text_of(folder) == f"{before}{entry}# What is followed: terms{after}"
    said = "a feed of 1 item, named by the page: https://hill.example/feed/"
    assert capsys.readouterr().out == f'Added "Hill & Dale", {said}\n'


def test_what_was_added_is_a_valid_source(folder: Path) -> None:
    add("https://hill.example/", fetch, allow_private=True, directory=folder)
    source = load(folder).source[-1]
    assert (source.kind, source.name, source.allow_private) == ("feed", "Hill & Dale", True)  # type: ignore[union-attr]


def test_a_section_page_is_added_when_asked_for(folder: Path) -> None:
    add("https://hill.example/world", fetch, page=True, name="World", directory=folder)
    assert tomllib.loads(text_of(folder))["source"][-1] == {
        "kind": "page",
        "name": "World",
        "url": "https://hill.example/world",
        "follow": True,
    }
    assert load(folder).source[-1].kind == "page"


def test_without_a_file_one_is_made(tmp_path: Path) -> None:
    add("https://hill.example/feed/", fetch, directory=tmp_path)
    assert text_of(tmp_path) == '[[source]]\nkind = "feed"\nname = "Hill & Dale"\nurl = "https://hill.example/feed/"\n'


def test_a_file_without_sources_gets_them_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text("[families] # none\n", encoding="utf-8")
    add("https://hill.example/feed/", fetch, directory=tmp_path)
    assert text_of(tmp_path).startswith('[families] # none\n\n[[source]]\nkind = "feed"\n')


@pytest.mark.parametrize(
    "again", ["https://hill.example/", "https://hill.example/feed/?utm_source=x", "https://HILL.example:443/feed/#top"]
)
def test_a_source_is_not_added_twice(folder: Path, again: str) -> None:
    add("https://hill.example/", fetch, directory=folder)
    once = text_of(folder)
    with pytest.raises(InputError, match=r"^https://\S+ is a source already, called \"Hill & Dale\"\.$"):
        add(again, fetch, directory=folder)
    assert text_of(folder) == once


@pytest.mark.parametrize(
    ("url", "page", "sentence"),
    [
        ("ftp://hill.example", False, "'ftp://hill.example' is not a web address."),
        ("http://[", False, "'http://[' is not a web address."),
        ("https://gone.example/", False, "https://gone.example/ could not be fetched."),
        ("https://gone.example/", True, "https://gone.example/ could not be fetched."),
        (
            "https://bare.example/",
            False,
            "No feed and no news sitemap was found at https://bare.example/; --page follows the links of that page.",
        ),
        ("https://bare.example/", True, "https://bare.example/ links to nothing that looks like an article."),
    ],
)
def test_what_can_not_be_added_is_said_in_one_sentence(folder: Path, url: str, page: bool, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        add(url, fetch, page=page, directory=folder)
    assert str(refused.value) == sentence
    assert text_of(folder) == WRITTEN


def test_a_feed_with_an_endless_title_gets_a_name_that_settings_allow(folder: Path) -> None:
    add("https://long.example/", lambda url: Answer(url=url, body=RSS.replace(b"Hill", b"H" * 4000)), directory=folder)
    assert len(load(folder).source[-1].name) == 150


def test_two_sources_of_one_name_are_numbered(folder: Path) -> None:
    add("https://hill.example/", fetch, name="saved", directory=folder)
    assert [source.name for source in load(folder).source] == ["saved", "saved 2"]


def test_an_imported_list_adds_what_is_new(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "feeds.opml").write_bytes(OPML)
    add("https://hill.example/", fetch, directory=folder)
    capsys.readouterr()
    import_opml(folder / "feeds.opml", directory=folder)
    names = [source["name"] for source in tomllib.loads(text_of(folder))["source"]]
    assert names == ["saved", "Hill & Dale", "Dale", "Dale 2"]
    assert capsys.readouterr().out == "Added 2 sources to throughline.toml. 1 source stood there already.\n"
    assert text_of(folder).endswith(WRITTEN[WRITTEN.index("# What is followed: terms") :])


def test_importing_twice_changes_nothing(folder: Path) -> None:
    (folder / "feeds.opml").write_bytes(OPML)
    import_opml(folder / "feeds.opml", directory=folder)
    once = text_of(folder)
    import_opml(folder / "feeds.opml", directory=folder)
    assert text_of(folder) == once


def test_what_was_exported_is_what_can_be_imported(folder: Path, tmp_path: Path) -> None:
    (folder / "feeds.opml").write_bytes(OPML)
    import_opml(folder / "feeds.opml", directory=folder)
    export_opml(folder / "out.opml", directory=folder)
    other = tmp_path / "other"
    other.mkdir()
    import_opml(folder / "out.opml", directory=other)
    assert [s["url"] for s in SourceFile(other).sources] == [s["url"] for s in SourceFile(folder).sources[1:]]


def test_without_a_path_the_list_goes_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add("https://hill.example/", fetch, directory=folder)
    capsys.readouterr()
    export_opml(None, directory=folder)
    assert 'xmlUrl="https://hill.example/feed/"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html></html>", r"feeds\.opml can't be read: This is a web page, not an OPML file\."),
        (b"<opml><body/></opml>", r"feeds\.opml names no feed\."),
        (None, r"feeds\.opml can't be read: No such file or directory\."),
    ],
)
def test_a_list_that_can_not_be_read_is_said_in_one_sentence(folder: Path, content: bytes | None, reason: str) -> None:
    if content is not None:
        (folder / "feeds.opml").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        import_opml(folder / "feeds.opml", directory=folder)


def test_nothing_to_export_and_nowhere_to_are_said(folder: Path) -> None:
    with pytest.raises(InputError, match="has no source of kind feed to export"):
        export_opml(folder / "out.opml", directory=folder)
    add("https://hill.example/", fetch, directory=folder)
    with pytest.raises(InputError, match="can't be written"):
        export_opml(folder / "no" / "such" / "folder.opml", directory=folder)


def test_a_file_that_writes_its_sources_as_a_list_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text('source = [{kind = "folder", name = "a", folder = "b"}]\n')
    with pytest.raises(InputError, match=r"write each as a \[\[source\]\] table"):
        add("https://hill.example/", fetch, directory=tmp_path)


def test_a_file_that_is_wrong_already_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text("[[sauce]]\n")
    with pytest.raises(SettingsError):
        add("https://hill.example/", fetch, directory=tmp_path)
    assert text_of(tmp_path) == "[[sauce]]\n"


@pytest.mark.parametrize("ends", ["", "\n", "\n\n", "\n# the last word", "\r\n"])
def test_a_file_may_end_in_any_way(tmp_path: Path, ends: str) -> None:
    start = f'[[source]]\nkind = "folder"\nname = "a"\nfolder = "b"{ends}'
    (tmp_path / "throughline.toml").write_text(start, encoding="utf-8", newline="")
    SourceFile(tmp_path).add([SourceEntry(kind="feed", name="x", url="https://a.example/feed")])
    with (tmp_path / "throughline.toml").open(encoding="utf-8", newline="") as file:
        assert file.read().startswith(start.rstrip())
    assert [source.name for source in load(tmp_path).source] == ["a", "x"]
