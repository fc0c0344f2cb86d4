"""Which articles a day's digest is made from: nothing is lost, nothing is read twice, undated texts wait."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from storage.models import Article
from storage.telling import Considered, Digest, Role, Status
from tasks.summarize.accounts import account
from tasks.summarize.days import Desk, days_to_tell, material
from tests.builders import a_day, a_fold, a_moment, a_story, an_article, folds_of, memberships_of

STORY = a_story()
UTC = ZoneInfo("UTC")
MONDAY = an_article("The bridge fell on Monday.", on="2026-03-02")
TUESDAY = an_article("Gas was found on Tuesday.", on="2026-03-03")
UNDATED = an_article("Notes from the mailboat, which knows no calendar.", on=None)
TODAY = a_day("2026-03-20")


def a_desk(*articles: Article, digests: Sequence[Digest] = (), off: Sequence[Article] = ()) -> Desk:
    return Desk(
        articles=[*articles, *off],
        folds=folds_of(*articles, *off),
        memberships=memberships_of(STORY, *articles),
        digests=digests,
        rejections=[],
    )


def a_digest(day: str, *articles: Article, status: Status = Status.PUBLISHED, revision: int = 1) -> Digest:
    listed: list[Considered] = [account(one, a_fold(one), None, Role.READ) for one in articles]
    return Digest(
        story=STORY.id,
        title=STORY.title,
        day=a_day(day),
        revision=revision,
        status=status,
        headline="A headline",
        headline_of=None,
        nothing_new_since=None,
        sentences=(),
        changes=(),
        discrepancies=(),
        articles=tuple(listed),
        coverage=(),
        settings=(),
        input_hash="i",
        settings_hash="s",
        words=0,
    )


def days(desk: Desk) -> list[str]:
    return [day.isoformat() for day in days_to_tell(desk, UTC, TODAY)]


def test_every_day_with_an_open_article_is_told_in_order() -> None:
    assert days(a_desk(TUESDAY, MONDAY)) == ["2026-03-02", "2026-03-03"]


def test_what_a_published_digest_considered_is_not_open() -> None:
    assert days(a_desk(MONDAY, TUESDAY, digests=[a_digest("2026-03-02", MONDAY)])) == ["2026-03-03"]


def test_a_draft_or_a_refused_digest_told_nobody_anything() -> None:
    for status in (Status.DRAFT, Status.REJECTED, Status.WITHDRAWN):
        assert days(a_desk(MONDAY, digests=[a_digest("2026-03-02", MONDAY, status=status)])) == ["2026-03-02"]


def test_a_late_article_joins_the_last_published_day() -> None:
    assert days(a_desk(MONDAY, TUESDAY, digests=[a_digest("2026-03-03", TUESDAY)])) == ["2026-03-03"]


def test_undated_texts_join_the_last_day_there_is() -> None:
    desk = a_desk(MONDAY, TUESDAY, UNDATED)

    assert days(desk) == ["2026-03-02", "2026-03-03"]
    assert UNDATED not in material(desk, STORY, a_day("2026-03-02")).fresh
    assert UNDATED in material(desk, STORY, a_day("2026-03-03")).fresh


def test_where_all_is_undated_the_day_is_that_of_the_run() -> None:
    assert days(a_desk(UNDATED)) == ["2026-03-20"]


def test_a_digest_of_undated_texts_alone_is_no_point_in_time() -> None:
    digest = a_digest("2026-03-20", UNDATED)

    assert days(a_desk(UNDATED, MONDAY, digests=[digest])) == ["2026-03-02"]


def test_the_day_is_that_of_the_storys_time_zone() -> None:
    late = an_article("Late in the evening the gas was shut off.", on="2026-03-02T23:30")
    desk = a_desk(late)

    assert days_to_tell(desk, ZoneInfo("Europe/Brussels"), TODAY) == [a_day("2026-03-03")]
    assert days_to_tell(desk, UTC, TODAY) == [a_day("2026-03-02")]


def test_what_was_skipped_is_fresh_in_the_next_digest() -> None:
    found = material(a_desk(MONDAY, TUESDAY), STORY, a_day("2026-03-03"))

    assert list(found.fresh) == [MONDAY, TUESDAY]


def test_an_edit_is_read_on_its_day_and_the_first_wording_before() -> None:
    address = "https://example.org/bridge"
    first = an_article("31 people were hurt.", on="2026-03-02", address=address)
    edited = an_article("34 people were hurt.", on="2026-03-02", address=address, modified=a_moment("2026-03-03T18:00"))
    desk = a_desk(first, edited)

    assert list(material(desk, STORY, a_day("2026-03-02")).fresh) == [first]
    assert list(material(desk, STORY, a_day("2026-03-03")).fresh) == [edited]


def test_of_two_wordings_on_one_day_the_edit_is_read() -> None:
    address = "https://example.org/bridge"
    first = an_article("31 people were hurt.", on="2026-03-02T10:00", address=address)
    edited = an_article(
        "34 people were hurt.", on="2026-03-02T10:00", address=address, modified=a_moment("2026-03-02T18:00")
    )

    assert list(material(a_desk(first, edited), STORY, a_day("2026-03-02")).fresh) == [edited]


def test_articles_of_later_days_are_not_there_yet() -> None:
    assert list(material(a_desk(MONDAY, TUESDAY), STORY, a_day("2026-03-02")).fresh) == [MONDAY]


def test_the_days_articles_off_the_story_are_listed_and_not_read() -> None:
    elsewhere = an_article("A viaduct is painted in Hallin.", on="2026-03-02", source="Valley Online")
    found = material(a_desk(MONDAY, off=[elsewhere]), STORY, a_day("2026-03-02"))

    assert [(item.version, item.role) for item in found.others] == [(elsewhere.version, Role.OFF_STORY)]
    assert elsewhere not in found.fresh


def test_a_new_revision_replaces_what_was_told_on_its_day() -> None:
    revisions = [a_digest("2026-03-02", MONDAY), a_digest("2026-03-02", MONDAY, UNDATED, revision=2)]
    found = material(a_desk(MONDAY, UNDATED, TUESDAY, digests=revisions), STORY, a_day("2026-03-03"))

    assert [digest.revision for digest in found.told] == [2]
    assert list(found.earlier) == [MONDAY, UNDATED]
    assert list(found.fresh) == [TUESDAY]
