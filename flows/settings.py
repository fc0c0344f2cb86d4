"""Read `throughline.toml` and the environment into one frozen, validated `Settings`.

The only place where configuration is read; everything below a flow is handed what it needs. A key that is misspelled,
missing or of the wrong kind is a `SettingsError` that names the file and the key and, where one is near, the right key.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    model_validator,
)

from flows.settings_publishing import Mail, SiteSettings, Webhook
from flows.settings_sources import SOURCES, Source
from flows.settings_table import Table as _Table
from storage.errors import SettingsError
from storage.models import Story, StoryId
from storage.placed import FRONT_PAGE
from tasks.extract.outlets import directory

FILE_NAME = "throughline.toml"
DEFAULT_WORDS = 170
WORDS_A_MINUTE = 200  # read silently; an adult's English averages 238, with room for names and figures


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as cause:
        raise ValueError(f"{name!r} is not a time zone; write one such as Europe/Amsterdam or UTC") from cause
    return name


def _story_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"{text!r} must be lower-case letters and digits, joined by single hyphens")
    if text == FRONT_PAGE:
        raise ValueError(f"{text!r} is the front page's own name; choose another one")
    return text


Zone = Annotated[str, AfterValidator(_known_zone)]


class _Length(_Table):
    """How long lead and new developments are to be, in words or in minutes of reading."""

    words: int | None = Field(None, ge=40, le=1000, description="wanted length of lead and new developments together")
    minutes: float | None = Field(None, ge=0.2, le=5, description=f"the same in minutes, {WORDS_A_MINUTE} words each")

    @model_validator(mode="after")
    def _given_once(self) -> Self:
        if self.words is not None and self.minutes is not None:
            raise ValueError("give the length as `words` or as `minutes`, not as both")
        return self

    @property
    def length(self) -> int | None:
        """The wanted length in words, None if it is not given."""
        return self.words if self.minutes is None else round(self.minutes * WORDS_A_MINUTE)


class General(_Table):
    """Where things are kept."""

    store: Path = Field(
        Path(".throughline/throughline.duckdb"), description="the database; raw pages are kept in `raw/` beside it"
    )
    out: Path = Field(Path("out"), description="published pages")
    editor: str = Field("", max_length=200, description="who decides where `--by` does not say; else the account")
    time_zone: Zone = Field("UTC", description="of stories that name none: decides which day an article belongs to")
    lock_timeout_seconds: float = Field(
        30, gt=0, le=3600, description="how long to wait for another process that holds the database"
    )
    memory_limit: str = Field("1GB", pattern=r"^\d+(\.\d+)?\s?(KB|MB|GB)$", description="what DuckDB may use")
    max_page_megabytes: float = Field(20, gt=0, le=500, description="larger pages are turned away, unread")


class Summary(_Length):
    """How a digest is made."""

    ranking: Literal["lexrank", "textrank", "lsa", "luhn", "sumbasic", "kl", "reduction"] = Field(
        "lexrank", description="which of sumy's methods weighs sentences"
    )
    timeline_days: int = Field(6, ge=0, le=40, description="days in the timeline, 0 for none")
    background_sentences: int = Field(3, ge=0, le=20, description="0 for none")
    front_page_stories: int = Field(8, ge=0, le=30, description="the day's largest, told in brief; 0 for none")


class Review(_Table):
    """How people review digests."""

    name: str = Field("", max_length=100, description="of the reviewer, where nobody gives another")
    wait_hours: float = Field(72, gt=0, le=24 * 60, description="how long a review in Prefect waits for an answer")


class Fetching(_Table):
    """How the web is asked."""

    contact: str = Field("", max_length=200, description="a mail address or page where a site's owner reaches you")
    pause_seconds: float = Field(2, ge=0, le=600, description="between two requests to one host")
    deadline_seconds: float = Field(30, gt=0, le=600, description="for one page, all redirects and attempts included")
    answer_seconds: float = Field(15, gt=0, le=600, description="for one host's whole answer")
    attempts: int = Field(3, ge=1, le=10, description="of one page, where a host is busy or silent")
    max_megabytes: float = Field(10, gt=0, le=100, description="of one page, unpacked")
    sources_at_once: int = Field(8, ge=1, le=64, description="asked side by side")
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field((80, 443), description="that may be asked")
    seed: int | None = Field(None, description="makes the waits between attempts the same each time")


class FollowedStory(_Length):
    """A story that is followed."""

    id: Annotated[str, AfterValidator(_story_id)] = Field(
        description="lower-case letters and digits, joined by single hyphens; names files and artifacts"
    )
    title: str = Field(min_length=1, description="what it is called")
    terms: tuple[str, ...] = Field((), description="words and phrases that articles on it use")
    seeds: tuple[str, ...] = Field((), description="files or addresses of articles known to be on it")
    time_zone: Zone | None = Field(None, description="else the general one")
    review: Literal["after", "before"] = Field(
        "after", description="after: published at once, marked as not yet reviewed; before: a draft until approved"
    )
    publish_if_origins: int | None = Field(
        None, ge=1, le=20, description="publish unreviewed if every sentence of the lead has so many origins"
    )

    @model_validator(mode="after")
    def _reviewed_before(self) -> FollowedStory:
        if self.publish_if_origins is not None and self.review == "after":
            raise ValueError('`publish_if_origins` is for a story with `review = "before"`')
        return self

    @model_validator(mode="after")
    def _can_be_found(self) -> FollowedStory:
        if not self.terms and not self.seeds:
            raise ValueError("give the story `terms`, `seeds` or both, so that its articles can be found")
        return self


class Settings(_Table):
    """Everything that can be set, validated."""

    throughline: General = General()
    summary: Summary = Summary()
    fetching: Fetching = Fetching()
    review: Review = Review()
    site: SiteSettings = SiteSettings()
    mail: Mail | None = None
    webhook: tuple[Webhook, ...] = ()
    source: tuple[Source, ...] = ()
    story: tuple[FollowedStory, ...] = ()
    families: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # publisher family: its outlets
    root: Path = Path()  # the folder of the configuration file; relative paths start there
    path: Path | None = None

    @model_validator(mode="after")
    def _unique(self) -> Settings:
        for what, names in (
            ("story", [s.id for s in self.story]),
            ("source", [s.name for s in self.source]),
            ("webhook", [w.name for w in self.webhook]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"two entries of [[{what}]] are called {twice[0]!r}; names must differ")
        return self

    @property
    def store_path(self) -> Path:
        """The database file."""
        return self.root / self.throughline.store

    @property
    def out_path(self) -> Path:
        """The folder of published files."""
        return self.root / self.throughline.out

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """The folders this program writes, which are never read as sources."""
        return (self.out_path, self.store_path.parent)

    @property
    def max_page_bytes(self) -> int:
        """The largest page that is read."""
        return int(self.throughline.max_page_megabytes * 1_000_000)

    @property
    def outlet_families(self) -> dict[str, str]:
        """Map outlets to their publisher families: those of the shipped list, and the settings' own over them."""
        own = {outlet: family for family, outlets in self.families.items() for outlet in outlets}
        return {**directory().families, **own}

    @property
    def summary_words(self) -> int:
        """The wanted length of a digest of a story that has none of its own."""
        return self.summary.length or DEFAULT_WORDS

    def stories(self) -> list[Story]:
        """Return the followed stories, in the order of the file."""
        return [self._story(entry) for entry in self.story]

    def found_story(self, story_id: StoryId, title: str) -> Story:
        """Return a story that was found in the articles, with the general settings."""
        return Story(
            id=story_id, title=title, zone=self.throughline.time_zone, words=self.summary_words, followed=False
        )

    def _story(self, entry: FollowedStory) -> Story:
        return Story(
            id=StoryId(entry.id),
            title=entry.title,
            terms=entry.terms,
            seeds=entry.seeds,
            zone=entry.time_zone or self.throughline.time_zone,
            review=entry.review,
            words=entry.length or self.summary_words,
            publish_if_origins=entry.publish_if_origins,
        )


