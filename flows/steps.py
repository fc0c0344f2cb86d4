"""Let one sentence of steps be spoken in two ways: as Prefect tasks inside a flow, or directly by the command.

The command needs no server: `throughline run` in an empty folder is done before Prefect's server would have started.
What the steps do is the same; under Prefect each is recorded, shown and can be retried. See docs/decisions/0003.
"""

from __future__ import annotations

from typing import Any, ParamSpec, Protocol, TypeVar

from prefect import Task

P = ParamSpec("P")
R = TypeVar("R")


class Speaker(Protocol):
    """Runs a step."""

    def __call__(self, step: Task[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `step` and return what it returns."""


def as_task(step: Task[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step as a Prefect task of the flow that is running."""
    result: Any = step(*args, **kwargs)
    return result  # type: ignore[no-any-return]


def directly(step: Task[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step as the plain function it is."""
    result: Any = step.fn(*args, **kwargs)
    return result  # type: ignore[no-any-return]
