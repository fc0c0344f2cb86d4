"""What people decide about stories and articles is applied to what the program concluded, in order, and leaves no trace
when it no longer counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from storage.decided import Decision, DecisionKind, goes_on_in, split_story
from storage.models import Article, Membership, Story, StoryId, VersionId
from tasks.group.decided import Versions, involved, renamed, settled, split_off
from tests.builders import LOADED, a_story, an_article

BRIDGE, FERRY, RAIL = StoryId("bridge"), StoryId("ferry"), StoryId("rail")
ARTICLES = [an_article(f"Report number {number}.", address=f"https://example.org/{number}") for number in range(6)]
EDITED = an_article("Report number 1, edited.", address="https://example.org/1")
VERSIONS = Versions({one.version: one.id for one in (*ARTICLES, EDITED)})
PLACED = {BRIDGE: (0, 1, 2), FERRY: (3, 4), RAIL: (5,)}


def decide(kind: DecisionKind, story: StoryId, *subjects: str, minute: int = 0, **values: Any) -> Decision:
    return Decision(
        kind=kind, story=story, subjects=subjects, at=LOADED + timedelta(minutes=minute), by="Ada", **values
    )


def conclusions(near: Sequence[int] = ()) -> dict[StoryId, list[Membership]]:
    """What the program concluded; `near` are borderline on the bridge."""
    found = {story: [_membership(story, ARTICLES[place]) for place in places] for story, places in PLACED.items()}
    found[BRIDGE] += [_membership(BRIDGE, ARTICLES[place], member=False) for place in near]
    return found


def _membership(story: StoryId, article: Article, *, member: bool = True) -> Membership:
    return Membership(story=story, version=article.version, score=0.6, reason="mentions it", member=member)


def members(placed: Mapping[StoryId, Sequence[Membership]], story: StoryId) -> set[int]:
    numbers = {article.version: place for place, article in enumerate(ARTICLES)}
    return {numbers[one.version] for one in placed.get(story, ()) if one.member and one.version in numbers}


def row(placed: Mapping[StoryId, Sequence[Membership]], story: StoryId, version: VersionId) -> Membership:
    (found,) = [one for one in placed[story] if one.version == version]
    return found


def ids(*places: int) -> list[str]:
    return [ARTICLES[place].id for place in places]


def test_an_excluded_article_stays_listed_with_who_said_so_and_why() -> None:
    word = decide(DecisionKind.EXCLUDE, BRIDGE, *ids(1), note="another bridge")
    placed = settled(conclusions(), VERSIONS, [word])

    assert members(placed, BRIDGE) == {0, 2}
    off = row(placed, BRIDGE, ARTICLES[1].version)
    assert (off.reason, off.decision, off.score) == ("excluded by Ada: another bridge", word.id, 0.6)


def test_an_article_is_excluded_in_every_version_that_comes() -> None:
    concluded = conclusions()
    concluded[BRIDGE].append(_membership(BRIDGE, EDITED))
    placed = settled(concluded, VERSIONS, [decide(DecisionKind.EXCLUDE, BRIDGE, *ids(1))])

    assert not row(placed, BRIDGE, EDITED.version).member


def test_an_included_article_is_on_the_story_whether_it_was_near_or_not() -> None:
    word = decide(DecisionKind.INCLUDE, BRIDGE, *ids(3, 5))
    placed = settled(conclusions(near=[5]), VERSIONS, [word])

    assert members(placed, BRIDGE) == {0, 1, 2, 3, 5}
    assert row(placed, BRIDGE, ARTICLES[3].version).reason == "included by Ada"
    assert members(placed, FERRY) == {3, 4}  # an article may be on several stories


def test_the_later_of_two_decisions_on_an_article_counts() -> None:
    out, back = decide(DecisionKind.EXCLUDE, BRIDGE, *ids(1)), decide(DecisionKind.INCLUDE, BRIDGE, *ids(1), minute=1)

    assert 1 in members(settled(conclusions(), VERSIONS, [out, back]), BRIDGE)
    assert 1 not in members(settled(conclusions(), VERSIONS, [back, out]), BRIDGE)


def test_a_merged_story_is_told_in_the_other_and_keeps_what_it_had() -> None:
    word = decide(DecisionKind.MERGE, BRIDGE, FERRY)
    placed = settled(conclusions(), VERSIONS, [word])

    assert members(placed, BRIDGE) == {0, 1, 2, 3, 4}
    assert row(placed, BRIDGE, ARTICLES[3].version).reason == "taken in from ferry by Ada; mentions it"
    assert members(placed, FERRY) == {3, 4}
    assert goes_on_in(FERRY, [word]) == BRIDGE


def test_a_story_that_took_another_in_can_be_taken_in_itself() -> None:
    words = [decide(DecisionKind.MERGE, FERRY, RAIL), decide(DecisionKind.MERGE, BRIDGE, FERRY, minute=1)]

    assert members(settled(conclusions(), VERSIONS, words), BRIDGE) == {0, 1, 2, 3, 4, 5}
    assert goes_on_in(RAIL, words) == BRIDGE


def test_stories_merged_in_a_circle_are_still_told_somewhere() -> None:
    words = [decide(DecisionKind.MERGE, FERRY, RAIL), decide(DecisionKind.MERGE, RAIL, FERRY, minute=1)]

    assert goes_on_in(RAIL, words) in (RAIL, FERRY)


def test_articles_that_are_split_off_make_a_story_of_their_own() -> None:
    word = decide(DecisionKind.SPLIT, BRIDGE, *ids(1, 2), value="Ferry service")
    placed = settled(conclusions(), VERSIONS, [word])
    part = split_story(word)

    assert part.startswith("ferry-service-")
    assert members(placed, BRIDGE) == {0}
    assert members(placed, part) == {1, 2}
    assert row(placed, BRIDGE, ARTICLES[1].version).reason == "split off as “Ferry service” by Ada"


def test_that_articles_left_is_told_where_the_program_no_longer_counts_them_to_the_story() -> None:
    """A found story is without what followed ones have, and what was split off is followed."""
    word = decide(DecisionKind.SPLIT, BRIDGE, *ids(1), value="Ferry service")
    concluded = conclusions()
    concluded[BRIDGE] = [one for one in concluded[BRIDGE] if one.version != ARTICLES[1].version]
    placed = settled(concluded, VERSIONS, [word])

    assert members(placed, BRIDGE) == {0, 2}
    left = row(placed, BRIDGE, ARTICLES[1].version)
    assert (left.story, left.member, left.decision) == (BRIDGE, False, word.id)


def test_a_part_takes_what_comes_later_and_not_what_was_left_on_the_story_when_it_was_split_off() -> None:
    word = decide(DecisionKind.SPLIT, BRIDGE, *ids(1), value="Ferry service", minute=5)
    part = split_story(word)
    seen = {ARTICLES[place].version: LOADED + timedelta(minutes=10 * place) for place in (0, 2)}
    concluded = conclusions()
    concluded[part] = [_membership(part, ARTICLES[place]) for place in (0, 1, 2, 5)]
    placed = settled(concluded, Versions(VERSIONS.article_of, seen), [word])

    assert members(placed, BRIDGE) == {0, 2}
    assert members(placed, part) == {1, 2, 5}  # 0 was there, and was not named; 2 came later

    back = decide(DecisionKind.INCLUDE, part, *ids(0), minute=6)
    assert members(settled(concluded, Versions(VERSIONS.article_of, seen), [word, back]), part) == {0, 1, 2, 5}


def test_a_story_that_was_split_off_is_followed_by_its_articles_and_told_as_the_whole_was() -> None:
    word = decide(DecisionKind.SPLIT, BRIDGE, *ids(1, 2), value="Ferry service")
    whole = a_story(zone="Europe/Brussels", review="before", words=80)
    (part,) = split_off([word], {BRIDGE: whole})

    assert part == Story(
        id=split_story(word),
        title="Ferry service",
        seeds=tuple(ids(1, 2)),
        zone="Europe/Brussels",
        review="before",
        words=80,
    )


def test_a_part_can_be_split_again_and_merged_back() -> None:
    first = decide(DecisionKind.SPLIT, BRIDGE, *ids(1, 2), value="Ferry service")
    part = split_story(first)
    second = decide(DecisionKind.SPLIT, part, *ids(2), value="Timetable", minute=1)
    back = decide(DecisionKind.MERGE, BRIDGE, part, minute=2)
    placed = settled(conclusions(), VERSIONS, [first, second, back])

    assert members(placed, split_story(second)) == {2}
    assert members(placed, BRIDGE) == {0, 1}
    assert [story.id for story in split_off([first, second], {BRIDGE: a_story()})] == [part, split_story(second)]


def test_a_renamed_story_has_the_title_that_was_decided_last() -> None:
    words = [
        decide(DecisionKind.RENAME, BRIDGE, value="Bridge"),
        decide(DecisionKind.RENAME, BRIDGE, value="Lantern Bridge", minute=1),
        decide(DecisionKind.RENAME, FERRY, value="Ferry", minute=2),
    ]

    assert renamed(a_story(), words).title == "Lantern Bridge"
    assert renamed(a_story(), []) == a_story()


def test_without_a_decision_everything_is_as_the_program_concluded() -> None:
    placed = settled(conclusions(near=[5]), VERSIONS, [])

    assert {story: set(held) for story, held in placed.items()} == {
        story: set(held) for story, held in conclusions(near=[5]).items()
    }


def test_applying_decisions_again_changes_nothing() -> None:
    words = [
        decide(DecisionKind.EXCLUDE, BRIDGE, *ids(0)),
        decide(DecisionKind.SPLIT, BRIDGE, *ids(1), value="Part", minute=1),
        decide(DecisionKind.MERGE, BRIDGE, FERRY, minute=2),
    ]

    assert settled(conclusions(), VERSIONS, words) == settled(conclusions(), VERSIONS, words)


def test_decisions_tie_stories_together_in_both_directions() -> None:
    merge = decide(DecisionKind.MERGE, BRIDGE, FERRY)
    split = decide(DecisionKind.SPLIT, FERRY, *ids(4), value="Part")

    assert involved([FERRY], [merge, split]) == {BRIDGE, FERRY, split_story(split)}
    assert involved([split_story(split)], [merge, split]) == {BRIDGE, FERRY, split_story(split)}
    assert involved([RAIL], [merge, split]) == {RAIL}
