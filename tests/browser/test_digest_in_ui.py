"""The example story in Prefect's UI, as a reader meets it: the whole stack, a real browser, nothing replaced."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from flows import stack
from flows.stack_processes import wait_until
from tests.browser import chromium
from tests.browser.stack_driver import ROOT, ask, insist, keep, run_to_the_end

STORY = "lantern-bridge"
FIRST_DAY, OTHER_DAYS = "2026-03-02", ("2026-03-03", "2026-03-06")
# Prefect's UI asks this host for its settings on every page, whatever it is told; nothing is sent to it.
PREFECTS_OWN = {"sr-client-cfg.amplitude.com"}

pytestmark = [pytest.mark.browser, pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Desk:
    """A running stack in which the story's week has been told."""

    status: stack.Status
    run: dict[str, Any]  # the last one
    artifact: dict[str, Any]  # the last day's digest


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    chromium.executable()  # skip before the stack is started, not after
    project = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "throughline.toml", project)
    shutil.copytree(ROOT / "examples", project / "examples")
    status = stack.up(project, port=0, stories=[STORY], code=ROOT)
    try:
        run_to_the_end(status, "daily", {"day": FIRST_DAY})
        run = run_to_the_end(status, "backfill", dict(zip(("first", "last"), OTHER_DAYS, strict=True)))
        newest = {"artifacts": {"key": {"any_": [f"digest-{STORY}"]}}, "sort": "CREATED_DESC", "limit": 1}
        (artifact,) = insist(status, "artifacts/filter", newest)
        yield Desk(status, run, artifact)
    finally:
        stack.down(project)


@pytest.fixture(scope="module")
def page(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that remembers in `asked` what it requested."""
    with chromium.browser(tmp_path_factory.mktemp("profile")) as context:
        opened = context.pages[0]
        opened.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        asked.clear()
        opened.on("request", remember)
        yield opened


asked: list[str] = []


def remember(request: Request) -> None:
    asked.append(request.url)


def told(markdown: str) -> str:
    """Return what is left of a line of Markdown when it is shown."""
    return re.sub(r"\\(.)", r"\1", markdown).strip()


def headline(desk: Desk) -> str:
    return next(told(line[2:]) for line in desk.artifact["data"].splitlines() if line.startswith("# "))


def test_the_page_of_the_storys_key_lists_the_digest_and_leads_to_it(desk, page):
    page.goto(desk.status.artifact(f"digest-{STORY}"))
    expect(page.get_by_text(told(desk.artifact["description"])).first).to_be_visible()
    keep(page, "digest-history")
    page.get_by_role("link", name=desk.artifact["id"][:8]).click()
    expect(page.get_by_role("heading", name=headline(desk)).first).to_be_visible()


def test_a_reader_sees_the_headline_the_quotes_and_who_said_them(desk, page):
    page.goto(f"{desk.status.address}/v2/artifacts/artifact/{desk.artifact['id']}")
    expect(page.get_by_role("heading", name=headline(desk)).first).to_be_visible()
    expect(page.get_by_role("heading", name="What is new")).to_be_visible()
    expect(page.locator("blockquote").nth(2)).to_be_visible()  # the page is drawn in several goes
    text = page.locator("body").inner_text()
    outlets = [
        name for name in ("Halvard Courier", "Tarnhaven Gazette", "Radio Norrey", "Trade & Tide") if name in text
    ]
    assert len(outlets) >= 3, outlets
    keep(page, "digest")


def test_the_digest_page_runs_no_script_of_an_article_and_asks_nobody_else(desk, page):
    page.goto(f"{desk.status.address}/v2/artifacts/artifact/{desk.artifact['id']}")
    expect(page.locator("blockquote").first).to_be_visible()
    article = page.locator("blockquote").first.locator("xpath=..")
    assert article.locator("script, iframe, object, embed, form").count() == 0
    sources = article.locator("img").evaluate_all("images => images.map(image => image.src)")
    assert [source for source in sources if not source.startswith("data:image/")] == []
    hosts = {urlsplit(url).hostname for url in asked if url.startswith(("http", "ws"))}
    assert hosts - PREFECTS_OWN == {"127.0.0.1"}


def test_the_run_shows_its_artifacts_and_the_next_one_is_scheduled(desk, page):
    page.goto(f"{desk.status.address}/v2/runs/flow-run/{desk.run['id']}?tab=Artifacts")
    expect(page.get_by_text(f"digest-{STORY}").first).to_be_visible()
    keep(page, "run")
    question = {
        "deployments": {"name": {"any_": ["daily"]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    assert wait_until(lambda: bool(ask(desk.status, "flow_runs/filter", question)), 90)


def test_the_log_says_what_was_told_and_no_more(desk):
    def logged() -> list[str]:
        found = ask(desk.status, "logs/filter", {"logs": {"flow_run_id": {"any_": [desk.run["id"]]}}, "limit": 200})
        return [line["message"] for line in found or []]

    assert wait_until(lambda: any(line.startswith("Finished in state") for line in logged()), 60)
    told = [line for line in logged() if line.startswith(f"{STORY}, ")]
    assert [line.split(", ")[1] for line in told] == [
        f"{name} Mar 2026" for name in ("Tue 3", "Wed 4", "Thu 5", "Fri 6")
    ]
    assert sum(line.startswith("Finished in state") for line in logged()) == 1  # the run's, and no step's
