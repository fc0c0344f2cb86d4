"""The ways by which digests leave: a mail server, a webhook, a notification block of Prefect.

A channel that fails says which of two things is true: surely nothing was sent, or perhaps it was. Only the first is
ever tried again without a person.
"""

from __future__ import annotations

import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Literal, Protocol

from storage.published import Delivery
from tasks.publish.due import Wishes
from tasks.publish.letters import Parcel, Sender, chat, data, mail, slack

_PERHAPS_TAKEN = (500, 502, 504)  # answers that do not say whether the message was taken
Secret = Callable[[], str]  # raises NotSent with what is missing


class NotSent(Exception):
    """Surely nothing was sent; the message says why."""


class Unsure(Exception):
    """Perhaps it was sent; the message says what broke."""


class Channel(Protocol):
    """A way by which digests leave."""

    @property
    def name(self) -> str:
        """What deliveries by it are noted under."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Whom it reaches."""

    @property
    def wishes(self) -> Wishes:
        """What they get."""

    def send(self, parcel: Parcel, delivery: Delivery) -> None:
        """Send it to the delivery's address; raises NotSent or Unsure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mail server that takes our messages."""

    server: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: Sender
    addresses: tuple[str, ...]
    user: str = ""
    password: Secret = lambda: ""
    wishes: Wishes = field(default_factory=Wishes)
    timeout: float = 30
    name: str = "mail"

    def send(self, parcel: Parcel, delivery: Delivery) -> None:
        """Hand the message over; once the server has begun to take it, a broken connection leaves it open."""
        message = mail(parcel, self.sender, delivery.address)
        connection = self._open()
        try:
            connection.send_message(message, self.sender.address, [delivery.address])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotSent(f"{self.server} refused {delivery.address}: {code} {_words(said)}") from refused
        except smtplib.SMTPNotSupportedError as unable:
            raise NotSent(f"{self.server} can't take it: {unable}") from unable
        except smtplib.SMTPResponseException as refused:
            raise NotSent(f"{self.server} refused it: {refused.smtp_code} {_words(refused.smtp_error)}") from refused
        except (OSError, smtplib.SMTPException) as broken:
            raise Unsure(f"the connection to {self.server} broke while it took the message: {broken}") from broken
        finally:
            _close(connection)

    def _open(self) -> smtplib.SMTP:
        try:
            if self.security == "tls":
                context = ssl.create_default_context()
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.server, self.port, timeout=self.timeout, context=context
                )
            else:
                connection = smtplib.SMTP(self.server, self.port, timeout=self.timeout)
            self._greet(connection)
        except smtplib.SMTPResponseException as refused:
            said = f"{refused.smtp_code} {_words(refused.smtp_error)}"
            raise NotSent(f"{self.server}, port {self.port}, refused us: {said}") from refused
        except (OSError, smtplib.SMTPException) as failed:
            raise NotSent(f"{self.server}, port {self.port}, can't be used: {failed}") from failed
        return connection

    def _greet(self, connection: smtplib.SMTP) -> None:
        try:
            if self.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password())
        except BaseException:
            _close(connection)
            raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that takes a POST."""

    name: str
    form: Literal["slack", "json"]
    url: Secret
    wishes: Wishes = field(default_factory=Wishes)
    timeout: float = 30
    addresses: tuple[str, ...] = ("",)

    def send(self, parcel: Parcel, delivery: Delivery) -> None:
        """Post it; the address is a secret, and no error names it."""
        body = (slack(parcel) if self.form == "slack" else data(parcel)).encode("utf-8")
        headers = {"Content-Type": "application/json", "User-Agent": "Throughline", "Idempotency-Key": delivery.id}
        url = self.url()
        if not url.lower().startswith(("https://", "http://")):
            raise NotSent("its address is no https:// or http:// address")
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with _OPENER.open(request, timeout=self.timeout) as answer:
                answer.read(1000)
        except urllib.error.HTTPError as refused:
            refused.close()
            if refused.code in _PERHAPS_TAKEN:
                raise Unsure(f"it answered {refused.code}") from refused
            raise NotSent(f"it answered {refused.code}") from refused
        except urllib.error.URLError as failed:
            if isinstance(failed.reason, TimeoutError):
                raise Unsure("it did not answer in time") from failed
            raise NotSent(f"it can't be reached: {failed.reason}") from failed
        except (OSError, HTTPException, ValueError) as broken:
            raise Unsure(f"the connection broke before it answered: {type(broken).__name__}") from broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A notification block that somebody set up in Prefect."""

    name: str
    notify: Callable[[str, str], None]  # (body, subject); raises NotSent
    wishes: Wishes = field(default_factory=Wishes)
    addresses: tuple[str, ...] = ("",)

    def send(self, parcel: Parcel, delivery: Delivery) -> None:
        """Let the block send it."""
        subject, body = chat(parcel)
        self.notify(body, subject)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that points elsewhere is refused: what is sent is meant for the address that was given."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def _close(connection: smtplib.SMTP) -> None:
    """Say goodbye; what was to be said is said."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
