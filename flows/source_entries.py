"""Write `[[source]]` entries into throughline.toml and leave every other character of it as it was."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Key, Table

from flows.settings import FILE_NAME, load
from storage.errors import InputError, SettingsError
from tasks.collect.addresses import canonical

_LONGEST_NAME = 150  # characters; settings.py allows 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source on the web as throughline.toml writes it; `kind` is feed, sitemap or page (whose links are followed)."""

    kind: str
    name: str
    url: str
    allow_private: bool = False

    def values(self) -> dict[str, str | bool]:
        """Return the keys and values to write, in their order; what is the default is not written."""
        flags = {"follow": self.kind == "page", "allow_private": self.allow_private}
        written: dict[str, str | bool] = {"kind": self.kind, "name": self.name, "url": self.url}
        return {**written, **{key: True for key, said in flags.items() if said}}


class SourceFile:
    """The configuration file of a folder, with the sources it has; the file need not exist yet."""

    def __init__(self, directory: Path) -> None:
        """Read it. Raises SettingsError where it is wrong already."""
        settings = load(directory)
        self.path = (settings.path or directory / FILE_NAME).resolve()
        self._text = self.path.read_text(encoding="utf-8") if self.path.is_file() else ""
        self._table = tomllib.loads(self._text)

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """Return the entries of all kinds, as they are written."""
        return list(self._table.get("source", ()))

    def named(self, url: str) -> str | None:
        """Return the name of the source that reads this address, in whatever spelling; None if there is none."""
        address = canonical(url) or url
        return next((str(s["name"]) for s in self.sources if canonical(str(s.get("url", ""))) == address), None)

    def free_name(self, wanted: str, taken: Sequence[str] = ()) -> str:
        """Return `wanted`, with a number where a source is called so already."""
        wanted = wanted[:_LONGEST_NAME].strip()
        names = {str(source.get("name")) for source in self.sources} | set(taken)
        numbered = (f"{wanted} {number}" for number in range(2, len(names) + 3))
        return next(name for name in (wanted, *numbered) if name not in names)

    def add(self, entries: Sequence[SourceEntry]) -> None:
        """Write the entries after the last source, in one step. Raises InputError, and then nothing was written."""
        text = _with_entries(self._text, [entry.values() for entry in entries], self.path)
        expected = {**self._table, "source": [*self.sources, *(entry.values() for entry in entries)]}
        if tomllib.loads(text) != expected:
            raise InputError(f"{self.path} is written in a way that can't be added to; add the entry by hand.")
        _write(self.path, text)
        self._text, self._table = text, expected


def _with_entries(text: str, entries: list[dict[str, str | bool]], path: Path) -> str:
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as cause:
        raise SettingsError(f"{path} is not valid TOML: {cause}.") from cause
    sources = document.get("source")
    if sources is not None and not isinstance(sources, AoT):
        raise InputError(f"{path} writes its sources as one list; write each as a [[source]] table to add to them.")
    if sources:
        trailing = _taken_off(sources[-1])
        for entry in entries:
            sources.append(_table_of(entry))
        sources[-1].value.body.extend(trailing)
        return document.as_string()
    blank = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    addition = tomlkit.document()
    addition.add("source", tomlkit.aot())
    for entry in entries:
        addition["source"].append(_table_of(entry))
    return text + blank + addition.as_string().rstrip("\n") + "\n"


def _table_of(entry: Mapping[str, str | bool]) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table.add(key, value)
    table.add(tomlkit.nl())
    return table


def _taken_off(table: Table) -> list[tuple[Key | None, Item]]:
    """Take the comments off a table's end that stand after a blank line: they belong to what comes next."""
    body = table.value.body
    end = len(body)
    while end and body[end - 1][0] is None:
        end -= 1
    blank = next((n for n in range(end, len(body)) if not body[n][1].as_string().strip()), len(body))
    trailing = body[blank + 1 :]
    del body[blank + 1 :]
    if blank == len(body):
        body.append((None, tomlkit.nl()))
    return trailing


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a full disk or a stop leaves the old one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False, newline="") as new:
            new.write(text)
        Path(new.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(new.name, path)  # noqa: PTH105
    except OSError as cause:
        raise InputError(f"{path} can't be written: {cause.strerror or cause}.") from cause
