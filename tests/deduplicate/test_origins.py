"""The origin of an article is what it says itself, else its publisher."""

from __future__ import annotations

import pytest

from storage.models import Credit, CreditKind
from tasks.deduplicate.origins import Agencies, Grounds, credits_in, origin_of, outlet_key
from tests.builders import an_article

BODY = "The ferry ran aground before dawn.\nNobody was hurt, the harbor master said."


@pytest.mark.parametrize(
    ("ending", "origin"),
    [
        ("BLOOMBERG", "Bloomberg"),
        ("— Reuters", "Reuters"),
        ("(AFP)", "AFP"),
        ("Source: dpa", "dpa"),
        ("The boat will be towed on Friday. REUTERS", "Reuters"),
        ("The boat will be towed on Friday. (AP)", "AP"),
        ("© 2026 The Associated Press. All rights reserved.", "AP"),
        ("The post Ferry aground appeared first on Varn Dispatch.", "Varn Dispatch"),
        ("This article was originally published by Varn Dispatch.", "Varn Dispatch"),
    ],
)
def test_last_lines_give_the_origin_away(ending: str, origin: str) -> None:
    found = origin_of(an_article(f"{BODY}\n{ending}", source="Osmund Mercury"), {})
    assert (found.name, found.grounds) == (origin, Grounds.CREDIT)


@pytest.mark.parametrize(
    ("dateline", "origin"),
    [
        ("LUND HAVEN, March 2 (Reuters) - ", "Reuters"),
        ("Lund Haven (dpa) – ", "dpa"),
        ("OSMUND (AFP) — ", "AFP"),
        ("Madrid, 2 mar (EFE).- ", "EFE"),
        ("BEIJING, March 2 (Xinhua) -- ", "Xinhua"),
    ],
)
def test_datelines_give_the_origin_away(dateline: str, origin: str) -> None:
    assert origin_of(an_article(dateline + BODY, source="Osmund Mercury"), {}).name == origin


@pytest.mark.parametrize("byline", ["Reuters", "By Jane Doe, Associated Press", "Jane Doe | AP", "Jane Doe and AFP"])
def test_bylines_give_the_origin_away(byline: str) -> None:
    assert origin_of(an_article(BODY, source="Osmund Mercury", byline=byline), {}).grounds is Grounds.CREDIT


@pytest.mark.parametrize(
    "body",
    [
        f"{BODY}\nPhoto by Jane Doe",
        "The ferry (built in 1998) — a familiar sight — ran aground.\nNobody was hurt.",
        "The agency AP first reported the accident.\nNobody was hurt, it said.",
        f"{BODY}\nSHARE",
    ],
)
def test_other_words_are_no_credits(body: str) -> None:
    assert credits_in(body) == []


def test_help_from_an_agency_leaves_the_origin_with_the_outlet() -> None:
    helped = Credit(kind=CreditKind.WIRE, name="Reuters", text="Reuters contributed to this report.")
    found = origin_of(an_article(BODY, source="Osmund Mercury", credits=(helped,)), {})
    assert found.name == "Osmund Mercury"
    assert "Reuters" in found.reason


def test_a_photo_credit_says_nothing_of_the_text() -> None:
    photo = Credit(kind=CreditKind.PHOTO, name="Reuters", text="PHOTO: REUTERS")
    assert origin_of(an_article(BODY, source="Osmund Mercury", credits=(photo,)), {}).name == "Osmund Mercury"


def test_an_outlet_that_credits_itself_stays_its_own_origin() -> None:
    closing = Credit(kind=CreditKind.SYNDICATED, name="Osmund Mercury", text="appeared first on Osmund Mercury.")
    found = origin_of(an_article(BODY, source="The Osmund Mercury", credits=(closing,)), {})
    assert (found.name, found.grounds) == ("The Osmund Mercury", Grounds.OUTLET)


def test_agencies_go_by_several_names() -> None:
    known = Agencies()
    assert {known.find(name) for name in ("AP", "The Associated Press", "apnews.com", "AP News")} == {"AP"}
    assert known.find("Apple Daily") is None


def test_an_agency_that_is_on_no_list_is_known_by_the_articles_that_credit_it() -> None:
    taken = an_article(f"LUND HAVEN (VPA) – {BODY}", source="Osmund Mercury")
    cut = an_article(f"{BODY}\nThe boat will be towed on Friday. VPA", source="Lund Herald")
    own = an_article(BODY, source="VPA")
    known = Agencies.of([taken, cut, own])
    assert {origin_of(article, {}, known).name for article in (taken, cut, own)} == {"VPA"}
    assert origin_of(own, {}, known).grounds is Grounds.AGENCY
    assert origin_of(cut, {}).name == "Lund Herald"


def test_outlets_are_known_by_their_names_whatever_the_spelling() -> None:
    assert (
        outlet_key("The Varn-Dispatch") == outlet_key("varndispatch.com") == outlet_key("https://www.varndispatch.com/")
    )
