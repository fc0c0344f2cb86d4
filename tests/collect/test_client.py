"""The client against a real server on loopback that misbehaves in every way that tests/newswire.py names."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tasks.collect.client import Client, Failure, Fetched, Fetching, Why
from tasks.collect.politeness import Manners
from tests.misbehaviors import CHUNKED, MISBEHAVIORS, PAGE, Misbehavior, leads_to, status
from tests.newswire import ROBOTS, Line, Newswire, answer

DEADLINE = 2.0
MOST_BYTES = 200_000
HASTY = Fetching(
    contact="desk@example.org",
    deadline_seconds=DEADLINE,
    answer_seconds=1.0,
    connect_seconds=0.8,
    max_bytes=MOST_BYTES,
    manners=Manners(pause_seconds=0, attempts=1),
)


class PatientClock:
    """A clock on which nobody waits: sleeping is noted, and time moves on by it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)

    def now(self) -> datetime:
        return datetime(2026, 2, 3, 12, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)


@pytest.fixture
def wire() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


@pytest.fixture
def client(wire: Newswire) -> Iterator[Client]:
    with Client(HASTY, resolver=wire.resolve) as one:
        yield one


def got(outcome: Fetched | Failure) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def failed(outcome: Fetched | Failure) -> Failure:
    assert isinstance(outcome, Failure), outcome
    return outcome


@pytest.mark.parametrize("case", MISBEHAVIORS, ids=lambda case: case.name)
def test_a_host_that_misbehaves_gives_one_reason_within_bounds(
    case: Misbehavior, wire: Newswire, client: Client
) -> None:
    wire.serve(case.name, case.path, case.behavior)
    tracemalloc.start()
    try:
        began = time.monotonic()
        failure = failed(client.fetch(wire.url(case.name), allow_private=True))
        took = time.monotonic() - began
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert failure.reason.value == case.reason, failure
    assert failure.detail.endswith(".")
    assert took < 2 * DEADLINE + 2  # the page's deadline, that of the robots.txt, and a slow machine
    assert wire.sent.get(case.name, 0) < case.most_bytes
    assert peak < 24_000_000  # the small web's own bombs and buffers included


def test_at_least_sixty_ways_to_misbehave_are_tried() -> None:
    assert len({case.name for case in MISBEHAVIORS}) == len(MISBEHAVIORS) >= 60


def test_a_page_comes_with_all_that_was_said_about_it(wire: Newswire, client: Client) -> None:
    url = wire.serve(
        "harbor", "/news", answer(PAGE, kind='Text/HTML; Charset="ISO-8859-1"', ETag='"1"', Last_Modified="Tue")
    )
    page = got(client.fetch(url, allow_private=True))
    assert (page.body, page.status, page.final_url, page.redirects) == (PAGE, 200, url, ())
    assert (page.content_type, page.charset) == ("text/html", "iso-8859-1")
    assert (page.etag, page.last_modified, page.not_modified) == ('"1"', "Tue", False)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])),
        ("gzip", gzip.compress(PAGE) + b"\0" * 40),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("identity", PAGE),
    ],
    ids=["gzip", "gzip in two members", "gzip with padding", "deflate", "deflate without wrapping", "identity"],
)
def test_packed_pages_are_unpacked(encoding: str, packed: bytes, wire: Newswire, client: Client) -> None:
    url = wire.serve("harbor", "/", answer(packed, Content_Encoding=encoding))
    assert got(client.fetch(url, allow_private=True)).body == PAGE


def test_a_chunked_page_is_put_together(wire: Newswire, client: Client) -> None:
    url = wire.serve("harbor", "/", CHUNKED + b"5\r\nhello\r\n7;x=y\r\n, ferry\r\n0\r\nX-Late: yes\r\n\r\n")
    assert got(client.fetch(url, allow_private=True)).body == b"hello, ferry"


def test_a_page_of_exactly_the_bound_is_taken(wire: Newswire, client: Client) -> None:
    url = wire.serve("harbor", "/", answer(b"x" * MOST_BYTES))
    assert len(got(client.fetch(url, allow_private=True)).body) == MOST_BYTES


