"""A digest is composed from what was read and what was told, and is the same for the same material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from storage.models import Article, Fold, VersionId
from storage.telling import Digest, Kind, Omission, Role, Section, Status
from tasks.summarize import statements
from tasks.summarize.composition import MOST_LEFT_OUT, compose
from tasks.summarize.days import Desk, material
from tasks.summarize.material import Recipe
from tasks.text.names import Name, names
from tests.builders import a_day, a_fold, a_story, an_article, folds_of, memberships_of

STORY = a_story(words=120)
RECIPE = Recipe()
PARTS = ("pier", "lock", "mole", "quay", "slipway", "customs house", "fish market", "grain silo")

MONDAY = [
    an_article(
        "A swing bridge failed in the harbor town of Tarnhaven on Monday, closing the inner harbor to ships. "
        "Twelve vessels are trapped in the inner harbor, harbor master Ilse Maarten said. "
        "The Lantern Bridge was built in 1931 and turns on a central pivot.",
        source="Harbor Courier",
        on="2026-03-02T10:00",
        title="Swing bridge fails in Tarnhaven",
    ),
    an_article(
        "The swing bridge of Tarnhaven failed on Monday morning and shut the inner harbor. "
        "A bus stood on the span when its eastern end dropped, the fire service said.",
        source="Gazette",
        on="2026-03-02T12:00",
        title="Harbor shut after bridge failure",
    ),
]
TUESDAY = [
    an_article(
        "Nine vessels are trapped in the inner harbor after three left at low tide, harbor master Ilse Maarten said. "
        "Repairing the Lantern Bridge will cost about €14 million, port director Sanne Holtby said on Tuesday. "
        "A swing bridge failed in the harbor town of Tarnhaven on Monday, closing the inner harbor to ships.",
        source="Gazette",
        on="2026-03-03T12:00",
        title="Repair will cost €14 million",
    ),
]


def a_desk(
    articles: Sequence[Article], *, digests: Sequence[Digest] = (), folds: dict[VersionId, Fold] | None = None
) -> Desk:
    return Desk(
        articles=articles,
        folds=folds or folds_of(*articles),
        memberships=memberships_of(STORY, *articles),
        digests=digests,
        rejections=[],
    )


def told(articles: Sequence[Article], day: str, **facts) -> Digest:
    """Compose the digest of `day` and publish it."""
    draft = compose(material(a_desk(articles, **facts), STORY, a_day(day)), RECIPE)
    return replace(draft, status=Status.PUBLISHED, revision=1)


def said(digest: Digest, *sections: Section) -> str:
    return " ".join(one.quote.text for one in digest.sentences if one.section in sections)


def test_the_headline_is_a_title_word_for_word() -> None:
    digest = told(MONDAY, "2026-03-02")

    assert digest.headline in {article.title for article in MONDAY}
    assert digest.headline_of in {article.id for article in MONDAY}


def test_without_titles_the_headline_is_the_lead() -> None:
    untitled = [replace(article, title="") for article in MONDAY]
    digest = told(untitled, "2026-03-02")

    assert digest.headline == digest.sentences[0].quote.text


def test_a_paragraph_is_no_headline() -> None:
    lead = (
        "Engineers from three towns along the river worked through a long and bitter night to hold the broken span, "
        "and by Monday morning they had driven forty piles of oak into the mud beneath it."
    )
    article = an_article(lead, source="Gazette", on="2026-03-02T12:00", title="Tarnhaven shuts its harbor")

    assert told([article], "2026-03-02").headline == "Tarnhaven shuts its harbor"


def test_the_lead_tells_the_development_and_who_else_carries_it() -> None:
    first = told(MONDAY, "2026-03-02").sentences[0]

    assert first.section is Section.LEAD
    assert "swing bridge" in first.quote.text
    assert set(first.origins) == {"Harbor Courier", "Gazette"}
    assert [quote.outlet for quote in first.support] != []


def test_the_next_day_tells_what_changed_and_not_what_was_told() -> None:
    monday = told(MONDAY, "2026-03-02")
    tuesday = told([*MONDAY, *TUESDAY], "2026-03-03", digests=[monday])
    news = said(tuesday, Section.LEAD, Section.NEW)

    assert "€14 million" in news
    assert "failed in the harbor town" not in news
    nine = next(one for one in tuesday.sentences if "Nine vessels" in one.quote.text)
    assert nine.kind is Kind.CHANGED_FIGURE
    assert ["Twelve vessels" in quote.text for quote in nine.was] == [True]


def test_names_are_looked_for_once_in_sentences_of_a_day_told_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monday = told(MONDAY, "2026-03-02")
    looked_through: list[str] = []

    def listening(text: str, language: str) -> list[Name]:
        looked_through.append(text)
        return names(text, language)

    monkeypatch.setattr(statements, "names", listening)
    told([*MONDAY, *TUESDAY], "2026-03-03", digests=[monday])
    assert not [text for text in looked_through if any(text in article.body for article in MONDAY)]


def test_background_is_drawn_from_earlier_digests() -> None:
    monday = told(MONDAY, "2026-03-02")
    tuesday = told([*MONDAY, *TUESDAY], "2026-03-03", digests=[monday])
    earlier = {one.quote.evidence for one in monday.sentences}
    background = [one for one in tuesday.sentences if one.section is Section.BACKGROUND]

    assert background
    assert {one.quote.evidence for one in background} <= earlier
    assert "Twelve vessels" not in said(tuesday, Section.BACKGROUND)


def test_a_copy_adds_neither_a_sentence_nor_an_origin() -> None:
    copy = an_article(MONDAY[0].body, source="Valley Online", on="2026-03-02T11:00", title=MONDAY[0].title)
    articles = [*MONDAY, copy]
    folds = folds_of(*MONDAY) | {copy.version: a_fold(copy, origin="Harbor Courier", copy_of=MONDAY[0].version)}
    digest = told(articles, "2026-03-02", folds=folds)

    assert all(one.quote.outlet != "Valley Online" for one in digest.sentences)
    assert all("Valley Online" not in one.origins for one in digest.sentences)
    assert [one.role for one in digest.articles if one.outlet == "Valley Online"] == [Role.COPY]


def test_a_day_of_copies_says_that_nothing_is_new() -> None:
    monday = told(MONDAY, "2026-03-02")
    copy = an_article(MONDAY[0].body, source="Valley Online", on="2026-03-03T11:00", title="Late copy")
    folds = folds_of(*MONDAY) | {copy.version: a_fold(copy, origin="Harbor Courier", copy_of=MONDAY[0].version)}
    digest = told([*MONDAY, copy], "2026-03-03", digests=[monday], folds=folds)

    assert digest.headline == "Nothing new since 2 March 2026"
    assert digest.nothing_new_since == a_day("2026-03-02")
    assert said(digest, Section.LEAD, Section.NEW) == ""


def test_a_story_without_articles_says_so() -> None:
    digest = told([], "2026-03-02")

    assert (digest.headline, digest.nothing_new_since, digest.sentences) == ("Nothing on this story yet", None, ())


def test_the_same_material_gives_the_same_digest_in_any_order() -> None:
    forward = told([*MONDAY, *TUESDAY], "2026-03-03")
    backward = told(list(reversed([*MONDAY, *TUESDAY])), "2026-03-03")

    assert forward == backward


def test_what_a_digest_depends_on_is_named_by_its_hashes() -> None:
    base = told(MONDAY, "2026-03-02")
    more = told([*MONDAY, replace(TUESDAY[0], published=MONDAY[0].published)], "2026-03-02")
    other = compose(material(a_desk(MONDAY), STORY, a_day("2026-03-02")), replace(RECIPE, ranking="textrank"))

    assert base.input_hash != more.input_hash
    assert base.input_hash == other.input_hash
    assert base.settings_hash != other.settings_hash


def test_an_article_off_the_story_makes_no_new_revision() -> None:
    elsewhere = an_article("A viaduct is painted in Hallin this week.", source="Valley Online", on="2026-03-02")
    desk = a_desk(MONDAY)
    with_it = replace(desk, articles=[*MONDAY, elsewhere])

    one = compose(material(desk, STORY, a_day("2026-03-02")), RECIPE)
    other = compose(material(with_it, STORY, a_day("2026-03-02")), RECIPE)

    assert one.input_hash == other.input_hash


def test_every_quotation_is_a_place_in_its_article() -> None:
    bodies = {article.version: article.body for article in (*MONDAY, *TUESDAY)}
    for digest in (told(MONDAY, "2026-03-02"), told([*MONDAY, *TUESDAY], "2026-03-03")):
        for one in digest.sentences:
            for quote in (one.quote, *one.support, *one.was):
                assert bodies[quote.evidence.version][quote.evidence.start : quote.evidence.end] == quote.text
        for left in digest.left_out:
            place = left.quote.evidence
            assert bodies[place.version][place.start : place.end] == left.quote.text


def test_no_sentence_stands_in_a_digest_twice() -> None:
    monday = told(MONDAY, "2026-03-02")
    tuesday = told([*MONDAY, *TUESDAY], "2026-03-03", digests=[monday])
    for digest in (monday, tuesday):
        texts = [one.quote.text for one in digest.sentences]
        assert len(texts) == len(set(texts))


def test_what_was_told_is_left_out_with_the_sentence_that_told_it() -> None:
    monday = told(MONDAY, "2026-03-02")
    tuesday = told([*MONDAY, *TUESDAY], "2026-03-03", digests=[monday])
    (again,) = [left for left in tuesday.left_out if left.quote.text.startswith("A swing bridge failed")]

    assert again.reason is Omission.TOLD
    assert again.beside is not None
    assert again.beside.evidence in {one.quote.evidence for one in monday.sentences}


def test_nothing_chosen_is_also_left_out_and_only_the_strongest_are_kept() -> None:
    many = [an_article(f"The {name} of the harbor is shut until noon, officials said on Monday.") for name in NAMES]
    digest = told([*MONDAY, *many], "2026-03-02")
    chosen = {one.quote.evidence for one in digest.sentences if one.section in (Section.LEAD, Section.NEW)}

    assert not chosen & {left.quote.evidence for left in digest.left_out}
    assert len(digest.left_out) == MOST_LEFT_OUT
    assert all(left.why[0][0] == "score" for left in digest.left_out)


NAMES = [f"{side} {part}" for side in ("northern", "southern", "western") for part in PARTS]
