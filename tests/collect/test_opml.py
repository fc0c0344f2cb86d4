import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.announcements import NotReadable
from tasks.collect.opml import Outline, parse, render

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Harbor &amp; Hill" type="rss" xmlUrl="https://www.harborpost.example/feed/" htmlUrl="/"/>
  <outline text="Folder"><outline title="Inside" text="other" type="atom" xmlurl=" https://hill.example/atom.xml "/>
    <outline text="Deeper"><outline text="" xmlUrl="https://hill.example/rss"/></outline></outline>
  <outline text="Again" type="rss" xmlUrl="https://www.harborpost.example/feed/"/>
  <outline text="A link" type="link" xmlUrl="https://hill.example/x"/>
  <outline text="A script" type="rss" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_feeds_are_read_through_folders_each_once_in_their_order() -> None:
    assert parse(LIST) == [
        Outline(url="https://www.harborpost.example/feed/", name="Harbor & Hill"),
        Outline(url="https://hill.example/atom.xml", name="Inside"),
        Outline(url="https://hill.example/rss"),
    ]


def test_a_list_cut_off_keeps_its_whole_entries() -> None:
    assert [outline.name for outline in parse(LIST[:300])] == ["Harbor & Hill"]


def test_no_entity_is_expanded() -> None:
    body = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;a"'
    body += b' xmlUrl="https://a.example/feed"/></body></opml>'
    assert all("root:" not in outline.name for outline in parse(body))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The OPML file is empty."),
        (b"<rss/>", "This is not an OPML file."),
        (b"<html></html>", "This is a web page, not an OPML file."),
    ],
)
def test_what_is_no_list_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse(body)
    assert str(refused.value) == reason


NAMES = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=30)


@given(st.lists(NAMES, max_size=5), NAMES)
def test_what_is_written_is_read_again(names: list[str], title: str) -> None:
    outlines = [Outline(url=f"https://a.example/{n}?x=1&y=2", name=name) for n, name in enumerate(names)]
    assert parse(render(outlines, title=title)) == outlines


def test_a_source_without_a_name_is_listed_under_its_address() -> None:
    assert b'text="https://a.example/feed"' in render([Outline(url="https://a.example/feed")], title="x")
