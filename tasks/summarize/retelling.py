"""Which sentences say what an article of an earlier day already said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from tasks.summarize.statements import Statement
from tasks.text.tokens import stems

_KEYS = 5  # of a sentence's rarest stems, two of which it must share with an earlier one to be compared with it
_COMPARED = 8  # earlier sentences under one pair of stems
_RETOLD = 0.7  # share of a sentence's stems in an earlier one from which it says nothing more
_FEWEST = 3  # stems of a sentence that can be compared


def told_before(ordered: Sequence[Statement]) -> frozenset[int]:
    """Return the places in `ordered`, which ascends in time, of sentences that another article told on an earlier day.

    Sentences are compared where two of their rarest stems agree, which keeps the time linear in their number.
    """
    found = [frozenset(stems(statement.text, statement.language)) for statement in ordered]
    spread = Counter(stem for own in found for stem in own)
    earlier: dict[tuple[str, str], list[int]] = defaultdict(list)
    retold = set()
    for index, own in enumerate(found):
        if len(own) < _FEWEST or ordered[index].as_of is None:
            continue
        rarest = sorted(sorted(own), key=lambda stem: spread[stem])[:_KEYS]
        keys = list(combinations(sorted(rarest), 2))
        known = {place for key in keys for place in earlier[key]}
        if any(_repeats(ordered, found, index, place) for place in known):
            retold.add(index)
        for key in keys:
            if len(earlier[key]) < _COMPARED:
                earlier[key].append(index)
    return frozenset(retold)


def _repeats(ordered: Sequence[Statement], found: Sequence[frozenset[str]], index: int, place: int) -> bool:
    day, before = ordered[index].as_of, ordered[place].as_of
    if day is None or before is None or before >= day:
        return False
    return len(found[index] & found[place]) >= _RETOLD * len(found[index])
