"""The review as Prefect runs it: suspended, resumed with an answer, asked again; on Prefect's own test server."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_reviewing import DAY, drafted, room

__all__ = ["drafted", "room"]  # fixtures

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


class Run:
    """A run of the deployment, executed here instead of by a worker."""

    def __init__(self, **parameters: Any) -> None:
        from prefect.client.orchestration import get_client

        from flows.review import review

        self.client = get_client(sync_client=True)
        self.client.__enter__()
        flow_id = self.client.create_flow(review)
        deployment = self.client.create_deployment(flow_id=flow_id, name="review")
        self.id: UUID = self.client.create_flow_run_from_deployment(deployment, parameters=parameters).id

    def go(self) -> Any:
        """Execute the run until it ends or suspends; return its state."""
        from prefect.exceptions import Pause
        from prefect.flow_engine import run_flow

        from flows.review import review

        run = self.client.read_flow_run(self.id)
        with contextlib.suppress(Pause):
            run_flow(review, flow_run=run, parameters=dict(run.parameters), return_type="state")
        return self.client.read_flow_run(self.id).state

    def resume(self, **answer: Any) -> str:
        return str(self.client.resume_flow_run(self.id, run_input=answer or None).status.value)

    def description(self, number: int) -> str:
        return str(self.client.read_flow_run_input(self.id, f"suspended-question-{number}-description"))


def test_a_review_waits_refuses_what_is_wrong_asks_again_and_publishes(
    server: None, room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.settings.root)
    run = Run(story="bridge", day=DAY.isoformat())

    assert run.go().name == "Suspended"
    assert run.client.read_flow_run(run.id).name == "review of bridge, Mon 2 Mar 2026"
    assert room.seen.sentences[0].quote.text in run.description(1)
    assert [run.resume(), run.resume(decision="perhaps")] == ["REJECT", "REJECT"]

    assert run.resume(decision="approve with changes", sentences_to_drop=[99]) == "ACCEPT"
    assert run.go().name == "Suspended"
    assert "There is no sentence 99" in run.description(2)
    assert room.decided() == 0

    room.rerun(words=60)
    assert run.resume(decision="approve") == "ACCEPT"
    assert run.go().name == "Suspended"
    assert "Revision 2 was made while you looked" in run.description(3)

    assert run.resume(decision="approve with changes", headline="In our words", reviewer="Ada") == "ACCEPT"
    assert run.go().is_completed()
    assert (room.seen.status.value, room.seen.headline) == ("approved", "In our words")
    assert room.page.exists()


def test_a_second_review_of_the_same_day_leaves_it_to_the_first(
    server: None, room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.settings.root)
    first, second = Run(story="bridge", day="2026-03-03"), Run(story="bridge", day="2026-03-03")

    assert first.go().name == "Suspended"
    assert second.go().is_completed()
    assert Run(story="bridge", day=date(2026, 3, 2).isoformat()).go().name == "Suspended"
