"""The folder of published files: a page, a Markdown file and a JSON file for each day, and the pages that lead to them.

A file is written beside its place and moved there, so that a reader never meets half of one; a file whose bytes would
be the same is not touched.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.errors import InputError
from storage.models import Digest, StoryId, stable_id
from tasks.publish import markdown, record, webpage

_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def write_digest(out: Path, digest: Digest, zone: ZoneInfo) -> list[Path]:
    """Write `out/<story>/<day>.html`, `.md` and `.json`; return those that were not there in the same bytes.

    Raises InputError where `out` can't be written to.
    """
    stem = out / folder_of(digest.story) / digest.day.isoformat()
    contents = {
        stem.with_name(f"{stem.name}.html"): webpage.digest_page(digest, zone),
        stem.with_name(f"{stem.name}.md"): markdown.plain(digest, zone),
        stem.with_name(f"{stem.name}.json"): record.to_document(digest),
    }
    return [path for path, content in contents.items() if _write(path, content)]


def write_site(out: Path, digests: Sequence[Digest], zones: Mapping[StoryId, ZoneInfo]) -> list[Path]:
    """Write the index pages of the stories of `digests` and the front page; return those that changed.

    `digests` are those that stand: one for each story and day, whose own pages `write_digest` wrote. A story without a
    zone is shown in UTC. Raises InputError where `out` can't be written to.
    """
    by_story: dict[StoryId, list[Digest]] = {}
    for digest in digests:
        by_story.setdefault(digest.story, []).append(digest)
    folders = {story: folder_of(story) for story in by_story}
    contents = {
        out / folders[story] / "index.html": webpage.story_page(standing, zones.get(story, webpage.UTC))
        for story, standing in sorted(by_story.items())
    }
    contents[out / "index.html"] = webpage.front_page(digests, zones, folders)
    return [path for path, content in contents.items() if _write(path, content)]


def folder_of(story: StoryId) -> str:
    """Return the folder's name for a story: its id, or a name made from it where the id is no safe file name."""
    return story if _SAFE_NAME.fullmatch(story) else f"story-{stable_id(story)}"


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
