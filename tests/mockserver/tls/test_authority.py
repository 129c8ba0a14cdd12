"""The authority vouches for the service's hosts and this machine, and can vouch for nobody else."""

from __future__ import annotations

import datetime
import ssl
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from kling3_mockserver.http.hosts import HOSTS
from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.certificates import TlsError
from tests.mockserver.tls.handshakes import client_of, shake_hands

NAMES = (*sorted(HOSTS), "localhost", "host.docker.internal", "127.0.0.1", "::1")
MOST_DAYS = datetime.timedelta(days=398)
"""From there on browsers and macOS refuse a server's certificate."""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.new()


def leaf_for(host: str, authority: Authority, folder: Path) -> ssl.SSLContext:
    """Return a server whose certificate for a host was signed by whoever got hold of an authority's key."""
    signer = load_pem_private_key(authority.dump(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    issuer, key = x509.load_pem_x509_certificate(authority.certificate), ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(issuer.subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(issuer.not_valid_before_utc)
        .not_valid_after(issuer.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    whole = folder / "leaf.pem"
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(own + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return context


@pytest.mark.parametrize("host", NAMES)
def test_a_server_of_it_is_trusted_as_each_of_its_names(host: str, authority: Authority) -> None:
    client = client_of(authority.certificate)
    client.set_alpn_protocols(["h2", "http/1.1"])
    assert shake_hands(client, authority.server_context(), host).selected_alpn_protocol() == "http/1.1"


@pytest.mark.parametrize("host", ["example.com", "freepik.com", "www.api.freepik.com", "10.0.0.1"])
def test_a_server_of_it_is_taken_for_nobody_else(host: str, authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"Hostname mismatch|IP address mismatch"):
        shake_hands(client_of(authority.certificate), authority.server_context(), host)


def test_another_authority_is_not_trusted(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed certificate in certificate chain"):
        shake_hands(client_of(Authority.new().certificate), authority.server_context(), "api.freepik.com")


@pytest.mark.parametrize("host", ["example.com", "freepik.com", "www.freepik.com"])
def test_what_its_key_signs_for_other_hosts_is_refused(host: str, authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(client_of(authority.certificate), leaf_for(host, authority, tmp_path), host)


def test_what_its_key_signs_for_the_service_is_trusted(authority: Authority, tmp_path: Path) -> None:
    server = leaf_for("api.freepik.com", authority, tmp_path)
    shake_hands(client_of(authority.certificate), server, "api.freepik.com")


def test_what_was_written_down_is_the_same_authority(authority: Authority) -> None:
    loaded = Authority.load(authority.dump())
    assert (loaded.certificate, loaded.dump()) == (authority.certificate, authority.dump())
    assert loaded.expires == authority.expires
    shake_hands(client_of(authority.certificate), loaded.server_context(), "api.magnific.com")


def with_key(authority: Authority, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: bytes = b"") -> bytes:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return authority.certificate + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize("what", ["nothing", "noise", "a certificate alone", "a key alone", "a key with a password"])
def test_what_is_no_authority_is_refused(what: str, authority: Authority) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    content = {
        "nothing": b"",
        "noise": b"\x00-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "a certificate alone": authority.certificate,
        "a key alone": with_key(authority, key).removeprefix(authority.certificate),
        "a key with a password": with_key(authority, key, b"secret"),
    }[what]
    with pytest.raises(TlsError, match=r"^got a file without certificate and key in PEM, expected what kling3-mock"):
        Authority.load(content)


@pytest.mark.parametrize("kind", ["another's", "RSA"])
def test_a_key_that_is_not_its_own_is_refused(kind: str, authority: Authority) -> None:
    key = rsa.generate_private_key(65_537, 2_048) if kind == "RSA" else ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(TlsError, match=r"^got a key that is not of kling3-mock's own making, expected what"):
        Authority.load(with_key(authority, key))


def test_nothing_of_it_lives_longer_than_browsers_take(authority: Authority) -> None:
    client = client_of(authority.certificate)
    told = shake_hands(client, authority.server_context(), "localhost").getpeercert()
    assert told is not None
    began, ends = (ssl.cert_time_to_seconds(str(told[name])) for name in ("notBefore", "notAfter"))
    assert datetime.timedelta(seconds=ends - began) < MOST_DAYS
    now = datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=365) < authority.expires - now < MOST_DAYS
    assert began < now.timestamp() - 3_600  # clocks of containers are behind


def test_the_file_by_which_python_reads_the_key_is_gone(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    modes: list[int] = []
    load = ssl.SSLContext.load_cert_chain

    def looked_at(context: ssl.SSLContext, path: Path) -> None:
        modes.extend(each.stat().st_mode & 0o777 for each in (path, path.parent))
        load(context, path)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", looked_at)
    authority.server_context()
    assert modes == [0o600, 0o700]
    assert list(tmp_path.iterdir()) == []
