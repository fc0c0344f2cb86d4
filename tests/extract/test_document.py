"""What is cut from a page's tree before its text is read."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from tasks.extract.body import extract_text
from tasks.extract.document import parse, without_cards
from tests.extract.pages import STORY, simple_html

URL = "https://www.harborherald.example/news/ferry-stops"
DECK = "The lamp on the cape has burned since 1888, and nobody wants to be the one to switch it off."


def card(*, kind: str = "promo", href: str = "/sea/last-keeper", deck: str = DECK) -> str:
    """Return the teaser of another article, as sites set it between two paragraphs."""
    return (
        f'<div class="{kind}"><div><h3><a href="{href}">The last keeper of the cape</a></h3><p>{deck}</p></div></div>'
    )


def page(block: str, *, paragraphs: list[str] = STORY) -> HtmlElement:
    """Return a parsed article with `block` after its second paragraph."""
    written = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    tree = parse(simple_html(f"<article>{''.join([*written[:2], block, *written[2:]])}</article>"))
    assert tree is not None
    return tree


def test_a_teaser_card_between_paragraphs_is_no_part_of_the_text() -> None:
    assert extract_text(page(card()), url=URL).split("\n") == STORY


@pytest.mark.parametrize("kind", ["promo-wrapper", "collections__card", "teaser", "related box"])
def test_cards_go_by_what_sites_call_them(kind: str) -> None:
    assert DECK not in without_cards(page(card(kind=kind)), url=URL).text_content()


@pytest.mark.parametrize("href", [URL.removeprefix("https:") + "/", "#keeper", "https://lamps.example/keeper"])
def test_a_heading_that_leads_to_its_own_page_or_off_the_site_is_the_articles(href: str) -> None:
    assert DECK in without_cards(page(card(href=href)), url=URL).text_content()


def test_a_linked_heading_in_an_unnamed_block_is_the_articles() -> None:
    assert DECK in without_cards(page(card(kind="discarded-postcards")), url=URL).text_content()


def test_a_long_block_with_a_linked_heading_is_the_articles() -> None:
    assert DECK in without_cards(page(card(deck=" ".join([DECK] * 6))), url=URL).text_content()


def test_a_heading_with_no_link_or_a_link_in_part_is_the_articles() -> None:
    block = f'<div class="card"><h3>The last <a href="/cape">keeper</a> of the cape</h3><p>{DECK}</p></div>'
    assert DECK in without_cards(page(block), url=URL).text_content()


def test_a_page_with_many_cards_for_its_text_is_left_alone() -> None:
    tree = page(card() * 4)
    assert without_cards(tree, url=URL) is tree


def test_without_an_address_the_pages_own_canonical_link_tells_its_site() -> None:
    html = simple_html(
        "".join(f"<p>{paragraph}</p>" for paragraph in STORY) + card(href="https://harborherald.example/sea/keeper"),
        head=f'<link rel="canonical" href="{URL}">',
    )
    tree = parse(html)
    assert tree is not None
    assert DECK not in without_cards(tree).text_content()


def test_cutting_cards_leaves_the_given_tree_as_it_was() -> None:
    tree = page(card())
    assert without_cards(tree, url=URL) is not tree
    assert DECK in tree.text_content()


def test_addresses_that_cannot_be_read_do_not_stop_the_page() -> None:
    assert DECK in without_cards(page(card(href="https://[broken/keeper")), url=URL).text_content()
