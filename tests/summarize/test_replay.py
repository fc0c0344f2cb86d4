"""A digest is made again from what it was made from, whatever came in, was decided or was concluded since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage import articles, copies, decisions, pages, stories
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.errors import InputError
from storage.models import Article, Fold, Media, Page, VersionId
from storage.standing import withdraw
from storage.telling import Digest, SourceState, Status
from tasks.summarize.freezing import freeze, read
from tasks.summarize.material import Recipe
from tasks.summarize.replaying import differences
from tasks.summarize.task import replay_digest, write_digest
from tests.builders import LOADED, a_fold, a_story, an_article, memberships_of
from tests.stores import an_empty_store
from tests.summarize.test_days import a_desk, a_digest
from tests.summarize.test_days import material as material_of

STORY = a_story()
RECIPE = Recipe()
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
FIRST = an_article(
    "The swing bridge of Tarnhaven failed on Monday and closed the harbor to ships. "
    "Twelve vessels are trapped in the inner harbor, harbor master Ilse Maarten said on Monday. "
    "Nobody was killed, the hospital of the town said, and most of the injured have gone home again.",
    title="Bridge fails",
)
AGAIN = an_article(
    "The swing bridge of Tarnhaven failed on Monday and shut the port, the authority said. "
    "A free ferry will sail between the Old Quay and Westerhold from Wednesday.",
    source="Gazette",
)
SECOND = an_article(
    "Repairing the swing bridge of Tarnhaven will cost about €14 million, port director Sanne Holtby said. "
    "Gas from a broken main was measured in the sewers of the old town before dawn on Tuesday.",
    source="Gazette",
    on="2026-03-03",
)
LATER = an_article(
    "Fifteen vessels were trapped in the harbor of Tarnhaven, the ministry said on Monday.", source="Wire"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return an_empty_store(tmp_path / "news.duckdb")


def keep(store: Store, *known: Article, folds: Sequence[Fold] = ()) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [_page(article) for article in known])
        articles.add(connection, [replace(article, page=_page(article).id) for article in known])
        stories.put(connection, STORY)
        stories.replace_memberships(connection, STORY.id, memberships_of(STORY, *known))
        copies.put(connection, folds or [a_fold(article) for article in known])


def _page(article: Article) -> Page:
    return Page(address=article.address, media=Media.TEXT, content=article.body.encode(), loaded_at=LOADED)


def tell(store: Store, day: date, recipe: Recipe = RECIPE) -> Digest:
    return write_digest.fn(store, STORY, day, recipe, [SourceState("desk", "in order")])


def test_it_comes_out_the_same_to_the_byte(store: Store) -> None:
    keep(store, FIRST, AGAIN, SECOND)
    monday, tuesday = tell(store, MONDAY), tell(store, TUESDAY)

    assert replay_digest.fn(store, STORY.id, MONDAY).rebuilt == monday
    again = replay_digest.fn(store, STORY.id, TUESDAY)
    assert again.same
    assert (again.rebuilt, again.articles, again.told) == (tuesday, 3, 1)


def test_later_articles_and_other_conclusions_change_nothing(store: Store) -> None:
    keep(store, FIRST, AGAIN, SECOND)
    made = [tell(store, MONDAY), tell(store, TUESDAY)]
    folded = [a_fold(FIRST), a_fold(AGAIN, origin="Wire", copy_of=FIRST.version), a_fold(SECOND), a_fold(LATER)]
    keep(store, FIRST, SECOND, LATER, folds=folded)  # and the Gazette's Monday is off the story now
    revised = tell(store, MONDAY, Recipe(words=60))

    assert revised.revision == 2
    for one in made:
        assert replay_digest.fn(store, STORY.id, one.day, 1).rebuilt == one
    assert replay_digest.fn(store, STORY.id, MONDAY).rebuilt == revised


def test_what_people_decided_later_changes_nothing(store: Store) -> None:
    keep(store, FIRST, AGAIN, SECOND)
    tell(store, MONDAY)
    tell(store, TUESDAY)
    with store.writing() as connection:
        withdraw(connection, STORY.id, MONDAY, LOADED, "Ada")
    tell(store, TUESDAY)  # now told against nothing

    before, after = (replay_digest.fn(store, STORY.id, TUESDAY, number) for number in (1, 2))
    assert before.same
    assert (before.told, after.told) == (1, 0)
    assert replay_digest.fn(store, STORY.id, MONDAY).kept.status is Status.WITHDRAWN


def decide(store: Store, kind: DecisionKind, *subjects: str, value: str = "", day: date | None = None) -> None:
    with store.writing() as connection:
        at = LOADED.replace(second=len(decisions.all(connection)))
        one = Decision(kind=kind, at=at, by="Ada", story=STORY.id, subjects=subjects, value=value, day=day, note="Why.")
        decisions.add(connection, [one])


def test_decisions_in_force_then_are_in_force_again_and_later_ones_are_not(store: Store) -> None:
    keep(store, FIRST, AGAIN, SECOND)
    first = tell(store, MONDAY)
    decide(store, DecisionKind.BAR_SENTENCE, *(one.quote.evidence.place for one in first.sentences[:2]))
    decide(store, DecisionKind.HEADLINE, value="In our words", day=MONDAY)
    second = tell(store, MONDAY)
    decide(store, DecisionKind.EXCLUDE, AGAIN.id)
    third = tell(store, MONDAY)

    assert [one.revision for one in (first, second, third)] == [1, 2, 3]
    assert (second.headline, len(second.decisions), len(third.decisions)) == ("In our words", 2, 3)
    for one in (first, second, third):
        assert replay_digest.fn(store, STORY.id, MONDAY, one.revision).rebuilt == one


def test_a_better_informed_page_with_the_same_words_changes_nothing(store: Store) -> None:
    keep(store, FIRST)
    made = tell(store, MONDAY)
    other = replace(FIRST, byline="Ada Quill", page=_page(FIRST).id.replace(_page(FIRST).id[0], "f"), title=FIRST.title)
    with store.writing() as connection:
        articles.add(connection, [replace(other, first_seen=LOADED.replace(hour=20), path="later.txt")])
        assert articles.by_version(connection, [FIRST.version])[FIRST.version].path == "later.txt"

    assert replay_digest.fn(store, STORY.id, MONDAY).rebuilt == made


def test_what_differs_is_named(store: Store) -> None:
    keep(store, FIRST)
    tell(store, MONDAY)
    with store.writing() as connection:
        connection.execute("UPDATE digests SET document = replace(document, 'Bridge fails', 'Bridge stands')")

    found = replay_digest.fn(store, STORY.id, MONDAY)
    assert not found.same
    assert 'headline: "Bridge stands' in "".join(found.differences)


def test_a_digest_whose_inputs_were_not_kept_says_so(store: Store) -> None:
    keep(store, FIRST)
    tell(store, MONDAY)
    with store.writing() as connection:
        connection.execute("DELETE FROM digest_inputs")
    with pytest.raises(InputError, match="was not kept"):
        replay_digest.fn(store, STORY.id, MONDAY)


def test_an_article_that_is_gone_is_named(store: Store) -> None:
    keep(store, FIRST)
    tell(store, MONDAY)
    with store.writing() as connection:
        connection.execute("DELETE FROM article_versions")
    with pytest.raises(InputError, match=FIRST.version):
        replay_digest.fn(store, STORY.id, MONDAY)


def test_a_digest_that_is_not_there_is_not_replayed(store: Store) -> None:
    keep(store, FIRST)
    tell(store, MONDAY)
    for day, revision in ((TUESDAY, None), (MONDAY, 2)):
        with pytest.raises(InputError, match="There is no digest of bridge"):
            replay_digest.fn(store, STORY.id, day, revision)


def test_saving_the_same_digest_again_keeps_its_inputs_once(store: Store) -> None:
    keep(store, FIRST)
    tell(store, MONDAY)
    tell(store, MONDAY)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM digest_inputs").fetchall() == [(1,)]
    assert store.verify() == []


def test_inputs_are_the_same_bytes_in_whatever_order_things_were_found() -> None:
    told = a_digest("2026-03-01", AGAIN)
    here, there = a_desk(FIRST, AGAIN, digests=[told]), a_desk(AGAIN, FIRST, digests=[told])
    frozen = [
        freeze(replace(material_of(desk, STORY, MONDAY), fresh=[FIRST], earlier=[AGAIN]), RECIPE)
        for desk in (here, there)
    ]
    assert frozen[0] == frozen[1]
    assert read(frozen[0]).told == (told.id,)


def test_nothing_is_frozen_of_articles_that_the_digest_did_not_read() -> None:
    desk = a_desk(FIRST, SECOND)
    frozen = read(freeze(material_of(desk, STORY, MONDAY), RECIPE))
    assert [version for version, _ in frozen.places] == [FIRST.version]
    assert list(frozen.material["folds"]) == [FIRST.version]


def test_differences_are_places_and_values() -> None:
    assert differences('{"a": [1, 2]}', '{"a": [1, 2]}') == ()
    assert differences('{"a": [1, 2], "b": 1}', '{"a": [1, 3]}') == (
        "a[1]: 2 was kept, 3 comes out",
        "b: 1 was kept, null comes out",
    )
    assert differences('{"a": [1]}', '{"a": [1, 2]}') == ("a: a list of 1 was kept, a list of 2 comes out",)
    assert differences('{"a":1}', '{"a": 1}') == ("the same values in other bytes",)


def test_versions_are_named_by_their_page_too() -> None:
    assert read(freeze(material_of(a_desk(FIRST), STORY, MONDAY), RECIPE)).fresh == (
        (VersionId(FIRST.version), FIRST.page),
    )
