"""Prefect's UI as its people meet it: the whole stack, a real browser, nothing replaced.

A reader looks at the example story's week, told and published at once. Then an editor follows the story as one whose
digests wait for a person: they run the day, read the draft, answer the form, and see the page that readers get.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from flows import stack
from flows.stack_processes import wait_until
from tests import prefect_tables
from tests.browser import chromium
from tests.browser.stack_driver import ROOT, ask, insist, keep, log_of, run_to_the_end

STORY, WEEK = "lantern-bridge", ("2026-03-02", "2026-03-06")
REVIEWED, DAY = "tarnhaven-bridge", date(2026, 3, 2)
PATIENCE = 300  # seconds for a run: two processes start for it, and machines may be busy
# Prefect's UI asks this host for its settings on every page, whatever it is told; nothing is sent to it.
PREFECTS_OWN = {"sr-client-cfg.amplitude.com"}

pytestmark = [pytest.mark.browser, pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, tables: Path) -> Path:
    folder = prefect_tables.lay(tables, tmp_path_factory.mktemp("project"))
    shutil.copy(ROOT / "throughline.toml", folder)
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


@pytest.fixture(scope="module")
def desk(project: Path) -> Iterator[stack.Status]:
    chromium.executable()  # skip before the stack is started, not after
    status = stack.up(project, port=0, stories=[STORY], code=ROOT)
    try:
        yield status
    finally:
        stack.down(project)


@dataclass(frozen=True, slots=True)
class Week:
    """The story's week, told."""

    run: dict[str, Any]
    artifact: dict[str, Any]  # the last day's digest


@pytest.fixture(scope="module")
def week(desk: stack.Status) -> Week:
    run_to_the_end(desk, "ingest", {})
    run = run_to_the_end(desk, "backfill", dict(zip(("first", "last"), WEEK, strict=True)))
    newest = {"artifacts": {"key": {"any_": [f"digest-{STORY}"]}}, "sort": "CREATED_DESC", "limit": 1}
    (artifact,) = insist(desk, "artifacts/filter", newest)
    return Week(run, artifact)


@pytest.fixture
def reviewed(project: Path) -> None:
    """Instead of the first story, follow one whose digests wait for a person."""
    path = project / "throughline.toml"
    settings = path.read_text(encoding="utf-8")
    for told, held in ((f'id = "{STORY}"\n', f'id = "{REVIEWED}"\n'), ('review = "after"\n', 'review = "before"\n')):
        assert settings.count(told) == 1
        settings = settings.replace(told, held)
    path.write_text(settings, encoding="utf-8")


