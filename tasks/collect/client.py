"""Fetch an address politely and safely: the one way from this program to the web.

    with Client(Fetching(contact="desk@example.org")) as client:
        outcome = client.fetch("https://example.org/feed.xml", etag=last.etag)

Whatever a host does, `fetch` returns: the bytes, or one reason. robots.txt is obeyed at every hop, no cookie is kept,
no proxy or password of the machine is used.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin

from tasks.collect import robots
from tasks.collect.guard import Target, read_target
from tasks.collect.outcomes import Failed, Failure, Fetched, Why
from tasks.collect.politeness import Clock, Manners, SystemClock, Turns, persistently, read_retry_after
from tasks.collect.wire import Answer, Question, Resolver, ask, secure_context, system_resolver

__all__ = ["Client", "Failure", "Fetched", "Fetching", "Why"]

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_VALIDATOR = 512  # of an ETag or date that is sent back
ROBOTS_SECONDS = 10.0
ROBOTS_BYTES = 5_000_000
ROBOTS_ABSENT = (Why.REFUSED, Why.NOT_FOUND, Why.GONE, Why.EMPTY, Why.TOO_MANY_REDIRECTS, Why.REDIRECT_LOOP)
HOST_UNREACHABLE = (Why.NO_SUCH_HOST, Why.PRIVATE_ADDRESS, Why.CONNECTION, Why.TLS, Why.RESTING)
ACCEPT = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
REASONS = {
    204: (Why.EMPTY, "The host says that there is nothing to read"),
    401: (Why.REFUSED, "The host asks for a password"),
    402: (Why.REFUSED, "The host asks for money"),
    403: (Why.REFUSED, "The host refuses"),
    404: (Why.NOT_FOUND, "There is nothing at this address"),
    407: (Why.REFUSED, "The host asks for a password"),
    410: (Why.GONE, "What was at this address is gone for good"),
    429: (Why.RATE_LIMITED, "The host was asked too often"),
    451: (Why.REFUSED, "The host may not show this"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How the web is asked."""

    contact: str = ""  # a mail address or page at which the owner of a site reaches the person who runs this
    version: str = "0.1"
    deadline_seconds: float = 30.0  # for one page: all its redirects and attempts
    answer_seconds: float = 15.0  # for one host's whole answer
    connect_seconds: float = 5.0
    max_bytes: int = 10_000_000  # as sent, and unpacked
    ports: tuple[int, ...] = (80, 443)
    manners: Manners = field(default_factory=Manners)

    @property
    def user_agent(self) -> str:
        """Say who asks and how to reach them."""
        contact = re.sub(r"[^\x21-\x7e]+", " ", self.contact).strip()
        return f"Throughline/{self.version} ({f'+{contact}' if contact else 'no contact given'})"


@dataclass(slots=True)
class _Page:
    """One page on its way: what may still be spent on it, and where it has been."""

    url: str
    allow_private: bool
    max_bytes: int
    left: float
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[str, ...] = ()
    attempts: int = 0
    for_robots: bool = False


