"""The reference says what the code says."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from flows.settings import Fetching, FollowedStory, General, Review, Summary
from flows.settings_publishing import Mail, SiteSettings, Webhook
from flows.settings_sources import SOURCES
from tests import reference


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return reference.pages()


def test_no_page_is_left_over_or_missing(wanted: dict[str, str]) -> None:
    assert {path.name for path in reference.FOLDER.glob("*.md")} == set(wanted)


@pytest.mark.parametrize("name", ["commands.md", "deployments.md", "digest-json.md", "settings.md"])
def test_a_page_is_what_the_code_says(wanted: dict[str, str], name: str) -> None:
    there = (reference.FOLDER / name).read_text(encoding="utf-8")

    assert there == wanted[name], "run `make reference`"


def test_every_setting_says_what_it_means() -> None:
    from flows.settings import Settings

    def silent(table: type[BaseModel]) -> list[str]:
        return [f"{table.__name__}.{key}" for key, field in table.model_fields.items() if not field.description]

    tables = [Mail, SiteSettings, Webhook, General, Summary, Review, Fetching, FollowedStory, *SOURCES.values()]
    assert [name for table in tables for name in silent(table) if not name.endswith(".kind")] == []
    assert {field.annotation for field in Settings.model_fields.values()} >= {General, Summary, Review, Fetching}
