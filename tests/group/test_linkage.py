"""Articles are joined best first, and groups that exist are left as they are."""

from __future__ import annotations

import numpy as np

from tasks.group.linkage import join

NOTHING = np.empty(0, dtype=np.int64)


def _alone(count: int) -> np.ndarray:
    return np.empty((count, 0))


def test_articles_that_are_alike_are_joined_and_others_are_not() -> None:
    among = np.array([[0.0, 0.9, 0.1], [0.9, 0.0, 0.1], [0.1, 0.1, 0.0]])
    one, two, three = join(_alone(3), NOTHING, among, 0.5)
    assert one == two != three
    assert max(one, two, three) < 0


def test_a_new_article_joins_the_group_it_is_most_like() -> None:
    labels = join(np.array([[0.6, 0.9]]), np.array([4, 7]), np.zeros((1, 1)), 0.5)
    assert labels.tolist() == [7]


def test_groups_that_exist_are_not_joined_by_a_newcomer() -> None:
    to_old = np.array([[0.9, 0.9], [0.9, 0.9]])
    assert len(set(join(to_old, np.array([1, 2]), np.full((2, 2), 0.9), 0.5).tolist())) == 1


def test_one_bad_pair_weighs_against_joining() -> None:
    old = np.array([3, 3, 3])
    assert join(np.array([[0.6, 0.6, 0.6]]), old, np.zeros((1, 1)), 0.5).tolist() == [3]
    assert join(np.array([[0.7, 0.7, -0.2]]), old, np.zeros((1, 1)), 0.5).tolist() == [-1]


def test_joining_follows_the_mean_of_what_was_joined() -> None:
    among = np.array([[0, 0.9, 0.55], [0.9, 0, 0.1], [0.55, 0.1, 0]])
    assert len(set(join(_alone(3), NOTHING, among, 0.5).tolist())) == 2
