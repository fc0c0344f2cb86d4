"""throughline.toml: what is wrong in it is said in one sentence that names the key."""

from pathlib import Path

import pytest

from flows.settings import load
from storage.errors import SettingsError

STORY = '[[story]]\nid = "bridge"\ntitle = "The bridge"\nterms = ["bridge"]\n'


def settings(folder: Path, text: str, **environment: str):
    (folder / "throughline.toml").write_text(text, encoding="utf-8")
    return load(folder, environment)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = load(tmp_path, {})

    assert found.story == ()
    assert found.store_path == tmp_path / ".throughline/throughline.duckdb"


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    found = settings(tmp_path, '[throughline]\nstore = "data/news.duckdb"\n')

    assert found.store_path == tmp_path / "data/news.duckdb"


def test_the_environment_overrides_the_paths(tmp_path: Path) -> None:
    found = settings(tmp_path, STORY, THROUGHLINE_STORE=str(tmp_path / "other.duckdb"))

    assert found.store_path == tmp_path / "other.duckdb"


def test_a_story_takes_the_general_time_zone_and_length_unless_it_has_its_own(tmp_path: Path) -> None:
    text = '[throughline]\ntime_zone = "Europe/Oslo"\n[summary]\nwords = 90\n' + STORY
    (story,) = settings(tmp_path, text).stories()

    assert (story.zone, story.words) == ("Europe/Oslo", 90)


def test_a_length_may_be_given_in_minutes_of_reading(tmp_path: Path) -> None:
    own = STORY + "minutes = 0.5\n"
    found = settings(tmp_path, "[summary]\nminutes = 1.5\n" + own + STORY.replace('"bridge"', '"ferry"'))

    assert [story.words for story in found.stories()] == [100, 300]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STORY.replace("terms", "tems"), "`story[1].tems`; did you mean `terms`?"),
        ('[throughline]\nstor = "x"\n', "did you mean `store`?"),
        ("[sumary]\nwords = 100\n", "did you mean `summary`?"),
        ('[[story]]\nid = "bridge"\nterms = ["a"]\n', "`story[1].title` is missing"),
        ('[[story]]\nid = "The Bridge"\ntitle = "x"\nterms = ["a"]\n', "lower-case letters"),
        ('[[story]]\nid = "bridge"\ntitle = "x"\n', "`terms`, `seeds` or both"),
        (STORY + STORY, "two entries of [[story]] are called 'bridge'"),
        ('[throughline]\ntime_zone = "Mars/Olympus"\n', "is not a time zone"),
        ('[summary]\nranking = "magic"\n', "`summary.ranking`"),
        ("[summary]\nwords = 10\n", "greater than or equal to 40"),
        ("[summary]\nwords = 100\nminutes = 1\n", "`summary`: give the length as `words` or as `minutes`, not as both"),
        (STORY + "words = 100\nminutes = 1\n", "`words` or as `minutes`, not as both"),
        ("[summary]\nminutes = 90\n", "less than or equal to 5"),
        ("words = = 3\n", "is not valid TOML"),
        ('root = "/"\n', "unknown key `root`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, text)

    assert said in str(caught.value)
    assert "throughline.toml" in str(caught.value)


def test_a_named_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path, {"THROUGHLINE_CONFIG": str(tmp_path / "none.toml")})


def test_the_settings_families_stand_over_the_shipped_ones(tmp_path: Path) -> None:
    found = settings(tmp_path, '[families]\n"Coast Media" = ["Harbor Courier", "Gazette"]\n').outlet_families

    assert (found["Harbor Courier"], found["Gazette"]) == ("Coast Media", "Coast Media")
    assert len(found) > 2