def test_redirects_are_followed_and_named(wire: Newswire, client: Client) -> None:
    wire.serve("old", "/a", leads_to(wire.url("new", "/b"), status=301))
    wire.serve("new", "/b", leads_to("c?x=1#there", status=308))
    wire.serve("new", "/c?x=1", answer(PAGE))
    page = got(client.fetch(wire.url("old", "/a"), allow_private=True))
    assert page.final_url == wire.url("new", "/c?x=1")
    assert page.redirects == (wire.url("old", "/a"), wire.url("new", "/b"))


def test_the_robots_txt_of_every_host_on_the_way_is_obeyed(wire: Newswire, client: Client) -> None:
    wire.serve("short", "/x", leads_to(wire.url("long", "/private/x")))
    wire.serve("long", ROBOTS, "User-agent: *\nDisallow: /private/\n")
    failure = failed(client.fetch(wire.url("short", "/x"), allow_private=True))
    assert failure.reason is Why.ROBOTS
    assert wire.paths("long") == []


@pytest.mark.parametrize("code", [401, 403, 404, 410, 418])
def test_a_site_without_robots_txt_may_be_read(code: int, wire: Newswire, client: Client) -> None:
    wire.serve("harbor", ROBOTS, status(code))
    assert got(client.fetch(wire.serve("harbor", "/", PAGE.decode()), allow_private=True)).body == PAGE


def test_a_robots_txt_is_fetched_once_a_site(wire: Newswire, client: Client) -> None:
    wire.serve("harbor", "*", answer(PAGE))
    for path in "abc":
        client.fetch(wire.url("harbor", f"/{path}"), allow_private=True)
    assert [one.path for one in wire.asked] == [ROBOTS, "/a", "/b", "/c"]


def test_we_say_who_we_are_and_keep_no_cookie(wire: Newswire, client: Client) -> None:
    wire.serve("harbor", "*", answer(PAGE, Set_Cookie="reader=7"))
    for _ in range(2):
        client.fetch(wire.url("harbor"), allow_private=True)
    for one in wire.asked:
        assert one.headers["user-agent"] == "Throughline/0.1 (+desk@example.org)"
        assert not {"cookie", "authorization", "referer"} & one.headers.keys()


def test_proxies_and_passwords_of_the_machine_are_not_used(
    wire: Newswire, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert got(client.fetch(wire.serve("harbor", "/", PAGE.decode()), allow_private=True)).body == PAGE


def test_what_has_not_changed_is_not_sent_again(wire: Newswire, client: Client) -> None:
    def unchanged(line: Line) -> None:
        asked = line.asked.headers
        same = asked.get("if-none-match") == 'W/"7"' and asked.get("if-modified-since") == "Mon"
        line.say(answer(status=304, ETag='W/"8"') if same else answer(PAGE))

    url = wire.serve("harbor", "/", unchanged)
    page = got(client.fetch(url, etag='W/"7"', last_modified="Mon", allow_private=True))
    assert (page.not_modified, page.status, page.body, page.etag) == (True, 304, b"", 'W/"8"')


def test_a_validator_that_can_not_be_sent_back_is_forgotten(wire: Newswire, client: Client) -> None:
    url = wire.serve("harbor", "/", answer(PAGE, ETag='"' + "x" * 600 + '"'))
    assert got(client.fetch(url, etag="a\r\nX-Evil: 1", allow_private=True)).etag is None
    assert "x-evil" not in wire.asked[-1].headers
    assert "if-none-match" not in wire.asked[-1].headers


def test_one_request_at_a_time_goes_to_a_host_while_hosts_run_in_parallel(wire: Newswire, client: Client) -> None:
    together = threading.Barrier(2)

    def meets_the_other(line: Line) -> bytes:
        together.wait(5)
        return answer(PAGE)

    for host in ("east", "west"):
        wire.serve(host, "/", meets_the_other)
        wire.serve(host, "/more", answer(PAGE))
    urls = [wire.url(host, path) for host in ("east", "west") for path in ("/", "/more", "/more")]
    unhurried = Client(Fetching(manners=Manners(pause_seconds=0)), resolver=wire.resolve)
    with unhurried, ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda url: unhurried.fetch(url, allow_private=True), urls))
    assert all(isinstance(one, Fetched) for one in outcomes)
    assert wire.at_once == {"east": 1, "west": 1}


