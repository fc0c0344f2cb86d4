"""Let a story that was found before keep its id and title when it is found again, grown or shrunk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage.models import Article, ArticleId, Membership, Story, StoryId, VersionId, stable_id
from tasks.group.grouping import Found

_TITLE_WORDS = 6  # of a title in an id
_MARK_DIGITS = 6  # hexadecimal digits that keep two stories of one title apart


def keep_ids(
    found: Sequence[Found],
    known: Sequence[Article],
    before: Sequence[Story],
    placed: Mapping[StoryId, Sequence[Membership]],
) -> list[Found]:
    """Return `found` in the same order, under earlier ids and titles where most articles are an earlier story's.

    `before` are the stories so far (followed ones are left alone), `placed` their memberships, `known` the articles
    that these speak of. Most means more than half of the smaller of the two. Of the parts of a story that split, the
    one that holds most of it keeps the id; of stories that merge, the one that most comes from gives it.
    """
    article_of = {article.version: article.id for article in known}
    earlier = {story.id: story for story in before if not story.followed}
    held = {story: _articles(placed.get(story, ()), article_of) for story in earlier}
    heirs = _heirs([_articles(one.memberships, article_of) for one in found], held)
    taken = set(heirs.values()) | {story.id for story in before if story.followed}
    kept = []
    for place, one in enumerate(found):
        if place in heirs:
            kept.append(_renamed(one, heirs[place], earlier[heirs[place]].title))
        else:
            kept.append(_renamed(one, _free(one, taken), one.title))
    return kept


def _articles(memberships: Sequence[Membership], article_of: Mapping[VersionId, ArticleId]) -> frozenset[ArticleId]:
    members = (one.version for one in memberships if one.member)
    return frozenset(article_of[version] for version in members if version in article_of)


def _heirs(groups: Sequence[frozenset[ArticleId]], held: Mapping[StoryId, frozenset[ArticleId]]) -> dict[int, StoryId]:
    """Pair groups with earlier stories, the largest share first; each has one partner at most."""
    shared = [
        (len(group & articles), place, story)
        for place, group in enumerate(groups)
        for story, articles in held.items()
        if 2 * len(group & articles) > min(len(group), len(articles))
    ]
    heirs: dict[int, StoryId] = {}
    for _, place, story in sorted(shared, key=lambda pair: (-pair[0], pair[2], pair[1])):
        if place not in heirs and story not in heirs.values():
            heirs[place] = story
    return heirs


def _free(one: Found, taken: set[StoryId]) -> StoryId:
    """Return an id that no other story has: the part that split off must not pass for the whole."""
    mark = str(one.id)
    while (wanted := _readable(one.title, mark)) in taken:
        mark = stable_id("story", mark)
    taken.add(wanted)
    return wanted


def _readable(title: str, mark: str) -> StoryId:
    """Make an id that a person can read and type: some words of the title, and digits that no other story has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_TITLE_WORDS]
    return StoryId("-".join([*words, mark[:_MARK_DIGITS]]) if words else f"story-{mark[:_MARK_DIGITS]}")


def _renamed(one: Found, story: StoryId, title: str) -> Found:
    memberships = tuple(replace(membership, story=story) for membership in one.memberships)
    return Found(story, title, memberships)
