"""A story that is found again keeps its id and title."""

from __future__ import annotations

from dataclasses import replace

from storage.models import Article, Membership, Story, StoryId
from tasks.group.continuity import keep_ids
from tasks.group.grouping import Found
from tests.builders import a_story, an_article

ARTICLES = [an_article(f"Report number {number}.", address=f"https://example.org/{number}") for number in range(8)]


def _found(story: str, *places: int) -> Found:
    memberships = tuple(
        Membership(story=StoryId(story), version=ARTICLES[place].version, score=0.5, reason="") for place in places
    )
    return Found(StoryId(story), f"Title of {story}", memberships)


def _kept(found: list[Found], *earlier: Found, known: list[Article] = ARTICLES, followed: bool = False) -> list[str]:
    before = [Story(id=one.id, title=one.title, followed=followed) for one in earlier]
    return [one.id for one in keep_ids(found, known, before, {one.id: one.memberships for one in earlier})]


def test_a_story_that_grew_keeps_its_id_and_title() -> None:
    before = _found("old", 1, 2)
    story = a_story(id="old", title="Title of old", followed=False)
    kept = keep_ids([_found("new", 0, 1, 2, 3)], ARTICLES, [story], {before.id: before.memberships})[0]
    assert (kept.id, kept.title) == ("old", "Title of old")
    assert {one.story for one in kept.memberships} == {"old"}


def test_the_larger_part_of_a_story_that_split_keeps_the_id() -> None:
    assert _kept([_found("a", 0, 1), _found("b", 2, 3, 4)], _found("old", 0, 1, 2, 3, 4)) == ["title-of-a-a", "old"]


def test_of_stories_that_merged_the_larger_one_gives_its_id() -> None:
    assert _kept([_found("n", 0, 1, 2, 3, 4)], _found("small", 0, 1), _found("large", 2, 3, 4)) == ["large"]


def test_a_story_that_shares_few_articles_is_another_one() -> None:
    assert _kept([_found("n", 0, 1, 2, 3)], _found("old", 3, 4, 5, 6)) == ["title-of-n-n"]


def test_the_part_that_split_off_does_not_pass_for_the_whole() -> None:
    kept = _kept([_found("old", 0), _found("new", 1, 2, 3)], _found("old", 0, 1, 2, 3))
    assert kept[1] == "old"
    assert kept[0] != "old"


def test_followed_stories_keep_their_articles_to_themselves() -> None:
    assert _kept([_found("n", 0, 1, 2)], _found("mine", 0, 1, 2), followed=True) == ["title-of-n-n"]


def test_articles_in_another_wording_are_still_the_story_s() -> None:
    edited = [replace(article, version=f"{article.version}-2") for article in ARTICLES[:2]]
    again = Found(
        StoryId("n"),
        "t",
        tuple(Membership(story=StoryId("n"), version=one.version, score=1.0, reason="") for one in edited),
    )
    assert _kept([again], _found("old", 0, 1), known=[*ARTICLES, *edited]) == ["old"]


def test_a_new_story_s_id_can_be_read_and_typed() -> None:
    found = replace(_found("0123456789abcdef", 0), title="“Größte Fähre” läuft aus: 300 an Bord, sagt die Reederei")
    assert _kept([found]) == ["grote-fahre-lauft-aus-300-an-012345"]
    assert _kept([replace(found, title="Мост закрыт")]) == ["story-012345"]
