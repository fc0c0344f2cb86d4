"""Good sources beside bad ones: whatever a bad one does, the good give every article, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tasks.collect import readers
from tasks.isolation.pool import pool_for
from tasks.isolation.work import Bounds
from tests.flows.outlets import TOWNS, Desk, entry, good_source
from tests.misbehaviors import MISBEHAVIORS
from tests.newswire import Newswire

pytestmark = pytest.mark.slow


def pages_of(desk: Desk) -> list[Any]:
    with desk.store.reading() as connection:
        return connection.execute("SELECT * EXCLUDE (loaded_day) FROM pages ORDER BY page_id").fetchall()


def test_good_sources_give_the_same_bytes_beside_every_kind_of_bad_one(tmp_path: Path, wire: Newswire) -> None:
    good = [good_source(wire, town, 2) for town in TOWNS[:9]]
    bad, robots = [], []
    for case in MISBEHAVIORS:
        if case.path == "*":
            wire.serve("127", f"/bad/{case.name}", case.behavior)
            bad.append(entry(case.name, wire.local(f"/bad/{case.name}")))
    try:
        for case in MISBEHAVIORS:
            if case.path != "*":
                robots.append(Newswire().__enter__())
                robots[-1].serve("127", case.path, case.behavior)
                bad.append(entry(case.name, robots[-1].local("/feed")))
        alone, beside = Desk(tmp_path / "alone", *good), Desk(tmp_path / "beside", *bad[:50], *good, *bad[50:])
        taken, among = alone.run(), beside.run()
    finally:
        for one in robots:
            one.__exit__(None, None, None)
    assert len(bad) >= 60
    assert taken.articles == among.articles == 18
    assert pages_of(alone) == pages_of(beside)
    assert alone.articles() == beside.articles()
    failed = {name for name, one in beside.health().items() if one.failures}
    assert failed == {case.name for case in MISBEHAVIORS}
    assert all(one.reason and one.detail for one in beside.health().values() if one.failures)


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have documents read by a process that does what they order, within tight bounds."""
    pytest.importorskip("resource")
    bounds = Bounds(cpu_seconds=1, wall_seconds=4, memory_mb=500)
    work = replace(readers.DOCUMENTS, call="tests.isolation.hostile:read", bounds=bounds)
    monkeypatch.setattr(readers, "DOCUMENTS", work)
    yield
    pool_for(work).close()


def test_a_document_that_kills_its_reader_fails_its_source_and_no_other(
    tmp_path: Path, wire: Newswire, obedient: None
) -> None:
    expected = {
        ("hangs", "feed"): ("spin", "reading_too_long"),
        ("waits", "sitemap"): ("sleep", "reading_too_long"),
        ("eats", "feed"): ("hoard", "reading_too_much"),
        ("crashes", "feed"): ("crash", "reader_crashed"),
        ("links", "page"): ("crash", "reader_crashed"),
    }
    bad = []
    for (name, kind), (order, _) in expected.items():
        wire.serve("127", f"/bad/{name}", f"<!-- order:{order} --><rss><channel></channel></rss>")
        more = {"follow": True} if kind == "page" else {}
        bad.append(entry(name, wire.local(f"/bad/{name}"), kind, **more))
    good = [good_source(wire, town, 2) for town in TOWNS[:9]]
    alone, beside = Desk(tmp_path / "alone", *good), Desk(tmp_path / "beside", *bad[:2], *good, *bad[2:])
    taken, among = alone.run(), beside.run()
    assert taken.articles == among.articles == 18
    assert pages_of(alone) == pages_of(beside)
    assert alone.articles() == beside.articles()
    failed = {name: one.reason for name, one in beside.health().items() if one.failures}
    assert failed == {name: reason for (name, _), (_, reason) in expected.items()}
    assert len(among.failing) == 5


def test_fifty_sources_of_which_a_third_is_broken_give_every_good_article_once(tmp_path: Path, wire: Newswire) -> None:
    good = [good_source(wire, f"{TOWNS[number % 10]}-{number}", 2) for number in range(34)]
    bad = []
    for case in [one for one in MISBEHAVIORS if one.path == "*" and one.reason != "timed_out"][::5][:16]:
        wire.serve("127", f"/bad/{case.name}", case.behavior)
        bad.append(entry(case.name, wire.local(f"/bad/{case.name}")))
    desk = Desk(tmp_path, *bad[:8], *good, *bad[8:])
    assert len(desk.settings.source) == 50
    taken = desk.run()
    found = desk.articles()
    assert taken.articles == len({one.address for one in found}) == len(found) == 68
    assert sum(one.failures for one in desk.health().values()) == 16
    assert len(desk.health()) == 50
    assert desk.store.verify() == []


def test_a_folder_that_is_gone_stops_no_other_source(tmp_path: Path, wire: Newswire) -> None:
    desk = Desk(tmp_path, '[[source]]\nname = "folder"\nfolder = "gone"\n\n', good_source(wire, "Birkelund", 1))
    taken = desk.run()
    assert (taken.articles, taken.failing) == (1, ("folder (unusable)",))
    assert desk.health()["folder"].reason == "unusable"
