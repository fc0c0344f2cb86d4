"""How stories hang together: merged or split off by a person, or come together and parted by themselves.

A person's word goes before what grouping concluded, and a story is led to where it is told now, however many others it
went through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from storage import decisions, placements, publications, stories
from storage.connection import Connection
from storage.decided import Decision, DecisionId, DecisionKind, merged, split_story
from storage.models import StoryId
from storage.placed import Turn, TurnKind
from storage.published import Tie, TieKind

_BACK = {TieKind.GOES_ON: TieKind.TOOK_IN, TieKind.CAME_OF: TieKind.GAVE_OFF}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A tie with the story that has it, before the other one is looked at."""

    story: StoryId
    kind: TieKind
    other: StoryId
    at: datetime
    day_only: bool = False
    by: str | None = None
    note: str = ""
    ended: bool = False

    @property
    def order(self) -> tuple[StoryId, int, float, StoryId]:
        return (self.story, list(TieKind).index(self.kind), -self.at.timestamp(), self.other)


def all(connection: Connection) -> dict[StoryId, tuple[Tie, ...]]:
    """Return the ties of each story that has any: where it goes on first, of each kind the newest first."""
    taken = decisions.all(connection)
    known = {story.id: story for story in stories.all(connection)}
    told = publications.stories(connection)
    followed = {story.id for story in known.values() if story.followed}
    back = [one for one in _undone(taken) if publications.any_between(connection, one.decided.at, one.at)]
    links = [*_decided(taken, told), *_concluded(placements.turns(connection), followed)]
    goes = _going_on(links)
    forth = [*goes.values(), *(one for one in links if one.kind is TieKind.CAME_OF and not _rejoined(one, goes))]
    both = [*forth, *(replace(one, story=one.other, other=one.story, kind=_BACK[one.kind]) for one in forth)]
    both += [*_told_apart_again(back, goes), *_together_again(taken, goes)]
    both = [link for link in both if _concerns_readers(link, told)]
    titles = _titles(connection, taken, {one.other for one in both})
    titles |= {story.id: story.title for story in known.values()}
    ties: defaultdict[StoryId, list[Tie]] = defaultdict(list)
    for link in sorted(both, key=lambda one: one.order):
        ties[link.story].append(_tie(link, titles, told))
    return {story: tuple(own) for story, own in ties.items()}


def _tie(link: _Link, titles: Mapping[StoryId, str], told: Collection[StoryId]) -> Tie:
    return Tie(
        kind=link.kind,
        other=link.other,
        title=titles.get(link.other, link.other),
        at=link.at,
        day_only=link.day_only,
        by=link.by,
        note=link.note,
        has_page=link.other in told,
        ended=link.ended,
    )


def _concerns_readers(link: _Link, told: Collection[StoryId]) -> bool:
    """Say whether a tie is told: what grouping concluded of stories that readers never met is not."""
    return link.by is not None or (link.story in told and (link.kind is TieKind.GOES_ON or link.other in told))


def _decided(taken: Sequence[Decision], told: Collection[StoryId]) -> Iterator[_Link]:
    """Yield what people decided; what was split off, told, and is a part again goes on where it came from."""
    gone = decisions.undone_among(taken)
    word = [one for one in taken if one.kind is not DecisionKind.UNDO and one.id not in gone]
    for story, one in merged(word).items():
        if one.story is not None:
            yield _said(one, story, TieKind.GOES_ON, one.story)
    parts = {split_story(one): one for one in word if one.kind is DecisionKind.SPLIT}
    for part, one in parts.items():
        if one.story is not None:
            yield _said(one, part, TieKind.CAME_OF, one.story)
    for undone in _undone(taken):
        one, part = undone.decided, split_story(undone.decided)
        if one.kind is DecisionKind.SPLIT and one.story is not None and part in told and part not in parts:
            yield _said(undone.undoing, part, TieKind.GOES_ON, one.story)


