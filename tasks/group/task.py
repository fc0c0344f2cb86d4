"""Decide which articles are on which story."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, stories
from storage.connection import Connection, Store
from storage.models import Article, Membership, Story, StoryId, VersionId
from tasks.group.continuity import keep_ids
from tasks.group.grouping import Found, group
from tasks.group.membership import members


@task(name="choose articles on the story", task_run_name="articles on {story.id}", cache_policy=NO_CACHE)
def choose_members(store: Store, story: Story) -> int:
    """Judge all stored articles for one followed story and keep the memberships; return how many are on it."""
    with store.reading("reading articles to group") as connection:
        known = articles.all_versions(connection)
    chosen = members(story, known)
    with store.writing("keeping a story's articles") as connection:
        _keep(connection, {story: chosen})
    return sum(1 for membership in chosen if membership.member)


@task(name="find stories", cache_policy=NO_CACHE)
def find_stories(store: Store, places: Collection[str], zone: str, words: int) -> list[Story]:
    """Group all articles that no followed story has; keep and return the stories with an article at `places`.

    A group that shares most of its articles with a story found before goes on under that story's id and title.
    """
    with store.reading("reading articles to group") as connection:
        known = articles.all_versions(connection)
        before = stories.all(connection)
        placed = {story.id: stories.memberships(connection, story.id) for story in before}
    taken = _taken(before, placed)
    found = keep_ids(group([article for article in known if article.version not in taken]), known, before, placed)
    given = {article.version for article in known if _place(article) in places}
    concluded = {_story(one, zone, words): one.memberships for one in _worth_telling(found, given)}
    with store.writing("keeping found stories") as connection:
        _keep(connection, concluded)
    return list(concluded)


def _keep(connection: Connection, concluded: Mapping[Story, Sequence[Membership]]) -> None:
    """Keep stories with what was concluded of their articles: the one place where memberships are saved."""
    for story, memberships in concluded.items():
        stories.put(connection, story)
        stories.replace_memberships(connection, story.id, memberships)


def _place(article: Article) -> str:
    """Return where an article was loaded from: its file, else its address."""
    return article.path or article.address


def _taken(before: list[Story], placed: dict[StoryId, list[Membership]]) -> set[VersionId]:
    followed = {story.id for story in before if story.followed}
    return {
        membership.version
        for story_id, memberships in placed.items()
        if story_id in followed
        for membership in memberships
        if membership.member
    }


def _worth_telling(found: list[Found], given: set[VersionId]) -> list[Found]:
    """Return the groups with an article among `given`: of several articles each, or single ones where there is none."""
    touched = [one for one in found if any(membership.version in given for membership in one.memberships)]
    several = [one for one in touched if len(one.memberships) > 1]
    return sorted(several or touched, key=lambda one: (-len(one.memberships), one.id))


def _story(found: Found, zone: str, words: int) -> Story:
    return Story(id=found.id, title=found.title, zone=zone, words=words, followed=False)


@task(name="stories of what was given", cache_policy=NO_CACHE)
def stories_holding(store: Store, places: Collection[str] | None) -> list[Story]:
    """Return the stories with an article at one of `places`, anywhere if None: followed ones first, then by size."""
    with store.reading("reading stories") as connection:
        given = {
            article.version
            for article in articles.all_versions(connection)
            if places is None or _place(article) in places
        }
        known = stories.all(connection)
        placed = {story.id: stories.memberships(connection, story.id) for story in known}
    size = {story.id: sum(1 for one in placed[story.id] if one.member and one.version in given) for story in known}
    holding = [story for story in known if size[story.id]]
    return sorted(holding, key=lambda story: (not story.followed, -size[story.id], story.id))
