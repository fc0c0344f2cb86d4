"""Which addresses may be asked: public ones, over http and https, and no others unless a source is trusted with more.

An address is judged twice: as it is written (`read_target`), and as the numbers its name stands for at the moment of
connecting (`permitted`). The second is what counts: a connection is made to the very number that was judged, so that a
name which points elsewhere a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from tasks.collect.outcomes import Failed, Why

LONGEST_URL = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}
MOST_ANSWERS = 64  # numbers that one name may stand for

# Names that never leave a machine or its network, whatever a resolver says of them.
LOCAL_NAMES = re.compile(r"(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa|onion)$")
NUMBER_LIKE = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)$")  # 127.1, 0x7f000001, 2130706433: numbers in disguise
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))+")
FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")

# Beyond what Python's own table knows: relays that unpack to any address, documentation, and one cloud's metadata.
CLOSED = tuple(
    ipaddress.ip_network(written)
    for written in (
        "192.88.99.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "192.0.0.0/24", "168.63.129.16/32",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
# What `allow_private` opens: this machine and the networks that people number themselves; never link-local addresses,
# where clouds keep their machines' secrets.
OPENABLE = tuple(
    ipaddress.ip_network(written)
    for written in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
METADATA = tuple(ipaddress.ip_address(written) for written in ("fd00:ec2::254", "192.168.169.254"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that was read and may be asked for, as far as its spelling tells."""

    scheme: str
    host: str  # lower-case ASCII name or number, no brackets
    port: int
    path: str  # ASCII, with the query

    @property
    def url(self) -> str:
        """Write the whole address, without a fragment."""
        return f"{self.site}{self.path}"

    @property
    def site(self) -> str:
        """Name scheme, host and port: what one robots.txt is good for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Write host and port as a request names them; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, *, allow_private: bool = False, ports: Sequence[int] = (80, 443)) -> Target:
    """Read `url`. Raises Failed for one that can't be asked for, or may not; nothing is looked up for that."""
    if len(url) > LONGEST_URL:
        raise Failed(Why.BAD_ADDRESS, f"The address has more than {LONGEST_URL:,} characters.")
    if FORBIDDEN_CHARACTERS.search(url):
        raise Failed(Why.BAD_ADDRESS, "The address holds a space, a backslash or a control character.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Failed(Why.BAD_ADDRESS, f"The address can't be read: {error}.") from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise Failed(Why.SCHEME, f"Only http and https are fetched, not {scheme or 'an address without a scheme'}.")
    if "@" in parts.netloc:
        raise Failed(Why.BAD_ADDRESS, "The address holds a user name; addresses with secrets in them are not fetched.")
    host = _host(parts.hostname or "", allow_private=allow_private)
    number = DEFAULT_PORTS[scheme] if port is None else port
    if number not in ports and not allow_private:
        raise Failed(Why.PORT, f"Port {number} is not among those that are asked ({', '.join(map(str, ports))}).")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Target(scheme=scheme, host=host, port=number, path=f"{path}?{query}" if query else path)


def permitted(answers: Sequence[str], *, allow_private: bool = False) -> list[str]:
    """Return the numbers of a name, of which a connection may take any. Raises Failed if even one of them is closed.

    `answers` are what a resolver gave for the name, in its order.
    """
    if not answers:
        raise Failed(Why.NO_SUCH_HOST, "The name stands for no number.")
    chosen = list(dict.fromkeys(answers))[:MOST_ANSWERS]
    for written in chosen:
        closed = why_closed(written, allow_private=allow_private)
        if closed:
            raise Failed(Why.PRIVATE_ADDRESS, f"The address leads to {written}, {closed}.")
    return chosen


def why_closed(written: str, *, allow_private: bool = False) -> str | None:
    """Say what a number is that may not be connected to; None for one that may."""
    try:
        number = ipaddress.ip_address(written)
    except ValueError:
        return "which is no number"
    if allow_private and number not in METADATA and any(number in network for network in OPENABLE):
        return None
    if isinstance(number, ipaddress.IPv6Address):
        return _why_closed_v6(number)
    return _kind(number)


def _why_closed_v6(number: ipaddress.IPv6Address) -> str | None:
    if number.scope_id:
        return "which is good on one network only"
    if number in NAT64:  # how a network without IPv4 reaches an IPv4 number
        return _kind(ipaddress.IPv4Address(number.packed[-4:]))
    if number not in GLOBAL_V6:
        return _kind(number) or "which is not a public number"
    return _kind(number)


def _kind(number: Number) -> str | None:
    kinds = (
        (number.is_unspecified, "which stands for every address"),
        (number.is_loopback, "which is this machine"),
        (number.is_link_local, "which is on the local link, where cloud machines keep their secrets"),
        (number.is_multicast, "which is a group of machines"),
        (any(number in network for network in CLOSED), "which is set aside"),
        (number.is_reserved or not number.is_global, "which is not a public number"),
    )
    return next((said for is_so, said in kinds if is_so), None)


def _host(written: str, *, allow_private: bool) -> str:
    """Return a host as it is asked for. Raises Failed for what is none, or what never is a public one."""
    if not written:
        raise Failed(Why.BAD_ADDRESS, "The address names no host.")
    number = _number(written)
    if number is not None:
        closed = why_closed(written, allow_private=allow_private)
        if closed:
            raise Failed(Why.PRIVATE_ADDRESS, f"The address leads to {written}, {closed}.")
        return str(number)
    host = _ascii(written).removesuffix(".").lower()
    if LOCAL_NAMES.search(host) or "." not in host:
        if allow_private and re.fullmatch(r"[a-z0-9_.-]{1,253}", host):
            return host
        raise Failed(Why.PRIVATE_ADDRESS, f"{host} is a name of a local network.")
    if NUMBER_LIKE.search(host):
        raise Failed(Why.PRIVATE_ADDRESS, f"{host} is a number in disguise; numbers are written as 192.0.2.1.")
    if not HOST_NAME.fullmatch(host):
        raise Failed(Why.BAD_ADDRESS, f"{host} is no host's name.")
    return host


def _number(written: str) -> Number | None:
    try:
        return ipaddress.ip_address(written)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    try:
        return host.encode("ascii").decode("ascii")
    except UnicodeEncodeError:
        pass
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Failed(Why.BAD_ADDRESS, f"{host} is no host's name.") from error
