"""Secure connections: the certificate must be valid, and for the name that was asked for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.collect.client import Client, Failure, Fetched, Fetching, Why
from tasks.collect.politeness import Manners
from tests.misbehaviors import PAGE
from tests.newswire import Newswire, answer

x509 = pytest.importorskip("cryptography.x509")
TODAY = datetime.now(UTC)


def certificate(folder: Path, name: str, *, until: datetime) -> Path:
    """Write a certificate that vouches for itself, with its key."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - timedelta(days=30))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def fetch(folder: Path, *, name: str = "harbor.news.test", days: int = 30, trusted: bool = True) -> Fetched | Failure:
    path = certificate(folder, name, until=TODAY + timedelta(days=days))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    asking = ssl.create_default_context(cafile=str(path)) if trusted else None
    settings = Fetching(deadline_seconds=5, manners=Manners(pause_seconds=0))
    with Newswire(serving) as wire, Client(settings, resolver=wire.resolve, tls=asking) as client:
        wire.serve("harbor", "/", answer(PAGE))
        return client.fetch(wire.url("harbor"), allow_private=True)


def test_a_valid_certificate_for_the_name_is_accepted(tmp_path: Path) -> None:
    fetched = fetch(tmp_path)
    assert isinstance(fetched, Fetched), fetched
    assert fetched.body == PAGE


@pytest.mark.parametrize(
    "wrong",
    [{"name": "other.news.test"}, {"name": "127.0.0.1"}, {"days": -1}, {"trusted": False}],
    ids=["for another name", "for the number", "expired", "not trusted"],
)
def test_any_other_certificate_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    failure = fetch(tmp_path, **wrong)  # type: ignore[arg-type]
    assert isinstance(failure, Failure)
    assert failure.reason is Why.TLS
    assert failure.detail.endswith(".")


@pytest.fixture
def plain() -> Iterator[Newswire]:
    with Newswire() as web:
        yield web


def test_a_host_that_knows_no_security_is_not_asked_without_it(plain: Newswire) -> None:
    settings = Fetching(deadline_seconds=2, answer_seconds=1, manners=Manners(pause_seconds=0, attempts=1))
    with Client(settings, resolver=plain.resolve) as client:
        failure = client.fetch(plain.url("harbor").replace("http:", "https:"), allow_private=True)
    assert isinstance(failure, Failure)
    assert failure.reason in (Why.TLS, Why.ROBOTS_UNREACHABLE)
    assert plain.asked == []
