from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import articles, digests, publications
from storage.connection import Store
from storage.models import StoryId
from storage.telling import Digest, Status
from tasks.publish.site import Site
from tasks.publish.task import publish_files
from tests.storage.conftest import store  # noqa: F401
from tests.storage.making import NOW, STORY, article, digest

DAY = date(2026, 3, 2)


@dataclass
class Desk:
    """A store with one article, from which digests are made, and the site they are published to."""

    store: Store
    site: Site
    hours: int = 0
    made: int = field(default=0)

    @property
    def now(self) -> datetime:
        return NOW + timedelta(hours=self.hours)

    def write(
        self, day: date = DAY, *, story: str = STORY, status: Status = Status.PUBLISHED, **changes: Any
    ) -> Digest:
        """Keep a digest as the next revision of its day."""
        self.made += 1
        wanted = {"story": StoryId(story), "input_hash": f"input {self.made}", "status": status, **changes}
        with self.store.writing() as connection:
            return digests.save(connection, digest(article(), day=day, **wanted))

    def decide(self, digest: Digest, status: Status, note: str = "") -> None:
        with self.store.writing() as connection:
            digests.set_status(connection, digest.id, status, self.now, "Ada", note)

    def record(self) -> None:
        """Let an hour pass, and note what readers have now, without making a page."""
        self.hours += 1
        with self.store.writing() as connection:
            found = [replace(one, at=self.now) for one, _ in publications.unrecorded(connection)]
            publications.add(connection, found)

    def publish(self, *written: Digest) -> list[str]:
        """Publish an hour later; return the files that changed, as paths within the site."""
        self.hours += 1
        changed = publish_files.fn(self.store, self.site, written, self.now)
        return [path.relative_to(self.site.out).as_posix() for path in changed]

    def page(self, path: str) -> str:
        return (self.site.out / path).read_text(encoding="utf-8")


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:  # noqa: F811
    with store.writing() as connection:
        articles.add(connection, [article()])
    return Desk(store, Site(out=tmp_path / "out", title="The desk", address="https://desk.example/"))
