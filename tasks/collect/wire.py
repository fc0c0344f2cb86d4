"""One question to one host and its answer: the only place where a connection is made, and httpcore2's one door.

Every step of it, from the name's look-up to the last byte, ends by one deadline; a server that drips bytes, headers or
interim answers gains no time. The number that a connection goes to is the one that the guard judged.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore2

from tasks.collect.compression import ACCEPTED, Unpacker
from tasks.collect.guard import Target, permitted
from tasks.collect.outcomes import Failed, Why
from tasks.collect.politeness import Clock

MOST_HEADER_BYTES = 64 * 1024
WITH_BODY = (200, 203)

Resolver = Callable[[str, int], Sequence[str]]  # host and port to numbers, as written; raises OSError


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the machine's resolver."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def secure_context() -> ssl.SSLContext:
    """Return what secure connections are checked against: the machine's own authorities."""
    return httpcore2.default_ssl_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of one host, and the bounds of the answer."""

    target: Target
    headers: tuple[tuple[str, str], ...]
    deadline: float  # on the clock's monotonic scale
    connect_seconds: float
    max_bytes: int  # as sent, and unpacked
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one host answered. The body is read only where the status says that it is the thing asked for."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names; the first of several counts
    body: bytes = b""


def ask(question: Question, *, clock: Clock, resolver: Resolver, tls: ssl.SSLContext) -> Answer:
    """Ask, and return the answer. Raises Failed."""
    backend = _GuardedBackend(question, clock, resolver)
    target = question.target
    address = httpcore2.URL(
        scheme=target.scheme, host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    headers = [(b"Host", target.authority.encode()), (b"Accept-Encoding", ACCEPTED.encode()), (b"Connection", b"close")]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in question.headers]
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=tls, network_backend=backend, max_keepalive_connections=0) as pool,
            pool.stream("GET", address, headers=headers) as response,
        ):
            said = _headers(response.headers)
            body = _body(response, said, question) if response.status in WITH_BODY else b""
            return Answer(status=response.status, headers=said, body=body)
    except httpcore2.TimeoutException as error:
        raise Failed(Why.TIMED_OUT, "The host did not answer in full by the deadline.") from error
    except httpcore2.ProtocolError as error:
        raise _protocol_failure(error) from error
    except (httpcore2.NetworkError, OSError) as error:
        raise _network_failure(error) from error


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1").strip()) for name, value in raw]
    if sum(len(name) + len(value) for name, value in pairs) > MOST_HEADER_BYTES:
        raise Failed(Why.HEADERS_TOO_LARGE, f"The answer's headers have more than {MOST_HEADER_BYTES:,} bytes.")
    said: dict[str, str] = {}
    for name, value in pairs:
        said.setdefault(name, value)
    encodings = [value for name, value in pairs if name == "content-encoding"]
    if len(encodings) > 1:
        said["content-encoding"] = ", ".join(encodings)
    return said


def _body(response: httpcore2.Response, said: dict[str, str], question: Question) -> bytes:
    announced = said.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > question.max_bytes:
        raise Failed(Why.TOO_LARGE, f"The answer would have more than {question.max_bytes / 1e6:g} MB.")
    unpacker = Unpacker(said.get("content-encoding", ""), question.max_bytes)
    received = 0
    for piece in response.iter_stream():
        received += len(piece)
        if received > question.max_bytes:
            raise Failed(Why.TOO_LARGE, f"The answer has more than {question.max_bytes / 1e6:g} MB.")
        unpacker.feed(piece)
    return unpacker.body()


def _protocol_failure(error: Exception) -> Failed:
    said = str(error)
    if "Receive buffer too long" in said:
        return Failed(Why.HEADERS_TOO_LARGE, "The answer's headers never end.")
    if "without sending complete message body" in said or "incomplete chunked read" in said:
        return Failed(Why.CUT_SHORT, "The answer ends before the bytes it announces.")
    if "without sending a response" in said:
        return Failed(Why.CONNECTION, "The host ended the connection without an answer.")
    return Failed(Why.BAD_ANSWER, f"What came is not HTTP: {said[:120]}.")


def _network_failure(error: Exception) -> Failed:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failed(Why.TLS, f"The host's certificate can't be trusted: {cause.verify_message}.")
        if isinstance(cause, ssl.SSLError):
            return Failed(Why.TLS, f"No secure connection could be made: {cause.reason or cause}.")
        cause = cause.__cause__ or cause.__context__
    return Failed(Why.CONNECTION, f"The connection failed: {str(error)[:120] or type(error).__name__}.")


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects to the numbers that the guard let through, and to no others."""

    def __init__(self, question: Question, clock: Clock, resolver: Resolver) -> None:
        self._question = question
        self._clock = clock
        self._resolver = resolver
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Look the name up once, have all its numbers judged, and connect to one of those very numbers."""
        left = self._left()
        answers = _looked_up(self._resolver, host, port, min(left, self._question.connect_seconds))
        failure: Exception | None = None
        for number in permitted(answers, allow_private=self._question.allow_private):
            try:
                stream = self._plain.connect_tcp(number, port, min(self._left(), self._question.connect_seconds))
                return _TimedStream(stream, self._left)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        assert failure is not None  # there is at least one number
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        """Refuse: no address leads to a file."""
        raise Failed(Why.SCHEME, "Only http and https are fetched.")

    def _left(self) -> float:
        left = self._question.deadline - self._clock.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline has passed")
        return left


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, left: Callable[[], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there; raises ReadTimeout at the deadline."""
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of `buffer`."""
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        """End the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Shake hands; the certificate must be for the name that was asked for, not for its number."""
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection underneath knows."""
        return self._inner.get_extra_info(info)


def _looked_up(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the numbers of `host`. A look-up can't be stopped, so a slow one is left behind in its own thread."""
    found: list[Sequence[str] | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            found.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=look_up, name=f"looking up {host}", daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise Failed(Why.TIMED_OUT, f"The name {host} could not be looked up in time.")
    if isinstance(found[0], OSError | UnicodeError):
        raise Failed(Why.NO_SUCH_HOST, f"The name {host} stands for no number.") from found[0]
    return found[0]
