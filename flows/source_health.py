"""How every configured source fares, in rows of plain strings: for the terminal, and for Prefect's UI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.settings import Settings
from storage import fetches
from storage.connection import Store
from storage.items import Health
from storage.telling import SourceState
from tasks.collect.silence import silence

SILENT = "silent"  # of a source that has had nothing new for far longer than is its habit


def health_rows(settings: Settings, store: Store, now: datetime) -> list[dict[str, str]]:
    """Return a row for each source of the settings, in their order."""
    with store.reading("reading how sources fare") as connection:
        known = fetches.health(connection)
        silent = {
            one.name: silence(fetches.moments(connection, one.name), now)
            for one in settings.source
            if one.kind in ("feed", "sitemap", "page")
        }
    zone = ZoneInfo(settings.throughline.time_zone)
    return [_row(one.name, one.kind, known, silent.get(one.name), zone) for one in settings.source]


def states(settings: Settings, store: Store, now: datetime) -> list[SourceState]:
    """Return each source of the settings with how it fares: what a digest says of its coverage."""
    rows = health_rows(settings, store, now)
    counted = [[int(row[name] or 0) for name in ("Seen", "Kept", "Turned away")] for row in rows]
    return [SourceState(row["Source"], row["State"], *counts) for row, counts in zip(rows, counted, strict=True)]


def _row(name: str, kind: str, known: Mapping[str, Health], silent: timedelta | None, zone: ZoneInfo) -> dict[str, str]:
    fares = known.get(name)
    row = {"Source": name, "Kind": kind}
    if fares is None:
        return (
            row
            | dict.fromkeys(("Last read", "Last new", "Seen", "Kept", "Turned away", "Waiting"), "")
            | {"State": "not read yet"}
        )
    return row | {
        "Last read": _moment(fares.last_success, zone),
        "Last new": _moment(fares.last_new, zone),
        "Seen": str(fares.seen),
        "Kept": str(fares.kept),
        "Turned away": str(fares.rejected),
        "Waiting": str(fares.waiting),
        "State": _state(fares, silent),
        "Problem": _problem(fares, silent),
    }


def _state(fares: Health, silent: timedelta | None) -> str:
    if fares.failures:
        times = "once" if fares.failures == 1 else f"{fares.failures} times"
        return f"failed {times} ({fares.reason})"
    return SILENT if silent else "in order"


def _problem(fares: Health, silent: timedelta | None) -> str:
    if fares.failures:
        return fares.detail
    return f"Nothing new for {_length(silent)}, far longer than its habit." if silent else ""


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _length(span: timedelta) -> str:
    return f"{span.days} days" if span.days > 1 else f"{span // timedelta(hours=1)} hours"
