from datetime import date

import pytest

from storage.published import Card, Delivery, DeliveryState
from storage.telling import Status
from tasks.publish.due import Wishes, due
from tests.publish.builders import at, card_of, quiet_digest, rich_digest


def card(day: int, revision: int = 1, status: Status = Status.PUBLISHED) -> Card:
    return card_of(rich_digest(day=date(2026, 2, day), revision=revision, status=status))


def sent(of: Card, state: DeliveryState = DeliveryState.SENT) -> Delivery:
    return Delivery(
        channel="mail", address="ada@reader.example", digest=of.digest, withdrawn=of.status is Status.WITHDRAWN,
        state=state, at=at(14), story=of.story, day=of.day, revision=of.revision,
    )  # fmt: skip


def days(found: list[Card]) -> list[int]:
    return [each.day.day for each in found]


def test_who_begins_gets_the_newest_day_only() -> None:
    assert days(due([card(4), card(3), card(2)], [], Wishes())) == [4]


def test_after_an_outage_every_day_since_is_due_in_order() -> None:
    assert days(due([card(5), card(4), card(3), card(2)], [sent(card(2))], Wishes())) == [3, 4, 5]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.STARTED])
def test_what_was_or_may_have_been_sent_is_not_due(state: DeliveryState) -> None:
    assert due([card(4)], [sent(card(4), state)], Wishes()) == []


def test_what_surely_failed_is_due_again() -> None:
    assert days(due([card(4)], [sent(card(4), DeliveryState.FAILED)], Wishes())) == [4]


def test_a_revision_of_what_was_sent_is_due_however_old_and_of_no_other_day() -> None:
    known = [sent(card(2)), sent(card(4))]
    assert days(due([card(4), card(3, revision=2), card(2, revision=2)], known, Wishes())) == [2]


def test_an_approval_alone_is_no_reason_to_send_again() -> None:
    assert due([card(4, status=Status.APPROVED)], [sent(card(4))], Wishes()) == []


def test_a_withdrawal_goes_to_those_who_have_the_digest_once() -> None:
    gone = card(4, status=Status.WITHDRAWN)
    assert due([gone], [], Wishes()) == []
    assert days(due([gone], [sent(card(4))], Wishes())) == [4]
    assert due([gone], [sent(card(4)), sent(gone)], Wishes()) == []


def test_a_day_can_be_named() -> None:
    assert days(due([card(4), card(3), card(2)], [], Wishes(), date(2026, 2, 2))) == [2]


def test_some_wait_for_approval_and_some_want_no_quiet_days() -> None:
    assert due([card(4)], [], Wishes(approved_only=True)) == []
    assert days(due([card(4, status=Status.APPROVED)], [], Wishes(approved_only=True))) == [4]
    assert due([card_of(quiet_digest())], [], Wishes(quiet_days=False)) == []
    assert days(due([card_of(quiet_digest())], [], Wishes())) == [4]
