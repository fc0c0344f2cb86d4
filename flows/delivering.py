"""Send digests to those who never open the site: the channels that the settings name, with their secrets."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from flows.desk import followed_stories, site
from flows.settings import Settings
from flows.settings_publishing import Mail
from flows.settings_publishing import Webhook as WebhookSettings
from flows.steps import Speaker
from storage import decisions
from storage.connection import Store
from storage.decided import goes_on_in
from storage.errors import InputError, ThroughlineError
from storage.models import Story, StoryId
from storage.published import Delivery, DeliveryState
from storage.telling import Digest
from tasks.publish.channels import Block, Channel, Mailbox, NotSent, Webhook
from tasks.publish.due import Wishes
from tasks.publish.letters import Sender
from tasks.publish.task import deliver, show_deliveries
from tasks.summarize.front_page import front_page_story


class NotAllSent(ThroughlineError):
    """Something that was due did not go out for sure."""


def channels(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Channel]:
    """Return the ways by which digests leave. A secret is looked up when it is needed, and kept nowhere."""
    found: list[Channel] = [_mailbox(settings.mail, environment)] if settings.mail else []
    return found + [_webhook(each, environment) for each in settings.webhook]


def send(
    settings: Settings,
    store: Store,
    *,
    say: Speaker,
    only: Sequence[StoryId] = (),
    day: date | None = None,
    dry: bool = False,
) -> list[Delivery]:
    """Send what is due of the followed stories, or of `only` these; return what was sent, tried, or would be.

    The front page repeats what they tell: it goes where it is asked for by name. Who asked for a story that was merged
    gets the one in which it goes on.
    """
    ways = channels(settings)
    with store.reading("reading where stories go on") as connection:
        word = decisions.current(connection)
    wanted = {way.name: {into for one in way.wishes.stories for into in (one, goes_on_in(one, word))} for way in ways}
    done: list[Delivery] = []
    for story in _sendable(settings, store) if ways else []:
        if only and story.id not in only:
            continue
        asked = [way for way in ways if story.id in wanted[way.name] or (story.followed and not way.wishes.stories)]
        sent: list[Delivery] = say(deliver, store, site(settings), asked, story, datetime.now(UTC), day, dry)
        done += sent
    return done


def _sendable(settings: Settings, store: Store) -> list[Story]:
    return [*followed_stories(settings, store), front_page_story(settings.throughline.time_zone)]


def send_written(settings: Settings, store: Store, written: Sequence[Digest], *, say: Speaker) -> list[Delivery]:
    """Send what is due of the stories that a flow told; what fails is noted and shown, and fails no flow."""
    done = send(settings, store, say=say, only=sorted({one.story for one in written})) if written else []
    if done:
        say(show_deliveries, store)
    return done


def check(done: Sequence[Delivery]) -> None:
    """Raise NotAllSent if something of what was done surely or perhaps did not go out."""
    missed = [one for one in done if one.state is not DeliveryState.SENT]
    if missed:
        raise NotAllSent(f"{len(missed)} of {len(done)} deliveries did not surely go out; the lines above say why.")


def said(one: Delivery) -> str:
    """Say what became of a delivery in one line."""
    what = f"{one.story}, {one.day}, revision {one.revision}" + (" (withdrawal)" if one.withdrawn else "")
    to = f"{one.channel} to {one.address}" if one.address else one.channel
    state = {
        DeliveryState.SENT: "sent",
        DeliveryState.FAILED: "failed, and is tried again the next time",
        DeliveryState.UNSURE: "perhaps sent, and not sent again by itself",
        DeliveryState.STARTED: "started, with no word of its end: perhaps sent, and not sent again by itself",
    }[one.state]
    return f"{what}: {to}: {state}{f': {one.detail}' if one.detail else ''} [{one.id[:8]}]"


def _mailbox(mail: Mail, environment: Mapping[str, str]) -> Mailbox:
    return Mailbox(
        server=mail.server,
        port=mail.at_port,
        security=mail.security,
        user=mail.user,
        password=lambda: _secret(mail.password_env, mail.password_block, environment),
        sender=Sender(address=mail.sender, name=mail.sender_name, unsubscribe=mail.unsubscribe),
        addresses=mail.to,
        wishes=_wishes(mail),
        timeout=mail.timeout_seconds,
    )


def _webhook(entry: WebhookSettings, environment: Mapping[str, str]) -> Channel:
    if entry.block:
        return Block(name=entry.name, notify=_notifier(entry.block), wishes=_wishes(entry))
    return Webhook(
        name=entry.name,
        form=entry.form,
        url=lambda: _secret(entry.url_env, "", environment),
        wishes=_wishes(entry),
        timeout=entry.timeout_seconds,
    )


def _wishes(entry: Mail | WebhookSettings) -> Wishes:
    return Wishes(
        stories=frozenset(map(StoryId, entry.stories)),
        approved_only=entry.approved_only,
        quiet_days=entry.quiet_days,
    )


def _secret(variable: str, block: str, environment: Mapping[str, str]) -> str:
    """Return a secret from Prefect's Secret block if one is named, else from the environment."""
    if block:
        from prefect.blocks.system import Secret

        try:
            return str(Secret.load(block).get())  # type: ignore[union-attr]
        except Exception as cause:
            raise NotSent(f"the Secret block {block!r} can't be read in Prefect: {cause}") from cause
    if not environment.get(variable):
        raise NotSent(f"the environment variable {variable} is not set")
    return environment[variable]


def _notifier(block: str) -> Callable[[str, str], None]:
    def notify(body: str, subject: str) -> None:
        from prefect.blocks.abstract import NotificationBlock
        from prefect.blocks.core import Block as PrefectBlock

        try:
            loaded = PrefectBlock.load(block)
        except Exception as cause:
            raise NotSent(f"the block {block!r} can't be loaded from Prefect: {cause}") from cause
        if not isinstance(loaded, NotificationBlock):
            raise NotSent(f"the block {block!r} is no notification block")
        _notified(loaded, body, subject)

    return notify


def _notified(loaded: object, body: str, subject: str) -> None:
    from prefect.blocks.abstract import NotificationBlock, NotificationError

    from tasks.publish.channels import Unsure

    assert isinstance(loaded, NotificationBlock)
    try:
        with loaded.raise_on_failure():
            loaded.notify(body, subject, _sync=True)  # type: ignore[call-arg,unused-coroutine]
    except NotificationError as failed:
        raise NotSent(f"Prefect's block could not send it: {failed}") from failed
    except Exception as broken:
        raise Unsure(f"Prefect's block broke while it sent: {type(broken).__name__}") from broken


def again(settings: Settings, store: Store, named: str) -> Delivery:
    """Let a delivery that may have been sent be sent again: a person says that it was not.

    Raises InputError if no such delivery is called so, or more than one is.
    """
    from dataclasses import replace

    from storage import deliveries

    open_ones = (DeliveryState.UNSURE, DeliveryState.STARTED)
    stories = [story.id for story in _sendable(settings, store)]
    with store.writing("noting that something was not sent") as connection:
        known = deliveries.of_stories(connection, stories)
        found = [one for one in known if one.id.startswith(named) and one.state in open_ones]
        if len(found) != 1 or not named:
            many = "Several open deliveries begin" if found else "No delivery that may have been sent begins"
            raise InputError(f"{many} with {named!r}; throughline deliver --log lists them.")
        failed = replace(found[0], state=DeliveryState.FAILED, at=datetime.now(UTC), detail="a person says so")
        deliveries.note(connection, failed)
    return failed
