"""What is under `out/` after digests were made, decided on, published, and the power failed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from storage.telling import Status
from tasks.publish import files
from tests.publish.conftest import DAY, Desk
from tests.storage.making import STORY

NEXT = date(2026, 3, 3)
PAGE = f"{STORY}/2026-03-02.html"


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_published_digest_is_in_every_form_and_on_every_list(desk: Desk) -> None:
    changed = desk.publish(desk.write())
    expected = {
        PAGE, PAGE.replace("html", "md"), PAGE.replace("html", "json"), f"{STORY}/index.html", f"{STORY}/feed.atom",
        f"{STORY}/feed.json", "days/2026-03-02.html", "days/index.html", "sources/harbor-post-9fd6c5.html",
        "sources/index.html", "stories.html", "corrections.html", "index.html", "feed.atom", "feed.json",
        "digest.schema.json",
    }  # fmt: skip
    assert set(changed) == expected
    assert changed[-1] == "index.html"  # nothing leads to what is not there yet


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REJECTED])
def test_a_draft_or_a_refused_one_never_leaves(desk: Desk, status: Status) -> None:
    desk.publish(desk.write(status=status))
    assert not (desk.site.out / STORY).exists()
    assert "No digest has been published yet" in desk.page("index.html")


def test_a_draft_does_not_replace_what_readers_have(desk: Desk) -> None:
    desk.publish(desk.write())
    before = desk.page(PAGE)
    desk.publish(desk.write(status=Status.DRAFT, headline="A draft"))
    assert desk.page(PAGE) == before


def test_publishing_again_touches_nothing(desk: Desk) -> None:
    desk.publish(desk.write())
    before = tree(desk.site.out)
    assert desk.publish() == []
    assert tree(desk.site.out) == before


def test_an_approval_shows_and_is_no_change_for_feeds(desk: Desk) -> None:
    written = desk.write()
    desk.publish(written)
    before = json.loads(desk.page("feed.json"))["items"][0]
    desk.decide(written, Status.APPROVED)
    assert PAGE in desk.publish()
    after = json.loads(desk.page("feed.json"))["items"][0]
    assert "Published, approved" in desk.page(PAGE)
    assert (after["id"], after["date_modified"]) == (before["id"], before["date_modified"])


def test_a_revision_keeps_its_address_and_id_and_is_an_update(desk: Desk) -> None:
    desk.publish(desk.write())
    before = json.loads(desk.page("feed.json"))["items"][0]
    desk.publish(desk.write(headline="Bridge open", sentences=()))
    after = json.loads(desk.page("feed.json"))["items"][0]
    assert (after["id"], after["url"], after["date_published"]) == (
        before["id"],
        before["url"],
        before["date_published"],
    )
    assert after["date_modified"] > before["date_modified"]
    assert after["_throughline"]["revision"] == 2
    assert "What changed" in desk.page(PAGE)
    corrections = desk.page("corrections.html")
    assert "Headline before: <del>Bridge closed</del>" in corrections
    assert corrections.count("No longer told:") == 2


def test_a_withdrawn_digest_says_so_at_its_address_in_the_feeds_and_among_the_corrections(desk: Desk) -> None:
    written = desk.write()
    desk.publish(written)
    desk.decide(written, Status.WITHDRAWN, "It was another bridge.")
    desk.publish()
    assert "Reason: It was another bridge." in desk.page(PAGE)
    assert json.loads(desk.page(PAGE.replace("html", "json")))["status"] == "withdrawn"
    assert "**Withdrawn**" in desk.page(PAGE.replace("html", "md"))
    assert "It was another bridge." in desk.page("corrections.html")
    item = json.loads(desk.page("feed.json"))["items"][0]
    assert item["title"] == "Withdrawn: The harbor bridge, Mon 2 Mar 2026"
    assert "cracked bolts" not in item["content_html"]
    assert "cracked bolts" not in desk.page("index.html")
    assert not (desk.site.out / "sources/harbor-post-9fd6c5.html").exists()


def test_what_is_published_after_a_withdrawal_stands_and_both_are_told(desk: Desk) -> None:
    written = desk.write()
    desk.publish(written)
    desk.decide(written, Status.WITHDRAWN)
    desk.publish()
    desk.publish(desk.write(headline="Bridge open"))
    assert "Bridge open" in desk.page(PAGE)
    assert [what in desk.page("corrections.html") for what in ("Withdrawn", "Revision 2")] == [True, True]


def test_a_new_day_touches_only_its_own_pages_its_neighbors_and_the_lists(desk: Desk) -> None:
    for day in (1, 2, 3, 4, 5):
        desk.write(date(2026, 3, day))
        desk.write(date(2026, 3, day), story="another-story")
    desk.publish()
    changed = desk.publish(desk.write(date(2026, 3, 6)))
    pages = {path for path in changed if path.endswith(".html")}
    assert pages == {
        f"{STORY}/2026-03-06.html", f"{STORY}/2026-03-05.html", f"{STORY}/index.html", "days/2026-03-06.html",
        "days/2026-03-05.html", "days/index.html", "sources/harbor-post-9fd6c5.html", "stories.html", "index.html",
    }  # fmt: skip


@pytest.mark.parametrize("writes", [0, 1, 3, 5, 9])
def test_a_publication_that_was_cut_off_is_completed_by_the_next(
    desk: Desk, writes: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.write()
    desk.publish()
    desk.write(NEXT)
    real, left = files._replace, [writes]

    def dying(path: Path, content: bytes) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(path, content)

    monkeypatch.setattr(files, "_replace", dying)
    with pytest.raises(KeyboardInterrupt):
        desk.publish()
    monkeypatch.setattr(files, "_replace", real)
    desk.publish()
    whole = tree(desk.site.out)
    for path in sorted(desk.site.out.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    desk.publish()
    assert tree(desk.site.out) == whole


def test_a_page_that_somebody_removed_comes_back(desk: Desk) -> None:
    desk.publish(desk.write())
    (desk.site.out / PAGE).unlink()
    assert desk.publish() == [PAGE]


def test_a_page_whose_digest_stands_no_longer_goes(desk: Desk) -> None:
    desk.publish(desk.write())
    desk.publish(desk.write(NEXT))
    with desk.store.writing() as connection:
        connection.execute("UPDATE digests SET status = 'draft' WHERE digest_day = DATE '2026-03-03'")
    desk.publish()
    assert not (desk.site.out / f"{STORY}/2026-03-03.html").exists()
    assert not (desk.site.out / "days/2026-03-03.html").exists()
    assert "2026-03-03" not in desk.page(f"{STORY}/index.html")
    assert "2026-03-03" not in desk.page("index.html")


def test_the_same_store_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    first = desk.write()
    desk.publish(first)
    desk.decide(first, Status.WITHDRAWN, "No.")
    desk.write(NEXT)
    desk.publish()
    once = tree(desk.site.out)
    desk.site = type(desk.site)(out=tmp_path / "again", title="The desk", address="https://desk.example/")
    desk.publish()
    assert tree(tmp_path / "again") == once


def test_the_day_of_a_page_is_the_storys(desk: Desk) -> None:
    desk.publish(desk.write(DAY))
    assert "Mon 2 Mar 2026" in desk.page("days/2026-03-02.html")
