"""How stories hang together: merged or split off by a person, or come together and parted by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from storage import decisions, placements, stories
from storage.connection import Connection
from storage.decided import Decision, DecisionKind, goes_on_in, merged, split_story
from storage.models import StoryId, stable_id
from storage.placed import TurnKind
from storage.published import Tie, TieKind

_KINDS = {TurnKind.MERGED: TieKind.GOES_ON, TurnKind.SPLIT: TieKind.CAME_OF}
_BACK = {TieKind.GOES_ON: TieKind.TOOK_IN, TieKind.CAME_OF: TieKind.GAVE_OFF}


def all(connection: Connection) -> dict[StoryId, tuple[Tie, ...]]:
    """Return each story's ties, where it goes on first; a story without any is not in it."""
    word = decisions.current(connection)
    found = dict.fromkeys(_decided(word))  # a person's word first, and nothing twice
    for turn in placements.turns(connection):
        found.setdefault((turn.story, _KINDS[turn.kind], turn.other))
    both = [*found, *((other, _BACK[kind], story) for story, kind, other in found)]
    titles = {story.id: story.title for story in stories.all(connection)}
    titles |= {
        one.story: one.title for one in placements.found(connection, {other for _, _, other in both} - {*titles})
    }
    ordered = sorted(both, key=lambda tie: (tie[0], list(TieKind).index(tie[1])))
    ties: dict[StoryId, tuple[Tie, ...]] = {}
    for story, kind, other in ordered:
        ties[story] = (*ties.get(story, ()), Tie(kind=kind, other=other, title=titles.get(other, other)))
    return ties


def fingerprint(ties: Sequence[Tie], pages: Collection[StoryId]) -> str:
    """Name what a page says of a story's ties, where those of `pages` can be led to."""
    facts = [f"{tie.kind.value} {tie.other} {tie.title} {tie.other in pages}" for tie in ties]
    return stable_id(*facts) if facts else ""


def _decided(word: Sequence[Decision]) -> Iterator[tuple[StoryId, TieKind, StoryId]]:
    for story in merged(word):
        into = goes_on_in(story, word)
        if into != story:
            yield story, TieKind.GOES_ON, into
    for one in word:
        if one.kind is DecisionKind.SPLIT and one.story is not None:
            yield split_story(one), TieKind.CAME_OF, one.story