def _said(one: Decision, story: StoryId, kind: TieKind, other: StoryId) -> _Link:
    return _Link(story=story, kind=kind, other=other, at=one.at, by=one.by, note=one.note)


def _concluded(turns: Sequence[Turn], followed: Collection[StoryId]) -> Iterator[_Link]:
    """Yield what grouping concluded; a followed story goes on by itself, whatever its articles are like."""
    for turn in turns:
        came = turn.kind is TurnKind.SPLIT
        if came or turn.story not in followed:
            yield _Link(
                story=turn.story,
                kind=TieKind.CAME_OF if came else TieKind.GOES_ON,
                other=turn.other,
                at=datetime.combine(turn.day, time(), UTC),
                day_only=True,
                note=turn.reason,
            )


def _going_on(links: Sequence[_Link]) -> dict[StoryId, _Link]:
    """Lead every story that goes on in another to where that one is told, since when it is told there.

    The first word on a story counts: links come with people's first. One that would lead in a circle does not.
    """
    into: dict[StoryId, _Link] = {}
    for link in links:
        if link.kind is TieKind.GOES_ON and link.story not in into and link.story not in _way(link.other, into):
            into[link.story] = link
    found = {}
    for story in into:
        way = _way(story, into)
        last = max((into[one] for one in way if one in into), key=lambda link: (link.at, link.story))
        found[story] = replace(last, story=story, other=way[-1])
    return found


def _way(story: StoryId, into: Mapping[StoryId, _Link]) -> list[StoryId]:
    """Return `story` and those it goes on in, one after another."""
    way = [story]
    while (link := into.get(way[-1])) is not None and link.other not in way:
        way.append(link.other)
    return way


@dataclass(frozen=True, slots=True)
class _Undone:
    """A decision that was taken back, with the word that did so."""

    decided: Decision
    undoing: Decision

    @property
    def at(self) -> datetime:
        return self.undoing.at


def _undone(taken: Sequence[Decision]) -> list[_Undone]:
    """Return what was taken back, the last first."""
    known: dict[DecisionId, Decision] = {one.id: one for one in taken}
    undoing = [(DecisionId(name), one) for one in taken if one.kind is DecisionKind.UNDO for name in one.subjects]
    return [_Undone(known[name], one) for name, one in reversed(undoing) if name in known]


def _rejoined(split: _Link, goes: Mapping[StoryId, _Link]) -> bool:
    """Say whether a story goes on in the one it was split off from."""
    return split.story in goes and goes[split.story].other == split.other


def _told_apart_again(undone: Sequence[_Undone], goes: Mapping[StoryId, _Link]) -> Iterator[_Link]:
    """Yield for each story whose merger was taken back, for readers who may have been led on, that it was."""
    seen: set[StoryId] = set()
    for one in undone:
        into = one.decided.story
        for story in map(StoryId, one.decided.subjects if one.decided.kind is DecisionKind.MERGE else ()):
            if story not in goes and story not in seen and into is not None:
                seen.add(story)
                yield replace(_said(one.undoing, story, TieKind.GOES_ON, into), ended=True)


def _together_again(taken: Sequence[Decision], goes: Mapping[StoryId, _Link]) -> Iterator[_Link]:
    """Yield for each story whose split-off part is told in it again that it is."""
    for one in taken:
        if one.kind is DecisionKind.SPLIT and one.story is not None:
            part = split_story(one)
            if part in goes and goes[part].other == one.story:
                yield replace(goes[part], story=one.story, kind=TieKind.GAVE_OFF, other=part, ended=True)


def _titles(connection: Connection, taken: Sequence[Decision], wanted: Collection[StoryId]) -> dict[StoryId, str]:
    """Return titles of stories that were found or split off, and perhaps never kept."""
    split = {split_story(one): one.value for one in taken if one.kind is DecisionKind.SPLIT}
    return {one.story: one.title for one in placements.found(connection, wanted)} | split