def load(directory: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings for work in `directory`.

    `THROUGHLINE_CONFIG` names another file; `THROUGHLINE_STORE`, `THROUGHLINE_OUT` override the two paths,
    `THROUGHLINE_EDITOR` who decides. Without a file the defaults hold. Raises SettingsError.
    """
    named = environment.get("THROUGHLINE_CONFIG")
    path = Path(named) if named else directory / FILE_NAME
    if named and not path.is_file():
        raise SettingsError(f"THROUGHLINE_CONFIG names {path}, and there is no such file.")
    table = _read(path) if path.is_file() else {}
    general = table.setdefault("throughline", {})
    if isinstance(general, dict):
        for key in ("store", "out"):
            override = environment.get(f"THROUGHLINE_{key.upper()}")
            if override:
                general[key] = str(Path(override).absolute())
        if environment.get("THROUGHLINE_EDITOR"):
            general["editor"] = environment["THROUGHLINE_EDITOR"]
    root = path.parent.absolute() if path.is_file() else directory.absolute()
    return _validated(table, path, root)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as cause:
        raise SettingsError(f"{path} is not valid TOML: {cause}.") from cause
    except (OSError, UnicodeDecodeError) as cause:
        raise SettingsError(f"{path} can't be read: {cause}.") from cause


def _validated(table: dict[str, Any], path: Path, root: Path) -> Settings:
    for reserved in ("root", "path"):
        if reserved in table:
            raise SettingsError(f"{path}: unknown key `{reserved}`.")
    try:
        return Settings.model_validate({**table, "root": root, "path": path if path.is_file() else None})
    except ValidationError as cause:
        raise SettingsError(f"{path}: {_sentence(cause)}") from cause


def _sentence(error: ValidationError) -> str:
    details = sorted(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")  # a typo explains the rest
    problems = [_problem(detail) for detail in details]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return problems[0] + more


def _problem(detail: Any) -> str:
    loc = detail["loc"]
    where = _where(loc)
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _keys_at(loc[:-1]), n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(_keys_at(loc[:-1]))}."
        return f"unknown key `{where}`{hint}"
    if detail["type"] == "missing":
        return f"`{where}` is missing."
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"`{where}`: {message}." if where else f"{message}."


def _where(loc: tuple[int | str, ...]) -> str:
    if loc[:1] == ("source",):  # behind the number stands the kind, which the file has no key for
        loc = loc[:2] + loc[3:]
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    tables: dict[str, type[_Table]] = {
        "throughline": General,
        "summary": Summary,
        "fetching": Fetching,
        "review": Review,
        "site": SiteSettings,
        "mail": Mail,
        "webhook": Webhook,
        "story": FollowedStory,
    }
    table = tables.get(str(loc[0]), Settings) if loc else Settings
    if len(loc) > 2 and loc[0] == "source":
        table = SOURCES[str(loc[2])]
    return [name for name in table.model_fields if name not in ("root", "path")]
