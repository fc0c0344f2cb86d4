"""The example story's site in a real browser: on a phone and a desk, in light and dark, by eye and by ear."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from flows import desk, run
from flows.progress import silent
from flows.stores import open_store
from storage import digests
from storage.connection import Connection, Store
from storage.models import StoryId
from storage.telling import Digest, Status
from tasks.publish.site import Site
from tasks.publish.task import publish_files
from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
STORY = StoryId("lantern-bridge")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NOW = datetime(2026, 3, 7, 8, 0, tzinfo=UTC)
PICTURES = {
    "index.html": "site-front", f"{STORY}/2026-03-06.html": "site-digest", f"{STORY}/index.html": "site-story",
    "corrections.html": "site-corrections",
}  # fmt: skip

SHOWN = ("site-front", "site-digest-dark")  # in the documentation; any other folder gets all of them

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The example's week; one day of it was withdrawn, one approved, one told again otherwise."""
    chromium.executable()
    project = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "throughline.toml", project)
    shutil.copytree(ROOT / "examples", project / "examples")
    settings = desk.load(project, {})
    store = open_store(settings)
    run.run(settings, store, None, None, None, now=NOW, progress=silent)
    _decide(store)
    publish_files.fn(store, desk.site(settings), [], NOW + timedelta(hours=2))
    return desk.site(settings)


def _decide(store: Store) -> None:
    with store.writing() as connection:
        first, again, last = (_of(connection, day) for day in (3, 4, 6))
        digests.set_status(connection, first.id, Status.WITHDRAWN, NOW, "Ada", "Two reports were about another main.")
        digests.save(connection, replace(again, input_hash="other", sentences=again.sentences[1:]))
        digests.set_status(connection, last.id, Status.APPROVED, NOW, "Ada")


def _of(connection: Connection, day: int) -> Digest:
    found = digests.get(connection, STORY, date(2026, 3, day))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with chromium.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def pages(site: Site) -> list[str]:
    return sorted(path.relative_to(site.out).as_posix() for path in site.out.rglob("*.html"))


def of_each_kind(site: Site) -> list[str]:
    """One page of each kind, of digests those that were withdrawn, changed and approved."""
    days = [f"{STORY}/2026-03-0{day}.html" for day in (3, 4, 6)]
    one = next(path for path in pages(site) if path.startswith("sources/") and not path.endswith("index.html"))
    lists = ["index.html", "stories.html", "corrections.html", "days/index.html", "sources/index.html"]
    return [*lists, f"{STORY}/index.html", "days/2026-03-06.html", one, *days]


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("light", PHONE), ("dark", PHONE)])
def test_axe_finds_no_fault_on_a_page_of_any_kind(site: Site, page: Page, scheme: Any, size: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    faults = []
    for path in of_each_kind(site):
        page.goto((site.out / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found = Axe().run(page).response["violations"]
        faults += [(path, one["impact"], one["id"], one["nodes"][0]["html"]) for one in found]
    assert faults == []


def test_every_link_within_the_site_leads_somewhere(site: Site, page: Page) -> None:
    lost = []
    for path in pages(site):
        page.goto((site.out / path).as_uri())
        for href in page.locator("a[href], link[href]").evaluate_all("all => all.map(each => each.href)"):
            target, _, part = href.removeprefix("file://").partition("#")
            if href.startswith("file:") and not Path(target).is_file():
                lost.append((path, href))
            elif href.startswith("file:") and part and Path(target) == site.out / path:
                lost += [] if page.locator(f"#{part}").count() else [(path, href)]
    assert lost == []


def test_nothing_is_wider_than_a_phone_and_nothing_is_loaded(site: Site, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in pages(site):
        asked.clear()
        page.goto((site.out / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert asked == [(site.out / path).as_uri()]


def test_a_digest_prints_on_a_few_pages_with_its_sources(site: Site, page: Page, tmp_path: Path) -> None:
    page.goto((site.out / f"{STORY}/2026-03-06.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".mast nav").is_visible()
    assert page.locator("#source-1").is_visible()
    printed = page.pdf(path=tmp_path / "digest.pdf", format="A4")
    assert 1 <= printed.count(b"/Type /Page\n") <= 12


def test_pictures_for_the_documentation(site: Site, page: Page) -> None:
    """Keep them, if `make screenshots` asks; they are taken in any case, so that it does not fail only then."""
    for path, name in PICTURES.items():
        for kind, size in (("", DESK), ("-phone", PHONE)):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.goto((site.out / path).as_uri())
                picture = page.screenshot()
                assert len(picture) > 10_000
                called = f"{name}{kind}{'-dark' if scheme == 'dark' else ''}"
                folder = os.environ.get("THROUGHLINE_SCREENSHOTS")
                if folder and (called in SHOWN or not (ROOT / folder).is_relative_to(ROOT)):
                    (ROOT / folder / f"{called}.png").write_bytes(picture)
