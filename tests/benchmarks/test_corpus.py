"""The invented newsroom is the same every time, a longer one begins with the shorter, and its truth is true."""

from __future__ import annotations

from itertools import islice

from tests.benchmarks.corpus import articles, newsroom


def test_the_same_articles_every_time_and_more_of_them_change_none() -> None:
    shorter = articles(150, per_day=100)
    assert articles(300, per_day=100)[:150] == shorter
    assert len({one.version for one in shorter}) == 150


def test_days_follow_one_another_and_copies_come_after_what_they_took() -> None:
    made = list(islice(newsroom(per_day=100), 400))
    published = {one.article.version: one.article.published for one in made}
    copies = [one for one in made if one.copy_of]
    assert 0.15 < len(copies) / len(made) < 0.35
    for one in copies:
        assert one.copy_of is not None
        taken, copied = published[one.copy_of], one.article.published
        assert taken is not None
        assert copied is not None
        assert taken < copied


def test_articles_are_about_as_long_as_in_the_news() -> None:
    lengths = [len(one.body.split()) for one in articles(200, per_day=100)]
    assert 350 < sum(lengths) / len(lengths) < 550
