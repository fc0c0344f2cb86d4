"""Decide which articles are on which story."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prefect import task
from prefect.cache_policies import NO_CACHE

from storage import articles, conclusions, copies, decisions, placements, silences, stories
from storage.connection import Connection, Store
from storage.decided import Decision, DecisionKind, goes_on_in, split_story
from storage.models import Article, Membership, Story, StoryId, VersionId
from storage.placed import Resumed, Talked
from tasks.group import membership, recall
from tasks.group.decided import Versions, involved, renamed, settled, split_off
from tasks.group.discovering import Placing, talked_about
from tasks.group.features import Vector, numbers
from tasks.group.memory import LATEST, WINDOW, Memory
from tasks.group.placing import Arrival, place
from tasks.group.proposing import propose_terms
from tasks.group.resuming import FIRST, LOOKBACK, Fresh, Silent, shared, silent_ones, telling

_AT_ONCE = 2000  # versions placed in one transaction, whole days
_JUDGED_AT_ONCE = 5000  # versions judged for a story in one go
_OTHERS = 400  # articles of the same days, beside which a term must stand out
_PLAIN = 0.8  # of a copy, that stands in its original: it is as like a story as that one, and is not weighed again
_BESIDE = 300  # of the story's latest articles, beside which new ones are judged


@task(name="place articles", cache_policy=NO_CACHE)
def place_articles(store: Store) -> int:
    """Put every version that has no story yet into one, day by day; return how many there were."""
    return _place_all(store)


def _place_all(store: Store) -> int:
    placed, left = _place_next(store)
    while left:
        number, left = _place_next(store)
        placed += number
    return placed


def _place_next(store: Store) -> tuple[int, int]:
    """Place the versions of the next days; return how many, and how many are left."""
    with store.reading("reading articles to place") as connection:
        waiting, left = placements.waiting(connection, _AT_ONCE)
        if not waiting:
            return 0, 0
        known = articles.by_version(connection, [one.version for one in waiting])
        arrived = [recall.arrival(one, known[one.version]) for one in waiting]
        arrivals = recall.among_the_last(arrived, placements.newest_dated(connection))
        memory = _memory(connection, arrivals)
    before = memory.frequencies.articles.copy()
    grown = place(memory, arrivals, {one.article: one.home for one in waiting if one.home})
    with store.writing("keeping where articles were placed") as connection:
        placements.add(connection, [recall.placement(one) for one in grown.placed], grown.founded)
        placements.add_turns(connection, grown.turns)
        placements.keep_frequencies(connection, *memory.frequencies.changed(before))
    return len(arrivals), left


def _memory(connection: Connection, arrivals: Sequence[Arrival]) -> Memory:
    days = [date.fromordinal(one.day) for one in arrivals]
    reach = timedelta(days=WINDOW)
    window = placements.window(connection, min(days) - reach, max(days) + reach)
    frequencies = recall.frequencies(placements.frequencies(connection))
    return recall.memory(window, frequencies, placements.turns(connection), placements.ever_found(connection))


@task(name="choose articles on the story", task_run_name="articles on {story.id}", cache_policy=NO_CACHE)
def choose_members(store: Store, story: Story) -> int:
    """Judge for one followed story what was placed since it was judged last, and keep the memberships.

    Returns how many articles are on it. Where the story asks for something else than last time, all are judged anew.
    """
    _place_all(store)
    while _judge_next(store, story):
        pass
    with store.reading("counting a story's articles") as connection:
        return sum(1 for one in conclusions.of(connection, story.id) if one.member)


def _judge_next(store: Store, story: Story) -> bool:
    """Judge the next articles beside the latest of the story; say whether more are waiting."""
    asked = membership.asked(story)
    with store.reading("reading articles to judge") as connection:
        done = conclusions.judged(connection, story.id, asked)
        new, last = placements.since(connection, done, _JUDGED_AT_ONCE)
        before = conclusions.of(connection, story.id) if done else []
        beside = conclusions.latest(connection, story.id, _BESIDE) if done else []
        grouped = placements.of(connection, [story.id])[story.id]
        known = list(articles.by_version(connection, {*new, *beside}).values())
        background = recall.frequencies(placements.frequencies(connection))
        stems = placements.stems_of(connection, {*new, *beside}, plain=_PLAIN)
    weighed = {name: Vector(*kept) for name, kept in stems.items()}
    judged = membership.members(story, known, background, {one.version for one in grouped}, weighed)
    again = {article.version for article in known}
    concluded = [*judged, *(one for one in before if one.version not in again)]
    with store.writing("keeping a story's articles") as connection:
        conclusions.put(connection, story.id, concluded, asked, last)
        _keep(connection, {story: concluded})
    return len(new) == _JUDGED_AT_ONCE


@task(name="find stories", cache_policy=NO_CACHE)
def find_stories(store: Store, places: Collection[str], zone: str, words: int) -> list[Story]:
    """Return the stories that were found around the articles at `places`, without what followed stories have.

    Of several articles each, or single ones where there is none; the largest first.
    """
    _place_all(store)
    with store.reading("reading what was found") as connection:
        given = placements.versions_at(connection, places)
        found = _untaken(connection, placements.stories_of(connection, given))
        article_of = placements.article_of(connection, {one.version for held in found.values() for one in held})
    size = {story: len({article_of[one.version] for one in held}) for story, held in found.items()}
    touched = {story: held for story, held in found.items() if any(one.version in given for one in held)}
    several = {story: held for story, held in touched.items() if size[story] > 1} or touched
    emptied = {story: held for story, held in found.items() if not held}
    largest = sorted(several.items(), key=lambda item: (-size[item[0]], item[0]))
    return _keep_found(store, dict(largest) | emptied, zone, words)


@task(name="find the day's stories", task_run_name="stories of {day}", cache_policy=NO_CACHE)
def find_day(store: Store, day: date, zone: str, most: int) -> list[Talked]:
    """Return the `most` largest stories that the day's news is about, followed ones and single articles included."""
    _place_all(store)
    near = timedelta(days=1)
    with store.reading("reading the day's articles") as connection:
        placed = placements.between(connection, day - near, day + near)
        placing = Placing(
            articles=list(articles.by_version(connection, placed).values()),
            stories=placed,
            followed=stories.followed_with(connection, placed),
            folds=copies.among(connection, placed),
        )
        talked = placements.titled(connection, talked_about(placing, day, ZoneInfo(zone))[:most])
        return _resuming(connection, talked)


