"""The settings of what is published and sent: `[site]`, `[mail]`, `[[webhook]]`. Secrets are only named here."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from flows.settings_table import Table


def _site_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(f"{text!r} is not the address of a site; write one such as https://news.example.org/digests/")
    return text if not text or text.endswith("/") else f"{text}/"


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", text):
        raise ValueError(f"{text!r} is not a mail address; write one such as desk@example.org")
    return text


def _unsubscribe(text: str) -> str:
    if text and not re.match(r"(mailto:|https?://)\S+$", text):
        raise ValueError(f"{text!r} must be an address that begins with mailto: or https://")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class SiteSettings(Table):
    """How the published pages are known to the world."""

    title: str = Field(
        "Throughline", min_length=1, max_length=200, description="stands on every page, in feeds and messages"
    )
    address: Annotated[str, AfterValidator(_site_address)] = Field(
        "", description="the web address at which the folder `out` is served; feeds and messages link there"
    )


class _Channel(Table):
    """What is sent, whatever the way."""

    stories: tuple[str, ...] = Field(
        (), description="ids of the stories that are sent, front-page for the front page; all followed ones if empty"
    )
    approved_only: bool = Field(False, description="wait until a person has approved a digest")
    quiet_days: bool = Field(True, description="also send digests that say that nothing is new")


class Mail(_Channel):
    """Digests by mail."""

    server: str = Field(min_length=1, description="the SMTP server's host name")
    port: int | None = Field(None, ge=1, le=65535, description="587 with starttls, 465 with tls, 25 with none")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="of the connection")
    user: str = Field("", description="if the server asks for one")
    password_env: str = Field("THROUGHLINE_MAIL_PASSWORD", min_length=1, description="the variable with the password")
    password_block: str = Field("", description="or the name of a Secret block in Prefect that holds it")
    sender: MailAddress = Field(description="whose mail it is")
    sender_name: str = Field("", max_length=200, description="the name beside the address")
    to: tuple[MailAddress, ...] = Field(min_length=1, description="the readers; each gets a message of its own")
    unsubscribe: Annotated[str, AfterValidator(_unsubscribe)] = Field(
        "", description="a mailto: or https:// address, for the List-Unsubscribe header"
    )
    timeout_seconds: float = Field(30, gt=0, le=600, description="of the connection")

    @model_validator(mode="after")
    def _no_password_in_clear(self) -> Self:
        if self.user and self.security == "none" and self.server not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("a password would cross the network unencrypted; set `security` to starttls or tls")
        return self

    @property
    def at_port(self) -> int:
        """The port that is connected to."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class Webhook(_Channel):
    """Digests to a webhook: Slack and its kind, or any program that takes JSON."""

    name: str = Field(min_length=1, max_length=100, description="unique")
    form: Literal["slack", "json"] = Field("slack", description="a message, or the whole record")
    url_env: str = Field("", description="the environment variable that holds the address")
    block: str = Field("", description="or a notification block in Prefect, such as slack-webhook/newsroom")
    timeout_seconds: float = Field(30, gt=0, le=600, description="of the connection")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.url_env) == bool(self.block):
            raise ValueError("say where it goes by `url_env` or by `block`, one of the two")
        if self.block and (self.block.count("/") != 1 or self.form == "json"):
            raise ValueError(
                "`block` is written type/name, such as slack-webhook/newsroom, and sends messages, no JSON"
            )
        return self