def patient(wire: Newswire, **manners: float) -> tuple[Client, PatientClock]:
    clock = PatientClock()
    settings = Fetching(deadline_seconds=60, max_bytes=MOST_BYTES, manners=Manners(pause_seconds=0, seed=7, **manners))  # type: ignore[arg-type]
    return Client(settings, clock=clock, resolver=wire.resolve), clock


def flaky(*answers: bytes) -> object:
    left = list(answers)
    return lambda line: line.say(left.pop(0) if len(left) > 1 else left[0])


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_host_is_asked_again_and_again_with_longer_waits(code: int, wire: Newswire) -> None:
    url = wire.serve("busy", "/", flaky(answer(status=code), answer(status=code), answer(PAGE)))  # type: ignore[arg-type]
    client, clock = patient(wire)
    assert got(client.fetch(url, allow_private=True)).body == PAGE
    first, second = clock.slept
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_waits_are_the_same_for_the_same_seed(wire: Newswire) -> None:
    url = wire.serve("busy", "/", answer(status=503))
    waits = []
    for _ in range(2):
        client, clock = patient(wire)
        assert failed(client.fetch(url, allow_private=True)).attempts == 3
        waits.append(clock.slept)
    assert waits[0] == waits[1]


FINAL = [one for one in MISBEHAVIORS if one.reason not in ("timed_out", "server_error", "rate_limited")]


@pytest.mark.parametrize("case", [one for one in FINAL if one.path != ROBOTS], ids=lambda case: case.name)
def test_nothing_but_busy_and_silent_hosts_is_asked_again(case: Misbehavior, wire: Newswire) -> None:
    wire.serve(case.name, case.path, case.behavior)
    client, clock = patient(wire)
    assert failed(client.fetch(wire.url(case.name), allow_private=True)).attempts == 1
    assert clock.slept == []


def test_a_host_is_given_the_time_it_asks_for(wire: Newswire) -> None:
    url = wire.serve("busy", "/", flaky(answer(status=429, Retry_After="7"), answer(PAGE)))  # type: ignore[arg-type]
    client, clock = patient(wire)
    assert got(client.fetch(url, allow_private=True)).body == PAGE
    assert clock.slept[0] == 7


def test_a_host_that_asks_for_a_long_rest_is_asked_nothing_more(wire: Newswire) -> None:
    wire.serve("busy", "*", answer(status=503, Retry_After="3600"))
    client, clock = patient(wire)
    first = failed(client.fetch(wire.url("busy", "/a"), allow_private=True))
    second = failed(client.fetch(wire.url("busy", "/b"), allow_private=True))
    assert (first.reason, first.retry_after, first.attempts) == (Why.SERVER_ERROR, 3600, 1)
    assert second.reason is Why.RESTING
    assert wire.paths("busy") == ["/a"]
    assert clock.slept == []


def test_a_pause_follows_every_request_to_a_host_and_crawl_delay_makes_it_longer(wire: Newswire) -> None:
    wire.serve("calm", ROBOTS, "User-agent: *\nCrawl-delay: 9\n")
    wire.serve("calm", "*", answer(PAGE))
    client, clock = patient(wire)
    for path in ("/a", "/b", "/c"):
        client.fetch(wire.url("calm", path), allow_private=True)
    assert [round(one) for one in clock.slept[-2:]] == [9, 9]


def test_a_name_that_is_slow_to_look_up_costs_no_more_than_the_deadline(wire: Newswire) -> None:
    def hangs(host: str, port: int) -> list[str]:
        wire.over.wait(20)
        return []

    with Client(HASTY, resolver=hangs) as client:
        assert failed(client.fetch("http://slow.example/")).reason is Why.ROBOTS_UNREACHABLE


def test_a_port_where_nobody_listens_is_a_failed_connection(wire: Newswire, client: Client) -> None:
    with Newswire() as other:
        url = other.url("gone")
    assert failed(client.fetch(url, allow_private=True)).reason is Why.CONNECTION