@pytest.fixture(scope="module")
def page(desk: stack.Status, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
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


def headline(week: Week) -> str:
    return next(told(line[2:]) for line in week.artifact["data"].splitlines() if line.startswith("# "))


def test_the_page_of_the_storys_key_lists_the_digest_and_leads_to_it(desk, week, page):
    page.goto(desk.artifact(f"digest-{STORY}"))
    expect(page.get_by_text(told(week.artifact["description"])).first).to_be_visible()
    keep(page, "digest-history")
    page.get_by_role("link", name=week.artifact["id"][:8]).click()
    expect(page.get_by_role("heading", name=headline(week)).first).to_be_visible()


def test_a_reader_sees_the_headline_the_quotes_and_who_said_them(desk, week, page):
    page.goto(f"{desk.address}/v2/artifacts/artifact/{week.artifact['id']}")
    expect(page.get_by_role("heading", name=headline(week)).first).to_be_visible()
    expect(page.get_by_role("heading", name="What is new")).to_be_visible()
    expect(page.locator("blockquote").nth(2)).to_be_visible()  # the page is drawn in several goes
    text = page.locator("body").inner_text()
    outlets = [
        name for name in ("Halvard Courier", "Tarnhaven Gazette", "Radio Norrey", "Trade & Tide") if name in text
    ]
    assert len(outlets) >= 3, outlets
    keep(page, "digest")


def test_the_digest_page_runs_no_script_of_an_article_and_asks_nobody_else(desk, week, page):
    page.goto(f"{desk.address}/v2/artifacts/artifact/{week.artifact['id']}")
    expect(page.locator("blockquote").first).to_be_visible()
    article = page.locator("blockquote").first.locator("xpath=..")
    assert article.locator("script, iframe, object, embed, form").count() == 0
    sources = article.locator("img").evaluate_all("images => images.map(image => image.src)")
    assert [source for source in sources if not source.startswith("data:image/")] == []
    hosts = {urlsplit(url).hostname for url in asked if url.startswith(("http", "ws"))}
    assert hosts - PREFECTS_OWN == {"127.0.0.1"}


def test_the_run_shows_its_artifacts_and_the_next_one_is_scheduled(desk, week, page):
    page.goto(f"{desk.address}/v2/runs/flow-run/{week.run['id']}?tab=Artifacts")
    expect(page.get_by_text(f"digest-{STORY}").first).to_be_visible()
    keep(page, "run")
    question = {
        "deployments": {"name": {"any_": ["daily"]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    assert wait_until(lambda: bool(ask(desk, "flow_runs/filter", question)), 90)


def test_the_log_says_what_was_told_and_no_more(desk, week):
    def logged() -> list[str]:
        found = ask(desk, "logs/filter", {"logs": {"flow_run_id": {"any_": [week.run["id"]]}}, "limit": 200})
        return [line["message"] for line in found or []]

    assert wait_until(lambda: any(line.startswith("Finished in state") for line in logged()), 60)
    told = [line for line in logged() if line.startswith(f"{STORY}, ")]
    assert [line.split(", ")[1] for line in told] == [
        f"{name} Mar 2026" for name in ("Mon 2", "Tue 3", "Wed 4", "Thu 5", "Fri 6")
    ]
    assert sum(line.startswith("Finished in state") for line in logged()) == 1  # the run's, and no step's


def runs(desk: stack.Status, name: str) -> list[dict[str, Any]]:
    """Return the runs of a flow that have begun, the newest first."""
    question = {
        "flows": {"name": {"any_": [name]}},
        "flow_runs": {"state": {"type": {"not_any_": ["SCHEDULED", "PENDING"]}}},
        "sort": "START_TIME_DESC",
    }
    found: list[dict[str, Any]] = insist(desk, "flow_runs/filter", question)
    return found


def await_run(desk: stack.Status, name: str, state: str) -> dict[str, Any]:
    """Wait until the newest run of a flow is in a state, and return it."""
    found: list[dict[str, Any]] = []

    def there() -> bool:
        found[:] = [run for run in runs(desk, name)[:1] if run["state_name"] == state]
        return bool(found)

    wait_until(there, PATIENCE)
    assert found, f"no {state} run of {name}: {[run['state'] for run in runs(desk, name)]}\n{log_of(desk)}"
    return found[0]


def open_form(page: Page, desk: stack.Status, run: dict[str, Any]) -> Locator:
    page.goto(f"{desk.address}/v2/runs/flow-run/{run['id']}")
    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name="Resume").click()
    return page.get_by_role("dialog")


def resume(form: Locator, desk: stack.Status, run: dict[str, Any]) -> None:
    """Press Resume as a person does: again, where a busy server did not take it and the form still stands there."""

    def taken() -> bool:
        return (ask(desk, f"flow_runs/{run['id']}") or run)["state_name"] != "Suspended"

    for _ in range(5):
        if form.is_visible():
            form.get_by_role("button", name="Resume").click()
        if wait_until(taken, 30):
            return
    raise AssertionError(f"the answer was not taken: {form.inner_text() if form.is_visible() else 'the form is gone'}")


def pick(page: Page, day: date) -> None:
    """Choose a day in the calendar of a deployment's form."""
    today = datetime.now(UTC).date()
    page.get_by_role("tab", name="date", exact=True).click()
    page.get_by_role("button", name="Pick a date").click()
    for _ in range((today.year - day.year) * 12 + today.month - day.month):
        page.get_by_role("button", name="Previous Month").click()
    page.get_by_role("button", name=f"{day:%A, %B} {day.day}").first.click()
    page.keyboard.press("Escape")


def test_an_editor_runs_reads_changes_and_approves_a_digest(
    desk: stack.Status, page: Page, project: Path, reviewed: None
) -> None:
    published = project / "out" / REVIEWED / f"{DAY}.html"

    daily = insist(desk, "deployments/name/daily/daily")
    page.goto(f"{desk.address}/v2/deployments/deployment/{daily['id']}/run")
    pick(page, DAY)
    keep(page, "run-form")
    page.get_by_role("button", name="Submit").click()
    run = await_run(desk, "daily", "Completed")
    page.goto(f"{desk.address}/v2/runs/flow-run/{run['id']}?tab=Artifacts")
    expect(page.get_by_role("heading", name="daily digests, Mon 2 Mar 2026").or_(page.get_by_text(run["name"])).first)
    expect(page.get_by_text(f"digest-{REVIEWED}").first).to_be_visible()
    assert not published.exists(), "a draft left the desk"

    page.goto(desk.artifact(f"digest-{REVIEWED}"))
    expect(page.get_by_text("Draft").first).to_be_visible()

    asked = await_run(desk, "review", "Suspended")  # started by the automation
    form = open_form(page, desk, asked)
    expect(form.get_by_text("injuring at least 20 people").first).to_be_visible()
    keep(page, "review-form")
    form.get_by_role("button", name="Resume").click()  # with nothing filled in
    page.wait_for_timeout(3000)
    expect(form).to_be_visible()
    assert (ask(desk, f"flow_runs/{asked['id']}") or {})["state_name"] == "Suspended"
    bare = ask(desk, f"flow_runs/{asked['id']}/resume", {})
    assert bare["status"] == "REJECT", bare

    dropped = numbered(form, 3)
    form.get_by_label("Select Decision").click()
    page.get_by_role("option", name="approve with changes").click()
    form.get_by_role("button", name="Add item").first.click()
    form.get_by_role("spinbutton").fill("3")
    words = form.get_by_role("textbox")  # headline, note, reviewer
    words.nth(1).fill("told better by the others")
    words.nth(2).fill("Ada")
    keep(page, "review-answer")
    resume(form, desk, asked)

    await_run(desk, "review", "Completed")
    record = json.loads(published.with_suffix(".json").read_text(encoding="utf-8"))
    shown = [one["text"] for one in record["sentences"]]
    assert (record["status"], record["revision"]) == ("approved", 2)
    assert dropped not in shown
    assert [(one["kind"], one["by"], one["note"]) for one in record["decisions"]] == [
        ("bar sentence", "Ada", "told better by the others")
    ]

    page.goto(published.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(record["headline"])
    expect(page.get_by_text("approved").first).to_be_visible()
    assert dropped not in page.locator("main").locator("blockquote").all_inner_texts()
    keep(page, "published")
    entries = feedparser.parse((project / "out" / "feed.atom").read_bytes()).entries
    assert [entry.title for entry in entries if record["headline"] in entry.title]


def numbered(form: Locator, number: int) -> str:
    """Return the sentence with a number in the form."""
    item = form.locator("li").filter(has=form.page.locator(f"strong:text-is('{number}')")).first
    return item.inner_text().split("“", 1)[1].split("”", 1)[0]
