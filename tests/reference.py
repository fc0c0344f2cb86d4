"""Write docs/reference from the code: the commands, the deployments, the digest's JSON. `make reference` calls it.

A test compares the pages with what this writes, so that they can't fall behind.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/reference"
NOTE = "<!-- Written by `make reference` from the code; change it there. -->"


def pages() -> dict[str, str]:
    """Return the text of every page of the reference by its file name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "commands.md": commands,
        "deployments.md": deployments,
        "digest-json.md": digest_json,
        "settings.md": settings,
    }
    return {name: "\n".join([NOTE, "", *make()]).rstrip() + "\n" for name, make in makers.items()}


def commands() -> Iterator[str]:
    from flows.cli import app

    yield from (
        "# The commands",
        "",
        "What `throughline ... --help` says. Results go to standard output, progress and errors to standard error; an "
        "error is one sentence and sets the exit status.",
        "",
    )
    for words in _paths(typer.main.get_command(app)):
        shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "110"}).output
        lines = [line.rstrip() for line in shown.strip().replace("Usage: root", "Usage: throughline").split("\n")]
        yield from (f"## {' '.join(['throughline', *words])}", "", "```text", *lines, "```", "")


def _paths(command: Any) -> Iterator[list[str]]:
    """Return the words of every command that can be called, in order."""
    inner = {name: one for name, one in sorted(getattr(command, "commands", {}).items()) if not one.hidden}
    if not inner or command.invoke_without_command:
        yield []
    for name, one in inner.items():
        for words in _paths(one):
            yield [name, *words]


def deployments() -> Iterator[str]:
    described = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    yield from (
        "# The deployments",
        "",
        "What `make up` deploys. Run one from its form in Prefect's UI, on its schedule, or with "
        "`prefect deployment run 'NAME/NAME'`.",
        "",
    )
    for one in described["deployments"]:
        yield from (f"## `{one['name']}`", "", one.get("description", "").strip(), "")
        yield from _when(one)
        yield from _parameters(one["entrypoint"])


def _when(deployment: dict[str, Any]) -> Iterator[str]:
    for schedule in deployment.get("schedules", ()):
        yield from (f"Schedule: `{schedule['cron']}` in {schedule['timezone']}.", "")


def _parameters(entrypoint: str) -> Iterator[str]:
    module, name = entrypoint.removesuffix(".py").rsplit(":", 1)
    schema = getattr(importlib.import_module(module.replace("/", ".").removesuffix(".py")), name).parameters
    if not schema.properties:
        return
    yield from ("| parameter | kind | meaning |", "|---|---|---|")
    for key, said in sorted(schema.properties.items(), key=lambda pair: pair[1].get("position", 0)):
        needed = "" if key in schema.required else ", optional"
        meaning = " ".join(str(said.get("description", "")).split()).replace("|", "\\|")
        yield f"| `{key}` | {_kind(said)}{needed} | {meaning} |"
    yield ""


def digest_json() -> Iterator[str]:
    schema = json.loads((ROOT / "tasks/publish/digest.schema.json").read_text(encoding="utf-8"))
    yield from (
        "# The digest as JSON",
        "",
        "One object for each story and day: what `throughline show --json` prints on one line, and what stands in "
        "`out/{story}/{day}.json`. The [JSON Schema](../../tasks/publish/digest.schema.json) has the exact form.",
        schema["description"],
        "",
    )
    yield from _object("The digest", schema, schema)
    for name, definition in schema.get("$defs", {}).items():
        yield from _object(name.replace("_", " ").capitalize(), definition, schema)


def _object(title: str, found: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    if "properties" not in found:
        return
    yield from (f"## {title}", "")
    if found is not schema and "description" in found:
        yield from (found["description"], "")
    yield from ("| key | kind | meaning |", "|---|---|---|")
    for key, said in found["properties"].items():
        optional = "" if key in found.get("required", ()) else ", may be missing"
        yield f"| `{key}` | {_kind(said)}{optional} | {said.get('description', '')} |"
    yield ""
    for key, said in found["properties"].items():
        inner = said.get("items", said)
        if isinstance(inner, dict) and "properties" in inner:
            yield from _object(f"{title}: `{key}`", inner, schema)


SETTINGS_HEAD = """# Settings

`throughline.toml` in the working folder. Without it, the defaults below hold and nothing is followed. Paths are
relative to the file. A wrong key is an error that names it, with the right one where one is near.

`THROUGHLINE_CONFIG` in the environment names another file, `THROUGHLINE_STORE` and `THROUGHLINE_OUT` override the two
paths, `THROUGHLINE_EDITOR` overrides `editor`.
"""
SETTINGS_TAIL = """## `[families]`

Outlets of one owner that share texts count as one origin. A short list is shipped (`tasks/extract/outlets.toml`); yours
stands over it: `"Publisher Name" = ["Outlet A", "Outlet B"]`.
"""


def settings() -> Iterator[str]:
    from flows.settings import FollowedStory, Settings
    from flows.settings_publishing import Webhook
    from flows.settings_sources import SOURCES

    yield SETTINGS_HEAD
    for key, field in Settings.model_fields.items():
        table = field.annotation if isinstance(field.annotation, type) else next(iter(get_args(field.annotation)), None)
        if isinstance(table, type) and issubclass(table, BaseModel):
            several = table in (FollowedStory, Webhook)
            yield from _settings_table(f"[[{key}]]" if several else f"[{key}]", table)
    for kind, source in SOURCES.items():
        yield from _settings_table(f'[[source]], kind = "{kind}"', source)
    yield SETTINGS_TAIL


def _settings_table(heading: str, table: type[BaseModel]) -> Iterator[str]:
    yield from (f"## `{heading}`", "", " ".join((table.__doc__ or "").split()), "")
    yield from ("| key | default | meaning |", "|---|---|---|")
    for key, field in table.model_fields.items():
        if key != "kind":
            yield f"| `{key}` | {_default(field)} | {_meaning(field)} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.default
    if value is None or value == "" or value == ():
        return ""
    shown = list(value) if isinstance(value, tuple) else value
    return f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"


def _meaning(field: FieldInfo) -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    said = str(field.description or "").replace("|", "\\|")
    return said + (f" ({', '.join(f'`{choice}`' for choice in choices)})" if choices else "")


def _kind(said: dict[str, Any]) -> str:
    """Say what values a JSON Schema takes, in a few words."""
    if "enum" in said:
        return "one of " + ", ".join(f"`{value}`" for value in said["enum"])
    if "const" in said:
        return f"`{said['const']}`"
    if "$ref" in said:
        return str(said["$ref"]).rsplit("/", 1)[-1].replace("_", " ")
    choices = said.get("anyOf") or said.get("oneOf") or said.get("allOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    kinds = said.get("type", "anything")
    shown = " or ".join(kinds) if isinstance(kinds, list) else str(said.get("format", kinds))
    if shown == "array" and isinstance(said.get("items"), dict):
        return f"list of {_kind(said['items'])}"
    return shown


def write() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
