from dataclasses import replace

from storage.models import Story, StoryId
from tasks.publish import tables
from tests.publish.builders import digest_quoting, quiet_digest, rich_digest
from tests.publish.hostile import STEERING

STORY = Story(id=StoryId("aldermere-bridge"), title="The Aldermere bridge")


def test_a_story_is_shown_by_its_newest_digest() -> None:
    newer = quiet_digest()
    older = rich_digest(day=newer.day.replace(day=3))
    (row,) = tables.story_rows([STORY], {STORY.id: [newer, older]}, {STORY.id: 17})
    assert row["Day"] == "Wed 4 Feb 2026"
    assert row["Headline"] == "Nothing new since 3 February 2026"
    assert (row["New"], row["Articles"], row["Digests"]) == ("0", "17", "2")


def test_a_story_without_a_digest_has_its_row() -> None:
    (row,) = tables.story_rows([STORY], {}, {})
    assert row["Status"] == "no digest yet"
    assert row["Articles"] == "0"


def test_every_row_of_a_table_has_the_same_columns_and_plain_strings() -> None:
    other = Story(id=StoryId("other"), title="Another story")
    stories = tables.story_rows([STORY, other], {STORY.id: [rich_digest()]}, {})
    assert len({tuple(row) for row in stories}) == 1
    assert all(type(value) is str for row in stories for value in row.values())


def test_a_table_holds_no_character_that_steers_a_screen() -> None:
    told = digest_quoting(STEERING)
    (row,) = tables.story_rows([STORY], {STORY.id: [replace(told, headline=STEERING)]}, {})
    assert row["Headline"]
    assert not set("".join(row.values())) & set("\x1b\x00\x07\r\u202e")
