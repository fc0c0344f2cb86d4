"""Tell a source that has fallen silent from one that seldom speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

FEWEST_PAUSES = 4  # that tell a habit
LONGER_THAN_HABIT = 4


def silence(moments: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return how long a source has been silent, if that is far longer than its habit; else None.

    `moments` are when its newest items came out, latest first. Its habit is the longest pause among the last of them
    but for the longest tenth; silent is who pauses four times as long, and more than a day.
    """
    past = [moment for moment in moments if moment <= now]
    pauses = sorted(later - earlier for later, earlier in pairwise(past))
    if len(pauses) < FEWEST_PAUSES:
        return None
    habit = pauses[(len(pauses) - 1) * 9 // 10]
    since = now - past[0]
    return since if since > max(LONGER_THAN_HABIT * habit, timedelta(days=1)) else None