def _resuming(connection: Connection, talked: Sequence[Talked]) -> list[Talked]:
    """Say of the found stories among `talked` which one that fell silent they may go on from."""
    held = placements.of(connection, [one.story for one in talked if one.followed is None])
    first = _compared(connection, held, slice(FIRST))
    fresh = [
        Fresh(one.story, one.since, [Vector(*stems) for stems in first[one.story].values()])
        for one in talked
        if one.since is not None and first.get(one.story)
    ]
    if not fresh:
        return list(talked)
    last = max(one.since for one in fresh)
    windows = silences.windows(connection, last - timedelta(days=LOOKBACK), last, WINDOW)
    near = silent_ones(fresh, map(recall.past, windows), silences.ends(connection))
    read = _Read.of(connection, {story: held[story] for story in near}, near, first)
    found = {story: _resumed(connection, story, some, read) for story, some in near.items()}
    return [replace(one, resumes=found.get(one.story)) for one in talked]


@dataclass(frozen=True, slots=True)
class _Read:
    """New stories and silent ones, each with all its articles, and the texts of those that are compared."""

    held: Mapping[StoryId, Sequence[Membership]]
    texts: Mapping[StoryId, Sequence[Article]]

    @classmethod
    def of(
        cls,
        connection: Connection,
        new: Mapping[StoryId, Sequence[Membership]],
        near: Mapping[StoryId, Sequence[Silent]],
        first: Mapping[StoryId, Collection[VersionId]],
    ) -> _Read:
        """Read all that is compared at once: to look for each story's articles apart takes far longer."""
        silent = placements.of(connection, {one.story for some in near.values() for one in some})
        compared = {story: first[story] for story in new} | _compared(connection, silent, slice(-LATEST, None))
        known = articles.by_version(connection, {version for versions in compared.values() for version in versions})
        texts = {story: [one for name, one in known.items() if name in some] for story, some in compared.items()}
        return cls({**silent, **new}, texts)


