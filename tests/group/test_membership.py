"""An article is on a followed story for a reason that can be told, and neighbors stay out."""

from __future__ import annotations

import pytest

from storage.models import Article, Membership, Story
from tasks.group.membership import members
from tests.builders import a_story, an_article
from tests.group.newsroom import NEIGHBORS, PORT_ELLIS, UNRELATED, articles

STORY: dict[str, object] = {"title": "The Harbor Bridge in Port Ellis", "terms": ("Harbor Bridge", "Port Ellis")}


def _on(story: Story, given: list[Article]) -> list[int]:
    """Return the places of the members among the articles given."""
    versions = [article.version for article in given]
    return sorted(versions.index(one.version) for one in members(story, given) if one.member)


def _of(story: Story, article: Article, given: list[Article]) -> Membership | None:
    return next((one for one in members(story, given) if one.version == article.version), None)


def test_the_reports_on_a_story_are_members_and_no_others() -> None:
    assert _on(a_story(**STORY), articles(PORT_ELLIS, NEIGHBORS, UNRELATED)) == [0, 1, 2, 3]


def test_undated_reports_are_members_just_as_well() -> None:
    assert _on(a_story(**STORY), articles(PORT_ELLIS, NEIGHBORS, UNRELATED, dated=False)) == [0, 1, 2, 3]


@pytest.mark.parametrize("place", range(len(PORT_ELLIS)))
def test_one_article_is_enough_to_judge(place: int) -> None:
    assert _on(a_story(**STORY), [articles(PORT_ELLIS)[place]]) == [0]


def test_plain_words_find_the_story_together_and_not_the_neighbors_that_share_one() -> None:
    story = a_story(title="A bridge", terms=("bridge", "harbor", "cable"))
    assert _on(story, articles(PORT_ELLIS, NEIGHBORS, UNRELATED)) == [0, 1, 2, 3]


def test_who_follows_one_plain_word_means_it() -> None:
    assert _on(a_story(title="Barley", terms=("barley",)), articles(UNRELATED)) == [0]


def test_a_title_stands_in_for_terms_that_nobody_gave() -> None:
    assert _on(a_story(title="Ines Duarte", terms=()), articles(UNRELATED, NEIGHBORS)) == [1]


def test_a_seed_article_is_a_member_whatever_it_says() -> None:
    given = articles(UNRELATED)
    found = _of(a_story(title="x", terms=("bridge",), seeds=(given[2].address,)), given[2], given)
    assert found is not None
    assert (found.member, found.score) == (True, 1.0)
    assert found.reason.startswith("a seed article")


def test_seeds_are_known_by_path_too() -> None:
    given = [an_article(PORT_ELLIS[0][2], address="week/one.txt", title="One")]
    assert _on(a_story(title="x", terms=(), seeds=("week/one.txt",)), given) == [0]


def test_reasons_say_what_was_found() -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    found = _of(a_story(**STORY), given[0], given)
    assert found is not None
    assert "“Harbor Bridge”" in found.reason
    assert "in the title" in found.reason
    assert "like the story so far" in found.reason


def test_another_bridge_of_the_same_name_is_doubted() -> None:
    namesake = an_article(
        "Opera singers will perform beneath the Harbor Bridge when the summer festival opens in "
        "Novalea.\nTickets for the floating stage sold out in an hour, the festival's director, Carla Venn, "
        "said.\nThe program has works by five women composers.",
        title="Opera under the Harbor Bridge",
        on="2026-03-04",
    )
    given = [*articles(PORT_ELLIS, UNRELATED), namesake]
    found = _of(a_story(**STORY), namesake, given)
    assert found is not None
    assert not found.member
    assert found.score < 0.5


def test_what_happened_long_before_is_doubted() -> None:
    old = an_article(
        "The Harbor Bridge was repainted for its anniversary, and Port Ellis celebrated with boats and "
        "lanterns.\nA choir sang on the quay.",
        on="2019-06-01",
        address="https://example.org/old",
    )
    given = [*articles(PORT_ELLIS, UNRELATED), old]
    found = _of(a_story(title="x", terms=("bridge", "cable", "Okafor"), seeds=(given[0].address,)), old, given)
    assert found is None or not found.member


def test_an_article_in_another_language_is_no_stray() -> None:
    spanish = an_article(
        "El Harbor Bridge de Port Ellis sigue cerrado tras la rotura de un cable de acero.\nMiles de conductores "
        "buscan otro camino cada mañana, dijo el ayuntamiento.",
        title="Port Ellis: el Harbor Bridge sigue cerrado",
        language="es",
    )
    given = [*articles(PORT_ELLIS, UNRELATED), spanish]
    assert len(given) - 1 in _on(a_story(**STORY), given)


def test_capitals_are_taken_as_written() -> None:
    skating = an_article("Thick ice on the lake let children skate.\nThe ice will hold until Sunday.", title="Ice")
    agency = an_article("ICE opened an office in Lowmoor.\nThe head of ICE spoke at length.", title="ICE office opens")
    assert _on(a_story(title="x", terms=("ICE",)), [skating, agency]) == [1]


def test_a_long_phrase_is_found_by_its_words_near_each_other() -> None:
    given = articles(PORT_ELLIS, UNRELATED)
    found = _of(a_story(title="x", terms=("corroded cables of the Harbor Bridge",)), given[1], given)
    assert found is not None
    assert "the words of" in found.reason


@pytest.mark.parametrize(
    ("language", "term", "body"),
    [
        ("de", "Hafenbrücke", "Die Hafenbrücke ist gesperrt.\nNiemand wurde auf der Hafenbrücke verletzt."),
        ("fr", "pont du port", "Le pont du port est fermé.\nLes ponts du port seront examinés, dit la mairie."),
        ("es", "puente del puerto", "El puente del puerto está cerrado.\nLos puentes del puerto serán examinados."),
        ("ru", "портовый мост", "Портовый мост закрыт.\nНа портовом мосту никто не пострадал."),
        ("zh", "海港大桥", "海港大桥因钢索断裂关闭。\n工程师正在检查海港大桥。"),
    ],
)
def test_terms_are_found_in_other_languages(language: str, term: str, body: str) -> None:
    assert _on(a_story(title="x", terms=(term,)), [an_article(body, language=language)]) == [0]


def test_members_do_not_depend_on_the_order_of_the_articles() -> None:
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED)
    assert members(a_story(**STORY), given) == members(a_story(**STORY), given[::-1])


def test_nothing_is_on_a_story_when_there_is_nothing() -> None:
    assert members(a_story(**STORY), []) == []
