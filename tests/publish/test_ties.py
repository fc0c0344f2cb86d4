"""Who comes to a story that was merged, or split off, is led on: by its pages, its feeds, its page in Prefect's UI."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser
import jsonschema
import pytest
from lxml import etree, html

from storage import decisions, placements, stories
from storage.decided import Decision, DecisionKind, split_story
from storage.models import StoryId
from storage.placed import Turn, TurnKind
from storage.published import Aftermath, Tie, TieKind
from storage.telling import NamedDecision
from tasks.publish import feeds, markdown, record, webpage
from tasks.publish.site import Site
from tests.builders import a_story
from tests.publish.builders import SITE, at, card_of, rich_digest
from tests.publish.conftest import DAY, Desk
from tests.publish.test_feeds import ATOM_GRAMMAR, JSON_FEED, entries, read
from tests.publish.test_since import FORMS, Form
from tests.storage.making import STORY, article, digest

FERRY = StoryId("ferry")
BRIDGE = StoryId(STORY)
ZONE = ZoneInfo("Europe/Budapest")
LATER = DAY + timedelta(days=1)
MERGED_AT = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
INTO = Tie(
    kind=TieKind.GOES_ON, other=BRIDGE, title="The bridge", at=MERGED_AT, by="Ada", note="one matter", has_page=True
)
CAME = Tie(kind=TieKind.CAME_OF, other=BRIDGE, title="The bridge", at=MERGED_AT, by="", has_page=True)
GROUPED = replace(INTO, by=None, day_only=True, at=datetime(2026, 3, 5, tzinfo=UTC), note="they are like each other")


def parsed(text: str) -> Any:
    return html.document_fromstring(text)


def told(desk: Desk) -> None:
    """Two stories, the ferry with two days."""
    with desk.store.writing() as connection:
        stories.put(connection, a_story(id=BRIDGE, title="The bridge"))
        stories.put(connection, a_story(id=FERRY, title="The <ferry>"))
    ferry = [desk.write(day, story=FERRY, title="The <ferry>") for day in (DAY, LATER)]
    desk.publish(desk.write(), *ferry)


def take(desk: Desk, kind: DecisionKind, story: StoryId, *subjects: str, value: str = "", note: str = "") -> Decision:
    desk.hours += 1
    taken = Decision(kind=kind, at=desk.now, by="Ada", story=story, subjects=subjects, value=value, note=note)
    with desk.store.writing() as connection:
        decisions.add(connection, [taken])
    return taken


def undo(desk: Desk, decision: Decision) -> None:
    desk.hours += 1
    with desk.store.writing() as connection:
        decisions.undo(connection, decision.id, desk.now, "Ben", "two boats")


def site_of(desk: Desk) -> dict[str, bytes]:
    """Every file of the site, but for what the folder notes for itself."""
    files = sorted(path for path in desk.site.out.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(desk.site.out).as_posix(): path.read_bytes() for path in files}


def notices(desk: Desk, page: str) -> list[tuple[str, list[str]]]:
    """What a page says of where its story goes on and came from, with the links in it."""
    found = parsed(desk.page(page)).xpath("//p[@class='notice' or @class='ties'] | //ul[@class='ties']/li")
    return [(" ".join(one.text_content().split()), one.xpath(".//a/@href")) for one in found]


def feed(desk: Desk, story: str) -> list[Any]:
    document = desk.page(f"{story}/feed.atom").encode()
    ATOM_GRAMMAR.assertValid(etree.fromstring(document))
    items = json.loads(desk.page(f"{story}/feed.json"))
    JSON_FEED.validate(items)
    found: list[Any] = feedparser.parse(document).entries
    assert [(one.id, one.title, one.link, one.updated) for one in found] == [
        (one["id"], one["title"], one["url"], one["date_modified"]) for one in items["items"]
    ]
    return found


def test_every_page_of_a_merged_story_leads_to_where_it_goes_on(desk: Desk) -> None:
    told(desk)
    take(desk, DecisionKind.MERGE, BRIDGE, FERRY, note="one matter")
    changed = desk.publish()
    assert {f"ferry/{day}.{form}" for day in (DAY, LATER) for form in ("html", "md", "json")} < set(changed)
    said = "This story goes on in The bridge since Mon 2 Mar 2026, as Ada decided: one matter."
    for page in ("index", DAY, LATER):
        assert notices(desk, f"ferry/{page}.html") == [(said, [f"../{STORY}/index.html"])]
    assert f"**This story goes on in [The bridge](../{STORY}/index.html) since Mon 2" in desk.page(f"ferry/{DAY}.md")
    assert json.loads(desk.page(f"ferry/{DAY}.json"))["ties"] == [
        {"kind": "goes on in", "story": STORY, "title": "The bridge", "at": desk_time(desk, 2), "by": "Ada"}
        | {"note": "one matter"}
    ]
    assert notices(desk, f"{STORY}/index.html") == [
        ("It took in The <ferry> on Mon 2 Mar 2026, as Ada decided: one matter.", ["../ferry/index.html"])
    ]
    assert notices(desk, f"{STORY}/{DAY}.html") == [
        ("It took in The <ferry> on Mon 2 Mar 2026.", ["../ferry/index.html"])
    ]
    assert desk.publish() == []


def desk_time(desk: Desk, hours: int) -> str:
    return replace(desk, hours=hours).now.isoformat()


def test_after_an_undo_every_page_is_as_it_was_to_the_byte(desk: Desk) -> None:
    told(desk)
    before = site_of(desk)
    merge = take(desk, DecisionKind.MERGE, BRIDGE, FERRY)
    desk.publish()
    assert notices(desk, f"ferry/{DAY}.html")
    undo(desk, merge)
    desk.publish()
    assert site_of(desk) == before  # nothing else was published meanwhile, so no reader can have gone after it


def test_the_feed_of_a_merged_story_has_one_entry_that_leads_on_and_stays(desk: Desk) -> None:
    told(desk)
    before = feed(desk, FERRY)
    merge = take(desk, DecisionKind.MERGE, BRIDGE, FERRY)
    desk.publish(desk.write(LATER))
    notice, *others = feed(desk, FERRY)
    assert notice.title == "“The <ferry>” goes on in “The bridge”"
    assert notice.link == f"https://desk.example/{STORY}/index.html"
    assert notice.published == notice.updated == f"{merge.at:%Y-%m-%dT%H:%M:%SZ}"
    assert f'href="https://desk.example/{STORY}/feed.atom"' in notice.content[0].value
    assert [one.id for one in others] == [one.id for one in before]
    assert feedparser.parse(desk.page("ferry/feed.atom")).feed.subtitle.startswith("This story goes on in “The bridge”")
    assert json.loads(desk.page("ferry/feed.json"))["items"][0]["_throughline"] == {
        "story": "ferry", "tie": "goes on in", "other": STORY, "ended": False,
    }  # fmt: skip

    undo(desk, merge)
    desk.publish()
    again = feed(desk, FERRY)[0]
    assert again.id == notice.id
    assert again.title == "“The <ferry>” is told by itself again"
    assert again.updated > notice.updated
    assert again.link == "https://desk.example/ferry/index.html"
    assert "as Ben decided: two boats" in again.summary
    assert "subtitle" not in feedparser.parse(desk.page("ferry/feed.atom")).feed
    assert len(feed(desk, FERRY)) == len(before) + 1

    take(desk, DecisionKind.MERGE, BRIDGE, FERRY)
    desk.publish()
    third = feed(desk, FERRY)
    assert (third[0].id, third[0].title) == (notice.id, notice.title)
    assert len(third) == len(before) + 1


def test_the_feeds_of_the_site_and_of_the_story_that_took_another_in_tell_digests_only(desk: Desk) -> None:
    told(desk)
    take(desk, DecisionKind.MERGE, BRIDGE, FERRY)
    desk.publish()
    assert len(feed(desk, STORY)) == 1
    assert len(feed(desk, ".")) == 3


def test_the_notice_stays_in_a_feed_that_is_full(desk: Desk) -> None:
    day = [DAY + timedelta(days=number) for number in range(feeds.ENTRIES + 3)]
    told(desk)
    desk.publish(*(desk.write(one, story=FERRY) for one in day[:-1]))
    take(desk, DecisionKind.MERGE, BRIDGE, FERRY)
    desk.publish(desk.write(day[-1], story=FERRY))
    found = feed(desk, FERRY)
    assert len(found) == feeds.ENTRIES + 1
    assert sum("goes on in “The bridge”" in one.title for one in found) == 1


def test_what_was_split_off_says_from_what_and_both_lead_to_each_other(desk: Desk) -> None:
    told(desk)
    split = take(desk, DecisionKind.SPLIT, BRIDGE, "a", value="The gas", note="another matter")
    part = split_story(split)
    desk.publish(desk.write(LATER))
    of_it, without = (f"Split off from it: {gas}, on Mon 2 Mar 2026" for gas in ("The gas", "“The gas”"))
    assert notices(desk, f"{STORY}/index.html") == [(f"{without}, as Ada decided: another matter.", [])]  # no page yet
    assert len(feed(desk, STORY)) == 2  # and nothing to lead to
    with desk.store.writing() as connection:
        stories.put(connection, a_story(id=part, title="The gas"))
    desk.publish(desk.write(story=part, title="The gas"))
    came = "It was split off from The bridge on Mon 2 Mar 2026"
    for page in (DAY, LATER):
        assert notices(desk, f"{STORY}/{page}.html") == [(f"{of_it}.", [f"../{part}/index.html"])]
    assert notices(desk, f"{part}/{DAY}.html") == [(f"{came}.", [f"../{STORY}/index.html"])]
    assert notices(desk, f"{part}/index.html") == [
        (f"{came}, as Ada decided: another matter.", [f"../{STORY}/index.html"])
    ]
    (notice,) = [one for one in feed(desk, STORY) if "The gas" in one.title]
    assert (notice.title, notice.link) == ("“The gas” is now told by itself", f"https://desk.example/{part}/index.html")

    undo(desk, split)
    desk.publish()
    assert notices(desk, f"{part}/{DAY}.html") == [
        (
            "This story goes on in The bridge since Mon 2 Mar 2026, as Ben decided: two boats.",
            [f"../{STORY}/index.html"],
        )
    ]
    assert feed(desk, str(part))[0].title == "“The gas” goes on in “The bridge”"
    (again,) = [one for one in feed(desk, STORY) if "The gas" in one.title]
    assert (again.id, again.title) == (notice.id, "“The gas” is told in “The harbor bridge” again")


def test_what_grouping_concluded_says_since_which_day_and_why(desk: Desk) -> None:
    told(desk)
    with desk.store.writing() as connection:
        stories.put(connection, a_story(id=FERRY, title="The <ferry>", followed=False))
        reason = "they are like each other"
        placements.add_turns(connection, [Turn(FERRY, BRIDGE, TurnKind.MERGED, LATER, reason)])
    desk.publish()
    said = "This story goes on in The bridge since Tue 3 Mar 2026: they are like each other."
    assert notices(desk, f"ferry/{DAY}.html") == [(said, [f"../{STORY}/index.html"])]
    assert feed(desk, FERRY)[0].updated == "2026-03-03T00:00:00Z"


@pytest.mark.parametrize("form", FORMS, ids=["page", "markdown", "artifact", "terminal"])
def test_every_form_says_where_its_story_goes_on_and_names_the_others_beside(form: Form) -> None:
    plain = form(Aftermath(ties=(INTO,))).replace("\\", "")
    assert "This story goes on in" in plain
    assert " since Thu 5 Mar 2026, as Ada decided: " in plain
    assert " since Thu 5 Mar 2026: " in form(Aftermath(ties=(GROUPED,))).replace("\\", "")
    assert "It was split off from" in form(Aftermath(ties=(CAME,)))
    for nothing in (Aftermath(), Aftermath(ties=(replace(INTO, ended=True),))):
        assert "goes on in" not in form(nothing)


@pytest.mark.parametrize("form", [webpage.digest_page, markdown.artifact], ids=["page", "artifact"])
def test_a_decision_names_a_story_as_readers_know_it(form: Callable[..., str]) -> None:
    merge = NamedDecision(id="d1", kind="merge", at=MERGED_AT, by="Ada", subjects=(str(FERRY),))
    told = replace(digest(article()), decisions=(merge,))
    took = replace(INTO, kind=TieKind.TOOK_IN, other=FERRY, title="The ferry of Westerhold")
    assert "The ferry of Westerhold" in form(told, ZONE, since=Aftermath(ties=(took,))).split("Decisions")[-1]
    assert "ferry" in form(told, ZONE).split("Decisions")[-1]


def test_the_artifact_leads_to_the_other_storys_artifact() -> None:
    shown = markdown.artifact(digest(article()), ZONE, Aftermath(ties=(CAME,)))
    assert f"It was split off from [The bridge](/v2/artifacts/key/digest-{STORY}) on Fri 6 Mar 2026." in shown
    without = markdown.artifact(digest(article()), ZONE, Aftermath(ties=(replace(CAME, has_page=False),)))
    assert "It was split off from “The bridge” on" in without


def test_a_digest_names_the_newest_ties_and_how_many_more_there_are() -> None:
    many = tuple(replace(CAME, kind=TieKind.TOOK_IN, title=f"Story {number}") for number in range(9))
    page = parsed(webpage.digest_page(rich_digest(), ZONE, since=Aftermath(ties=many)))
    (shown,) = page.xpath("//p[@class='ties']")
    assert shown.text_content().split(".")[-2].strip() == "5 more on the story's page"
    assert shown.xpath("a/@href")[-1] == "index.html"
    assert "5 more on the story's page." in markdown.plain(rich_digest(), ZONE, since=Aftermath(ties=many))


def test_the_record_holds_the_ties_and_meets_its_schema() -> None:
    since = Aftermath(ties=(INTO, replace(GROUPED, kind=TieKind.TOOK_IN), replace(INTO, ended=True)))
    written = record.to_record(replace(digest(article()), revision=1), since)
    jsonschema.validate(written, record.schema())
    assert [(one["kind"], one["by"], one["at"]) for one in written["ties"]] == [
        ("goes on in", "Ada", MERGED_AT.isoformat()),
        ("took in", None, "2026-03-05"),
    ]


@pytest.mark.parametrize("site", [SITE, replace(SITE, address="")], ids=["with an address", "without"])
def test_an_entry_leads_to_the_other_story_wherever_the_site_stands(site: Site) -> None:
    made = feeds.story_feed(entries([rich_digest()], site), card_of(rich_digest()), site, (INTO,), ZONE)
    ATOM_GRAMMAR.assertValid(etree.fromstring(feeds.atom(made, site).encode()))
    here = f"{SITE.address}aldermere-bridge/feed.atom"
    assert urljoin(here, read(made, site).entries[0].link) == f"{SITE.address}{STORY}/index.html"
    assert feeds.story_feed(entries([rich_digest()], site), card_of(rich_digest()), site).entries[0].updated == at(12)


def test_a_page_without_ties_has_no_notice() -> None:
    classes = parsed(webpage.story_page([card_of(rich_digest())], SITE)).xpath("//main//@class")
    assert not {"notice", "ties"} & set(classes)


def test_the_page_in_the_ui_of_a_merged_story_leads_on() -> None:
    text = markdown.merged("The *ferry*", replace(INTO, title="The [bridge]"), ZONE)
    assert text.startswith("# The \\*ferry\\*")
    assert f"[The \\[bridge\\]](/v2/artifacts/key/digest-{STORY}) since Fri 6 Mar 2026, as Ada decided: one" in text
