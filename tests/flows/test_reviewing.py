"""What a reviewer's answer does to a digest, its site and its history."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.digest import tell
from flows.progress import silent
from flows.reviewing import Outcome, settle, to_review, withdraw
from flows.run import run
from flows.settings import Settings, load
from flows.steps import directly
from flows.stores import open_store
from storage import decisions, digests, standing
from storage.connection import Store
from storage.errors import InputError
from storage.models import Story
from storage.published import readers_have
from storage.telling import Digest, Status
from tasks.review.answer import Answer, Verdict
from tests.flows.bridge import SETTINGS, write_news

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
APPROVE = Answer(verdict=Verdict.APPROVE, by="Ada")
REJECT = Answer(verdict=Verdict.REJECT, by="Ada", note="Not news.")


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a story reviewed before, and a draft for each of two days."""
    folder = tmp_path_factory.mktemp("drafted")
    write_news(folder)
    (folder / "throughline.toml").write_text(f'{SETTINGS}review = "before"\n', encoding="utf-8")
    settings = load(folder, {})
    run(settings, open_store(settings), None, None, None, now=NOW, progress=silent)
    return folder


class Room:
    """The desk of one reviewer."""

    def __init__(self, folder: Path) -> None:
        self.settings: Settings = load(folder, {})
        self.store: Store = open_store(self.settings)
        (self.story,) = self.settings.stories()
        self.page = folder / "out/bridge/2026-03-02.json"
        self.now = NOW

    @property
    def seen(self) -> Digest:
        return to_review(self.store, self.story, DAY)

    def answer(self, answer: Answer, seen: Digest | None = None) -> Outcome:
        self.now += timedelta(minutes=1)
        return settle(self.settings, self.store, self.story, seen or self.seen, answer, now=self.now, say=directly)

    def rerun(self, **changed: object) -> Digest:
        story: Story = replace(self.story, **changed)  # type: ignore[arg-type]
        return tell(self.settings, self.store, story, [DAY], say=directly)[0]

    def decided(self) -> int:
        with self.store.reading() as connection:
            return len(decisions.all(connection))


@pytest.fixture
def room(drafted: Path, tmp_path: Path) -> Room:
    shutil.copytree(drafted, tmp_path / "desk")
    return Room(tmp_path / "desk")


def test_an_approved_draft_is_published_under_the_reviewers_name(room: Room) -> None:
    assert not room.page.exists()
    outcome = room.answer(APPROVE)
    assert (outcome.digest.status, outcome.again) == (Status.APPROVED, ())
    assert outcome.sentence == "The digest of bridge for Mon 2 Mar 2026, revision 1: published, approved."
    assert json.loads(room.page.read_text(encoding="utf-8"))["status"] == "approved"
    with room.store.reading() as connection:
        assert [one.by for one in standing.words(connection, outcome.digest.id)] == ["Ada"]


def test_a_rejected_draft_is_not_published_and_stays_rejected(room: Room) -> None:
    assert room.answer(REJECT).digest.status is Status.REJECTED
    assert room.rerun().status is Status.REJECTED
    assert not room.page.exists()


def test_changes_become_decisions_and_the_next_revision(room: Room) -> None:
    first = room.seen
    outcome = room.answer(Answer(verdict=Verdict.CHANGE, drop=(1,), headline="In our words", by="Ada", note="Why."))
    made = outcome.digest
    assert (made.revision, made.status, made.headline) == (2, Status.APPROVED, "In our words")
    assert first.sentences[0].quote.text not in [one.quote.text for one in made.sentences]
    assert [(one.kind, one.by, one.note) for one in made.decisions] == [
        ("bar sentence", "Ada", "Why."),
        ("headline", "Ada", "Why."),
    ]
    assert room.rerun() == made
    assert json.loads(room.page.read_text(encoding="utf-8"))["headline"] == "In our words"


def test_what_can_not_be_done_changes_nothing_and_is_asked_again(room: Room) -> None:
    outcome = room.answer(Answer(verdict=Verdict.CHANGE, drop=(99,)))
    assert "There is no sentence 99" in outcome.again[0]
    assert room.seen.status is Status.DRAFT
    assert room.decided() == 0


def test_a_revision_that_nobody_looked_at_is_not_approved(room: Room) -> None:
    old = room.seen
    newer = room.rerun(words=60)
    outcome = room.answer(APPROVE, old)
    assert newer.revision == 2
    assert outcome.digest == newer
    assert "Revision 2 was made while you looked at revision 1" in outcome.again[0]
    assert [room.seen.status, room.page.exists()] == [Status.DRAFT, False]


def test_a_sentence_that_nobody_saw_is_not_approved_with_the_changes(room: Room) -> None:
    first = room.seen
    shown = replace(first, sentences=first.sentences[:1], left_out=())
    outcome = room.answer(Answer(verdict=Verdict.CHANGE, headline="In our words"), shown)
    assert "this is revision 2, still a draft" in outcome.again[0]
    assert (room.seen.status, room.page.exists()) == (Status.DRAFT, False)
    assert room.answer(APPROVE).digest.status is Status.APPROVED


def test_refusing_what_is_published_takes_it_back_and_its_page_says_so(room: Room) -> None:
    room.answer(APPROVE)
    assert room.answer(REJECT).digest.status is Status.WITHDRAWN
    assert json.loads(room.page.read_text(encoding="utf-8"))["status"] == "withdrawn"
    assert room.rerun(words=60).status is Status.DRAFT


def test_withdrawing_needs_something_to_withdraw(room: Room) -> None:
    def take_back() -> Outcome:
        return withdraw(room.settings, room.store, room.story, DAY, now=NOW, by="", note="False.", say=directly)

    with pytest.raises(InputError, match="none to withdraw"):
        take_back()
    room.answer(APPROVE)
    assert take_back().digest.status is Status.WITHDRAWN


def test_the_oldest_draft_is_asked_about_first(room: Room) -> None:
    assert to_review(room.store, room.story, None).day == DAY
    room.answer(APPROVE)
    assert to_review(room.store, room.story, None).day == date(2026, 3, 3)
    with pytest.raises(InputError, match="no digest of bridge for 2026-03-09"):
        to_review(room.store, room.story, date(2026, 3, 9))


def test_ten_approvals_rejections_and_reruns_leave_one_consistent_history(room: Room) -> None:
    told: list[int | None] = []
    for step in (REJECT, 60, APPROVE, 70, APPROVE, REJECT, 80, REJECT, 90, APPROVE):
        if isinstance(step, Answer):
            room.answer(step)
        else:
            room.rerun(words=step)
        with room.store.reading() as connection:
            history = [one for one in digests.history(connection, room.story.id) if one.day == DAY]
        told.append(max((one.revision for one in readers_have(history)), default=None))
    assert told == [None, None, 2, 2, 3, None, None, None, None, 5]
    assert [one.status.value for one in history] == ["rejected", "withdrawn", "withdrawn", "rejected", "approved"]
    assert json.loads(room.page.read_text(encoding="utf-8"))["revision"] == 5
    assert room.store.verify() == []
