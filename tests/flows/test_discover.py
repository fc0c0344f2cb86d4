"""A day's largest stories are listed, and one of them is followed by a word that can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import cli_decisions, cli_discover, cli_stack, cli_stories, desk
from flows.front_page import largest
from flows.settings import load
from flows.steps import directly
from flows.stores import open_store
from storage import articles as article_rows
from storage import copies, decisions, stories
from storage.connection import Store
from storage.errors import InputError
from storage.models import StoryId
from tasks.publish.tables import talked_rows
from tests.builders import a_fold
from tests.group.newsroom import NEIGHBORS, PORT_ELLIS, UNRELATED, articles
from tests.group.test_resuming import ELSEWHERE, JULY, OTHERS

DAY = date(2026, 3, 2)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    made = open_store(load(tmp_path, {}))
    given = articles(PORT_ELLIS, UNRELATED)
    with made.writing() as connection:
        article_rows.add(connection, given)
        copies.put(connection, [a_fold(one) for one in given])
    return made


def listed(capsys: pytest.CaptureFixture[str], day: date | None = DAY) -> list[dict[str, object]]:
    cli_discover.discover(day, as_json=True)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def bridge(capsys: pytest.CaptureFixture[str]) -> str:
    return str(next(one["story"] for one in listed(capsys) if "Bridge" in str(one["title"])))


def test_the_day_s_stories_are_lines_of_json(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys)
    assert {str(one["title"]) for one in found} == {PORT_ELLIS[0][1], UNRELATED[0][1]}
    assert all(one["day"] == "2026-03-02" and one["outlets"] and one["origins"] for one in found)


def test_without_a_day_it_is_the_newest_there_is(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert {one["day"] for one in listed(capsys, None)} == {"2026-03-09"}


def test_people_get_a_list_and_what_comes_next(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    cli_discover.discover(DAY, as_json=False)
    shown = capsys.readouterr().out
    assert "1 origin · 1 article that day" in shown
    assert "throughline follow" in shown


def test_a_day_without_articles_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    cli_discover.discover(date(2020, 1, 1), as_json=False)
    assert "No article of 2020-01-01" in capsys.readouterr().out


def test_following_proposes_terms_and_can_be_taken_back(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    name = bridge(capsys)
    cli_discover.follow(name[:12], [], "Ada")
    assert "Port Ellis" in capsys.readouterr().out
    settings = load(Path.cwd(), {})
    assert [story.id for story in desk.followed_stories(settings, store)] == [name]
    with store.writing() as connection:
        (decision,) = decisions.current(connection)
        decisions.undo(connection, decision.id, datetime(2026, 3, 10, tzinfo=UTC), "Ada")
    assert desk.followed_stories(settings, store) == []


def test_what_is_followed_by_decision_is_told_by_up_as_well(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    name = bridge(capsys)
    assert cli_stack.told(load(Path.cwd(), {})) == []
    cli_discover.follow(name, [], "Ada")
    assert cli_stack.told(load(Path.cwd(), {})) == [name]


def test_terms_that_are_given_are_taken(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    name = bridge(capsys)
    cli_discover.follow(name, ["Mill Street tunnel"], "")
    (followed,) = desk.followed_stories(load(Path.cwd(), {}), store)
    assert followed.terms == ("Mill Street tunnel",)


def test_what_was_not_found_is_not_followed(store: Store) -> None:
    with pytest.raises(InputError, match="no story that was found"):
        cli_discover.follow("nothing-of-the-kind", [], "")


def test_following_twice_is_an_error_that_says_what_to_do(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    name = bridge(capsys)
    cli_discover.follow(name, [], "")
    with pytest.raises(InputError, match="--terms"):
        cli_discover.follow(name, [], "")


def test_the_list_of_stories_can_be_shown_without_any(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    cli_stories.stories(as_json=False)
    assert "No stories yet" in capsys.readouterr().out


@pytest.fixture
def summer(store: Store) -> Store:
    """The bridge of March comes to court in July, where nobody speaks of it in between."""
    given = articles(PORT_ELLIS, NEIGHBORS, UNRELATED, ELSEWHERE, JULY, OTHERS)
    with store.writing() as connection:
        article_rows.add(connection, given)
        copies.put(connection, [a_fold(one) for one in article_rows.all_versions(connection)])
    return store


def court(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (found,) = [one for one in listed(capsys, date(2026, 7, 20)) if one["may_go_on_from"]]
    return found


def test_a_story_that_takes_up_an_older_one_is_listed_with_the_command_that_joins_them(
    summer: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    new = court(capsys)
    older = new["may_go_on_from"]
    assert (older["title"], older["last"]) == (PORT_ELLIS[0][1], "2026-03-09")
    cli_discover.discover(date(2026, 7, 20), as_json=False)
    shown = capsys.readouterr().out
    assert f"may go on from {older['story']} (“{PORT_ELLIS[0][1]}”), last on Mon 9 Mar 2026: both name" in shown
    assert f"throughline merge {older['story']} {new['story']}" in shown


def test_the_two_are_joined_by_that_command_and_told_as_the_older_one(
    summer: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    new = court(capsys)
    older = new["may_go_on_from"]["story"]
    cli_decisions.merge(older, [str(new["story"])], by="Ada", now=True)
    told = capsys.readouterr().out
    assert f"Made again: {older} 2026-03-02" in told
    assert f"{older} 2026-07-20" in told
    assert all(one["may_go_on_from"] is None for one in listed(capsys, date(2026, 7, 20)))
    with summer.reading() as connection:
        held = stories.memberships(connection, StoryId(older))
        assert [story.id for story in stories.all(connection)] == [older]
    assert len(held) == len(PORT_ELLIS) + len(JULY)


def test_a_followed_story_is_not_taken_in_by_one_that_nobody_follows(
    summer: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    new = court(capsys)
    older = new["may_go_on_from"]["story"]
    cli_discover.follow(str(new["story"]), [], "Ada")
    with summer.writing() as connection:
        stories.put(connection, replace(load(Path.cwd(), {}).found_story(new["story"], "Court"), followed=True))
    with pytest.raises(InputError, match=f"Merge them the other way round .{new['story']} takes in {older}"):
        cli_decisions.merge(older, [str(new["story"])], by="Ada")
    cli_discover.follow(older, [], "Ada")
    cli_decisions.merge(older, [str(new["story"])], by="Ada")
    assert "Decided: merge" in capsys.readouterr().out


def test_the_table_in_the_ui_names_the_older_story(summer: Store) -> None:
    rows = talked_rows(largest(load(Path.cwd(), {}), summer, date(2026, 7, 20), say=directly))
    (said,) = {row["May go on from"] for row in rows} - {""}
    assert said.startswith("harbor-bridge-in-port-ellis-closed-")
    assert "both name" in said
