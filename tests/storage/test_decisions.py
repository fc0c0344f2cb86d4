"""What people decided is kept in order, counts until it is undone, and is never lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from storage import decisions
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.errors import InputError
from tests.storage.making import NOW, STORY


def decision(kind: DecisionKind = DecisionKind.EXCLUDE, minutes: int = 0, **values: Any) -> Decision:
    taken = {"story": STORY, "subjects": ("article-1",), "by": "Ada", "note": "another bridge", **values}
    return Decision(kind=kind, at=NOW + timedelta(minutes=minutes), **taken)


def test_decisions_come_back_as_they_were_taken_and_in_order(store: Store) -> None:
    taken = [
        decision(minutes=5),
        decision(DecisionKind.HEADLINE, subjects=(), value="Bridge opens", day=date(2026, 3, 2)),
        decision(DecisionKind.UNFOLD, story=None),
    ]
    with store.writing() as connection:
        assert decisions.add(connection, taken[:2]) == 2
        assert decisions.add(connection, taken[1:]) == 1

    with store.reading() as connection:
        assert decisions.all(connection) == taken
        assert decisions.current(connection) == taken


def test_an_undone_decision_no_longer_counts_and_stays_on_record(store: Store) -> None:
    kept, wrong = decision(), decision(DecisionKind.MERGE, subjects=("ferry",))
    with store.writing() as connection:
        decisions.add(connection, [kept, wrong])
        undone = decisions.undo(connection, wrong.id[:8], NOW + timedelta(hours=1), "Ben", "not the same")

    with store.reading() as connection:
        assert undone == wrong
        assert decisions.current(connection) == [kept]
        assert [one.kind for one in decisions.all(connection)] == ["exclude", "merge", "undo"]


@pytest.mark.parametrize(("beginning", "said"), [("zzzz", "no decision that counts begins"), ("", "several")])
def test_what_can_not_be_undone_is_said(store: Store, beginning: str, said: str) -> None:
    with store.writing() as connection:
        decisions.add(connection, [decision(), decision(minutes=1)])
        with pytest.raises(InputError, match=said):
            decisions.undo(connection, beginning, NOW, "Ada")


def test_what_was_undone_can_not_be_undone_again_but_decided_anew(store: Store) -> None:
    with store.writing() as connection:
        decisions.add(connection, [decision()])
        decisions.undo(connection, decision().id, NOW, "Ada")
        with pytest.raises(InputError, match="no decision"):
            decisions.undo(connection, decision().id, NOW, "Ada")
        decisions.add(connection, [decision(minutes=9)])

        assert decisions.current(connection) == [decision(minutes=9)]
