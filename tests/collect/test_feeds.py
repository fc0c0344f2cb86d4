from datetime import UTC, datetime

import pytest

from tasks.collect.announcements import Announcement, NotReadable
from tasks.collect.entries import MAX_ENTRIES
from tasks.collect.feeds import read

URL = "https://www.harborpost.example/feeds/news.xml"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
DATE = "Tue, 03 Feb 2026 14:05:00 GMT"


def rss(*items: str, head: str = '<?xml version="1.0"?>', root: str = '<rss version="2.0">', tail: str = "") -> bytes:
    channel = f"<channel><title>Harbor Post</title><language>en-GB</language>{''.join(items)}</channel></rss>"
    return f"{head}{root}{channel}{tail}".encode()


def item(number: int, extra: str = "", date: str = DATE) -> str:
    return (
        f"<item><title>Story {number}</title><link>https://www.harborpost.example/{number}</link>"
        f"<guid>https://www.harborpost.example/{number}</guid><pubDate>{date}</pubDate>{extra}</item>"
    )


def parse(body: bytes, **more: object) -> Announcement:
    return read(body, url=URL, **more)  # type: ignore[arg-type]


FERRIES = {
    "rss": b"""<?xml version="1.0" encoding="utf-8"?>
      <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbor Post</title>
      <language>en</language><item><title>Ferries &amp;amp; trains stop</title><link>/ferries?utm_source=rss</link>
      <guid isPermaLink="false">hp-17</guid><pubDate>Tue, 03 Feb 2026 14:05:00 GMT</pubDate>
      <description>&lt;p&gt;No boats&lt;br&gt;today.&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded></item></channel></rss>""",
    "rdf": b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Harbor Post</title>
      <dc:language>en</dc:language></channel><item rdf:about="hp-17"><title>Ferries &amp;amp; trains stop</title>
      <link>/ferries?utm_source=rss</link><dc:date>Tue, 03 Feb 2026 14:05:00 GMT</dc:date>
      <description>No boats today.</description></item></rdf:RDF>""",
    "atom": b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbor Post</title>
      <entry><title type="html">Ferries &amp;amp; trains stop</title><id>hp-17</id>
      <link rel="enclosure" href="/a.mp3" type="audio/mpeg"/><link href="/ferries?utm_source=rss"/>
      <published>Tue, 03 Feb 2026 14:05:00 GMT</published><summary>No boats today.</summary>
      <content type="html">&lt;p&gt;All of it.&lt;/p&gt;</content></entry></feed>""",
    "json": b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Harbor Post", "language": "en", "items": [
      {"id": "hp-17", "url": "/ferries?utm_source=rss", "title": "Ferries & trains stop", "summary": "No boats today.",
       "date_published": "Tue, 03 Feb 2026 14:05:00 GMT", "content_html": "<p>All of it.</p>"}]}""",
}


@pytest.mark.parametrize("kind", FERRIES)
def test_every_kind_of_feed_says_the_same_of_a_story(kind: str) -> None:
    feed = parse(FERRIES[kind], now=NOW)
    (story,) = feed.items
    assert (feed.kind, feed.title, feed.problems) == (kind, "Harbor Post", ())
    assert story.title == "Ferries & trains stop"
    assert story.url == "https://www.harborpost.example/ferries?utm_source=rss"
    assert story.address == "https://www.harborpost.example/ferries"
    assert (story.key, story.published, story.modified) == ("hp-17", DATE, "")
    assert (story.summary, story.language) == ("No boats today.", "en")
    assert story.content == ("" if kind == "rdf" else "<p>All of it.</p>")


def test_an_atom_entry_that_was_only_updated_has_no_publication_date() -> None:
    feed = parse(b'<feed><entry><link href="/a"/><updated>2026-02-03T14:05:00Z</updated></entry></feed>')
    assert (feed.items[0].published, feed.items[0].modified) == ("", "2026-02-03T14:05:00Z")


def test_markup_in_titles_becomes_plain_and_text_that_looks_like_markup_stays() -> None:
    feed = parse(
        rss("<item><title>&lt;b&gt;Storm&lt;/b&gt; &amp;#8211; day&lt;br/&gt;two</title><link>/a</link></item>")
    )
    assert feed.items[0].title == "Storm – day two"
    feed = parse(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Use of &lt;b&gt; falls</title>'
        b'<link href="/a"/></entry></feed>'
    )
    assert feed.items[0].title == "Use of <b> falls"


def test_no_script_reaches_a_title_or_a_link() -> None:
    feed = parse(
        rss(
            "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Calm</title><link>javascript:alert(1)</link></item>",
            "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Calm</title><link>/calm</link></item>",
        )
    )
    assert [(story.title, story.url) for story in feed.items] == [("Calm", "https://www.harborpost.example/calm")]
    assert feed.problems == ("1 item has no address that can be fetched.", "1 item has no date.")


def test_items_without_dates_ids_and_titles_are_announced_all_the_same() -> None:
    feed = parse(rss("<item><link>/one</link></item>", "<item><link>/two</link></item>"))
    assert [story.address[-4:] for story in feed.items] == ["/one", "/two"]
    assert feed.items[0].published == feed.items[0].key == feed.items[0].title == ""
    assert feed.problems == ("2 items have no date.",)


def test_an_id_that_is_an_address_stands_in_for_a_missing_link() -> None:
    feed = parse(rss("<item><guid>https://www.harborpost.example/x</guid></item>", "<item><guid>x-1</guid></item>"))
    assert [story.url for story in feed.items] == ["https://www.harborpost.example/x"]


def test_a_changed_id_leaves_the_address_the_same() -> None:
    before = parse(rss("<item><guid isPermaLink='false'>a1</guid><link>/x</link></item>"))
    after = parse(rss("<item><guid isPermaLink='false'>zz9</guid><link>/x?fbclid=3</link></item>"))
    assert before.items[0].key != after.items[0].key
    assert before.items[0].address == after.items[0].address


def test_duplicate_ids_cost_no_item_and_duplicate_addresses_count_once() -> None:
    twice = "<item><guid isPermaLink='false'>7</guid><link>/{}</link><pubDate>3 Feb 2026 10:00 GMT</pubDate></item>"
    feed = parse(rss(twice.format("a"), twice.format("b"), twice.format("a?utm_source=x")))
    assert [story.address[-2:] for story in feed.items] == ["/a", "/b"]
    assert feed.problems == ("1 item has the address of another item.", "1 item has the id of another item.")


def test_relative_links_start_where_the_feed_says() -> None:
    feed = parse(b'<feed xml:base="/world/"><entry xml:base="asia/"><link href="storm.html#top"/></entry></feed>')
    assert feed.items[0].url == "https://www.harborpost.example/world/asia/storm.html"


@pytest.mark.parametrize(
    ("date", "problem"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1 item has a date before 1995."),
        ("Mon, 04 Feb 2126 09:00:00 GMT", "1 item has a date in the future."),
        ("", "1 item has no date."),
    ],
)
def test_odd_dates_are_kept_as_written_and_named(date: str, problem: str) -> None:
    feed = parse(rss(item(1, date=date)), now=NOW)
    assert feed.items[0].published == date
    assert feed.problems == (problem,)


@pytest.mark.parametrize("date", ["30 Feb 2026 25:99", "gestern", "-0001-01-01", "9999-99-99T99:99:99Z"])
def test_a_date_that_can_not_be_read_is_kept_as_written(date: str) -> None:
    assert parse(rss(item(1, date=date)), now=NOW).items[0].published == date


@pytest.mark.parametrize("end", range(150, len(rss(*map(item, range(5)))) - 1, 23))
def test_of_a_feed_cut_anywhere_only_whole_items_are_announced(end: int) -> None:
    whole = rss(*map(item, range(5)))
    feed = parse(whole[:end])
    assert [story.title for story in feed.items] == [f"Story {n}" for n in range(whole[:end].count(b"</item>"))]
    if b"</rss" not in whole[:end]:
        assert feed.problems == ("The feed is cut off; what is whole was read.",)


def test_a_broken_item_does_not_take_its_neighbors_with_it() -> None:
    feed = parse(rss(item(1), "<item><title>A & B <b>bold</title><link>/broken</link></item>", item(3)))
    assert [story.address.rpartition("/")[2] for story in feed.items] == ["1", "broken", "3"]
    assert feed.problems[0] == "The feed is not well-formed XML; what could be read was read."


@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"\n\n  " + body,
        lambda body: b"Warning: mysql_connect() failed\n" + body,
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body + b"<!-- served in 0.1 s --><script>x</script>",
        lambda body: body.replace(b"Story 1", b"Story\x0b 1"),
        lambda body: body.replace(b"Story 1", b"Story&nbsp;1"),
        lambda body: body.replace(b"<?xml", b'<?xml-stylesheet href="http://x.example/"?><?xml'),
        lambda body: body.replace(b"</title>", b"</title><media:thumbnail url='x'/>"),
        lambda body: body.decode().encode("utf-16"),
        lambda body: body.decode().encode("utf-32-le"),
    ],
    ids=["blanks", "a warning", "a mark", "junk after", "a control", "an entity", "a style", "a prefix", "16", "32"],
)
def test_what_stands_in_the_way_of_a_feed_costs_no_item(change) -> None:  # type: ignore[no-untyped-def]
    feed = parse(change(rss(item(1), item(2))))
    assert [story.title for story in feed.items] == ["Story 1", "Story 2"]


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", "iso-8859-1"),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", "utf-8", "windows-1252"),
        ("koi8-r", "koi8-r", None),
        ("iso2022_jp", "iso-2022-jp", None),
    ],
)
def test_letters_survive_right_and_wrong_declarations(encoding: str, declared: str, charset: str | None) -> None:
    title = {"koi8-r": "Буря", "iso2022_jp": "嵐の日"}.get(encoding, "Café")
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    body = rss(f"<item><title>{title}</title><link>/a</link></item>", head=head).decode().encode(encoding)
    assert parse(body, charset=charset).items[0].title == title


@pytest.mark.parametrize(
    "encoding", ["punycode", "zlib_codec", "bz2", "idna", "unicode_escape", "utf-7", "no-such", "hex"]
)
def test_a_declared_codec_that_is_no_encoding_is_not_used(encoding: str) -> None:
    body = rss(item(1), head=f'<?xml version="1.0" encoding="{encoding}"?>') + b"\xff"
    assert parse(body, charset=encoding).items[0].title == "Story 1"


def test_of_a_hundred_thousand_items_the_newest_are_announced() -> None:
    many = [f"<item><link>/{n}</link><pubDate>{DATE}</pubDate></item>" for n in range(100_000)]
    feed = parse(rss(*many))
    assert len(feed.items) == MAX_ENTRIES
    assert feed.items[0].address.endswith("/0")
    assert feed.problems == ("99,000 items beyond 1,000 were left out.",)


def test_a_feed_that_runs_from_old_to_new_loses_its_oldest_items() -> None:
    dated = [item(n, date=f"2026-01-{1 + n // 60:02}T10:{n % 60:02}:00Z") for n in range(MAX_ENTRIES + 10)]
    feed = parse(rss(*dated))
    assert feed.items[-1].title == f"Story {MAX_ENTRIES + 9}"
    assert len(feed.items) == MAX_ENTRIES


def test_no_entity_is_expanded_and_no_file_is_opened() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{lines}]>'
    feed = parse(rss("<item><title>Calm &e11;&f; seas</title><link>/a</link></item>", head=head))
    assert feed.items[0].title.replace(" ", "") in ("Calmseas", "Calm&e11;&f;seas")
    assert "root:" not in str(feed)


@pytest.mark.parametrize("reference", ["&#xD800;", "&#0;", "&#26;", "&#x110000;", "&#99999999999;", "&#xFFFF;"])
def test_a_number_that_is_no_character_is_left_out(reference: str) -> None:
    feed = parse(rss(f"<item><title>Calm{reference} seas</title><link>/a</link></item>"))
    assert feed.items[0].title == "Calm seas"


def test_a_named_character_is_that_character_and_never_markup() -> None:
    feed = parse(
        rss("<item><title>Caf&eacute; &LT;b&GT; &amp;AMP; &nosuch; &apos;x&apos;</title><link>/a</link></item>")
    )
    assert feed.items[0].title == "Café & &nosuch; 'x'"


def test_a_namespace_with_a_blank_in_it_is_survived() -> None:
    feed = parse(rss(item(1), root="<rss xmlns='http://a b' xmlns:c='http://c&nbsp;d'>"))
    assert feed.items[0].title == "Story 1"


HOSTILE = {
    "tags without end": b"<rss>" + b"<a>" * 200_000,
    "markup nested in a description": rss(item(1, f"<description>{'<b>' * 50_000}</description>")),
    "comments without end": rss(item(1)) + b"<!--" * 100_000,
    "nothing but comments": b"<!--" * 100_000,
    "nothing but instructions": b"<?" * 500_000,
    "doctypes": b"<!DOCTYPE [" * 50_000,
    "angle brackets": b"<" * 1_000_000,
    "an endless author": rss(item(1, f"<author>{'a@' * 25_000}</author>")),
    "a thousand long authors": rss(*(item(n, f"<author>{'a@' * 2_500}</author>") for n in range(1_000))),
    "attributes": rss(item(1, "<x " + " ".join(f"a{n}=''" for n in range(60_000)) + "/>")),
    "namespaces": rss(item(1), root="<rss " + " ".join(f"xmlns:n{n}='u'" for n in range(50_000)) + ">"),
    "a paragraph a hundred thousand times": rss(item(1, f"<description>{'<p>x</p>' * 100_000}</description>")),
    "an author with a hundred thousand parts": rss(item(1, f"<author>{'<p>x</p>' * 100_000}</author>")),
    "a hundred thousand titles": rss(item(1, "<title>x</title>" * 100_000)),
    "a title of ten megabytes": rss(item(1, f"<title>{'x' * 10_500_000}</title>")),
    "a million ampersands": rss(item(1, f"<title>{'&' * 500_000}</title>")),
    "bases in bases": rss("<item xml:base='a/'>" * 200 + item(1) + "</item>" * 200),
    "deep JSON": b'{"items":' + b"[" * 500_000,
    "a number of a hundred thousand digits": b'{"items":[{"id":' + b"1" * 100_000 + b"}]}",
    "zeros": b"\x00" * 500_000,
    "noise": bytes((n * 7919 + n // 3) % 256 for n in range(300_000)),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_feeds_end_in_few_items_or_a_sentence(body: bytes) -> None:
    try:
        feed = parse(body)
    except NotReadable as refused:
        reason = str(refused)
        bounded = reason.endswith(".") and "\n" not in reason
    else:
        bounded = len(feed.items) <= MAX_ENTRIES and all(len(story.title) <= 10_000 for story in feed.items)
    assert bounded


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The feed is empty."),
        (b"  \n", "The feed is empty."),
        (b"http://127.0.0.1/feed", "This is not a feed."),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "This is a web page, not a feed."),
        (b"<urlset><url><loc>http://a.example/</loc></url></urlset>", "This is not a feed."),
        ("<feed\u00b7><entry/></feed\u00b7>".encode(), "The feed is not XML that can be read."),
        (b'{"items": "none"}', "This is JSON, but not a JSON Feed: it has no list of items."),
        (b'{"items": [', "The feed is JSON that can't be read, or is cut off."),
        (b"x" * 20_000_001, "The feed has more than 20 MB."),
    ],
)
def test_what_is_no_feed_is_refused_with_one_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        parse(body)
    assert str(refused.value) == reason


def test_a_feed_names_its_next_page_and_not_itself() -> None:
    links = f'<link rel="self" href="{URL}"/><link rel="next" href="?page=2"/><link rel="next" href="{URL}"/>'
    assert parse(f"<feed>{links}</feed>".encode()).further == (f"{URL}?page=2",)


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(b'<rss version="2.0"/>') == Announcement(title="", kind="rss")


def test_json_items_of_wrong_kinds_are_passed_over() -> None:
    feed = parse(b'{"items": [3, null, {"url": ["x"]}, {"id": 5, "url": "/five", "title": null}]}')
    assert [(story.key, story.url) for story in feed.items] == [("5", "https://www.harborpost.example/five")]
