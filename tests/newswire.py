"""A small web on loopback, whose hosts say what a test has them say.

The one fake of the tests that collect. It is a real server on a real socket; only the names of its hosts are made up,
and `Newswire.resolve` stands in for the machine's resolver.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

ROBOTS = "/robots.txt"
BYTES_A_DRIP = 0.05  # seconds between two dripped bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    host: str  # the first label of its name
    path: str
    headers: Mapping[str, str]
    began: float
    connection: int


@dataclass
class Line:
    """One connection, as a behavior writes to it."""

    wire: Newswire
    socket: socket.socket
    asked: Asked

    def say(self, data: bytes) -> None:
        """Send, and count what was taken."""
        self.socket.sendall(data)
        with self.wire.lock:
            self.wire.sent[self.asked.host] = self.wire.sent.get(self.asked.host, 0) + len(data)

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the web is being taken down."""
        if self.wire.over.wait(seconds):
            raise ConnectionAbortedError

    def drip(self, data: bytes) -> None:
        """Send one byte at a time, slowly."""
        for byte in data:
            self.say(bytes([byte]))
            self.wait(BYTES_A_DRIP)

    def reset(self) -> None:
        """End the connection rudely."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Behavior = Callable[[Line], bytes | None]  # what it returns is said, and ends the request


def answer(body: bytes | str = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """Return a whole answer; underscores in header names stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    said = {"Content-Type": kind, "Content-Length": str(len(content)), "Connection": "close"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return head.encode("latin-1") + b"\r\n" + content


class Newswire:
    """The small web; a context manager. What is not served is 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.sent: dict[str, int] = {}
        self.looked_up: list[str] = []
        self.connections = 0
        self.at_once: dict[str, int] = {}  # the most requests to a host that had no whole answer at one time
        self.over = threading.Event()
        self.lock = threading.Lock()
        self._open: dict[str, int] = {}
        self._served: dict[tuple[str, str], bytes | Behavior] = {}
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._sockets: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._listener.close()
        for one in self._sockets:
            with suppress(OSError):
                one.close()

    def serve(self, host: str, path: str, what: bytes | str | Behavior, **headers: str) -> str:
        """Serve a page, a whole answer or a behavior; path "*" is every path but robots.txt. Return its address."""
        if isinstance(what, str):
            what = answer(what, **headers)
        self._served[host, path] = what
        return self.url(host, "/" if path == "*" else path)

    def url(self, host: str, path: str = "/") -> str:
        """Return an address on a made-up host."""
        return f"{'https' if self._tls else 'http'}://{host}.news.test:{self.port}{path}"

    def local(self, path: str = "/") -> str:
        """Return an address by number: the host that is called 127."""
        return f"http://127.0.0.1:{self.port}{path}"

    def resolve(self, host: str, port: int) -> list[str]:
        """Send every made-up name here."""
        with self.lock:
            self.looked_up.append(host)
        if not host.endswith(".news.test") and host != "127.0.0.1":
            raise OSError("no such name")
        return ["127.0.0.1"]

    def paths(self, host: str) -> list[str]:
        """Return what was asked of a host, but for robots.txt, in order."""
        return [one.path for one in self.asked if one.host == host and one.path != ROBOTS]

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                self._sockets.append(connection)
            threading.Thread(target=self._handle, args=(connection, self.connections), daemon=True).start()

    def _handle(self, connection: socket.socket, number: int) -> None:
        try:
            with connection:
                connection.settimeout(30)
                speaking = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
                asked = self._read(speaking, number)
                if asked is None:
                    return
                host = asked.host
                with self.lock:
                    self.asked.append(asked)
                    self._open[host] = self._open.get(host, 0) + 1
                    self.at_once[host] = max(self.at_once.get(host, 0), self._open[host])
                self._answer(Line(self, speaking, asked))
                if self._tls:
                    speaking.close()
        except OSError:
            pass

    def _answer(self, line: Line) -> None:
        try:
            last = self._act(line)
        finally:  # before the last bytes: whoever has these may ask again before this thread goes on
            with self.lock:
                self._open[line.asked.host] -= 1
        if last is not None:
            line.say(last)

    def _act(self, line: Line) -> bytes | None:
        """Do what is served; return what is left to say."""
        host, path = line.asked.host, line.asked.path
        what = self._served.get((host, path))
        if what is None and path != ROBOTS:
            what = self._served.get((host, "*"))
        if what is None:
            what = answer("nothing here", status=404)
        return what(line) if callable(what) else what

    def _read(self, connection: socket.socket, number: int) -> Asked | None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return None
            head += piece
        first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
        host = headers.get("host", "").partition(":")[0].split(".")[0]
        return Asked(host, first.split(" ")[1], headers, time.monotonic(), number)