class Client:
    """Fetches pages for one run; remembers each site's robots.txt and each host's pauses. Safe to use from threads."""

    def __init__(
        self,
        fetching: Fetching | None = None,
        *,
        clock: Clock | None = None,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        rests: Mapping[str, datetime] | None = None,
    ) -> None:
        self.fetching = fetching or Fetching()
        self._clock = clock or SystemClock()
        self._resolver = resolver
        self._tls = tls
        self._turns = Turns(self.fetching.manners, self._clock, rests)
        self._rules: dict[tuple[str, bool], robots.Rules | Failed] = {}
        self._locks: dict[tuple[str, bool], threading.Lock] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was learned; connections are closed with each answer."""
        self._rules.clear()
        self._locks.clear()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allow_private: bool = False,
        max_bytes: int | None = None,
    ) -> Fetched | Failure:
        """Fetch `url`; with the validators of an earlier answer, only if something changed since.

        `allow_private` opens this machine and private networks, for a source that says so. `max_bytes` lowers or raises
        the general bound.
        """
        page = _Page(
            url=url,
            allow_private=allow_private,
            max_bytes=max_bytes or self.fetching.max_bytes,
            left=self.fetching.deadline_seconds,
            headers=_validators(etag, last_modified),
        )
        return self._persistently(page)

    def rests(self) -> dict[str, datetime]:
        """Return until when each host asked to be left alone, for the next client to be made with."""
        return self._turns.rests()

    def _persistently(self, page: _Page) -> Fetched | Failure:
        return persistently(
            lambda: self._attempt(page),
            manners=self.fetching.manners,
            sleep=lambda seconds: self._sleep(page, seconds),
            url=page.url,
            left=lambda: page.left,
        )

    def _attempt(self, page: _Page) -> Fetched | Failure:
        page.attempts += 1
        page.redirects = ()
        try:
            return self._follow(page)
        except Failed as failed:
            return Failure(
                url=page.url,
                reason=failed.reason,
                detail=str(failed),
                at=self._clock.now(),
                status=failed.status,
                retry_after=failed.retry_after,
                redirects=page.redirects,
                attempts=page.attempts,
            )

    def _follow(self, page: _Page) -> Fetched:
        target = self._target(page.url, page)
        seen = {target.url}
        while True:
            answer = self._hop(target, page)
            if answer.status not in REDIRECTS:
                return self._fetched(answer, target, page)
            following = self._target(_location(answer, target), page)
            if following.url in seen:
                raise Failed(Why.REDIRECT_LOOP, f"The address leads in a circle, back to {following.url}.")
            if len(seen) > MOST_REDIRECTS:
                raise Failed(Why.TOO_MANY_REDIRECTS, f"The address leads on more than {MOST_REDIRECTS} times.")
            seen.add(following.url)
            page.redirects += (target.url,)
            target = following

    def _target(self, url: str, page: _Page) -> Target:
        return read_target(url, allow_private=page.allow_private, ports=self.fetching.ports)

    def _hop(self, target: Target, page: _Page) -> Answer:
        """Ask one host, if its robots.txt lets us, when its turn has come."""
        if not page.for_robots:
            self._obey_robots(target, page)
        host = target.host
        with self._turns.turn(host), self._spending(page):
            answer = ask(self._question(target, page), clock=self._clock, resolver=self._resolver, tls=self._secure())
        wait = read_retry_after(answer.headers.get("retry-after"), self._clock.now())
        if answer.status in (429, 503) and wait is not None:
            self._turns.rest(host, wait)
        return answer

    def _question(self, target: Target, page: _Page) -> Question:
        fetching = self.fetching
        if page.left <= 0:
            raise Failed(Why.TIMED_OUT, "The page was not there by the deadline.")
        return Question(
            target=target,
            headers=(("User-Agent", fetching.user_agent), ("Accept", ACCEPT), *page.headers),
            deadline=self._clock.monotonic() + min(page.left, fetching.answer_seconds),
            connect_seconds=fetching.connect_seconds,
            max_bytes=page.max_bytes,
            allow_private=page.allow_private,
        )

    def _fetched(self, answer: Answer, target: Target, page: _Page) -> Fetched:
        unchanged = answer.status == 304 and bool(page.headers)
        if not unchanged:
            self._check(answer)
        kind, _, parameters = answer.headers.get("content-type", "").partition(";")
        charset = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", parameters, re.IGNORECASE)
        return Fetched(
            url=page.url,
            final_url=target.url,
            status=answer.status,
            body=answer.body,
            content_type=kind.strip().lower()[:100],
            charset=charset[1].lower() if charset else None,
            etag=_validator(answer.headers.get("etag")),
            last_modified=_validator(answer.headers.get("last-modified")),
            not_modified=unchanged,
            redirects=page.redirects,
            at=self._clock.now(),
        )

    def _check(self, answer: Answer) -> None:
        """Raise Failed unless the answer is what was asked for."""
        status = answer.status
        if status in (200, 203) and answer.body.strip():
            return
        if status in (200, 203):
            raise Failed(Why.EMPTY, "The answer is empty.", status=status)
        if status in REASONS:
            reason, said = REASONS[status]
        elif 500 <= status < 600:
            reason, said = Why.SERVER_ERROR, "The host is in trouble"
        else:
            reason, said = Why.UNEXPECTED_STATUS, "The host gave an answer that makes no sense here"
        wait = read_retry_after(answer.headers.get("retry-after"), self._clock.now())
        raise Failed(reason, f"{said} (HTTP {status}).", status=status, retry_after=wait)

    def _obey_robots(self, target: Target, page: _Page) -> None:
        rules = self._robots_of(target, page.allow_private)
        if isinstance(rules, Failed):
            raise Failed(rules.reason, str(rules), status=rules.status, retry_after=rules.retry_after)
        if not rules.allow(target.path):
            raise Failed(Why.ROBOTS, f"The robots.txt of {target.host} forbids this address.")

    def _robots_of(self, target: Target, allow_private: bool) -> robots.Rules | Failed:
        key = (target.site, allow_private)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._rules:
                self._rules[key] = rules = self._read_robots(target, allow_private)
                if isinstance(rules, robots.Rules) and rules.delay is not None:
                    self._turns.slow_down(target.host, rules.delay)
            return self._rules[key]

    def _read_robots(self, target: Target, allow_private: bool) -> robots.Rules | Failed:
        """Fetch a site's rules by RFC 9309: absent allows everything, unreachable forbids it."""
        page = _Page(
            url=f"{target.site}/robots.txt",
            allow_private=allow_private,
            max_bytes=ROBOTS_BYTES,
            left=min(ROBOTS_SECONDS, self.fetching.deadline_seconds),
            for_robots=True,
        )
        outcome = self._persistently(page)
        if isinstance(outcome, Fetched):
            return robots.read_rules(outcome.body)
        if outcome.reason in ROBOTS_ABSENT or (
            outcome.status and 400 <= outcome.status < 500 and outcome.status != 429
        ):
            return robots.ALL_ALLOWED
        if outcome.reason in HOST_UNREACHABLE:
            return Failed(outcome.reason, outcome.detail, status=outcome.status, retry_after=outcome.retry_after)
        detail = f"The robots.txt of {target.host} can't be read, so nothing there may be: {outcome.detail}"
        return Failed(Why.ROBOTS_UNREACHABLE, detail, status=outcome.status, retry_after=outcome.retry_after)

    def _secure(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                self._tls = secure_context()
            return self._tls

    def _sleep(self, page: _Page, seconds: float) -> None:
        page.left -= seconds
        self._clock.sleep(seconds)

    @contextmanager
    def _spending(self, page: _Page) -> Iterator[None]:
        """Take the time that the block needs from what may be spent on the page."""
        began = self._clock.monotonic()
        try:
            yield
        finally:
            page.left -= self._clock.monotonic() - began


def _location(answer: Answer, target: Target) -> str:
    written = answer.headers.get("location", "")
    if not written:
        raise Failed(Why.BAD_REDIRECT, "The host leads on without saying where to.", status=answer.status)
    try:
        return urldefrag(urljoin(target.url, written)).url
    except ValueError as error:
        raise Failed(Why.BAD_REDIRECT, "The host leads on to what is no address.", status=answer.status) from error


def _validators(etag: str | None, last_modified: str | None) -> tuple[tuple[str, str], ...]:
    pairs = (("If-None-Match", _validator(etag)), ("If-Modified-Since", _validator(last_modified)))
    return tuple((name, value) for name, value in pairs if value)


def _validator(written: str | None) -> str | None:
    """Return an ETag or date that can be sent back; None for one that is too long or not plain text."""
    fits = written and len(written) <= LONGEST_VALIDATOR and re.fullmatch(r"[\x20-\x7e]+", written)
    return written if fits else None
