import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = {entry["name"]: entry for entry in DOCUMENT["deployments"]}


def flow_of(name: str) -> Flow[..., Any]:
    return load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"])


def test_every_job_is_deployed_under_the_name_of_its_flow():
    flows = {"daily", "ingest", "digest", "backfill", "review", "expire", "decide", "undo"}
    assert set(DEPLOYMENTS) == flows
    for name, entry in DEPLOYMENTS.items():
        module = "review" if name == "expire" else name
        assert entry["entrypoint"] == f"flows.{module}:{name}"
        assert flow_of(name).name == name


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("daily", {"day": None}),
        ("daily", {"day": date(2026, 2, 4)}),
        ("ingest", {"folder": None, "manifest": None}),
        ("ingest", {"folder": "saved", "manifest": "saved/manifest.jsonl"}),
        ("digest", {"story": "bridge", "day": "2026-02-04"}),
        ("review", {"story": "bridge", "day": "2026-02-04"}),
        ("expire", {"run": "prefect.flow-run.9d1c"}),
        ("decide", {"what": "exclude", "story": "bridge", "subjects": ["courier.txt"], "note": "another bridge"}),
        ("decide", {"what": "headline", "story": "bridge", "value": "Harbor shut", "day": "2026-02-04", "by": "Ada"}),
        ("undo", {"decision": "1a2b3c4d", "note": "", "by": ""}),
        ("backfill", {"first": "2026-02-01", "last": "2026-02-04", "story": None}),
    ],
)
def test_the_form_of_a_deployment_takes_what_its_description_names(name, parameters):
    flow = flow_of(name)
    flow.validate_parameters(parameters)
    described = DEPLOYMENTS[name]["description"]
    assert [parameter for parameter in inspect.signature(flow.fn).parameters if f"`{parameter}`" not in described] == []


def test_runs_wait_for_each_other_because_they_write_to_one_database():
    limits = [one["concurrency_limit"] for name, one in DEPLOYMENTS.items() if name not in ("review", "expire")]
    assert limits == [{"limit": 1, "collision_strategy": "ENQUEUE"}] * 6


def test_only_the_daily_flow_is_scheduled_at_half_past_six_on_the_readers_clock():
    scheduled = {name: entry["schedules"] for name, entry in DEPLOYMENTS.items() if entry.get("schedules")}
    assert list(scheduled) == ["daily"]
    (morning,) = scheduled["daily"]
    schedule = CronSchedule(cron=morning["cron"], timezone=morning["timezone"])
    assert schedule.cron == "30 6 * * *"
    assert schedule.timezone
    assert schedule.timezone.startswith("Europe/")
    # With a slug and without `active`, deploying again leaves a schedule that a person paused paused.
    assert morning["slug"]
    assert "active" not in morning


def test_no_machines_path_is_written_into_a_deployment():
    (step,) = DOCUMENT["pull"]
    assert step["prefect.deployments.steps.set_working_directory"]["directory"] == "{{ $THROUGHLINE_PROJECT }}"
    assert str(ROOT) not in (ROOT / "prefect.yaml").read_text(encoding="utf-8")


def test_a_draft_starts_its_review_and_a_review_left_alone_is_told():
    (ready,) = DEPLOYMENTS["review"]["triggers"]
    (failed,) = DEPLOYMENTS["expire"]["triggers"]
    assert ready["expect"] == ["throughline.digest.ready"]
    assert ready["parameters"] == {"story": "{{ event.payload.story }}", "day": "{{ event.payload.day }}"}
    assert failed["expect"] == ["prefect.flow-run.Failed"]
    assert failed["match_related"]["prefect.resource.name"] == "review"
