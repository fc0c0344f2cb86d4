"""Both feeds, read by a feed reader of the wild and held to the letter of RFC 4287 and JSON Feed 1.1."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from storage.telling import Digest, Status
from tasks.publish import feeds
from tasks.publish.site import Site
from tests.publish.builders import SITE, at, card_of, digest_quoting, quiet_digest, rich_digest
from tests.publish.hostile import ADDRESSES, HOSTILE, STEERING

ZONE = ZoneInfo("Europe/Budapest")
HERE = Path(__file__).parent
NOWHERE = replace(SITE, address="")
ATOM_GRAMMAR = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
JSON_FEED = Draft202012Validator(json.loads((HERE / "jsonfeed.schema.json").read_text()))
EVERY = [rich_digest(), quiet_digest(), rich_digest(status=Status.WITHDRAWN), rich_digest(revision=3)]


def entries(digests: list[Digest], site: Site = SITE) -> list[feeds.Entry]:
    return [
        feeds.entry(card_of(one, updated=at(12) + timedelta(hours=n)), one, ZONE, site) for n, one in enumerate(digests)
    ]


def both(digests: list[Digest], site: Site = SITE) -> list[feeds.Feed]:
    made = entries(digests, site)
    return [feeds.site_feed(made, site), feeds.story_feed(made, card_of(digests[0]), site)]


def read(feed: feeds.Feed, site: Site = SITE) -> Any:
    return feedparser.parse(feeds.atom(feed, site).encode("utf-8"), sanitize_html=False)


@pytest.mark.parametrize("site", [SITE, NOWHERE], ids=["with an address", "without"])
@pytest.mark.parametrize("feed", [0, 1], ids=["site", "story"])
def test_the_atom_feed_meets_the_grammar_and_a_reader_finds_nothing_to_mend(site: Site, feed: int) -> None:
    made = both(EVERY, site)[feed]
    ATOM_GRAMMAR.assertValid(etree.fromstring(feeds.atom(made, site).encode("utf-8")))
    parsed = read(made, site)
    assert [link.rel for link in parsed.feed.links] == ["self", "alternate"]
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert len(parsed.entries) == len(EVERY)
    for entry in parsed.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.published_parsed <= entry.updated_parsed
        assert entry.content[0].value
        assert entry.link


@pytest.mark.parametrize("site", [SITE, NOWHERE], ids=["with an address", "without"])
@pytest.mark.parametrize("feed", [0, 1], ids=["site", "story"])
def test_the_json_feed_meets_its_schema(site: Site, feed: int) -> None:
    JSON_FEED.validate(json.loads(feeds.json_feed(both(EVERY, site)[feed], site)))


def test_both_feeds_say_the_same() -> None:
    (made, _) = both(EVERY)
    items = json.loads(feeds.json_feed(made, SITE))["items"]
    for entry, item in zip(read(made).entries, items, strict=True):
        assert (entry.id, entry.link, entry.title) == (item["id"], item["url"], item["title"])
        assert (entry.published, entry.updated) == (item["date_published"], item["date_modified"])
        assert entry.content[0].value == item["content_html"]


def test_links_are_whole_where_the_site_has_an_address_and_lead_there_where_it_has_none() -> None:
    wanted = "https://desk.example/digests/aldermere-bridge/2026-02-04.html"
    for made in both([rich_digest()]):
        assert read(made).entries[0].link == wanted
        assert read(made).feed.links[0].href.endswith("feed.atom")
    for made in both([rich_digest()], NOWHERE):
        at_home = f"https://desk.example/digests/{made.folder}feed.json"
        (item,) = json.loads(feeds.json_feed(made, NOWHERE))["items"]
        assert urljoin(at_home, item["url"]) == wanted


def test_an_entry_keeps_its_id_whatever_becomes_of_its_digest_and_wherever_the_site_moves() -> None:
    changed = [rich_digest(), rich_digest(revision=2, headline="Other"), rich_digest(status=Status.WITHDRAWN)]
    ids = {one.id for site in (SITE, NOWHERE) for one in entries(changed, site)}
    assert len(ids) == 1
    assert entries([rich_digest(day=date(2026, 2, 5))])[0].id not in ids


def test_a_feed_changed_when_its_last_entry_did() -> None:
    made, _ = both(EVERY)
    assert read(made).feed.updated == "2026-02-04T15:00:00Z"
    assert made.updated == max(entry.updated for entry in made.entries)
    assert isinstance(made.updated, datetime)


def test_a_withdrawn_entry_says_so_and_no_longer_tells_it() -> None:
    (entry,) = entries([rich_digest(status=Status.WITHDRAWN)])
    assert entry.title == "Withdrawn: The Aldermere bridge, Wed 4 Feb 2026"
    assert "Withdrawn: a person took this digest back." in entry.content
    assert rich_digest().sentences[0].quote.text not in entry.content


@pytest.mark.parametrize("hostile", [*HOSTILE, STEERING, "\x00\x08 \ud800 \ufffe"])
def test_an_articles_words_become_neither_xml_nor_html(hostile: str) -> None:
    (made, _) = both([digest_quoting(hostile)])
    ATOM_GRAMMAR.assertValid(etree.fromstring(feeds.atom(made, SITE).encode("utf-8")))
    content = etree.fromstring(f"<div>{made.entries[0].content}</div>", etree.HTMLParser())
    assert not content.xpath("//script | //img | //iframe | //form | //link | //object | //style")
    JSON_FEED.validate(json.loads(feeds.json_feed(made, SITE)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_unsafe_address_is_a_link(address: str) -> None:
    digest = rich_digest()
    quoted = replace(digest.sentences[0].quote, url=address)
    (entry,) = entries([replace(digest, sentences=(replace(digest.sentences[0], quote=quoted),), discrepancies=())])
    links = etree.fromstring(f"<div>{entry.content}</div>", etree.HTMLParser()).xpath("//a/@href")
    assert links == ["https://desk.example/digests/aldermere-bridge/2026-02-04.html"]
