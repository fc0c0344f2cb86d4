"""A digest as a message: mail in HTML and text, a chat's message, a record for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from storage.models import utc
from storage.published import Aftermath, Card, Delivery, Tie
from storage.telling import Digest, Status
from tasks.publish import record, wording
from tasks.publish import site as where
from tasks.publish.escape import visible
from tasks.publish.sheet import Item, Sheet, sheet
from tasks.publish.site import Site
from tasks.publish.templates import fill

MOST_TIES = 4  # that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A digest that is to be sent, with what a message says around it."""

    card: Card
    digest: Digest
    zone: ZoneInfo
    site: Site
    at: datetime
    earlier: tuple[Delivery, ...] = ()  # of this day to the same address, the oldest first
    ties: tuple[Tie, ...] = ()  # of its story to others
    told_until: datetime | None = None  # when the address last got something of the story

    @property
    def withdrawn(self) -> bool:
        """Whether the message takes back what was sent."""
        return self.card.status is Status.WITHDRAWN

    @property
    def subject(self) -> str:
        """Name the message in a line."""
        day = f"{self.card.title}, {wording.day(self.card.day)}"
        if self.withdrawn:
            return visible(f"Withdrawn: {day}")
        return visible(f"{'Updated: ' if self.earlier else ''}{self.card.headline} ({day})")

    @property
    def since(self) -> Aftermath:
        """What a message says beside the digest: how its story hangs together with others since the last message."""
        return Aftermath(ties=tuple(tie for tie in self.ties if not self.told_until or tie.at > self.told_until))

    @property
    def url(self) -> str:
        """The page's address; empty if the site has none."""
        return self.site.url(where.digest_page(self.card.story, self.card.day)) if self.site.address else ""

    @property
    def news(self) -> str:
        """Say in a word what this is: published, revised, withdrawn."""
        return "withdrawn" if self.withdrawn else "revised" if self.earlier else "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose mail it is."""

    address: str
    name: str = ""
    unsubscribe: str = ""


def mail(parcel: Parcel, sender: Sender, to: str) -> EmailMessage:
    """Return the mail of a digest to one address: text and HTML of the same words, and where it belongs in a thread.

    All of one story make one thread; what changes a digest answers the first message of its day.
    """
    domain = sender.address.rpartition("@")[2]
    story = f"<story.{where.folder_of(parcel.card.story)}@{domain}>"
    first = [f"<{_name(one)}@{domain}>" for one in parcel.earlier[:1]]
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((visible(sender.name or parcel.site.title), sender.address))
    message["To"] = to
    message["Subject"] = parcel.subject
    message["Date"] = format_datetime(utc(parcel.at))
    message["Message-ID"] = f"<{_name(parcel)}@{domain}>"
    message["In-Reply-To"] = (first or [story])[0]
    message["References"] = " ".join([story, *first])
    message["List-Id"] = f"{_listed(parcel.card.title)} <{where.folder_of(parcel.card.story)}.throughline.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if parcel.site.address:
        message["List-Archive"] = f"<{parcel.site.url(where.story_page(parcel.card.story))}>"
    if sender.unsubscribe:
        message["List-Unsubscribe"] = f"<{sender.unsubscribe}>"
    laid_out = sheet(parcel.digest, parcel.zone, parcel.since)
    message.set_content(text(parcel, laid_out))
    message.add_alternative(_html(parcel, laid_out), subtype="html")
    return message


def text(parcel: Parcel, laid_out: Sheet) -> str:
    """Return the message as plain text."""
    blocks = [f"{parcel.card.title}, {laid_out.day}", *_told(parcel, laid_out)]
    blocks += [f"The whole digest, with its sources and method: {parcel.url}"] if parcel.url else []
    return "\n\n".join(blocks) + "\n"


def chat(parcel: Parcel) -> tuple[str, str]:
    """Return a message's subject and body for a chat: the lead, and how much more there is."""
    laid_out = sheet(parcel.digest, parcel.zone, parcel.since)
    lines = [laid_out.status_note] if parcel.withdrawn else [*map(_said, laid_out.lead), _more(parcel.card)]
    return parcel.subject, "\n".join([*filter(None, lines), *([parcel.url] if parcel.url else [])])


def slack(parcel: Parcel) -> str:
    """Return the same as Slack's webhooks take it; nothing in it can call a person or a channel."""
    subject, body = chat(parcel)
    shown = f"*{_plain(subject)}*\n{_plain(body)}"
    return json.dumps({"text": shown, "unfurl_links": False, "unfurl_media": False}, ensure_ascii=True)


def data(parcel: Parcel) -> str:
    """Return the digest's record with what happened to it."""
    document = {
        "event": parcel.news,
        "url": parcel.url or None,
        "digest": record.to_record(parcel.digest, Aftermath(ties=parcel.ties)),
    }
    return json.dumps(document, ensure_ascii=True)


def _told(parcel: Parcel, laid_out: Sheet) -> Iterator[str]:
    if parcel.withdrawn:
        yield laid_out.status_note
        return
    yield f"{laid_out.headline}\n{laid_out.status}. {laid_out.counts}."
    if laid_out.checked:
        yield " ".join(filter(None, (laid_out.nothing_new, laid_out.checked)))
    if laid_out.ties:
        yield "\n".join(visible(tie.line) for tie in laid_out.ties[:MOST_TIES])
    for item in laid_out.lead:
        yield _said(item)
    if laid_out.new:
        yield "WHAT IS NEW"
    for item in laid_out.new:
        yield _said(item)
    if laid_out.differences:
        yield "WHERE ACCOUNTS DIFFER"
    for difference in laid_out.differences:
        lines = [f"  {each.value}: {each.quote.outlet}, {each.as_of}" for each in difference.accounts]
        yield "\n".join([difference.about, *lines])


def _said(item: Item) -> str:
    label = f"{visible(item.label)}: " if item.labeled else ""
    link = f"\n  {item.quote.url}" if item.quote.url else ""
    by = f"{visible(item.quote.outlet)}, {item.quote.when}; {visible(item.origins)}"
    return f"{label}“{visible(item.quote.text)}”\n  {by}{link}"


def _more(card: Card) -> str:
    made = wording.made_of(card.outlets, card.unnamed, card.origins, card.read)
    more = f"{wording.count(card.developments, 'further development')}; " if card.developments else ""
    return f"{more}{made}."


def _html(parcel: Parcel, laid_out: Sheet) -> str:
    return fill("mail", parcel=parcel, sheet=laid_out)


def _name(one: Parcel | Delivery) -> str:
    digest = one.card.digest if isinstance(one, Parcel) else one.digest
    return f"{digest}{'.withdrawn' if one.withdrawn else ''}"


def _listed(title: str) -> str:
    """Return a title as a header's phrase may hold it."""
    return "".join(char for char in visible(title) if char.isascii() and (char.isalnum() or char in " -")).strip()


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def earlier_of(card: Card, sent: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Return what was sent of the card's day, the oldest first."""
    return tuple(one for one in sent if one.day == card.day)
