"""What starting and ending the stack asks of the server's API. None of it fails: no answer is an answer."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime
from typing import Any

from flows.stack_environment import LOOPBACK

# Without the user's proxy: the server is on this machine.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def ask(port: int, path: str, question: dict[str, Any] | None = None) -> Any:
    """Return the API's answer to a GET, or to a POST of `question`; None if there is none."""
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{port}/api/{path}", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with _open(request, timeout=10) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def healthy(port: int) -> bool:
    """Tell whether Prefect's server answers."""
    return ask(port, "health") is True


def pool_exists(port: int, pool: str) -> bool:
    """Tell whether the work pool is there to deploy to."""
    return ask(port, f"work_pools/{pool}") is not None


def worker_online(port: int, pool: str) -> bool:
    """Tell whether a worker of the pool takes runs."""
    workers = ask(port, f"work_pools/{pool}/workers/filter", {}) or []
    return any(worker["status"] == "ONLINE" for worker in workers)


def has_schedule(port: int) -> bool:
    """Tell whether a deployment has a schedule that nobody paused."""
    deployments = ask(port, "deployments/filter", {}) or []
    return any(
        schedule["active"]
        for deployment in deployments
        if not deployment["paused"]
        for schedule in deployment["schedules"]
    )


def next_run(port: int) -> datetime | None:
    """Return when the next scheduled run is due, or None if none is planned."""
    question = {
        "flow_runs": {
            "state": {"type": {"any_": ["SCHEDULED"]}},
            "expected_start_time": {"after_": datetime.now(UTC).isoformat()},
        },
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    runs = ask(port, "flow_runs/filter", question) or []
    return datetime.fromisoformat(runs[0]["expected_start_time"]) if runs else None


def close_interrupted_runs(port: int, pool: str) -> list[str]:
    """Mark the pool's unfinished runs as crashed and return their names; to be called when its worker is gone.

    Prefect would count them as running for ever, and let no further run of a deployment limited to one begin.
    """
    question = {
        "flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}},
        "work_pools": {"name": {"any_": [pool]}},
    }
    runs = ask(port, "flow_runs/filter", question) or []
    state = {"type": "CRASHED", "name": "Crashed", "message": "It was interrupted: the stack was ended. Run it again."}
    for run in runs:
        ask(port, f"flow_runs/{run['id']}/set_state", {"state": state, "force": True})
    return [run["name"] for run in runs]