def _resumed(connection: Connection, story: StoryId, near: Sequence[Silent], read: _Read) -> Resumed | None:
    """Return the first silent story that shares telling names with `story`, unless a person keeps the two apart."""
    word = decisions.current(connection)
    apart = silences.kept_apart(word, decisions.undone(connection))
    new = read.texts[story]
    for silent in near:
        held = read.held[silent.story]
        told = goes_on_in(stories.mostly_followed(connection, [one.version for one in held]) or silent.story, word)
        if told == goes_on_in(story, word) or any(frozenset((story, one)) in apart for one in (told, silent.story)):
            continue
        both = shared(new, read.texts[silent.story])
        names = telling(both, _elsewhere(connection, both, new[0].language, len(read.held[story]) + len(held)))
        if names:
            return Resumed(story=told, title=silences.title(connection, told), last=silent.last, names=names)
    return None


def _compared(
    connection: Connection, held: Mapping[StoryId, Sequence[Membership]], which: slice
) -> dict[StoryId, dict[VersionId, Any]]:
    """Return the stems of those of each story's articles that are compared with others, in the order of placing."""
    stems = placements.stems_of(connection, {one.version for members in held.values() for one in members})
    placed = {story: [one.version for one in members if one.version in stems] for story, members in held.items()}
    return {story: {version: stems[version] for version in versions[which]} for story, versions in placed.items()}


def _elsewhere(connection: Connection, both: Sequence[str], language: str, held: int) -> Callable[[str], float]:
    """Return what says which share of the articles but `held` ones has a name, at most."""
    stems = {name: numbers(name, "en" if language == "und" else language) for name in both}
    known, total = silences.frequencies(connection, {number for some in stems.values() for number in some})

    def share(name: str) -> float:
        least = min((known.get(number, 0) for number in stems[name]), default=total)
        return max(0, least - held) / max(1, total - held)

    return share


@task(name="keep the day's stories", cache_policy=NO_CACHE)
def keep_day(store: Store, talked: Sequence[Talked], zone: str, words: int) -> list[Story]:
    """Keep the found stories among `talked` with all their articles, so that they can be told; return the stories."""
    with store.reading("reading what was found") as connection:
        found = _untaken(connection, [one.story for one in talked if one.followed is None])
        known = {story.id: story for story in stories.all(connection)}
    kept = {story.id: story for story in _keep_found(store, found, zone, words)}
    told = [kept.get(one.story) if one.followed is None else known.get(one.followed) for one in talked]
    with store.reading("reading which stories go on in others") as connection:
        return _told(connection, [story for story in told if story is not None])


def _keep_found(store: Store, found: Mapping[StoryId, Sequence[Membership]], zone: str, words: int) -> list[Story]:
    with store.writing("keeping found stories") as connection:
        titles = {one.story: one.title for one in placements.found(connection, found)}
        known = {story.id: story.followed for story in stories.all(connection)}
        concluded = {
            Story(id=story, title=titles[story], zone=zone, words=words, followed=False): held
            for story, held in found.items()
            if not known.get(story, not held)  # a followed one has its own; one that never was told and is empty, none
        }
        _keep(connection, concluded)
    return [story for story, held in concluded.items() if held]


def _untaken(connection: Connection, found: Collection[StoryId]) -> dict[StoryId, list[Membership]]:
    """Return the articles of found stories that are on no followed one."""
    held = placements.of(connection, found)
    taken = stories.followed_with(connection, {one.version for members in held.values() for one in members})
    return {story: [one for one in members if one.version not in taken] for story, members in held.items()}


@task(name="apply decisions", cache_policy=NO_CACHE)
def settle(store: Store, named: Collection[StoryId], followed: Sequence[Story]) -> list[Story]:
    """Apply what was decided to the stories `named` and all tied to them; return those that are told, by id.

    `followed` are the stories that are followed, as they are called by themselves.
    """
    with store.writing("applying decisions") as connection:
        called = {story.id: story for story in stories.all(connection)}
        own = {one.story: one.title for one in placements.found(connection, named)}
        called |= {story: replace(called[story], title=title) for story, title in own.items() if story in called}
        called |= {story.id: story for story in followed}
        word, undone = decisions.current(connection), decisions.undone(connection)
        tied = involved(named, [*word, *undone])
        gone = _gone(word, undone)
        _keep(connection, {called[one]: _concluded(connection, called[one], gone) for one in tied if one in called})
        known = {story.id: story for story in stories.all(connection)}
    return [known[one] for one in sorted(tied) if one in known and one not in gone and goes_on_in(one, word) == one]


