"""Asking a person by suspending the run: what was asked is kept with the run, so that it can go on, or ask again.

After it is resumed, a suspended run begins again at the top of its flow. What it asked last (which revision was shown,
what was wrong with the answer before) is an input of the run; so nobody is taken to have seen what was not shown.
"""

from __future__ import annotations

from copy import copy
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

import pydantic
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput, create_flow_run_input, read_flow_run_input
from pydantic import Field

from tasks.review.answer import Answer, Verdict

UNREADABLE = "The form could not be read as it was sent; nothing of it was applied."


class ReviewForm(RunInput):
    """The form. The decision has no default, so that resuming without an answer is refused."""

    decision: Literal["approve", "approve with changes", "reject"] = Field(
        description="What is to become of the digest. Changes below count only with “approve with changes”."
    )
    headline: str = Field("", description="Another headline, or as it is.")
    sentences_to_drop: list[int] = Field(default_factory=list, description="Sentences, by their number above.")
    articles_to_drop: list[int] = Field(
        default_factory=list, description="Articles that are not on the story, by their number above."
    )
    stories_to_merge: list[str] = Field(default_factory=list, description="Ids of stories that this one takes in.")
    note: str = Field("", description="Why; kept with what is decided.")
    reviewer: str = Field("", description="Your name.")

    def answer(self) -> Answer:
        """Return what was said."""
        return Answer(
            verdict=Verdict(self.decision),
            headline=self.headline,
            drop=tuple(self.sentences_to_drop),
            exclude=tuple(map(str, self.articles_to_drop)),
            merge=tuple(self.stories_to_merge),
            note=self.note.strip(),
            by=self.reviewer.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person was asked."""

    number: int  # of the question in its run, from 1
    day: str
    revision: int  # that was shown
    faults: tuple[str, ...] = ()  # of the answer before

    @property
    def digest_day(self) -> date:
        """The digest's day."""
        return date.fromisoformat(self.day)


def last_asked(run: UUID | None = None) -> Asked | None:
    """Return what this run (or `run`) asked last; None if nothing yet."""
    found: Asked | None = None
    while True:
        kept: Any = read_flow_run_input(_key((found.number if found else 0) + 1), flow_run_id=run)
        if kept is None:
            return found
        found = Asked(**{**kept, "faults": tuple(kept["faults"])})


def note_asked(asked: Asked) -> Asked:
    """Keep what is about to be asked with the run."""
    create_flow_run_input(_key(asked.number), asdict(asked))
    return asked


def answer_to(asked: Asked, description: str, wait: timedelta, **prefilled: Any) -> Answer | None:
    """Suspend the run until a person answers; None if what they sent can't be read. Does not return before.

    The process ends meanwhile and holds no place at the worker. Left alone for `wait`, the run fails.
    """
    form = _prefilled(description, prefilled)
    try:
        given = suspend_flow_run(
            wait_for_input=form, timeout=max(int(wait.total_seconds()), 1), key=f"question-{asked.number}"
        )
    except pydantic.ValidationError:
        return None
    return given.answer()


def under_review(story: str, own: UUID | None) -> list[FlowRun]:
    """Return the other runs that wait for a person to review the story."""
    with get_client(sync_client=True) as client:
        waiting = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["review"])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED]))
            ),
        )
    return [one for one in waiting if one.parameters.get("story") == story and one.id != own]


def _prefilled(description: str, values: dict[str, Any]) -> type[ReviewForm]:
    """Return the form with `values` filled in. Prefect's own way of doing so drops the fields' descriptions."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        field = copy(ReviewForm.model_fields[name])
        field.default = value
        fields[name] = (field.annotation, field)
    form = pydantic.create_model(ReviewForm.__name__, __base__=ReviewForm, **fields)
    form._description = description
    return form


def _key(number: int) -> str:
    return f"asked-{number}"
