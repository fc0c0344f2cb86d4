"""The settings' channels: which there are, with what secrets, and what the command says."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import delivering
from flows.settings import load
from flows.steps import directly
from storage.decided import DecisionKind
from storage.errors import SettingsError
from storage.models import DigestId, StoryId
from storage.published import Delivery, DeliveryState
from tasks.publish.channels import Block, Mailbox, NotSent, Webhook
from tests.flows.test_decisions import SETTINGS as TWO_STORIES
from tests.flows.test_decisions import Desk
from tests.storage.making import NOW

MAIL = """
[mail]
server = "smtp.news.example"
user = "desk"
sender = "desk@news.example"
to = ["ada@reader.example"]
"""


def channels(tmp_path: Path, text: str, **environment: str) -> list[object]:
    (tmp_path / "throughline.toml").write_text(text, encoding="utf-8")
    return list(delivering.channels(load(tmp_path, environment), environment))


def test_without_settings_nothing_leaves(tmp_path: Path) -> None:
    assert channels(tmp_path, "") == []


def test_a_password_comes_from_the_environment_when_it_is_needed(tmp_path: Path) -> None:
    (mailbox,) = channels(tmp_path, MAIL, THROUGHLINE_MAIL_PASSWORD="sesame")
    assert isinstance(mailbox, Mailbox)
    assert (mailbox.port, mailbox.security, mailbox.password()) == (587, "starttls", "sesame")
    (without,) = channels(tmp_path, MAIL)
    assert isinstance(without, Mailbox)
    with pytest.raises(NotSent, match="THROUGHLINE_MAIL_PASSWORD is not set"):
        without.password()


def test_webhooks_go_to_an_address_from_the_environment_or_to_a_block(tmp_path: Path) -> None:
    text = (
        '[[webhook]]\nname = "chat"\nurl_env = "HOOK"\n[[webhook]]\nname = "desk"\nblock = "slack-webhook/newsroom"\n'
    )
    webhook, block = channels(tmp_path, text, HOOK="https://hooks.example/1")
    assert isinstance(webhook, Webhook)
    assert webhook.url() == "https://hooks.example/1"
    assert isinstance(block, Block)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAIL.replace("user", "password"), "unknown key `mail.password`"),
        (MAIL + 'security = "none"', "unencrypted"),
        (MAIL.replace("ada@reader.example", "ada"), "is not a mail address"),
        (MAIL + 'unsubscribe = "yes"', "mailto: or https://"),
        ('[[webhook]]\nname = "chat"\n', "`url_env` or by `block`"),
        ('[[webhook]]\nname = "chat"\nurl = "https://hooks.example/secret"\n', "unknown key `webhook"),
        ('[[webhook]]\nname = "a"\nurl_env = "A"\n[[webhook]]\nname = "a"\nurl_env = "A"\n', "are called 'a'"),
        ('[site]\naddress = "news.example.org"\n', "is not the address of a site"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        channels(tmp_path, text)


def test_a_sites_address_ends_where_paths_begin(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text('[site]\naddress = "https://news.example/digests"\n', encoding="utf-8")
    assert load(tmp_path, {}).site.address == "https://news.example/digests/"


@pytest.mark.parametrize("state", list(DeliveryState))
def test_what_became_of_a_delivery_is_said_in_words(state: DeliveryState) -> None:
    one = Delivery(
        channel="mail", address="ada@reader.example", digest=DigestId("d1"), withdrawn=False, state=state, at=NOW,
        detail="550 no", story=StoryId("bridge"), revision=2,
    )  # fmt: skip
    said = delivering.said(one)
    assert "revision 2: mail to ada@reader.example: " in said
    assert said.endswith(f"550 no [{one.id[:8]}]")
    assert ("again" in said) == (state is not DeliveryState.SENT)


def test_who_asked_for_a_story_that_was_merged_gets_the_one_in_which_it_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "throughline.toml").write_text(f'{TWO_STORIES}\n{MAIL}stories = ["ferry"]\n', encoding="utf-8")
    settings = load(tmp_path, {})

    def due() -> list[str | None]:
        return [one.story for one in delivering.send(settings, desk.store, say=directly, dry=True)]

    assert due() == ["ferry"]
    merge = desk.decide(DecisionKind.MERGE, "bridge", "ferry")
    assert due() == ["bridge", "ferry"]  # nothing of the ferry was sent so far
    desk.undo(merge)
    assert due() == ["ferry"]
