"""Take a decision back from Prefect's UI."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, get_run_logger

from flows import deciding, naming
from flows.decide import carry_out
from flows.desk import settings_here
from flows.stores import existing_store


@flow(name="undo", flow_run_name="undo {decision}", validate_parameters=True)
def undo(decision: str, note: str = "", by: str = "") -> str:
    """Take a decision back and make every digest again that it shaped; returns the decision's id.

    Args:
        decision: The beginning of its id, as the table `decisions` shows it.
        note: Why it is taken back.
        by: Who takes it back. Empty: the `editor` of throughline.toml, else the worker's account.
    """
    settings = settings_here()
    store = existing_store(settings)
    who = naming.person(settings, by)
    undone = deciding.undo(store, decision, by=who, at=datetime.now(UTC), note=note)
    get_run_logger().info("Undone: %s, %s.", undone.id[:8], undone.kind.value)
    carry_out(settings, store, undone)
    return undone.id
