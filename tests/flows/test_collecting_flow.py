"""The ingest flow with sources on the web, on Prefect's own test server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.outlets import HASTY, TOWNS, entry, good_source
from tests.newswire import Newswire

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def test_sources_are_asked_side_by_side_and_shown_with_their_health(
    server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    from flows.ingest import ingest

    monkeypatch.chdir(tmp_path)
    with Newswire() as wire:
        good = [good_source(wire, town, 1) for town in TOWNS[:3]]
        written = HASTY + good[0] + entry("gone", wire.local("/gone")) + good[1] + good[2]
        (tmp_path / "throughline.toml").write_text(written, encoding="utf-8")
        assert ingest() == {"pages": 3, "new": 3, "articles": 3, "rejected": 0}
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["sources"])))
    newest = max(found, key=lambda one: one.created)
    rows = json.loads(newest.data)
    assert [row["Source"] for row in rows] == [TOWNS[0], "gone", TOWNS[1], TOWNS[2]]
    assert [row["State"] for row in rows] == ["in order", "failed once (not_found)", "in order", "in order"]
