"""Approvals, rejections, withdrawals and re-runs in any order leave one consistent history."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage import articles, digests, publications, standing
from storage.errors import InputError
from storage.published import readers_have
from storage.telling import Digest, Status
from tasks.summarize.release import first_status
from tests.builders import a_story
from tests.storage.making import NOW, STORY, article, digest
from tests.stores import an_empty_store

DAY = date(2026, 3, 2)


class Desk(RuleBasedStateMachine):
    """One day of one story, under the hands of people and of the schedule."""

    @initialize(review=st.sampled_from(["before", "after"]))
    def open(self, review: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.block = an_empty_store(Path(self._folder.name) / "news.duckdb").writing()
        self.connection = self.block.__enter__()
        articles.add(self.connection, [article()])
        self.story = a_story(id=STORY, review=review)
        self.input = 0
        self.told: int | None = None  # the revision that readers have
        self.closed = False  # a person withdrew the day, or refused its newest revision

    @property
    def newest(self) -> Digest | None:
        return digests.get(self.connection, STORY, DAY)

    @rule(new=st.booleans())
    def run(self, new: bool) -> None:
        """The schedule runs, with or without new articles."""
        self.input += new
        before = self.newest
        made = digest(article(), input_hash=str(self.input))
        status = first_status(self.story, made, digests.last_word(self.connection, STORY, DAY))
        saved = digests.save(self.connection, digest(article(), input_hash=str(self.input), status=status))
        if before and not new:
            assert saved == before
            return
        assert saved.revision == (before.revision if before else 0) + 1
        assert saved.told == (self.story.review == "after" and not self.closed)
        if saved.told:
            self.told = saved.revision

    @precondition(lambda self: self.newest is not None)
    @rule()
    def approve(self) -> None:
        newest = self.newest
        assert newest
        digests.set_status(self.connection, newest.id, Status.APPROVED, NOW, "Ada")
        self.told, self.closed = newest.revision, False

    @precondition(lambda self: self.newest is not None and self.newest.status is Status.DRAFT)
    @rule()
    def reject(self) -> None:
        newest = self.newest
        assert newest
        digests.set_status(self.connection, newest.id, Status.REJECTED, NOW, "Ada")
        self.closed = True

    @rule()
    def withdraw(self) -> None:
        if self.told is None:
            try:
                standing.withdraw(self.connection, STORY, DAY, NOW, "Ada")
            except InputError:
                return
            raise AssertionError("what nobody has was withdrawn")
        standing.withdraw(self.connection, STORY, DAY, NOW, "Ada")
        self.told, self.closed = None, True

    @precondition(lambda self: self.told is not None)
    @rule()
    def take_back_one_alone(self) -> None:
        """A program of its own makes withdrawn what readers have, and leaves older revisions as they are."""
        shown = digests.get(self.connection, STORY, DAY, self.told)
        assert shown
        digests.set_status(self.connection, shown.id, Status.WITHDRAWN, NOW, "Ada")
        self.told, self.closed = None, True

    @precondition(lambda self: self.newest is not None)
    @rule(status=st.sampled_from(Status))
    def try_anything(self, status: Status) -> None:
        """What may not follow is refused and leaves no trace."""
        newest = self.newest
        assert newest
        if status is newest.status or status in digests.NEXT[newest.status]:
            return
        before = standing.words(self.connection, newest.id)
        try:
            digests.set_status(self.connection, newest.id, status, NOW, "Eve")
        except InputError:
            assert standing.words(self.connection, newest.id) == before
            assert self.newest == newest
            return
        raise AssertionError(f"{newest.status} became {status}")

    @invariant()
    def readers_have_one_revision_and_it_is_the_expected_one(self) -> None:
        if not hasattr(self, "connection"):
            return
        told = readers_have(digests.history(self.connection, STORY))
        assert [one.revision for one in told] == ([self.told] if self.told else [])
        in_sql = f"SELECT digest_id FROM ({digests.STANDING}) WHERE standing IN {digests.PUBLIC} {digests.READERS_HAVE}"
        assert self.connection.execute(in_sql).fetchall() == [(one.id,) for one in told]
        on_site = dict(self.at_address())
        assert [one.id for one in told] == [digest for digest, withdrawn in on_site.items() if not withdrawn]

    def at_address(self) -> list[tuple[str, bool]]:
        """What the site shows: the digest, and whether as withdrawn."""
        return self.connection.execute(f"SELECT digest_id, withdrawn FROM ({publications.AT_ADDRESS})").fetchall()

    @invariant()
    def every_word_may_follow_the_one_before(self) -> None:
        if not hasattr(self, "connection"):
            return
        history = digests.history(self.connection, STORY)
        assert [one.revision for one in history] == list(range(1, len(history) + 1))
        for one in history:
            (saved,) = self.connection.execute("SELECT status FROM digests WHERE digest_id = ?", [one.id]).fetchall()
            status = Status(saved[0])
            for word in standing.words(self.connection, one.id):
                assert word.status in digests.NEXT[status]
                status = word.status
            assert one.status is status

    @invariant()
    def only_the_newest_revision_waits(self) -> None:
        if not hasattr(self, "connection"):
            return
        waiting = standing.waiting(self.connection, [STORY])
        assert waiting in ([], [self.newest])

    def teardown(self) -> None:
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)
            self._folder.cleanup()


Desk.TestCase.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
TestDesk = Desk.TestCase
