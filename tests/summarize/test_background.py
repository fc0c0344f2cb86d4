"""The parts that look back say nothing that stands above them, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from storage.models import Article
from storage.telling import Change, DigestSentence, Kind, Reading, Section, Status
from tasks.summarize.background import background, timeline
from tasks.summarize.candidates import candidates
from tasks.summarize.claims import Weights
from tasks.summarize.composition import compose
from tasks.summarize.days import Desk, material
from tasks.summarize.material import Material, Recipe
from tasks.summarize.statements import Statement
from tests.builders import a_day, a_story, an_article, folds_of, memberships_of

LAST = date(2026, 3, 4)
CRACK = "Divers found a deep crack in the bearing of the Lantern Bridge on Wednesday morning."
CRACK_AGAIN = "A deep crack in the Lantern Bridge's bearing was found by divers on Wednesday."
FERRY = "A free ferry sailed for the first time on Wednesday between the Old Quay and Westerhold."
FAILED = "The Lantern Bridge failed on Monday with a bus and nine cars on its span."
UNDATED = "Norrey Grain sends its barley by rail to Port Ansgar while the harbor is shut."


def statements(*texts: tuple[str, str]) -> list[Statement]:
    """Return the sentences of articles, given as their day and text."""
    found = []
    for number, (on, text) in enumerate(texts):
        article = an_article(text, source=f"Outlet {number}", on=on)
        for one in candidates(article, None):
            found.append(Statement(quote=one.quote, as_of=date.fromisoformat(on), title=""))
    return found


def shown(statement: Statement, section: Section = Section.LEAD) -> DigestSentence:
    return DigestSentence(section=section, kind=Kind.NEW, quote=statement.quote, origins=(statement.quote.origin,))


def told_days(found: Sequence[Statement], already: Sequence[DigestSentence]) -> dict[date | None, str]:
    weights = Weights(frozenset(one.stems) for one in found)
    return {one.on: one.quote.text for one in timeline(found, already, weights, days=6, day=LAST)}


def test_a_day_told_above_is_told_by_another_sentence_of_that_day() -> None:
    found = statements(("2026-03-02", FAILED), ("2026-03-04", CRACK), ("2026-03-04", FERRY))

    assert told_days(found, [shown(found[1])]) == {date(2026, 3, 2): FAILED, LAST: FERRY}


def test_a_day_of_which_all_is_told_above_is_left_out() -> None:
    found = statements(("2026-03-02", FAILED), ("2026-03-04", CRACK), ("2026-03-04", CRACK_AGAIN))

    assert told_days(found, [shown(found[1])]) == {date(2026, 3, 2): FAILED}


def test_a_sentence_that_names_another_day_or_none_does_not_stand_in() -> None:
    found = statements(("2026-03-02", FAILED), ("2026-03-04", CRACK), ("2026-03-04", UNDATED))

    assert LAST not in told_days(found, [shown(found[1])])


def test_an_account_that_is_shown_among_what_differs_is_not_told_again() -> None:
    hurt = "The fire service said on Wednesday that 34 people were injured on the Lantern Bridge."
    found = statements(("2026-03-02", FAILED), ("2026-03-04", hurt), ("2026-03-04", FERRY))
    weights = Weights(frozenset(one.stems) for one in found)

    told = timeline(found, [], weights, days=6, day=LAST, beside=[found[1].quote])
    assert [one.quote.text for one in told] == [FAILED, FERRY]


def test_a_sentence_that_leans_tells_no_day() -> None:
    leaning = "Wednesday’s announcement followed weeks of doubt about the bearing of the Lantern Bridge."

    assert told_days(statements(("2026-03-02", FAILED), ("2026-03-04", leaning)), []) == {date(2026, 3, 2): FAILED}


def test_what_counts_its_day_from_the_sentence_before_tells_it_behind_that_one() -> None:
    found = statements(("2026-03-04", "A keeper heard a grinding noise in the Lantern Bridge on February 20."))
    later = "Three days later a mechanic greased the bearing of the bridge and found no fault."
    article = an_article(f"{found[0].text} {later}", on="2026-03-04", source="Courier")
    pair = [Statement(quote=one.quote, as_of=LAST, title="", context=one.previous) for one in candidates(article, None)]

    assert told_days(pair, [])[date(2026, 2, 23)] == later
    assert told_days(pair, [shown(pair[0])]) == {}  # later than what?


def test_background_opens_with_earlier_leads_and_leaves_out_what_is_said_above() -> None:
    article = an_article(f"{FAILED} {UNDATED}", on="2026-03-02")
    earlier = replace(compose(_material(article), Recipe()), status=Status.PUBLISHED, revision=1)
    weights = Weights(frozenset(one.stems) for one in statements(("2026-03-02", FAILED), ("2026-03-02", UNDATED)))
    (again,) = statements(("2026-03-04", FAILED))

    def told(already: Sequence[DigestSentence]) -> list[str]:
        return [one.quote.text for one in background([earlier], already, (), weights, limit=1)]

    assert told([]) == [next(one.quote.text for one in earlier.sentences if one.section is Section.LEAD)]
    assert told([shown(again, Section.TIMELINE)]) == [UNDATED]


def test_a_figure_that_changed_on_an_earlier_day_is_no_background() -> None:
    text = "Twelve vessels are trapped in the inner harbor behind the bridge, the harbor master said."
    article, later = an_article(text, on="2026-03-02"), an_article(text.replace("Twelve", "Nine"), on="2026-03-03")
    ((one,), (other,)) = (candidates(each, None) for each in (article, later))
    before, after = (Reading(value="vessels", quote=each.quote, as_of=LAST) for each in (one, other))
    change = Change(about="Vessels trapped", before=before, after=after)
    first = DigestSentence(section=Section.LEAD, kind=Kind.NEW, quote=one.quote, origins=("Courier",))
    monday = replace(compose(_material(article), Recipe()), sentences=(first,))
    tuesday = replace(monday, sentences=(), changes=(change,))

    assert len(background([monday], [], (), Weights([one.stems]), limit=1)) == 1
    assert background([monday, tuesday], [], (), Weights([one.stems]), limit=1) == []


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("About 800 people living near the Old Quay may not return to their homes tonight.", "en", False),
        ("Die Fähre zwischen Althafen und Westerholt fährt heute zum ersten Mal.", "de", False),
        ("The Lantern Bridge failed on Monday with a bus and nine cars on its span.", "en", True),
        ("The Lantern Bridge failed on March 2 with a bus and nine cars on its span.", "en", True),
    ],
)
def test_what_counts_from_its_own_day_is_no_background_of_a_later_one(text: str, language: str, kept: bool) -> None:
    article = an_article(text, on="2026-03-02", language=language)
    (one,) = candidates(article, None)
    first = DigestSentence(section=Section.LEAD, kind=Kind.NEW, quote=one.quote, origins=("Courier",))
    earlier = replace(compose(_material(article), Recipe()), sentences=(first,))

    found = background([earlier], [], (), Weights([one.stems]), limit=1, languages={article.version: language})
    assert [each.quote.text for each in found] == ([text] if kept else [])


def _material(article: Article) -> Material:
    story = a_story()
    desk = Desk(
        articles=[article],
        folds=folds_of(article),
        memberships=memberships_of(story, article),
        digests=[],
        rejections=[],
    )
    return material(desk, story, a_day("2026-03-02"))
