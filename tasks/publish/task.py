"""Publish digests: files under `out/`, artifacts in Prefect's UI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from storage import digests, stories
from storage.connection import Store
from storage.models import Digest, Story
from tasks.publish import markdown
from tasks.publish.files import write_digest, write_site
from tasks.publish.tables import story_rows


@task(name="publish files", cache_policy=NO_CACHE)
def publish_files(store: Store, out: Path, written: Sequence[Digest]) -> list[Path]:
    """Write the pages of `written` and the indexes of all stories under `out`; return the files that changed."""
    with store.reading("reading digests to publish") as connection:
        known = stories.all(connection)
        standing = [one for story in known for one in digests.newest(connection, story.id)]
    zones = {story.id: ZoneInfo(story.zone) for story in known}
    changed = [path for one in written for path in write_digest(out, one, zones[one.story])]
    return changed + write_site(out, standing, zones)


@task(name="show digest", task_run_name="show {digest.story} of {digest.day}", cache_policy=NO_CACHE)
def show_digest(digest: Digest, zone: str) -> None:
    """Show a digest in Prefect's UI under its story's constant key, so that the key's page is its history."""
    create_markdown_artifact(
        key=f"digest-{digest.story}",
        markdown=markdown.artifact(digest, ZoneInfo(zone)),
        description=markdown.summary(digest),
    )


@task(name="show stories", cache_policy=NO_CACHE)
def show_stories(store: Store, followed: Sequence[Story]) -> None:
    """Show the table of followed stories in Prefect's UI."""
    with store.reading("reading the stories' table") as connection:
        standing = {story.id: digests.newest(connection, story.id) for story in followed}
        placed = {story.id: stories.memberships(connection, story.id) for story in followed}
    counted = {story_id: sum(one.member for one in memberships) for story_id, memberships in placed.items()}
    create_table_artifact(
        key="stories",
        table=story_rows(followed, standing, counted),
        description="Every followed story, its newest digest and how many articles are on it.",
    )
