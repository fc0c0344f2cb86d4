"""What leaves, to whom, how often, and what is noted of it: on a real mail server and a real webhook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from storage import deliveries
from storage.models import Story
from storage.published import Delivery, DeliveryState
from storage.telling import Status
from tasks.publish.channels import Channel, Mailbox, NotSent, Webhook
from tasks.publish.due import Wishes
from tasks.publish.task import deliver
from tests.publish.conftest import Desk
from tests.publish.mailroom import Hook, Mailroom, free_port, hook, mailbox, mailroom, states
from tests.storage.making import STORY

FOLLOWED = Story(id=STORY, title="The harbor bridge")
ADA, BEN = "ada@reader.example", "ben@reader.example"


@pytest.fixture(scope="module")
def _room() -> Iterator[tuple[Mailroom, int]]:
    with mailroom() as running:
        yield running


@pytest.fixture
def room(_room: tuple[Mailroom, int]) -> Mailroom:
    _room[0].__init__()  # type: ignore[misc]
    return _room[0]


@pytest.fixture
def port(_room: tuple[Mailroom, int]) -> int:
    return _room[1]


@pytest.fixture
def slack() -> Iterator[tuple[Hook, str]]:
    with hook() as running:
        yield running


def send(desk: Desk, *channels: Channel, **how: object) -> list[Delivery]:
    desk.record()
    return deliver.fn(desk.store, desk.site, channels, FOLLOWED, desk.now, **how)  # type: ignore[arg-type]


def noted(desk: Desk) -> list[str]:
    with desk.store.reading() as connection:
        return states(deliveries.newest(connection, 100))


def test_each_reader_gets_a_digest_once_however_often_it_is_asked_for(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    assert states(send(desk, mailbox(port, ADA, BEN))) == ["sent", "sent"]
    assert send(desk, mailbox(port, ADA, BEN)) == []
    assert room.recipients == [ADA, BEN]
    assert room.got[0][1]["To"] == ADA  # nobody sees who else reads


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REJECTED, Status.WITHDRAWN])
def test_what_readers_may_not_have_never_leaves(desk: Desk, room: Mailroom, port: int, status: Status) -> None:
    desk.write(status=status)
    assert send(desk, mailbox(port)) == []
    assert send(desk, mailbox(port), day=date(2026, 3, 2)) == []
    assert room.got == []


def test_a_revision_and_a_withdrawal_answer_the_first_message(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    send(desk, mailbox(port))
    second = desk.write(headline="Bridge open")
    send(desk, mailbox(port))
    desk.decide(second, Status.WITHDRAWN)
    send(desk, mailbox(port))
    first, revised, taken_back = (message for _, message in room.got)
    assert len({message["Message-ID"] for _, message in room.got}) == 3
    assert revised["In-Reply-To"] == taken_back["In-Reply-To"] == first["Message-ID"]
    assert first["References"].split()[0] == taken_back["References"].split()[0] == "<story.harbor-bridge@news.example>"
    assert revised["Subject"] == "Updated: Bridge open (The harbor bridge, Mon 2 Mar 2026)"
    assert taken_back["Subject"] == "Withdrawn: The harbor bridge, Mon 2 Mar 2026"
    assert "bolts" not in taken_back.as_string()


def test_a_dry_run_sends_and_notes_nothing(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    assert [(one.address, one.revision) for one in send(desk, mailbox(port), dry=True)] == [(ADA, 1)]
    assert (room.got, noted(desk)) == ([], [])
    assert states(send(desk, mailbox(port))) == ["sent"]


def test_a_refused_reader_is_noted_and_tried_again_and_the_others_get_it(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    room.refuses = {ADA}
    first = send(desk, mailbox(port, ADA, BEN))
    assert states(first) == ["failed", "sent"]
    assert "550 no such reader" in first[0].detail
    room.refuses = set()
    assert [(one.address, one.state.value) for one in send(desk, mailbox(port, ADA, BEN))] == [(ADA, "sent")]
    assert room.recipients == [BEN, ADA]


def test_a_server_that_is_not_there_is_a_failure_in_words(desk: Desk) -> None:
    desk.write()
    port = free_port()
    (failed,) = send(desk, mailbox(port))
    assert failed.state is DeliveryState.FAILED
    assert failed.detail.startswith(f"127.0.0.1, port {port}, can't be used: ")


def test_a_connection_that_breaks_while_the_message_is_taken_is_never_tried_again_by_itself(
    desk: Desk, room: Mailroom, port: int
) -> None:
    desk.write()
    room.hangs_up = True
    assert states(send(desk, mailbox(port))) == ["unsure"]
    room.hangs_up = False
    assert send(desk, mailbox(port)) == []
    assert room.recipients == [ADA]


def test_a_program_that_dies_while_it_sends_leaves_a_note_and_sends_nothing_twice(
    desk: Desk, room: Mailroom, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write()
    real = Mailbox.send

    def dying(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Mailbox, "send", dying)
    with pytest.raises(KeyboardInterrupt):
        send(desk, mailbox(port))
    monkeypatch.setattr(Mailbox, "send", real)
    assert noted(desk) == ["started"]
    assert send(desk, mailbox(port)) == []
    assert room.recipients == [ADA]


def test_of_two_processes_one_sends(desk: Desk) -> None:
    written = desk.write()
    delivery = Delivery(
        channel="mail", address=ADA, digest=written.id, withdrawn=False, state=DeliveryState.STARTED, at=desk.now
    )
    with desk.store.writing() as connection:
        assert [deliveries.claim(connection, delivery), deliveries.claim(connection, delivery)] == [True, False]


def test_a_missing_password_is_named_and_nothing_is_sent(desk: Desk, room: Mailroom, port: int) -> None:
    def missing() -> str:
        raise NotSent("the environment variable DESK_PASSWORD is not set")

    desk.write()
    (failed,) = send(desk, mailbox(port, user="desk", password=missing))
    assert (failed.state, failed.detail) == (DeliveryState.FAILED, "the environment variable DESK_PASSWORD is not set")
    assert room.got == []


def test_encryption_that_the_server_does_not_offer_is_refused(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    assert states(send(desk, mailbox(port, security="starttls"))) == ["failed"]
    assert room.got == []


def test_a_webhook_gets_a_message_or_the_record(desk: Desk, slack: tuple[Hook, str]) -> None:
    desk.write(title="<!channel> & co")
    server, url = slack
    ways = [Webhook(name="chat", form="slack", url=lambda: url), Webhook(name="programs", form="json", url=lambda: url)]
    assert states(send(desk, *ways)) == ["sent", "sent"]
    (_, first, message), (_, second, record) = server.got
    assert "<!channel>" not in message["text"]
    assert "cracked bolts" in message["text"]
    assert (record["event"], record["digest"]["revision"]) == ("published", 1)
    assert record["url"] == "https://desk.example/harbor-bridge/2026-03-02.html"
    assert first["Idempotency-Key"] != second["Idempotency-Key"]
    assert send(desk, *ways) == []


@pytest.mark.parametrize(
    ("status", "state"), [(403, "failed"), (302, "failed"), (503, "failed"), (500, "unsure"), (0, "unsure")]
)
def test_what_a_webhook_answers_decides_whether_it_is_tried_again(
    desk: Desk, slack: tuple[Hook, str], status: int, state: str
) -> None:
    desk.write()
    server, url = slack
    server.status = status
    (tried,) = send(desk, Webhook(name="chat", form="slack", url=lambda: url))
    assert tried.state.value == state
    assert "secret" not in tried.detail
    server.status = 200
    assert states(send(desk, Webhook(name="chat", form="slack", url=lambda: url))) == (
        ["sent"] if state == "failed" else []
    )


def test_one_channel_that_fails_keeps_no_other_from_sending(desk: Desk, room: Mailroom, port: int) -> None:
    desk.write()
    broken = Webhook(name="chat", form="slack", url=lambda: f"http://127.0.0.1:{free_port()}/")
    assert states(send(desk, broken, mailbox(port))) == ["failed", "sent"]


def test_who_waits_for_approval_gets_it_then(desk: Desk, room: Mailroom, port: int) -> None:
    written = desk.write()
    patient = mailbox(port, wishes=Wishes(approved_only=True))
    assert send(desk, patient) == []
    desk.decide(written, Status.APPROVED)
    assert states(send(desk, patient)) == ["sent"]
