"""How hosts misbehave, in every way we could think of.

Each is served for every path of a host of its own but robots.txt, unless it says otherwise.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.newswire import ROBOTS, Behavior, Line, answer

HEAD = b"HTTP/1.1 200 Said\r\nContent-Type: text/html\r\nConnection: close\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PAGE = b"<html><body><p>The ferry to Sandholm sails again.</p></body></html>"
ZEROS = bytes(1 << 20)


def _raw_bomb(megabytes: int = 100) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes  # it never comes to an end


GZIP_BOMB = gzip.compress(b"")[:10] + _raw_bomb()
DEFLATE_BOMB = b"\x78\xda" + _raw_bomb()


def _with_dictionary() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, zdict=b"harbor ferry bridge")
    return packer.compress(b"harbor ferry bridge" * 20) + packer.flush()


def _spoiled(packed: bytes, place: int) -> bytes:
    return packed[:place] + bytes([packed[place] ^ 0xFF]) + packed[place + 1 :]


def says(data: bytes | Callable[[], bytes]) -> Behavior:
    """Say these bytes and end."""
    return lambda line: line.say(data() if callable(data) else data)


def packed(body: bytes | Callable[[], bytes], encoding: str, status: int = 200) -> Behavior:
    """Say a body that is packed, or claims to be."""
    return lambda line: line.say(
        answer(body() if callable(body) else body, status=status, **{"Content-Encoding": encoding})
    )


def endless(head: bytes, piece: bytes) -> Behavior:
    """Say `head`, then `piece` for ever."""

    def speak(line: Line) -> None:
        line.say(head)
        while not line.wire.over.is_set():
            line.say(piece)

    return speak


def drips(before: bytes, slowly: bytes) -> Behavior:
    """Say the first part at once and the rest a byte at a time."""

    def speak(line: Line) -> None:
        line.say(before)
        line.drip(slowly)

    return speak


def silent(before: bytes = b"") -> Behavior:
    """Say something, or nothing, and keep the line open."""

    def speak(line: Line) -> None:
        line.say(before)
        line.wait(30)

    return speak


def resets(before: bytes = b"") -> Behavior:
    """Say something and break the line."""

    def speak(line: Line) -> None:
        line.say(before)
        line.reset()

    return speak


def leads_to(where: str, status: int = 302, body: bytes = b"") -> Behavior:
    """Lead on to another address."""
    return says(answer(body, status=status, Location=where))


def _deeper(line: Line) -> None:
    line.say(answer(status=301, Location=f"{line.asked.path}x/"))


def _to_and_fro(line: Line) -> None:
    line.say(answer(status=307, Location="/there" if line.asked.path != "/there" else "/"))


def status(code: int, **headers: str) -> Behavior:
    """Say nothing but a status."""
    return says(answer(b"<p>said</p>", status=code, **headers))


@dataclass(frozen=True, slots=True)
class Misbehavior:
    """A way to misbehave, and the reason code that must come of it."""

    name: str
    reason: str
    behavior: Behavior
    path: str = "*"  # ROBOTS: it is the robots.txt that misbehaves
    most_bytes: int = field(default=12_000_000)  # that the host may get rid of before we hang up


def _connections() -> Iterator[Misbehavior]:
    yield Misbehavior("closes-without-a-word", "connection", says(b""))
    yield Misbehavior("resets-without-a-word", "connection", resets())
    yield Misbehavior("resets-in-the-headers", "connection", resets(HEAD))
    yield Misbehavior("resets-in-the-body", "connection", resets(HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE))
    yield Misbehavior("closes-in-the-headers", "connection", says(HEAD))
    yield Misbehavior("never-answers", "timed_out", silent())
    yield Misbehavior("stops-after-the-headers", "timed_out", silent(HEAD + b"Content-Length: 100\r\n\r\n"))
    yield Misbehavior("drips-headers", "timed_out", drips(b"", HEAD * 100))
    yield Misbehavior("drips-body", "timed_out", drips(HEAD + b"Content-Length: 10000\r\n\r\n", PAGE * 100))
    yield Misbehavior("drips-chunks", "timed_out", drips(CHUNKED, b"1\r\nx\r\n" * 1000))
    yield Misbehavior("continues-for-ever", "timed_out", drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000))
    yield Misbehavior("processes-for-ever", "timed_out", drips(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 1000))


def _headers() -> Iterator[Misbehavior]:
    yield Misbehavior("endless-headers", "headers_too_large", endless(HEAD, b"X-More: and more\r\n" * 50))
    yield Misbehavior("endless-header", "headers_too_large", endless(HEAD + b"X-Long: ", b"more" * 200))
    yield Misbehavior("large-headers", "headers_too_large", says(HEAD + b"X-Large: " + b"y" * 80_000 + b"\r\n\r\n"))
    yield Misbehavior("speaks-http-0-9", "bad_answer", says(PAGE + b"\r\n\r\n"))
    yield Misbehavior("speaks-ssh", "bad_answer", says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"))
    yield Misbehavior("speaks-bytes", "bad_answer", says(bytes(range(256)) * 4 + b"\r\n\r\n"))
    yield Misbehavior("status-is-a-word", "bad_answer", says(b"HTTP/1.1 fine OK\r\n\r\n"))
    yield Misbehavior("header-without-colon", "bad_answer", says(HEAD + b"nonsense\r\n\r\n" + PAGE))
    yield Misbehavior("header-with-nul", "bad_answer", says(HEAD + b"X-Odd: a\x00b\r\n\r\n" + PAGE))
    yield Misbehavior(
        "two-lengths", "bad_answer", says(HEAD + b"Content-Length: 5\r\nContent-Length: 67\r\n\r\n" + PAGE)
    )
    yield Misbehavior("negative-length", "bad_answer", says(HEAD + b"Content-Length: -5\r\n\r\n" + PAGE))
    yield Misbehavior("length-is-a-word", "bad_answer", says(HEAD + b"Content-Length: long\r\n\r\n" + PAGE))
    yield Misbehavior("unknown-transfer", "bad_answer", says(HEAD + b"Transfer-Encoding: pigeons\r\n\r\n" + PAGE))
    yield Misbehavior("switches-protocols", "bad_answer", says(b"HTTP/1.1 101 Now\r\nUpgrade: tea\r\n\r\n"))


def _bodies() -> Iterator[Misbehavior]:
    yield Misbehavior("endless-body", "too_large", endless(HEAD + b"\r\n", b"more " * 1000))
    yield Misbehavior("endless-chunks", "too_large", endless(CHUNKED, b"3e8\r\n" + b"m" * 1000 + b"\r\n"))
    yield Misbehavior(
        "announces-a-gigabyte", "too_large", endless(HEAD + b"Content-Length: 1000000000\r\n\r\n", b"m" * 1000)
    )
    yield Misbehavior(
        "announces-1e19-bytes", "too_large", silent(HEAD + b"Content-Length: 1" + b"0" * 19 + b"\r\n\r\n")
    )
    yield Misbehavior("body-too-large-by-one", "too_large", says(answer(b"x" * 200_001)))
    yield Misbehavior("short-of-its-length", "cut_short", says(HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE))
    yield Misbehavior("cut-in-a-chunk", "cut_short", says(CHUNKED + b"3e8\r\n" + PAGE))
    yield Misbehavior("cut-before-the-last-chunk", "cut_short", says(CHUNKED + b"5\r\nhello\r\n"))
    yield Misbehavior("chunk-size-is-a-word", "bad_answer", says(CHUNKED + b"five\r\nhello\r\n0\r\n\r\n"))
    yield Misbehavior("endless-chunk-extension", "headers_too_large", endless(CHUNKED + b"5;x=", b"y" * 1000))
    yield Misbehavior(
        "endless-trailers", "headers_too_large", endless(CHUNKED + b"5\r\nhello\r\n0\r\n", b"X-T: more\r\n" * 90)
    )
    yield Misbehavior("empty", "empty", says(answer(b"")))
    yield Misbehavior("only-spaces", "empty", says(answer(b" \r\n\t\n ")))


def _compressions() -> Iterator[Misbehavior]:
    page = gzip.compress(PAGE * 50, mtime=0)
    yield Misbehavior("gzip-bomb", "too_large", packed(GZIP_BOMB, "gzip"))
    yield Misbehavior("x-gzip-bomb", "too_large", packed(GZIP_BOMB, "x-gzip"))
    yield Misbehavior("deflate-bomb", "too_large", packed(DEFLATE_BOMB, "deflate"))
    yield Misbehavior("raw-deflate-bomb", "too_large", packed(_raw_bomb, "deflate"))
    yield Misbehavior("bomb-of-many-members", "too_large", packed(gzip.compress(ZEROS[:100], mtime=0) * 5000, "gzip"))
    yield Misbehavior("gzip-in-gzip", "bad_encoding", packed(gzip.compress(page), "gzip, gzip"))
    yield Misbehavior("gzip-twenty-times", "bad_encoding", packed(page, ", ".join(["gzip"] * 20)))
    yield Misbehavior("brotli", "bad_encoding", packed(b"\x0b\x02\x80hello\x03", "br"))
    yield Misbehavior("zstd", "bad_encoding", packed(b"\x28\xb5\x2f\xfd", "zstd"))
    yield Misbehavior("unheard-of-packing", "bad_encoding", packed(PAGE, "origami"))
    yield Misbehavior("two-encoding-headers", "bad_encoding", says(
        HEAD + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + page
    ))  # fmt: skip
    yield Misbehavior("gzip-cut-in-half", "cut_short", packed(page[: len(page) // 2], "gzip"))
    yield Misbehavior("gzip-without-its-end", "cut_short", packed(page[:-3], "gzip"))
    yield Misbehavior("plain-called-gzip", "bad_encoding", packed(PAGE, "gzip"))
    yield Misbehavior("gzip-with-wrong-sum", "bad_encoding", packed(_spoiled(page, len(page) - 8), "gzip"))
    yield Misbehavior("gzip-with-wrong-size", "bad_encoding", packed(_spoiled(page, len(page) - 2), "gzip"))
    yield Misbehavior("gzip-of-nothing", "empty", packed(gzip.compress(b""), "gzip"))
    yield Misbehavior("deflate-with-dictionary", "bad_encoding", packed(_with_dictionary, "deflate"))
    yield Misbehavior("bomb-on-an-error", "server_error", packed(GZIP_BOMB, "gzip", status=500))


def _redirects() -> Iterator[Misbehavior]:
    yield Misbehavior("leads-to-itself", "redirect_loop", leads_to("/"))
    yield Misbehavior("leads-to-and-fro", "redirect_loop", _to_and_fro)
    yield Misbehavior("leads-ever-deeper", "too_many_redirects", _deeper)
    yield Misbehavior("leads-nowhere", "bad_redirect", status(302))
    yield Misbehavior("leads-to-half-an-address", "bad_redirect", leads_to("http://[::1"))
    yield Misbehavior("leads-to-a-file", "scheme", leads_to("file:///etc/passwd"))
    yield Misbehavior("leads-to-gopher", "scheme", leads_to("gopher://127.0.0.1:70/1"))
    yield Misbehavior("leads-to-script", "scheme", leads_to("javascript:alert(1)"))
    yield Misbehavior("leads-to-data", "scheme", leads_to("data:text/html,hello"))
    yield Misbehavior("leads-to-cloud-secrets", "private_address", leads_to("http://169.254.169.254/latest/meta-data/"))
    yield Misbehavior("leads-to-a-group", "private_address", leads_to("//224.0.0.1/"))
    yield Misbehavior("leads-to-a-mapped-number", "private_address", leads_to("http://[::ffff:127.0.0.1]/"))
    yield Misbehavior("leads-to-a-password", "bad_address", leads_to("http://user:secret@a.news.test/"))
    yield Misbehavior("leads-to-a-long-address", "bad_address", leads_to("/" + "x" * 3000))
    yield Misbehavior("leads-to-no-such-host", "no_such_host", leads_to("http://nobody.example/"))
    yield Misbehavior("bomb-on-a-redirect", "no_such_host", says(
        answer(GZIP_BOMB, status=302, Location="http://nobody.example/", Content_Encoding="gzip")
    ))  # fmt: skip


def _statuses() -> Iterator[Misbehavior]:
    reasons = {
        204: "empty", 206: "unexpected_status", 300: "unexpected_status", 304: "unexpected_status",
        305: "unexpected_status", 400: "unexpected_status", 401: "refused", 402: "refused", 403: "refused",
        404: "not_found", 405: "unexpected_status", 407: "refused", 410: "gone", 418: "unexpected_status",
        429: "rate_limited", 451: "refused", 500: "server_error", 502: "server_error", 503: "server_error",
        504: "server_error", 599: "server_error", 999: "unexpected_status",
    }  # fmt: skip
    for code, reason in reasons.items():
        yield Misbehavior(f"says-{code}", reason, status(code))


def _robots() -> Iterator[Misbehavior]:
    def rules(name: str, reason: str, behavior: Behavior) -> Misbehavior:
        return Misbehavior(f"robots-{name}", reason, behavior, path=ROBOTS)

    yield rules("forbids-all", "robots", says(answer("User-agent: *\nDisallow: /\n", kind="text/plain")))
    yield rules(
        "forbids-us", "robots", says(answer("User-agent: Throughline\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
    )
    yield rules("is-in-trouble", "robots_unreachable", status(503))
    yield rules("is-rate-limited", "robots_unreachable", status(429))
    yield rules("never-answers", "robots_unreachable", silent())
    yield rules("drips", "robots_unreachable", drips(HEAD + b"Content-Length: 9999\r\n\r\n", b"User-agent: *\n" * 500))
    yield rules("is-a-bomb", "robots_unreachable", packed(GZIP_BOMB, "gzip"))
    yield rules("leads-to-a-file", "robots_unreachable", leads_to("file:///etc/hosts"))
    yield rules("is-cut-short", "robots_unreachable", says(HEAD + b"Content-Length: 5000\r\n\r\nUser-agent: *\n"))
    yield rules("is-not-http", "robots_unreachable", says(b"User-agent: *\r\nAllow: /\r\n\r\n"))


MISBEHAVIORS = tuple(
    one
    for family in (_connections, _headers, _bodies, _compressions, _redirects, _statuses, _robots)
    for one in family()
)
