"""Stories that part or come together are told so, from that day on."""

from __future__ import annotations

from datetime import date

import numpy as np

from storage.models import StoryId
from storage.placed import TurnKind, Waiting
from tasks.group.features import WHOLE, Vector
from tasks.group.memory import Memory, Past, Remembered, Surroundings
from tasks.group.placing import place
from tasks.group.recall import arrival
from tasks.group.turning import Compared, turns
from tests.builders import an_article

DAY = date(2026, 3, 2)
ELDER, YOUNGER, NEW = StoryId("elder"), StoryId("younger"), StoryId("new")


def remembered(story: StoryId, stem: int) -> Remembered:
    """An article that is all about one stem."""
    vector = Vector(np.array([stem], dtype=np.uint32), np.array([WHOLE], dtype=np.uint16))
    return Remembered(story, DAY.toordinal(), True, 0.3, vector)


def near(*articles: Remembered) -> Surroundings:
    return Surroundings(Past.of(articles), Memory())


def compared(seen: Surroundings, rated: list[list[float]], labels: list[int], timeless: list[list[float]]) -> Compared:
    return Compared(
        near=seen,
        old=np.arange(len(seen.labels)),
        rated=np.array(rated),
        timeless=np.array(timeless),
        labels=np.array(labels),
        day=DAY,
        few=0.0,
    )


def test_two_stories_that_are_as_one_come_together_when_an_article_might_be_in_either() -> None:
    seen = near(remembered(ELDER, 7), remembered(YOUNGER, 7))
    (turn,) = turns(compared(seen, [[0.3, 0.3]], [0], [[0.3, 0.3]]), {})
    assert (turn.story, turn.other, turn.kind, turn.day) == (YOUNGER, ELDER, TurnKind.MERGED, DAY)
    assert turn.reason


def test_two_stories_that_are_unlike_stay_two_though_an_article_might_be_in_either() -> None:
    seen = near(remembered(ELDER, 7), remembered(YOUNGER, 8))
    assert turns(compared(seen, [[0.3, 0.3]], [0], [[0.3, 0.3]]), {}) == []


def test_alike_stories_stay_two_while_no_article_might_be_in_either() -> None:
    seen = near(remembered(ELDER, 7), remembered(YOUNGER, 7))
    assert turns(compared(seen, [[0.3, -0.2]], [0], [[0.3, -0.2]]), {}) == []


def test_articles_that_are_like_a_story_and_not_in_it_part_from_it() -> None:
    seen = near(remembered(ELDER, 7))
    (turn,) = turns(compared(seen, [[-0.1], [-0.1]], [-1, -1], [[0.2], [0.2]]), {-1: NEW})
    assert (turn.story, turn.other, turn.kind) == (NEW, ELDER, TurnKind.SPLIT)


def test_one_article_parts_from_nothing() -> None:
    seen = near(remembered(ELDER, 7))
    assert turns(compared(seen, [[-0.1]], [-1], [[0.2]]), {-1: NEW}) == []


def test_after_two_stories_came_together_what_goes_on_with_the_younger_is_in_the_elder() -> None:
    article = an_article("Snow fell on the pass.\nIt was deep.", title="Snow on the pass")
    memory = Memory(merged={YOUNGER: ELDER})
    first = place(
        memory, [arrival(Waiting(version=article.version, article=article.id, copy_of=None, home=None), article)], {}
    )
    vector = first.placed[0].remembered
    assert vector is not None
    again = Memory(merged={YOUNGER: ELDER}, frequencies=memory.frequencies)
    again.add([Remembered(YOUNGER, vector.day, True, vector.crowding, vector.vector)])
    other = an_article("Snow fell on the pass.\nIt was deep.", title="Snow on the pass", source="Other")
    waiting = Waiting(version=other.version, article=other.id, copy_of=None, home=None)
    assert [one.story for one in place(again, [arrival(waiting, other)], {}).placed] == [ELDER]
