"""The example is found to be one story without being followed: a small collection's matter does not fall to pieces."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.progress import silent
from flows.run import run
from flows.settings import load
from flows.stores import open_store
from storage import digests, placements
from storage.connection import Store

EXAMPLE = Path(__file__).parents[2] / "examples" / "tarnhaven"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # long after, as when somebody reads an old folder
MONDAY = ("courier-01", "gazette-01", "radionorrey-01", "tradeandtide-01", "skerravalley-01")
TUESDAY = ("courier-02", "gazette-02", "radionorrey-02", "tradeandtide-02", "skerravalley-02", "islander-01")
ISLANDER = '{"file": "islander-01-long-way-round.txt", "source": "The Brenna Islander", "published": "2026-03-03"}\n'


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return open_store(load(tmp_path, {}))


def read(store: Store, folder: Path, manifest: Path | None = None) -> Counter[str]:
    """Run over a folder; return how many articles each found story has."""
    run(load(Path.cwd(), {}), store, folder, manifest, None, now=NOW, progress=silent)
    with store.reading() as connection:
        return Counter(placements.between(connection, date(2026, 1, 1), date(2027, 1, 1)).values())


def copied(folder: Path, beginnings: tuple[str, ...]) -> None:
    folder.mkdir(exist_ok=True)
    for beginning in beginnings:
        for page in EXAMPLE.glob(f"{beginning}*"):
            shutil.copy(page, folder)


@pytest.mark.parametrize("manifest", [None, EXAMPLE / "manifest.jsonl"], ids=["bare", "with its manifest"])
def test_the_bridge_s_week_is_one_story_beside_the_island_s_and_another_port_s(
    store: Store, manifest: Path | None
) -> None:
    (_, bridge), *others = read(store, EXAMPLE, manifest).most_common()
    assert bridge >= 21
    assert max(count for _, count in others) <= 3


def test_the_tutorial_s_two_days_are_one_story_with_two_digests(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    copied(folder, MONDAY)
    ((bridge, count),) = read(store, folder).items()
    assert count == 5
    copied(folder, TUESDAY)
    (folder / "manifest.jsonl").write_text(ISLANDER, encoding="utf-8")
    assert read(store, folder, folder / "manifest.jsonl")[bridge] == 8
    with store.reading() as connection:
        days = digests.days(connection, placements.found(connection, [bridge])[0].story)
    assert sorted(days) == [date(2026, 3, 2), date(2026, 3, 3)]
