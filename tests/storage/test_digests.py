from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import articles, digests
from storage.connection import Connection, Store
from storage.errors import EvidenceError, InputError
from storage.models import DigestId, Evidence, StoryId, VersionId
from storage.published import readers_have
from storage.telling import Digest, Discrepancy, Quote, Status
from tests.storage.making import NOW, STORY, article, digest, quote

DAY = date(2026, 3, 2)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        articles.add(opened, [article()])
        yield opened


def rows(connection: Connection) -> list[int]:
    tables = ("digests", "digest_sentences", "digest_evidence", "digest_status")
    return [connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables]


def test_a_digest_comes_back_as_it_went_in(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    assert saved == replace(digest(article()), revision=1)
    assert digests.get(connection, STORY, DAY) == saved
    assert repr(digests.get(connection, STORY, DAY)).replace("TzInfo(0)", "datetime.timezone.utc") == repr(
        saved
    ).replace("TzInfo(0)", "datetime.timezone.utc")


def test_a_digest_with_nothing_in_it_comes_back_too(connection: Connection) -> None:
    nothing = {"sentences": (), "changes": (), "discrepancies": (), "left_out": (), "articles": (), "coverage": ()}
    empty = digest(article(), **nothing, headline_of=None)
    saved = digests.save(connection, empty)
    assert digests.get(connection, STORY, DAY) == saved
    assert rows(connection) == [1, 0, 0, 0]


def test_saving_the_same_digest_again_writes_nothing(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    before = rows(connection)
    assert digests.save(connection, digest(article(), headline="of another run")) == saved
    assert rows(connection) == before


@pytest.mark.parametrize("changed", ["input_hash", "settings_hash"])
def test_another_input_makes_a_new_revision_and_keeps_the_old_one(connection: Connection, changed: str) -> None:
    first = digests.save(connection, digest(article()))
    second = digests.save(connection, replace(digest(article()), **{changed: "other"}))
    assert (first.revision, second.revision) == (1, 2)
    assert digests.get(connection, STORY, DAY) == second
    assert digests.get(connection, STORY, DAY, revision=1) == first
    assert digests.history(connection, STORY) == [first, second]


def test_going_back_to_an_older_input_is_a_new_revision_too(connection: Connection) -> None:
    for wanted in ("1", "2", "1"):
        last = digests.save(connection, digest(article(), input_hash=wanted))
    assert last.revision == 3
    assert digests.newest(connection, STORY) == [last]


def test_the_newest_revisions_are_numbered_without_reading_a_digest(connection: Connection) -> None:
    digests.save(connection, digest(article()))
    digests.save(connection, digest(article(), input_hash="input-2"))
    assert digests.newest_revisions(connection, [STORY, StoryId("other")]) == {(STORY, DAY, 2)}
    assert digests.newest_revisions(connection, []) == set()


def test_days_and_stories_are_kept_apart(connection: Connection) -> None:
    digests.save(connection, digest(article()))
    tomorrow = digests.save(connection, digest(article(), day=DAY + timedelta(days=1)))
    elsewhere = digests.save(connection, digest(article(), story="another-story"))
    assert (tomorrow.revision, elsewhere.revision) == (1, 1)
    assert digests.days(connection, STORY) == [DAY, tomorrow.day]
    assert digests.get(connection, STORY, date(2026, 1, 1)) is None
    assert digests.get(connection, STORY, DAY, revision=7) is None


def test_sentences_and_evidence_are_rows_too(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    assert rows(connection) == [1, 2, 11, 0]
    told = connection.execute(
        "SELECT sentence, origins FROM digest_sentences WHERE digest_id = ? ORDER BY number", [saved.id]
    ).fetchall()
    assert told[0] == ("Engineer Zoë Okonkwo 🇳🇴 counted 41 cracked bolts.", ["Northwire", "Harbor Post"])


def tampered(of: Quote) -> Quote:
    return replace(of, text=of.text.replace("o", "0", 1))


def with_quote(change: Callable[[Quote], Quote]) -> Digest:
    good = digest(article())
    return replace(good, sentences=(replace(good.sentences[0], quote=change(good.sentences[0].quote)),))


def in_support() -> Digest:
    good = digest(article()).sentences[0]
    return digest(article(), sentences=(replace(good, support=(good.support[0], tampered(good.support[1]))),))


def in_was() -> Digest:
    good = digest(article()).sentences[0]
    return digest(article(), sentences=(replace(good, was=(tampered(good.was[0]),)),))


def in_change() -> Digest:
    (good,) = digest(article()).changes
    return digest(article(), changes=(replace(good, before=replace(good.before, quote=tampered(good.before.quote))),))


def in_discrepancy() -> Digest:
    (good,) = digest(article()).discrepancies
    first, second = good.readings
    bad = Discrepancy(about=good.about, kind=good.kind, readings=(first, replace(second, quote=tampered(second.quote))))
    return digest(article(), discrepancies=(bad,))


def in_what_was_left_out() -> Digest:
    (good,) = digest(article()).left_out
    return digest(article(), left_out=(replace(good, quote=tampered(good.quote)),))


def beside_what_was_left_out() -> Digest:
    (good,) = digest(article()).left_out
    assert good.beside is not None
    return digest(article(), left_out=(replace(good, beside=tampered(good.beside)),))


@pytest.mark.parametrize(
    "wrong",
    [
        with_quote(tampered),
        in_support(),
        in_was(),
        in_change(),
        in_discrepancy(),
        in_what_was_left_out(),
        beside_what_was_left_out(),
        with_quote(lambda one: replace(one, evidence=replace(one.evidence, start=one.evidence.start + 1))),
        with_quote(lambda one: replace(one, evidence=replace(one.evidence, end=10_000))),
        with_quote(lambda one: replace(one, evidence=Evidence(version=one.evidence.version, start=5, end=5), text="")),
        with_quote(lambda one: replace(one, evidence=Evidence(version=one.evidence.version, start=-9, end=-1))),
        with_quote(lambda one: replace(one, evidence=replace(one.evidence, version=VersionId("0" * 20)))),
    ],
    ids=[
        "a word changed in a sentence",
        "a word changed in its support",
        "a word changed in what was told before",
        "a word changed in a change",
        "a word changed in a discrepancy",
        "a word changed in a sentence left out",
        "a word changed in what stands beside it",
        "a place one character off",
        "a place beyond the article's end",
        "an empty place",
        "a place counted from the end",
        "an article that is not kept",
    ],
)
def test_a_digest_is_refused_whole_for(connection: Connection, wrong: Digest) -> None:
    with pytest.raises(EvidenceError, match="Nothing was saved of the digest of harbor-bridge"):
        digests.save(connection, wrong)
    assert rows(connection) == [0, 0, 0, 0]


def test_the_sentence_that_is_wrong_is_named(connection: Connection) -> None:
    with pytest.raises(
        EvidenceError, match="its earlier sentence “The cafe\u0301 beside the bridge 👩‍👩‍👧 cl0sed on Monday"
    ):
        digests.save(
            connection,
            digest(
                article(),
                sentences=(
                    replace(
                        digest(article()).sentences[0],
                        was=(
                            replace(
                                quote(article(), "The cafe\u0301 beside the bridge 👩‍👩‍👧 closed on Monday."),
                                text="The cafe\u0301 beside the bridge 👩‍👩‍👧 cl0sed on Monday.",
                            ),
                        ),
                    ),
                ),
            ),
        )


def test_a_text_tampered_with_in_the_database_is_noticed(connection: Connection) -> None:
    connection.execute("UPDATE texts SET body = replace(body, '41', '14')")
    with pytest.raises(EvidenceError, match="counted 41 cracked bolts"):
        digests.save(connection, digest(article()))


def test_letters_that_only_look_the_same_are_not_the_same(connection: Connection) -> None:
    composed = "The caf\u00e9 beside the bridge"
    with pytest.raises(EvidenceError):
        digests.save(
            connection,
            with_quote(
                lambda one: replace(one, text=composed, evidence=replace(one.evidence, start=0, end=len(composed) + 1))
            ),
        )


def test_every_code_point_of_a_text_can_be_quoted(connection: Connection) -> None:
    body = article().body
    places = [(start, end) for start in range(len(body)) for end in (start + 1, min(start + 9, len(body)))]
    good = digest(article()).sentences[1]
    quoted = [
        replace(good.quote, text=body[start:end], evidence=Evidence(version=article().version, start=start, end=end))
        for start, end in places
    ]
    saved = digests.save(connection, digest(article(), sentences=(replace(good, support=tuple(quoted)),)))
    assert len(saved.sentences[0].support) == len(places)


def test_a_status_is_recorded_beside_the_digest(connection: Connection) -> None:
    saved = digests.save(connection, digest(article(), status=Status.DRAFT))
    approved = digests.set_status(connection, saved.id, Status.APPROVED, NOW, by="Ada", note="Good.")
    withdrawn = digests.set_status(connection, saved.id, Status.WITHDRAWN, NOW, by="Ada")
    assert approved == replace(saved, status=Status.APPROVED)
    assert digests.get(connection, STORY, DAY) == withdrawn == replace(saved, status=Status.WITHDRAWN)
    events = connection.execute("SELECT number, status, changed_by, note FROM digest_status ORDER BY number").fetchall()
    assert events == [(1, "approved", "Ada", "Good."), (2, "withdrawn", "Ada", "")]
    assert connection.execute("SELECT status FROM digests").fetchall() == [("draft",)]


def test_a_status_it_has_already_is_not_recorded_again(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    digests.set_status(connection, saved.id, Status.PUBLISHED, NOW, by="Ada")
    assert rows(connection)[-1] == 0


def test_saving_again_returns_what_a_person_made_of_it(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    digests.set_status(connection, saved.id, Status.WITHDRAWN, NOW, by="Ada")
    assert digests.save(connection, digest(article())).status is Status.WITHDRAWN


def test_a_digest_that_does_not_exist_can_not_be_approved(connection: Connection) -> None:
    with pytest.raises(InputError, match="no digest 123"):
        digests.set_status(connection, DigestId("123"), Status.APPROVED, datetime(2026, 1, 1, tzinfo=UTC), by="Ada")


def test_only_what_readers_have_was_told(connection: Connection) -> None:
    def save(day: int, status: Status, input_hash: str = "1") -> Digest:
        return digests.save(connection, digest(article(), day=date(2026, 3, day), status=status, input_hash=input_hash))

    published = save(2, Status.PUBLISHED)
    save(2, Status.DRAFT, "2")
    save(1, Status.DRAFT)
    withdrawn = save(3, Status.PUBLISHED)
    digests.set_status(connection, withdrawn.id, Status.WITHDRAWN, NOW, by="Ada")
    approved = digests.set_status(connection, save(4, Status.DRAFT).id, Status.APPROVED, NOW, by="Ada")
    assert readers_have(digests.history(connection, STORY)) == [published, approved]


def test_the_newest_told_revision_of_a_day_counts(connection: Connection) -> None:
    digests.save(connection, digest(article()))
    second = digests.save(connection, digest(article(), input_hash="2"))
    assert readers_have(digests.history(connection, STORY)) == [second]


def test_a_digest_kept_before_reasons_were_still_loads(connection: Connection) -> None:
    saved = digests.save(connection, digest(article()))
    connection.execute("UPDATE digests SET document = json_merge_patch(document, '{\"left_out\": null}')")

    assert digests.get(connection, STORY, DAY) == replace(saved, left_out=())
