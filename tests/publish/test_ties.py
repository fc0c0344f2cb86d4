"""A story's page says where the story went and where it came from, as soon as that changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import html

from storage import decisions, stories
from storage.decided import Decision, DecisionKind, split_story
from storage.models import StoryId
from storage.published import Tie, TieKind
from tasks.publish import markdown, webpage
from tests.builders import a_story
from tests.publish.builders import SITE, card_of, rich_digest
from tests.publish.conftest import Desk
from tests.storage.making import STORY

FERRY = StoryId("ferry")
NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


def parsed(text: str) -> Any:
    return html.document_fromstring(text)


def told(desk: Desk) -> None:
    with desk.store.writing() as connection:
        stories.put(connection, a_story(id=StoryId(STORY), title="The bridge"))
        stories.put(connection, a_story(id=FERRY, title="The <ferry>"))
    desk.publish(desk.write(), desk.write(story=FERRY, title="The <ferry>"))


def take(desk: Desk, decision: Decision) -> None:
    with desk.store.writing() as connection:
        decisions.add(connection, [decision])


def notice(desk: Desk, story: str) -> tuple[str, list[str]]:
    found = parsed(desk.page(f"{story}/index.html")).xpath("//p[@class='notice']")
    if not found:
        return "", []
    return " ".join(found[0].text_content().split()), found[0].xpath(".//a/@href")


def test_a_merged_story_leads_to_where_it_goes_on_until_that_is_undone(desk: Desk) -> None:
    told(desk)
    merge = Decision(kind=DecisionKind.MERGE, at=NOW, by="Ada", story=StoryId(STORY), subjects=(FERRY,))
    take(desk, merge)
    assert f"{FERRY}/index.html" in desk.publish()
    assert notice(desk, FERRY) == ("This story goes on in The bridge.", [f"../{STORY}/index.html"])
    assert notice(desk, STORY) == ("It took in The <ferry>.", ["../ferry/index.html"])
    assert desk.publish() == []
    with desk.store.writing() as connection:
        decisions.undo(connection, merge.id, NOW + timedelta(minutes=1), "Ada")
    assert f"{FERRY}/index.html" in desk.publish()
    assert (notice(desk, FERRY), notice(desk, STORY)) == (("", []), ("", []))


def test_what_was_split_off_says_from_what_and_both_pages_lead_to_each_other(desk: Desk) -> None:
    told(desk)
    split = Decision(kind=DecisionKind.SPLIT, at=NOW, by="Ada", story=StoryId(STORY), subjects=("a",), value="The gas")
    part = split_story(split)
    take(desk, split)
    desk.publish()
    assert notice(desk, STORY) == (f"Split off from it: {part}.", [])  # it has no page to lead to yet
    with desk.store.writing() as connection:
        stories.put(connection, a_story(id=part, title="The gas"))
    desk.publish(desk.write(story=part, title="The gas"))
    assert notice(desk, part) == ("It was split off from The bridge.", [f"../{STORY}/index.html"])
    assert notice(desk, STORY) == ("Split off from it: The gas.", [f"../{part}/index.html"])


def test_a_page_without_ties_has_no_notice() -> None:
    assert "notice" not in parsed(webpage.story_page([card_of(rich_digest())], SITE)).xpath("//p/@class")


def test_the_page_in_the_ui_of_a_merged_story_leads_on() -> None:
    text = markdown.merged("The *ferry*", Tie(kind=TieKind.GOES_ON, other=StoryId("bridge"), title="The [bridge]"))
    assert text.startswith("# The \\*ferry\\*")
    assert "[The \\[bridge\\]](/v2/artifacts/key/digest-bridge)" in text
