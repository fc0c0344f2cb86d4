"""What asking for an address came to: the bytes, or one reason from a fixed list and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why nothing was fetched."""

    BAD_ADDRESS = "bad_address"  # not an address that can be asked for
    SCHEME = "scheme"  # neither http nor https
    PORT = "port"
    PRIVATE_ADDRESS = "private_address"  # leads to this machine, a local network, a cloud's metadata ...
    NO_SUCH_HOST = "no_such_host"
    ROBOTS = "robots"  # robots.txt says no
    ROBOTS_UNREACHABLE = "robots_unreachable"  # so everything is taken for forbidden, as RFC 9309 asks
    RESTING = "resting"  # the host asked for a pause that lasts beyond this run
    CONNECTION = "connection"  # refused, reset or ended early
    TLS = "tls"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"  # more bytes than may be, as sent or unpacked
    HEADERS_TOO_LARGE = "headers_too_large"
    BAD_ANSWER = "bad_answer"  # not HTTP
    CUT_SHORT = "cut_short"  # fewer bytes than announced
    BAD_ENCODING = "bad_encoding"  # packed in a way that was not asked for, or spoiled
    BAD_REDIRECT = "bad_redirect"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    EMPTY = "empty"
    REFUSED = "refused"  # 401, 402, 403, 407, 451
    NOT_FOUND = "not_found"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    UNEXPECTED_STATUS = "unexpected_status"
    NOT_READABLE = "not_readable"  # fetched, and no feed, sitemap or section page
    READING_TOO_LONG = "reading_too_long"  # fetched, and reading it took longer than a document may
    READING_TOO_MUCH = "reading_too_much"  # fetched, and reading it took more memory than a document may
    READER_CRASHED = "reader_crashed"  # fetched, and it ended the process that read it
    NOT_A_PAGE = "not_a_page"  # fetched, and a picture, a film, a document of another kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int
    body: bytes  # unpacked; empty if nothing changed
    content_type: str  # lower-case, without parameters; "" if not said
    charset: str | None  # as the server declares it
    etag: str | None
    last_modified: str | None
    not_modified: bool
    redirects: tuple[str, ...]  # the addresses that were passed through, in order
    at: datetime  # when the answer was complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an address gave nothing."""

    url: str
    reason: Why
    detail: str  # one sentence for a person
    at: datetime
    status: int | None = None
    retry_after: float | None = None  # seconds, where the server named a time
    redirects: tuple[str, ...] = ()
    attempts: int = 1


class Failed(Exception):
    """Asking came to nothing; becomes a `Failure` at the client's edge."""

    def __init__(
        self, reason: Why, detail: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
