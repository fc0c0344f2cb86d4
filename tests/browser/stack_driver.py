"""What the browser's tests ask of a running stack, and the pictures they keep of it."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from flows import stack, stack_api
from flows.stack_processes import wait_until

ROOT = Path(__file__).resolve().parents[2]


def ask(status: stack.Status, path: str, question: dict[str, Any] | None = None) -> Any:
    assert status.port
    return stack_api.ask(status.port, path, question)


def insist(status: stack.Status, path: str, question: dict[str, Any] | None = None) -> Any:
    """Ask until there is an answer: a server that has just started refuses now and then, while its database is busy."""
    answers: list[Any] = []

    def answered() -> bool:
        found = ask(status, path, question)
        answers.extend([found] if found is not None else [])
        return bool(answers)

    assert wait_until(answered, 120), f"no answer from {path}"
    return answers[0]


def run_to_the_end(status: stack.Status, name: str, parameters: dict[str, str]) -> dict[str, Any]:
    """Run a deployment as its form in the UI does, and return the run when it is completed."""
    deployment = insist(status, f"deployments/name/{name}/{name}")
    wanted = {
        "parameters": parameters,
        "idempotency_key": f"{name} {sorted(parameters.items())}",
    }  # asked twice, run once
    run = insist(status, f"deployments/{deployment['id']}/create_flow_run", wanted)

    def ended() -> bool:
        run.update(ask(status, f"flow_runs/{run['id']}") or {})
        return run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

    wait_until(ended, 300)
    assert run["state_type"] == "COMPLETED", f"{run['state']}\n{log_of(status)}"
    return dict(run)


def log_of(status: stack.Status) -> str:
    return (status.project / ".throughline" / "logs" / "worker.log").read_text(encoding="utf-8")[-4000:]


def keep(page: Page, name: str) -> None:
    """Save a picture for the documentation, if `make screenshots` asks for it."""
    if folder := os.environ.get("THROUGHLINE_SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(3000)  # what the UI draws after its last request
        page.screenshot(path=ROOT / folder / f"{name}.png")
