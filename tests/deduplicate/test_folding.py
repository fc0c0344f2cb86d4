"""Copies are found however they were edited, and different reports of one event are never folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest

from storage.models import Article, CopyKind, Credit, CreditKind, Fold
from tasks.deduplicate.folding import SAID_NO_COPY, fold
from tests.builders import an_article
from tests.deduplicate.newsroom import LOCAL, OTHER, STATEMENT, WIRE, quoted, text

Edit = Callable[[Sequence[str]], str]


def _by_place(articles: Sequence[Article], families: dict[str, str] | None = None) -> list[tuple[int | None, Fold]]:
    """Fold, and give each original as the place of its article in `articles`."""
    folds = fold(articles, families)
    places = {article.version: place for place, article in enumerate(articles)}
    return [(places[found.copy_of] if found.copy_of else None, found) for found in folds]


def _originals(*articles: Article) -> list[int | None]:
    return [original for original, _ in _by_place(articles)]


def _respelled(wire: Sequence[str]) -> str:
    return text(*wire).replace("Varnholm", "Varnholmen").replace("Lund Haven", "Lundhaven").replace("Osmund", "Osmundø")


def _lightly_edited(wire: Sequence[str]) -> str:
    return text(*wire).replace("shortly before dawn", "just before daybreak").replace("metres", "meters")


def _loud(wire: Sequence[str]) -> str:
    return text(*wire).upper().replace(",", "").replace(" ", "  ")


EDITS: dict[str, tuple[Edit, CopyKind]] = {
    "unchanged": (lambda wire: text(*wire), CopyKind.IDENTICAL),
    "set in capitals without commas": (_loud, CopyKind.IDENTICAL),
    "last paragraph cut": (lambda wire: text(*wire[:-1]), CopyKind.NEAR),
    "cut to the first third": (lambda wire: text(*wire[:3]), CopyKind.SYNDICATED),
    "paragraph moved": (lambda wire: text(wire[0], *wire[2:], wire[1]), CopyKind.NEAR),
    "names respelled": (_respelled, CopyKind.NEAR),
    "lightly edited": (_lightly_edited, CopyKind.NEAR),
    "six paragraphs and two of its own": (lambda wire: text(*wire[:6], *LOCAL), CopyKind.SYNDICATED),
    "own top, then the wire": (lambda wire: text(LOCAL[0], *wire, LOCAL[1]), CopyKind.SYNDICATED),
    "one line for each sentence": (lambda wire: text(*wire).replace(". ", ".\n"), CopyKind.IDENTICAL),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_copy_is_folded_however_it_was_edited(name: str) -> None:
    edit, kind = EDITS[name]
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00", title="Ferry aground")
    copy = an_article(edit(WIRE), source="Osmund Mercury", on="2026-03-02T09:00", title="Islanders cut off")
    (_, first), (original, second) = _by_place([wire, copy])
    assert first.copy_of is None
    assert (original, second.kind, second.origin) == (0, kind, "Varn Dispatch")
    assert "Ferry aground" in second.reason


SEPARATE = {
    "another report of the event": text(*OTHER),
    "another report with the same quotes": text(*OTHER, *(quoted(part) for part in STATEMENT)),
    "another report with the same statement": text(*OTHER[:4], *STATEMENT),
    "a report that quotes two paragraphs of it": text(*OTHER, quoted(WIRE[0]), quoted(WIRE[4])),
    "a report with one of its paragraphs": text(*OTHER, WIRE[4]),
    "the sea on another day": text(*LOCAL),
}


@pytest.mark.parametrize("name", SEPARATE)
def test_a_different_report_is_never_folded(name: str) -> None:
    wire = an_article(text(*WIRE, *(quoted(part) for part in STATEMENT)), source="Varn Dispatch", title="Ferry aground")
    other = an_article(SEPARATE[name], source="Osmund Mercury", title="Ferry aground", on="2026-03-02T20:00")
    assert _originals(wire, other) == [None, None]


def test_two_reports_that_carry_one_statement_as_text_stay_apart() -> None:
    one = an_article(text(*WIRE[:5], *STATEMENT), source="Varn Dispatch")
    other = an_article(text(*OTHER, *STATEMENT), source="Osmund Mercury")
    assert _originals(one, other) == [None, None]


def test_a_press_release_that_two_outlets_print_as_it_is_counts_once() -> None:
    one = an_article(text(*STATEMENT, *WIRE[6:]), source="Varn Dispatch", on="2026-03-02")
    other = an_article(text(*STATEMENT, *WIRE[6:], "More on this soon."), source="Osmund Mercury", on="2026-03-03")
    folds = fold([one, other])
    assert folds[1].copy_of == one.version
    assert {found.origin for found in folds} == {"Varn Dispatch"}


def test_short_texts_prove_nothing() -> None:
    sentence = "This is a developing story and will be updated as more details become available."
    one = an_article(sentence, source="Varn Dispatch")
    other = an_article(sentence, source="Osmund Mercury")
    assert _originals(one, other) == [None, None]


def test_titles_identify_nothing() -> None:
    one = an_article(text(*WIRE), source="Varn Dispatch", title="Morning briefing")
    other = an_article(text(*OTHER), source="Osmund Mercury", title="Morning briefing")
    assert _originals(one, other) == [None, None]


def test_versions_of_one_article_are_not_copies_and_share_their_copies() -> None:
    address = "https://varn.example/ferry"
    first = an_article(text(*WIRE[:6]), source="Varn Dispatch", address=address, on="2026-03-02T06:00")
    second = an_article(text(*WIRE), source="Varn Dispatch", address=address, on="2026-03-02T06:00")
    copy = an_article(text(*WIRE), source="Osmund Mercury", on="2026-03-02T09:00")
    assert _originals(first, second, copy) == [None, None, 1]


def test_an_update_by_the_same_outlet_is_no_copy_even_through_a_copy_elsewhere() -> None:
    first = an_article(text(*WIRE[:7]), source="Varn Dispatch", on="2026-03-02T06:00")
    taken = an_article(text(*WIRE[:7]), source="Osmund Mercury", on="2026-03-02T09:00")
    update = an_article(text(*WIRE), source="The Varn Dispatch", on="2026-03-02T12:00")
    assert _originals(first, taken, update) == [None, 0, None]


def test_lines_that_an_outlet_puts_under_everything_make_no_two_articles_alike() -> None:
    standing = " ".join(STATEMENT)
    mine = [an_article(text(part, standing), source="Osmund Mercury", on=f"2026-03-0{day}")
            for day, part in enumerate(OTHER[:4], 1)]  # fmt: skip
    sister = an_article(text(OTHER[4], standing), source="Lund Mercury", on="2026-03-05")
    assert _originals(*mine, sister) == [None] * 5


def test_what_an_outlet_repeats_from_a_wire_in_every_update_is_still_the_wire_s() -> None:
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-01")
    updates = [an_article(text(own, *WIRE[:7]), source="Osmund Mercury", on=f"2026-03-0{day}")
               for day, own in enumerate(OTHER[:4], 2)]  # fmt: skip
    assert _originals(wire, *updates) == [None, 0, 0, 0, 0]


def test_passages_that_unnamed_outlets_share_are_no_boilerplate() -> None:
    articles = [an_article(text(*WIRE[:5], own), source=None, on=f"2026-03-0{day}")
                for day, own in enumerate(OTHER, 2)]  # fmt: skip
    assert _originals(*articles) == [None, 0, 0, 0, 0]


def test_a_copy_of_a_copy_is_folded_into_the_first_original() -> None:
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00")
    copy = an_article(text(*WIRE[:6], *LOCAL), source="Osmund Mercury", on="2026-03-02T09:00")
    again = an_article(text(*WIRE[2:6], *LOCAL), source="Lund Herald", on="2026-03-02T10:00")
    assert _originals(wire, copy, again) == [None, 0, 0]


def test_folds_do_not_depend_on_the_order_of_the_articles() -> None:
    articles = [
        an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00"),
        an_article(text(*WIRE[:6], *LOCAL), source="Osmund Mercury", on="2026-03-02T09:00"),
        an_article(text(*WIRE[1:]), source="Lund Herald", on=None),
        an_article(text(*OTHER), source=None, on="2026-03-01"),
    ]
    expected = {found.version: found for found in fold(articles)}
    for order in permutations(articles):
        assert {found.version: found for found in fold(order)} == expected


def test_an_agency_s_own_article_is_the_original_though_it_came_in_later() -> None:
    early = an_article(text(*WIRE), source="Osmund Mercury", on="2026-03-01")
    agency = an_article(text(*WIRE), source="Reuters", on="2026-03-02")
    (original, found), (none, _) = _by_place([early, agency])
    assert (original, none, found.origin) == (1, None, "Reuters")


def test_a_named_outlet_is_the_original_rather_than_an_unnamed_or_undated_text() -> None:
    unnamed = an_article(text(*WIRE), source=None, on="2026-03-01")
    undated = an_article(text(*WIRE), source="Lund Herald", on=None)
    named = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-04")
    folds = _by_place([unnamed, undated, named])
    assert [original for original, _ in folds] == [2, 2, None]
    assert {found.origin for _, found in folds} == {"Varn Dispatch"}


def test_a_credit_in_one_copy_names_the_origin_of_all() -> None:
    silent = an_article(text(*WIRE), source="Osmund Mercury", on="2026-03-02T06:00")
    honest = an_article(
        text(*WIRE),
        source="Lund Herald",
        on="2026-03-02T09:00",
        credits=(Credit(kind=CreditKind.WIRE, name="AFP", text="AFP"),),
    )
    folds = fold([silent, honest])
    assert [found.origin for found in folds] == ["AFP"] * 2


def test_articles_on_one_event_from_two_agencies_are_two_origins() -> None:
    one = an_article(text(f"LUND HAVEN (AP) — {WIRE[0]}", *WIRE[1:]), source="Osmund Mercury")
    other = an_article(text(f"LUND HAVEN (Reuters) - {OTHER[0]}", *OTHER[1:]), source="Lund Herald")
    folds = fold([one, other])
    assert [found.origin for found in folds] == ["AP", "Reuters"]
    assert [found.copy_of for found in folds] == [None, None]


def test_outlets_of_a_family_and_unnamed_ones_count_once() -> None:
    families = {"osmund mercury": "Mercury Group", "The Lund Mercury": "Mercury Group"}
    articles = [
        an_article(text(*WIRE), source="Osmund Mercury"),
        an_article(text(*OTHER), source="Lund Mercury"),
        an_article(text(*LOCAL), source=None),
        an_article(text(*STATEMENT), source=None),
    ]
    assert [found.origin for _, found in _by_place(articles, families)] == ["Mercury Group"] * 2 + ["unnamed"] * 2


def test_spellings_of_one_outlet_are_one_origin() -> None:
    articles = [
        an_article(text(*WIRE), source="The Varn Dispatch"),
        an_article(text(*OTHER), source="Varn Dispatch"),
        an_article(text(*LOCAL, "The post Ferry aground appeared first on Varn Dispatch."), source=None),
    ]
    assert {found.origin for found in fold(articles)} == {"The Varn Dispatch"}


def test_texts_without_spaces_are_compared_by_character() -> None:
    passage = "渡轮在黎明前的浓雾中触礁搁浅，船上十九人全部由救生艇安全撤离，海岸警卫队表示无人重伤，北部航道暂时关闭。"
    one = an_article(text(passage, passage.replace("渡轮", "货船"), "港务局长说明天继续调查。"), source="甲报")
    other = an_article(text(passage, passage.replace("渡轮", "货船")), source="乙报", on="2026-03-03")
    assert _originals(one, other) == [None, 0]


def test_a_brief_is_folded_into_the_longer_report_that_holds_it_whichever_was_first() -> None:
    for brief_at, report_at in (("06:00", "20:00"), ("20:00", "06:00")):
        brief = an_article(text(*OTHER[:2]), source="Varn Dispatch", on=f"2026-03-02T{brief_at}")
        report = an_article(text(*LOCAL, *OTHER, *STATEMENT), source="Sunday Review", on=f"2026-03-02T{report_at}")
        folds = fold([brief, report])
        assert [found.copy_of for found in folds] == [report.version, None]
        assert "Sunday Review" in folds[0].reason


def test_the_longer_report_keeps_a_brief_only_if_no_credit_is_lost() -> None:
    report = an_article(text(*LOCAL, *OTHER, *STATEMENT), source="Sunday Review", on="2026-03-03")
    agency = an_article(text(*OTHER[:2]), source="Reuters", on="2026-03-02")
    credited = an_article(text(*OTHER[:2], "— Reuters"), source="Varn Dispatch", on="2026-03-02")
    assert _originals(agency, report) == [None, None]
    assert _originals(credited, report) == [None, None]


def test_a_round_up_of_two_briefs_folds_neither() -> None:
    one = an_article(text(*OTHER[:2]), source="Varn Dispatch", on="2026-03-02")
    other = an_article(text(*WIRE[:2]), source="Osmund Mercury", on="2026-03-02")
    both = an_article(text(*OTHER[:2], *LOCAL, *WIRE[:2], *STATEMENT), source="Press Review", on="2026-03-03")
    assert _originals(one, other, both) == [None, None, None]


def test_an_outlet_s_own_brief_that_grew_is_no_copy() -> None:
    brief = an_article(text(*OTHER[:2]), source="Varn Dispatch", on="2026-03-02")
    report = an_article(text(*LOCAL, *OTHER, *STATEMENT), source="The Varn Dispatch", on="2026-03-03")
    assert _originals(brief, report) == [None, None]


def test_a_page_that_names_another_outlet_s_address_is_a_copy_though_much_of_it_is_cut_and_added() -> None:
    address = "https://varn.example/ferry"
    original = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02", address=address)
    rewritten = an_article(text(*WIRE[:4], *OTHER), source="Osmund Mercury", on="2026-03-03", url=address)
    unrelated = an_article(text(*LOCAL), source="Quay News", on="2026-03-03", url=address)
    first, second, third = fold([original, rewritten, unrelated])
    assert (first.copy_of, second.copy_of, second.kind) == (None, original.version, CopyKind.ADDRESS)
    assert third.copy_of is None


def test_a_front_page_that_all_pages_name_as_their_address_makes_no_copies() -> None:
    home = "https://varn.example/"
    one = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02", url=home)
    other = an_article(text(*WIRE[:4], *OTHER), source="Osmund Mercury", on="2026-03-03", url=home)
    assert _originals(one, other) == [None, None]


def test_what_was_added_to_a_copy_does_not_make_its_taker_a_copy_of_the_original() -> None:
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00")
    copy = an_article(text(*WIRE, *LOCAL), source="Osmund Mercury", on="2026-03-02T09:00")
    taker = an_article(text(*LOCAL), source="Lund Herald", on="2026-03-02T10:00")
    assert _originals(wire, copy, taker) == [None, 0, None]


def test_a_correction_with_the_outlet_s_standing_formula_is_an_update() -> None:
    formula = "Correction: an earlier version of this report was wrong and has been put right by the editors."
    pairs = [
        an_article(text(*parts, *extra), source="Varn Dispatch", on=f"2026-03-0{day}")
        for day, parts in enumerate((WIRE[:4], OTHER[:4], STATEMENT + LOCAL), 1)
        for extra in ((), (formula,))
    ]
    assert _originals(*pairs) == [None] * 6


def test_what_a_person_said_is_no_copy_stays_an_original_and_may_be_copied() -> None:
    wire = an_article(text(*WIRE), source="Varn Dispatch", on="2026-03-02T06:00")
    said = an_article(text(*WIRE[:6], *LOCAL), source="Osmund Mercury", on="2026-03-02T09:00")
    folds = fold([wire, said], unfolded=[said.id])
    assert (folds[1].copy_of, folds[1].origin, folds[1].reason) == (None, "Osmund Mercury", SAID_NO_COPY)