def _keep(connection: Connection, concluded: Mapping[Story, Sequence[Membership]]) -> None:
    """Keep stories with what was concluded of their articles and decided about them.

    The one place where memberships are saved: the conclusions are kept apart, and all decisions that count are applied
    to them again each time, so that none is lost by a run and none leaves anything behind.
    """
    for story, memberships in _decided(connection, concluded).items():
        stories.put(connection, story)
        stories.replace_memberships(connection, story.id, memberships)


def _decided(
    connection: Connection, concluded: Mapping[Story, Sequence[Membership]]
) -> Mapping[Story, Sequence[Membership]]:
    """Return what becomes of the stories, and of all that decisions tie to them."""
    word = decisions.current(connection)
    if not word:
        return concluded
    given = {story.id: story for story in concluded}
    known = {story.id: story for story in stories.all(connection)} | given
    known |= {story.id: story for story in split_off(word, known) if story.id not in given}
    placed = {story.id: held for story, held in concluded.items()}
    for one in involved(given, word) - given.keys():
        unknown = Story(id=one, title="", followed=False)  # found, and never told
        placed[one] = _concluded(connection, known.get(one, unknown), frozenset())
    named = {name for one in word if one.story in placed for name in one.subjects}
    seen = articles.first_seen(connection, _on_both(placed, word))
    after = settled(placed, Versions(articles.versions_by_id(connection, named), seen), word)
    return {renamed(known[one], word): held for one, held in after.items() if one in known}


def _on_both(placed: Mapping[StoryId, Sequence[Membership]], word: Sequence[Decision]) -> set[VersionId]:
    """Return what was concluded to be on a story and on a part that was split off it."""
    found: set[VersionId] = set()
    for one in word:
        if one.kind is DecisionKind.SPLIT and one.story is not None:
            whole, part = (placed.get(story, ()) for story in (one.story, split_story(one)))
            found |= {each.version for each in whole} & {each.version for each in part}
    return found


def _concluded(connection: Connection, story: Story, gone: Collection[StoryId]) -> list[Membership]:
    """Return what the program concluded of a story's articles; nothing of one whose split was undone."""
    if story.id in gone:
        return []
    return conclusions.of(connection, story.id) if story.followed else _untaken(connection, [story.id])[story.id]


def _gone(word: Sequence[Decision], undone: Sequence[Decision]) -> frozenset[StoryId]:
    """Return the stories that were split off and are a part again."""
    parts, former = (
        {split_story(one) for one in decided if one.kind is DecisionKind.SPLIT} for decided in (word, undone)
    )
    return frozenset(former - parts)


def _told(connection: Connection, among: Iterable[Story]) -> list[Story]:
    """Return the stories in their order, each that was merged into another in the place of that one, none twice."""
    word = decisions.current(connection)
    known = {story.id: story for story in stories.all(connection)} if word else {}
    ends = ((story, goes_on_in(story.id, word)) for story in among)
    found = {end: story if end == story.id else known.get(end, story) for story, end in ends}
    return list(found.values())


@task(name="stories of what was given", cache_policy=NO_CACHE)
def stories_holding(store: Store, places: Collection[str] | None) -> list[Story]:
    """Return the stories with an article at one of `places`, anywhere if None: followed ones first, then by size."""
    with store.reading("reading stories") as connection:
        given = None if places is None else placements.versions_at(connection, places)
        size = stories.sizes(connection, given)
        holding = _told(connection, [story for story in stories.all(connection) if size.get(story.id)])
    return sorted(holding, key=lambda story: (not story.followed, -size.get(story.id, 0), story.id))


@task(name="propose terms", task_run_name="terms of {story}", cache_policy=NO_CACHE)
def propose(store: Store, story: StoryId) -> tuple[str, ...]:
    """Return terms by which a found story can be followed: names that set its articles apart."""
    with store.reading("reading a found story") as connection:
        held = {one.version for one in placements.of(connection, [story])[story]}
        own = list(articles.by_version(connection, held).values())
        days = [(one.published or one.first_seen).date() for one in own]
        beside = placements.between(connection, min(days), max(days)) if days else {}
        others = articles.by_version(connection, sorted(set(beside) - held)[:_OTHERS])
    return propose_terms(own, list(others.values())) if own else ()
