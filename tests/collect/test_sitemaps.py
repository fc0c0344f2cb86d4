import gzip
from pathlib import Path

import pytest

from tasks.collect.announcements import NotReadable
from tasks.collect.sitemaps import MAX_FURTHER, MAX_ITEMS, read

SAMPLES = Path(__file__).parents[2] / "../shared/eval/data/sitemaps"
URL = "https://www.harborpost.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc> https://www.harborpost.example/ferries?utm_source=gn </loc><lastmod>2026-02-03T16:00:00Z</lastmod>
    <news:news><news:publication><news:name>Harbor Post</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2026-02-03T14:05:00+01:00</news:publication_date>
    <news:title>Ferries &amp; trains stop</news:title></news:news></url>
  <url><loc>https://www.harborpost.example/imprint</loc></url>
</urlset>"""


def row(number: int, lastmod: str = "") -> str:
    dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>https://www.harborpost.example/{number}</loc>{dated}</url>"


def urlset(*rows: str) -> bytes:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</urlset>'.encode()


def index(*addresses: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{a}</loc></sitemap>' for a in addresses)}</sitemapindex>".encode()


@pytest.mark.parametrize("body", [NEWS.encode(), gzip.compress(NEWS.encode()), NEWS.encode("utf-16")])
def test_a_news_sitemap_announces_its_articles_and_nothing_else(body: bytes) -> None:
    sitemap = read(body, url=URL)
    (story,) = sitemap.items
    assert (sitemap.kind, sitemap.problems) == ("sitemap", ())
    assert (story.title, story.language) == ("Ferries & trains stop", "en")
    assert story.address == "https://www.harborpost.example/ferries"
    assert (story.published, story.modified) == ("2026-02-03T14:05:00+01:00", "2026-02-03T16:00:00Z")


def test_a_news_prefix_that_was_not_declared_is_understood() -> None:
    body = NEWS.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "").encode()
    assert read(body, url=URL).items[0].title == "Ferries & trains stop"


def test_a_plain_sitemap_announces_addresses_and_when_they_changed() -> None:
    sitemap = read(urlset(row(1, "2026-02-01"), row(2)), url=URL)
    assert [(story.address[-2:], story.modified) for story in sitemap.items] == [("/1", "2026-02-01"), ("/2", "")]


def test_a_list_of_addresses_is_a_sitemap() -> None:
    body = b"\xef\xbb\xbfhttps://www.harborpost.example/1\r\n\r\nhttps://www.harborpost.example/2\nno address\n"
    assert [story.address[-2:] for story in read(body, url=URL).items] == ["/1", "/2"]


def test_an_index_names_its_sitemaps_the_latest_first() -> None:
    body = b"""<sitemapindex><sitemap><loc>/2025.xml</loc><lastmod>2025-12-31</lastmod></sitemap>
      <sitemap><loc><![CDATA[/2026.xml.gz]]></loc><lastmod>2026-02-03</lastmod></sitemap>
      <sitemap><loc>https://www.harborpost.example/sitemap.xml</loc></sitemap></sitemapindex>"""
    sitemap = read(body, url=URL)
    assert (sitemap.kind, sitemap.items) == ("sitemap index", ())
    assert sitemap.further == ("https://www.harborpost.example/2026.xml.gz", "https://www.harborpost.example/2025.xml")


def test_of_a_large_sitemap_the_latest_entries_are_announced_in_its_own_order() -> None:
    rows = [row(n, f"20{10 + n % 17}-01-01") for n in range(MAX_ITEMS + 700)]
    sitemap = read(urlset(*rows), url=URL)
    assert len(sitemap.items) == MAX_ITEMS
    assert min(story.modified for story in sitemap.items) == "2017-01-01"
    numbers = [int(story.address.rpartition("/")[2]) for story in sitemap.items]
    assert numbers == sorted(numbers)
    assert sitemap.problems == ("Beyond the 1,000 addresses that were read it has 700 more.",)


def test_an_index_is_bounded() -> None:
    sitemap = read(index(*(f"/{n}.xml" for n in range(MAX_FURTHER + 5))), url=URL)
    assert len(sitemap.further) == MAX_FURTHER
    assert sitemap.problems == ("Beyond the 500 sitemaps that were read it has 5 more.",)


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_sitemap_cut_off_only_whole_entries_are_announced(packed: bool) -> None:
    whole = urlset(*(row(n, f"2026-02-{1 + n % 28:02}T{n * 7 % 24:02}:{n * 11 % 60:02}:00Z") for n in range(400)))
    body = gzip.compress(whole)[:-900] if packed else whole[: len(whole) // 2]
    sitemap = read(body, url=URL)
    assert sitemap.problems == ("The sitemap is cut off; what is whole was read.",)
    assert [story.address.rpartition("/")[2] for story in sitemap.items] == [str(n) for n in range(len(sitemap.items))]
    assert 50 < len(sitemap.items) < 400


def test_an_address_that_can_not_be_fetched_is_counted() -> None:
    sitemap = read(urlset(row(1), "<url><loc>javascript:x</loc></url>", "<url/>", row(1)), url=URL)
    assert len(sitemap.items) == 1
    assert sitemap.problems == ("2 of its entries have no address that can be fetched.",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The sitemap is empty."),
        (b"<html><body>Not found</body></html>", "This is a web page, not a sitemap."),
        (b"<rss><channel/></rss>", "This is not a sitemap."),
        (b"\x1f\x8b\x08 no gzip", "The sitemap is gzipped and can't be unpacked."),
        (gzip.compress(b"x" * 50_000_001), "The sitemap has more than 50 MB when it is unpacked."),
        (b"<urlset>" + b"<url/>" * 2_000_001, "The sitemap has more tags or attributes than any real one."),
        (b"https://\nhttps:///x", "The sitemap lists no address."),
    ],
)
def test_what_is_no_sitemap_is_refused_with_one_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        read(body, url=URL)
    assert str(refused.value) == reason


def test_no_entity_of_a_sitemap_is_expanded() -> None:
    head = '<!DOCTYPE urlset [<!ENTITY a "https://evil.example/"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    sitemap = read(head.encode() + urlset("<url><loc>&a;&f;</loc></url>", row(2)), url=URL)
    assert "evil" not in str(sitemap)
    assert "root:" not in str(sitemap)
    assert sitemap.items[-1].address.endswith("/2")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the evaluation's sitemaps are not beside the project")
@pytest.mark.parametrize(
    ("name", "items", "further"),
    [
        ("traf__sitemap.xml", 84, 0),
        ("traf__sitemap.xml.gz", 84, 0),
        ("traf__sitemap-hreflang.xml", 3, 0),
        ("traf__sitemap2.xml", 0, 2),
    ],
)
def test_public_sitemaps_are_read(name: str, items: int, further: int) -> None:
    sitemap = read((SAMPLES / name).read_bytes(), url=URL)
    assert (len(sitemap.items), len(sitemap.further), sitemap.problems) == (items, further, ())
