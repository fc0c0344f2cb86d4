"""A mail server and a webhook on loopback, real ones, that keep what they get and can be told to misbehave."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from storage.published import Delivery
from tasks.publish.channels import Mailbox
from tasks.publish.letters import Sender


class Mailroom:
    """Keeps messages by recipient; `refuses` names those it does not take, `hangs_up` breaks off after the message."""

    def __init__(self) -> None:
        self.got: list[tuple[str, EmailMessage]] = []
        self.refuses: set[str] = set()
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = cast(bytes, envelope.original_content)
        message = cast(EmailMessage, message_from_bytes(content, policy=policy.default))
        self.got += [(address, message) for address in envelope.rcpt_tos]
        if self.hangs_up and server.transport is not None:
            server.transport.abort()
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [address for address, _ in self.got]


@contextmanager
def mailroom() -> Iterator[tuple[Mailroom, int]]:
    """Run a mail server; yield it and its port."""
    room = Mailroom()
    port = free_port()
    controller = Controller(room, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield room, port
    finally:
        controller.stop()


def mailbox(port: int, *to: str, **changes: Any) -> Mailbox:
    wanted: dict[str, Any] = {
        "server": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": Sender(address="desk@news.example", name="The desk", unsubscribe="mailto:stop@news.example"),
        "addresses": to or ("ada@reader.example",),
        "timeout": 5,
    }
    return Mailbox(**(wanted | changes))


class Hook(HTTPServer):
    """Keeps what is posted to it; answers `status`."""

    status = 200
    got: list[tuple[str, dict[str, str], Any]]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = cast(Hook, self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook.got.append((self.path, dict(self.headers), json.loads(body)))
        if not hook.status:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(hook.status)
        if hook.status in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def hook() -> Iterator[tuple[Hook, str]]:
    """Run a webhook; yield it and its address."""
    server = Hook(("127.0.0.1", 0), _Handler)
    server.got = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/services/secret"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def states(deliveries: list[Delivery]) -> list[str]:
    return [one.state.value for one in deliveries]
