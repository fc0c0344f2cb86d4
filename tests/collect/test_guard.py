"""No address that is not public is ever connected to, however it is spelled, looked up or led to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import pytest

from tasks.collect.client import Client, Failure, Fetched, Fetching, Why
from tasks.collect.guard import permitted, read_target, why_closed
from tasks.collect.outcomes import Failed
from tasks.collect.politeness import Manners
from tests.misbehaviors import PAGE, leads_to
from tests.newswire import Newswire, answer

# Spellings of hosts that are no public ones. In each, PORT stands for the port at which a trap listens.
LOOPBACK = (
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "0x7f.0.0.1", "0x7f000001", "0X7F.1",
    "017700000001", "0177.0.0.1", "2130706433", "00000177.1", "127.0.0.0x1", "localhost", "LOCALHOST", "localhost.",
    "a.localhost", "localhost.localdomain", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::1]",
    "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "loca1ⅼhost.localhost", "%31%32%37.0.0.1", "127.0.0.1%00",
    "0", "0.0.0.0", "[::]", "[::ffff:0:127.0.0.1]",
)  # fmt: skip
PRIVATE = (
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1", "0xc0a80101", "3232235777",
    "100.64.0.1", "100.127.255.254", "[fc00::1]", "[fd12:3456:789a::1]", "[fec0::1]", "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]", "[2002:a00:1::]", "router", "printer.local", "db.internal", "nas.lan", "box.home.arpa",
    "intranet.corp", "hidden.onion",
)  # fmt: skip
METADATA = (
    "169.254.169.254", "169.254.170.2", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "192.0.0.192",
    "metadata.google.internal", "[fe80::a9fe:a9fe]", "[2002:a9fe:a9fe::]",
)  # fmt: skip
SET_ASIDE = (
    "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "192.88.99.1", "192.0.0.8", "240.0.0.1",
    "255.255.255.255", "224.0.0.1", "239.255.255.250", "[ff02::1]", "[ff0e::1]", "[fe80::1]", "[fe80::1%25eth0]",
    "[2001:db8::1]", "[2001::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[4000::1]",
)  # fmt: skip
ODD = (
    "http://127.0.0.1:PORT@[::1]:PORT/", "http://public.example@127.0.0.1:PORT/", "http://127.0.0.1:PORT\\@public.example/",
    "http:\\\\127.0.0.1:PORT/", "http://127.0.0.1\t:PORT/", "http://127.0.0.1:PORT /", "http://\r\n127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/", "http://:PORT/", "http://", "//127.0.0.1:PORT/", "127.0.0.1:PORT", "http://[127.0.0.1]:PORT/",
    "http://[::1:PORT/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://a..b:PORT/", "http://-:PORT/",
    "http://public.example:22/", "https://public.example:25/", "file:///etc/passwd", "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_x", "data:text/html,x", "jar:http://127.0.0.1:PORT!/x",
    "javascript:alert(1)", "unix:///var/run/docker.sock", "dict://127.0.0.1:PORT/x", "ws://127.0.0.1:PORT/",
    "http+unix://%2Frun%2Fx/", "http://127.0.0.1:PORT#@public.example/", "http://" + "a" * 3000 + ".example/", "",
)  # fmt: skip
# Names that look public, and what a lying resolver says they stand for.
LIES: dict[str, Sequence[str]] = {
    "loopback.example": ["127.0.0.1"],
    "loopback6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "private.example": ["10.1.2.3"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "mixed6.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fd00::1"],
    "scoped.example": ["fe80::1%1"],
    "many.example": ["192.168.0.1"] * 1000,
    "group.example": ["224.0.0.251"],
    "zero.example": ["0.0.0.0"],
    "nonsense.example": ["not a number"],
    "nothing.example": [],
}
ADDRESSES = (
    *(f"http://{host}:PORT/" for host in (*LOOPBACK, *PRIVATE, *METADATA, *SET_ASIDE, *LIES)),
    *(f"https://{host}/" for host in ("127.0.0.1", "[::1]", "169.254.169.254", "loopback.example")),
    *ODD,
)

connected: list[object] | None = None  # where the process connects to, while somebody asks


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and connected is not None:
        connected.append(arguments[1])


sys.addaudithook(_watch)


@pytest.fixture
def trap() -> Iterator[Newswire]:
    """Listen where the hostile addresses lead, and note every connection that the process tries to make."""
    global connected
    with Newswire() as web:
        connected = []
        try:
            yield web
        finally:
            connected = None


def guarded(trap: Newswire, resolver: object = None) -> Client:
    def lies(host: str, port: int) -> Sequence[str]:
        if host not in LIES:
            raise OSError("no such name")
        return LIES[host]

    settings = Fetching(ports=(80, 443, trap.port), deadline_seconds=3, manners=Manners(pause_seconds=0, attempts=1))
    return Client(settings, resolver=resolver or lies)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_public_is_never_connected_to(address: str, trap: Newswire) -> None:
    with guarded(trap) as client:
        outcome = client.fetch(address.replace("PORT", str(trap.port)))
    assert isinstance(outcome, Failure)
    assert outcome.reason in (Why.PRIVATE_ADDRESS, Why.BAD_ADDRESS, Why.SCHEME, Why.PORT, Why.NO_SUCH_HOST), outcome
    assert connected == []
    assert trap.connections == 0


def test_at_least_115_addresses_are_tried() -> None:
    assert len(set(ADDRESSES)) == len(ADDRESSES) >= 115


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "where",
    ["//224.0.0.1:PORT/x", "//[::ffff:127.0.0.1]:PORT/", "http://169.254.169.254/", "http://metadata.example/", "file:///x"],
)  # fmt: skip
def test_a_redirect_to_an_address_that_is_not_public_is_not_followed(code: int, where: str, trap: Newswire) -> None:
    trap.serve("start", "/", leads_to(where.replace("PORT", str(trap.port)), status=code))

    def lies(host: str, port: int) -> Sequence[str]:
        return LIES.get(host, ["127.0.0.1"])

    with guarded(trap, lies) as client:  # even a trusted source is not led to what is closed to all
        outcome = client.fetch(trap.url("start"), allow_private=True)
    assert isinstance(outcome, Failure)
    assert outcome.reason in (Why.PRIVATE_ADDRESS, Why.SCHEME)
    assert all(place == ("127.0.0.1", trap.port) for place in connected or ())


def test_a_name_that_changes_its_number_gains_nothing(trap: Newswire) -> None:
    """The name is looked up once for a connection; each later answer is judged anew."""
    answers = [["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def turns_around(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    # Nothing public is called from a test: the number that is let through is checked, not dialed.
    assert permitted(turns_around("flip.example", 80)) == ["93.184.215.14"]
    with guarded(trap, turns_around) as client:
        outcome = client.fetch(f"http://flip.example:{trap.port}/")
    assert isinstance(outcome, Failure)
    assert outcome.reason is Why.PRIVATE_ADDRESS
    assert connected == []


def test_the_number_connected_to_is_the_one_that_was_judged(trap: Newswire) -> None:
    trap.serve("flip", "/", answer(PAGE))
    looked_up = 0

    def counts(host: str, port: int) -> Sequence[str]:
        nonlocal looked_up
        looked_up += 1
        return ["127.0.0.1"]

    with guarded(trap, counts) as client:
        outcome = client.fetch(trap.url("flip"), allow_private=True)
    assert isinstance(outcome, Fetched)
    assert connected == [("127.0.0.1", trap.port)] * 2  # the robots.txt and the page: a number, never a name
    assert looked_up == 2


@pytest.mark.parametrize(
    "number", ["127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.7.7", "::1", "fd00::7"]
)  # fmt: skip
def test_a_trusted_source_may_be_on_this_machine_or_a_private_network(number: str) -> None:
    assert why_closed(number)
    assert why_closed(number, allow_private=True) is None


CLOSED_TO_ALL = (
    "169.254.169.254",
    "fd00:ec2::254",
    "0.0.0.0",
    "224.0.0.1",
    "fe80::1",
    "255.255.255.255",
    "::ffff:7f00:1",
)


@pytest.mark.parametrize("number", CLOSED_TO_ALL)
def test_no_source_is_trusted_with_machine_secrets_or_groups(number: str) -> None:
    assert why_closed(number, allow_private=True)


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]
)
def test_public_numbers_are_open(number: str) -> None:
    assert why_closed(number) is None


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("HTTP://News.Example:80/A b".replace(" ", "%20"), "http://news.example/A%20b"),
        ("https://news.example:443/?q=a&b=ü#top", "https://news.example/?q=a&b=%C3%BC"),
        ("https://zeitung.example", "https://zeitung.example/"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://news.example./x", "https://news.example/x"),
        ("https://news.example/a%2Fb?c=%20", "https://news.example/a%2Fb?c=%20"),
    ],
)
def test_a_public_address_is_sent_as_plain_ascii(written: str, sent: str) -> None:
    assert read_target(written).url == sent


def test_a_secret_in_an_address_is_not_repeated() -> None:
    with pytest.raises(Failed) as refused:
        read_target("https://reader:hunter2@news.example/")
    assert "hunter2" not in str(refused.value)
