from datetime import date
from pathlib import PurePosixPath

import pytest

from storage.models import StoryId
from tasks.publish import site

DAY = date(2026, 2, 4)


@pytest.mark.parametrize("story", ["../../etc", "a/b", "", ".", "UPPER", "x" * 200, "con\u202etrol", "days", "sources"])
def test_no_story_id_leaves_the_folder_or_takes_a_page_of_the_site(story: str) -> None:
    path = PurePosixPath(site.digest_page(StoryId(story), DAY))
    assert len(path.parts) == 2
    assert path.parts[0].startswith("story-")


def test_a_plain_id_is_the_folders_name() -> None:
    assert site.digest_page(StoryId("aldermere-bridge"), DAY) == "aldermere-bridge/2026-02-04.html"


@pytest.mark.parametrize("outlet", ["../x", "", "Ω", "a" * 300, "Trade & Tide", "<b>"])
def test_an_outlets_page_has_a_safe_name(outlet: str) -> None:
    path = PurePosixPath(site.source_page(outlet))
    assert path.parts[0] == "sources"
    assert len(path.parts) == 2
    assert len(path.name) < 70


def test_outlets_that_read_alike_have_pages_of_their_own() -> None:
    names = ["Harbor Post", "Harbor-Post", "HARBOR POST", "Ω", "Ψ"]
    assert len({site.source_page(name) for name in names}) == len(names)


def test_a_name_stays_the_same_wherever_the_site_stands() -> None:
    assert site.urn("digest", "bridge", "2026-02-04") == "urn:uuid:fbbe81be-bb6e-5f9d-8f5a-f462571b6007"
    assert site.urn("digest", "bridge", "2026-02-04") != site.urn("digest", "bridge", "2026-02-05")
