"""The folder of published files, and what it is known to hold.

A file is written beside its place and moved there, so that a reader never meets half of one; a file whose bytes would
be the same is not touched. What the folder holds is noted last of all: whatever stops a publication half-way, the next
one finds what is not noted and goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from storage.errors import InputError
from storage.models import StoryId, stable_id
from storage.published import Standing
from tasks.publish import site as where
from tasks.publish.site import Site

Address = tuple[StoryId, date]  # of a digest
NOTES = ".published.json"
FORMS = (".html", ".md", ".json")  # in which a digest stands at its address


class Folder:
    """The published files of a site."""

    def __init__(self, site: Site) -> None:
        self._out = site.out
        self._look = look(site)
        self._noted = _read_notes(site.out / NOTES)

    def stale(self, standing: Mapping[Address, Standing]) -> list[Address]:
        """Return which of the digests that stand are not there as they should be: changed, new, or their page gone."""
        return [
            address
            for address, each in standing.items()
            if self._noted.get(_name(address)) != self._note(each)
            or not (self._out / where.digest_page(*address)).exists()
        ]

    def gone(self, standing: Mapping[Address, Standing]) -> list[Address]:
        """Return the digests that are there and stand no longer."""
        return [address for name in sorted(self._noted) if (address := _address(name)) and address not in standing]

    @property
    def complete(self) -> bool:
        """Whether the pages that lead to the digests are there, made as this program makes them."""
        return self._noted.get("look") == self._look and (self._out / where.FRONT).exists()

    def put(self, contents: Mapping[str, str]) -> list[Path]:
        """Write the files of `contents`, paths within the folder, in order; return those that changed.

        Raises InputError where the folder can't be written to.
        """
        return [self._out / path for path, content in contents.items() if _write(self._out / path, content)]

    def drop(self, path: str) -> list[Path]:
        """Remove a file if it is there; return it if it was."""
        file = self._out / path
        if not file.exists():
            return []
        file.unlink()
        with suppress(OSError):
            file.parent.rmdir()  # only if nothing else is in it
        return [file]

    def note(self, standing: Mapping[Address, Standing]) -> None:
        """Note that the folder holds these digests and the pages that lead to them."""
        noted = {_name(address): self._note(each) for address, each in standing.items()}
        document = json.dumps({"look": self._look, **noted}, indent=0, sort_keys=True)
        _write(self._out / NOTES, document + "\n")

    def _note(self, each: Standing) -> str:
        return stable_id(self._look, each.fingerprint)


def forms_of(address: Address) -> list[str]:
    """Return the paths of a digest's files."""
    stem = where.digest_page(*address).removesuffix(".html")
    return [f"{stem}{form}" for form in FORMS]


def look(site: Site) -> str:
    """Name the way pages are made: it changes with a template, this stage's code, the site's title or address."""
    return stable_id(_made_by(), site.title, site.address)


@cache
def _made_by() -> str:
    files = [*Path(__file__).parent.glob("*.py"), *Path(__file__).parent.glob("templates/*")]
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(file.name.encode("utf-8") + b"\0" + file.read_bytes())
    return found.hexdigest()


def _name(address: Address) -> str:
    return f"{address[0]} {address[1].isoformat()}"


def _address(name: str) -> Address | None:
    story, _, day = name.rpartition(" ")
    return (StoryId(story), date.fromisoformat(day)) if story else None


def _read_notes(path: Path) -> dict[str, str]:
    """Read what the folder is known to hold; nothing, if the notes are gone or no longer to be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in noted.items()} if isinstance(noted, dict) else {}


def _write(path: Path, content: str) -> bool:
    """Put `content` at `path` in one step unless it stands there already; say whether it was written."""
    wanted = content.encode("utf-8")
    try:
        if path.is_file() and path.read_bytes() == wanted:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, wanted)
    except OSError as cause:
        raise InputError(f"{path} can't be written: {cause.strerror or cause}.") from cause
    return True


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
