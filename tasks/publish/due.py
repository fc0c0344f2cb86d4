"""Which digests are still to be sent to an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.models import StoryId
from storage.published import Card, Delivery, DeliveryState
from storage.telling import Status

_GONE = (DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.STARTED)  # readers have it, or may have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an address gets."""

    stories: frozenset[StoryId] = frozenset()  # all if empty
    approved_only: bool = False
    quiet_days: bool = True


def due(cards: Sequence[Card], sent: Sequence[Delivery], wishes: Wishes, day: date | None = None) -> list[Card]:
    """Return the cards that an address should get, ascending by day.

    `cards` are those of one story, `sent` its deliveries to this address by this channel. Due is the newest day and all
    days after the one sent last; of days that were sent, what changed since: another revision, a withdrawal. With `day`
    only that day is, whatever was sent before. Who begins to follow a story is not sent its past.
    """
    gone = [one for one in sent if one.state in _GONE]
    had = {one.day for one in gone}
    newest = max((card.day for card in cards), default=date.min)
    first = min(newest, max((one.day for one in gone if one.day), default=newest) + timedelta(days=1))

    def in_turn(card: Card) -> bool:
        return card.day == day if day else card.day in had or card.day >= first

    wanted = [card for card in cards if in_turn(card) and _wanted(card, wishes, had) and not _has(gone, card)]
    return sorted(wanted, key=lambda card: card.day)


def _wanted(card: Card, wishes: Wishes, had: set[date | None]) -> bool:
    if card.status is Status.WITHDRAWN:
        return card.day in had  # only who has it must know
    if wishes.approved_only and card.status is not Status.APPROVED:
        return False
    return wishes.quiet_days or bool(card.lead or card.developments)


def _has(gone: Sequence[Delivery], card: Card) -> bool:
    return any(one.digest == card.digest and one.withdrawn == (card.status is Status.WITHDRAWN) for one in gone)
