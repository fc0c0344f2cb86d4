from zoneinfo import ZoneInfo

from storage.models import Story, StoryId
from tasks.publish import tables
from tests.publish.builders import digest_quoting, quiet_digest, rich_digest
from tests.publish.hostile import STEERING

STORY = Story(id=StoryId("aldermere-bridge"), title="The Aldermere bridge")
ZONE = ZoneInfo("Europe/Budapest")


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
    sources = tables.source_rows(rich_digest(), ZONE)
    for rows in (stories, sources):
        assert len({tuple(row) for row in rows}) == 1
        assert all(type(value) is str for row in rows for value in row.values())


def test_every_article_has_its_row_with_what_became_of_it() -> None:
    rows = tables.source_rows(rich_digest(), ZONE)
    assert len(rows) == len(rich_digest().articles)
    assert rows[0]["Number"] == "1"
    assert rows[4]["Lines removed"] == "2"
    (copy,) = [row for row in rows if row["Reason"].startswith("copy of Valley Post")]
    assert copy["Origin"] == "Reuters"
    assert rows[-1]["Role"] == "Turned away"


def test_a_table_holds_no_character_that_steers_a_screen() -> None:
    for row in tables.source_rows(digest_quoting(STEERING), ZONE):
        assert not set("".join(row.values())) & set("\x1b\x00\x07\r\u202e")
