"""The flows as Prefect runs them, on Prefect's own test server."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.flows.bridge import SETTINGS, TEXTS, write_news
from tests.flows.test_decisions import SETTINGS as TWO_SETTINGS
from tests.flows.test_decisions import TEXTS as TWO_STORIES

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def project(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_news(tmp_path)
    (tmp_path / "throughline.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def first_day(server: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which `daily` has told the first day; to be left as it is."""
    from flows.daily import daily

    folder = tmp_path_factory.mktemp("first-day")
    write_news(folder)
    (folder / "throughline.toml").write_text(SETTINGS, encoding="utf-8")
    with contextlib.chdir(folder):
        daily(date(2026, 3, 2))
    return folder


@pytest.fixture
def told(first_day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own in which the first day has been told."""
    folder = shutil.copytree(first_day, tmp_path / "told")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def two_stories(server: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two stories, of which `daily` has told a day; to be left as it is."""
    from flows.daily import daily

    folder = tmp_path_factory.mktemp("two-stories")
    write_news(folder)
    write_two_stories(folder)
    with contextlib.chdir(folder):
        daily(date(2026, 3, 3))
    return folder


@pytest.fixture
def both_told(two_stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own in which a day of both stories has been told."""
    folder = shutil.copytree(two_stories, tmp_path / "told")
    monkeypatch.chdir(folder)
    return folder


def artifacts(key: str) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return [str(one.data) for one in sorted(found, key=lambda one: one.created)]


def test_ingest_takes_in_what_is_new_and_passes_over_what_is_known(project: Path) -> None:
    from flows.ingest import ingest

    first, second = ingest(), ingest()

    assert (first["pages"], first["new"], first["articles"]) == (2, 2, 2)
    assert (second["pages"], second["new"], second["articles"]) == (2, 0, 0)


def test_daily_tells_every_story_and_shows_it_under_its_key(project: Path) -> None:
    from flows.daily import daily

    headlines = daily(date(2026, 3, 2))
    shown = artifacts("digest-bridge")[-1]

    assert list(headlines) == ["bridge", "front-page"]
    assert "The swing bridge of Tarnhaven failed on Monday" in shown
    assert "Harbor Courier" in shown
    assert "bridge" in artifacts("stories")[-1]
    assert "Followed as" in artifacts("discovered")[-1]
    assert "The swing bridge of Tarnhaven failed on Monday" in artifacts("digest-front-page")[-1]
    assert (project / "out/front-page/2026-03-02.html").exists()
    assert (project / "out/bridge/2026-03-02.html").exists()


def test_daily_completes_the_last_front_page_and_makes_those_that_an_outage_left_out(project: Path) -> None:
    from flows.daily import daily

    today = datetime.now(ZoneInfo("Europe/Brussels")).date()
    first, missed = today - timedelta(days=3), today - timedelta(days=1)
    later = "The council of Skerra raised the price of water by a tenth on that evening, its clerk Odd Fenn said."
    (project / "news/later.txt").write_text(" ".join([later, *TEXTS["gazette.txt"][2].split(". ")[2:]]), "utf-8")
    came = [("courier.txt", "Courier", first), ("gazette.txt", "Gazette", missed), ("later.txt", "Post", first)]
    rows = [json.dumps({"file": file, "source": source, "published": str(day)}) for file, source, day in came]
    (project / "list.jsonl").write_text("\n".join(rows[:1]), encoding="utf-8")
    daily(first)
    page = project / f"out/front-page/{first}.html"
    before = page.read_text("utf-8")
    (project / "list.jsonl").write_text("\n".join(rows), encoding="utf-8")
    daily()

    assert "price of water" not in before
    assert "price of water" in page.read_text("utf-8")
    assert sorted(one.stem for one in page.parent.glob("2*.html")) == [str(first), str(missed)]


def test_a_repeated_run_changes_nothing_and_the_next_day_tells_the_delta(told: Path) -> None:
    from flows.daily import daily
    from flows.digest import digest

    before = (told / "out/bridge/2026-03-02.json").read_bytes()
    daily(date(2026, 3, 2))
    digest("bridge", date(2026, 3, 3))
    second = json.loads((told / "out/bridge/2026-03-03.json").read_text(encoding="utf-8"))

    assert (told / "out/bridge/2026-03-02.json").read_bytes() == before
    said = " ".join(one["text"] for one in second["sentences"] if one["section"] in ("lead", "new"))
    assert "€14 million" in said
    assert "failed on Monday" not in said


def test_a_story_reviewed_before_stays_a_draft_that_only_the_desk_sees(project: Path) -> None:
    from flows.daily import daily

    path = project / "throughline.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'review = "before"\n', encoding="utf-8")
    daily(date(2026, 3, 2))

    assert "Draft: nobody has approved it" in artifacts("digest-bridge")[-1]
    assert not (project / "out/bridge").exists()


def test_what_a_flow_published_is_sent_once_and_shown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.daily import daily
    from tests.publish.mailroom import hook, mailroom

    with mailroom() as (room, port), hook() as (brief, address):
        mail = f'[mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        mail += 'sender = "desk@news.example"\nto = ["ada@reader.example"]\n'
        mail += '[[webhook]]\nname = "brief"\nform = "json"\nurl_env = "BRIEF"\nstories = ["front-page"]\n'
        monkeypatch.setenv("BRIEF", address)
        path = project / "throughline.toml"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{mail}", encoding="utf-8")
        daily(date(2026, 3, 2))
        daily(date(2026, 3, 2))

    ((reader, message),) = room.got
    assert reader == "ada@reader.example"
    assert [posted["digest"]["story"] for _, _, posted in brief.got] == ["front-page"]  # where it is asked for by name
    assert "(The bridge, Mon 2 Mar 2026)" in message["Subject"]
    assert '"State": "sent"' in artifacts("deliveries")[-1]


def test_notification_blocks_of_prefect_are_told_and_their_refusals_are_kept_apart(project: Path) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock
    from prefect.blocks.system import Secret

    from flows.daily import daily
    from tests.publish.mailroom import hook

    with hook() as (open_one, address), hook() as (shut_one, closed):
        shut_one.status = 404
        said = {"subject": "{{subject}}", "body": "{{body}}"}
        CustomWebhookNotificationBlock(name="Desk", url=address, json_data=said).save("desk")
        CustomWebhookNotificationBlock(name="Gone", url=closed, json_data=said).save("gone")
        Secret(value="sesame").save("no-channel")
        path = project / "throughline.toml"
        hooks = "".join(
            f'[[webhook]]\nname = "{name}"\nblock = "{block}"\n'
            for name, block in (
                ("desk", "custom-webhook/desk"),
                ("gone", "custom-webhook/gone"),
                ("secret", "secret/no-channel"),
                ("missing", "custom-webhook/nobody"),
            )
        )
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{hooks}", encoding="utf-8")
        daily(date(2026, 3, 2))
        daily(date(2026, 3, 2))

    ((_, _, message),) = open_one.got
    assert "The bridge, Mon 2 Mar 2026" in message["subject"]
    assert "The swing bridge of Tarnhaven failed on Monday" in message["body"]
    assert shut_one.got
    shown = artifacts("deliveries")[-1]
    assert '"State": "sent"' in shown
    assert "is no notification block" in shown
    assert "can't be loaded from Prefect" in shown


def test_a_digest_leads_to_its_run_its_history_the_stories_and_the_sources(told: Path) -> None:
    shown = artifacts("digest-bridge")[-1]
    assert "](/v2/runs/flow-run/" in shown
    for key in ("digest-bridge", "stories", "sources"):
        assert f"](/v2/artifacts/key/{key})" in shown


def test_backfill_tells_days_in_order_and_refuses_a_range_that_is_none(project: Path) -> None:
    from flows.backfill import backfill
    from flows.ingest import ingest
    from storage.errors import InputError

    ingest()

    assert backfill(date(2026, 3, 1), date(2026, 3, 3)) == {"bridge": 3}
    with pytest.raises(InputError, match="before the first"):
        backfill(date(2026, 3, 3), date(2026, 3, 1))


def test_a_story_that_is_not_followed_is_named(project: Path) -> None:
    from flows.digest import digest
    from storage.errors import InputError

    with pytest.raises(InputError, match="No story 'viaduct' is followed"):
        digest("viaduct", date(2026, 3, 2))


def test_a_person_decides_in_a_form_and_takes_it_back(told: Path) -> None:
    from flows.decide import What, decide
    from flows.undo import undo

    page = told / "out/bridge/2026-03-02.json"
    before = json.loads(page.read_text(encoding="utf-8"))
    taken = decide(What.HEADLINE, "bridge", value="Harbor shut", note="shorter", by="Ada")
    decided = json.loads(page.read_text(encoding="utf-8"))

    assert (decided["headline"], decided["headline_by"]) == ("Harbor shut", "Ada")
    assert [one["id"] for one in decided["decisions"]] == [taken]
    assert taken[:8] in artifacts("decisions")[-1]
    assert "Headline by Ada" in artifacts("digest-bridge")[-1]

    undo(taken[:8])
    after = json.loads(page.read_text(encoding="utf-8"))
    assert {key: value for key, value in after.items() if key not in ("id", "revision")} == {
        key: value for key, value in before.items() if key not in ("id", "revision")
    }
    assert "headline (undone)" in artifacts("decisions")[-1]


def test_a_form_with_a_wrong_name_is_refused_and_keeps_nothing(told: Path) -> None:
    from flows.decide import What, decide
    from flows.desk import settings_here
    from flows.stores import open_store
    from storage import decisions
    from storage.errors import InputError

    with pytest.raises(InputError, match="'viaduct' is no story in the database: bridge"):
        decide(What.EXCLUDE, "viaduct", ["courier.txt"])
    with open_store(settings_here()).reading() as connection:
        assert decisions.all(connection) == []


def test_a_decision_from_its_form_makes_the_digest_again_and_is_undone_by_its_id(project: Path) -> None:
    from flows.backfill import backfill
    from flows.decide import What, decide
    from flows.ingest import ingest
    from flows.undo import undo

    ingest()
    backfill(date(2026, 3, 2), date(2026, 3, 3))
    before = artifacts("digest-bridge")[-1]
    taken = decide(What.EXCLUDE, "bridge", ["gazette.txt"], note="another bridge", by="Ada")
    without, listed = artifacts("digest-bridge")[-1], artifacts("decisions")[-1]
    undo(taken[:8], by="Ada")
    after = artifacts("digest-bridge")[-1]

    assert "€14 million" in before
    assert "“Repairing" not in without
    assert "excluded by Ada: another bridge" in without
    assert '"Note": "another bridge"' in listed
    assert "“Repairing the swing bridge of Tarnhaven will cost about €14 million" in after
    assert "(undone)" in artifacts("decisions")[-1]


def test_the_page_in_the_ui_of_a_merged_story_leads_on_until_that_is_undone(both_told: Path) -> None:
    from flows.daily import daily
    from flows.decide import What, decide
    from flows.undo import undo

    told = artifacts("digest-ferry")
    taken = decide(What.MERGE, "bridge", ["ferry"], note="one matter", by="Ada")
    merged = artifacts("digest-ferry")
    assert len(merged) == len(told) + 1
    assert "goes on in [The bridge](/v2/artifacts/key/digest-bridge) since" in merged[-1]
    assert "as Ada decided: one matter." in merged[-1]
    assert "It took in [The ferry](/v2/artifacts/key/digest-ferry)" in artifacts("digest-bridge")[-1]

    daily(date(2026, 3, 3))
    assert artifacts("digest-ferry") == merged

    undo(taken, by="Ada")
    after = artifacts("digest-ferry")[-1]
    assert "The Westerhold ferry will sail every forty minutes" in after
    assert "goes on in" not in after
    assert "It took in" not in artifacts("digest-bridge")[-1]


def test_what_was_merged_or_split_off_on_the_command_line_is_shown_in_the_ui_by_the_next_run(both_told: Path) -> None:
    from flows import applying, deciding
    from flows.daily import daily
    from flows.desk import settings_here
    from flows.steps import directly
    from flows.stores import open_store
    from storage.decided import DecisionKind, split_story

    settings = settings_here()
    store = open_store(settings)
    for kind, subject, title in ((DecisionKind.MERGE, "ferry", ""), (DecisionKind.SPLIT, "gas.txt", "The gas")):
        asked = deciding.Asked(kind=kind, story="bridge", subjects=(subject,), value=title)
        taken = deciding.decide(store, asked, by="Ada", at=datetime(2026, 3, 3, 20, tzinfo=ZoneInfo("UTC")))
        applying.carry_out(settings, store, taken, say=directly)
    daily(date(2026, 3, 3))
    part = split_story(taken)
    assert "goes on in [The bridge](" in artifacts("digest-ferry")[-1]
    assert f"Split off from it: [The gas](/v2/artifacts/key/digest-{part})" in artifacts("digest-bridge")[-1]
    assert "It was split off from [The bridge](/v2/artifacts/key/digest-bridge)" in artifacts(f"digest-{part}")[-1]


def write_two_stories(project: Path) -> None:
    """Put in place of the project's news and stories those of the tests of decisions: the bridge, and the ferry."""
    rows = []
    for name, (source, published, body) in TWO_STORIES.items():
        (project / "news" / name).write_text(body, encoding="utf-8")
        rows.append(json.dumps({"file": name, "source": source, "published": published, "title": name}))
    (project / "list.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (project / "throughline.toml").write_text(TWO_SETTINGS, encoding="utf-8")
