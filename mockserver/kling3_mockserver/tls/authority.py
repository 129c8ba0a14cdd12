"""Authority: a certificate authority that can vouch for the service's hosts and this machine, and for nobody else."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kling3_mockserver.http.hosts import HOSTS
from kling3_mockserver.tls.certificates import TlsError

_NAMES = (*sorted(HOSTS), "localhost", "host.docker.internal")
_ADDRESSES = ("127.0.0.1", "::1")
_NETWORKS = ("127.0.0.0/8", "::1/128")
_LIFETIME = datetime.timedelta(days=397)
"""What browsers and macOS take at most of a server's certificate."""
_SLACK = datetime.timedelta(days=1)
"""For clocks of containers that are behind."""
_COMMON_NAME = "kling3-mock, a local fake (trust it on this machine only)"


class Authority:
    """Signs certificates; programs that trust it take the fake for the service.

    By its name constraints (RFC 5280, 4.2.1.10) it can vouch for the service's hosts and this machine alone, so that
    whoever gets hold of its key can listen to nothing else of a machine that trusts it.
    """

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self._certificate, self._key = certificate, key

    @classmethod
    def new(cls) -> Authority:
        """Return one with a key that nobody had before."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _COMMON_NAME)])
        builder = (
            _builder(name, name, key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(_constraints(), critical=True)
        )
        return cls(builder.sign(key, hashes.SHA256()), key)

    @classmethod
    def load(cls, pem: bytes) -> Authority:
        """Return the one that `dump` wrote down; raise TlsError for anything else."""
        try:
            key = load_pem_private_key(pem, None)
            certificate = x509.load_pem_x509_certificate(pem)
        except (TypeError, ValueError, UnsupportedAlgorithm) as error:  # the first for a key with a password
            raise TlsError("got a file without certificate and key in PEM, expected what kling3-mock wrote") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
            raise TlsError("got a key that is not of kling3-mock's own making, expected what kling3-mock wrote")
        return cls(certificate, key)

    def dump(self) -> bytes:
        """Return certificate and key in PEM, to be kept where nobody else can read it."""
        return self.certificate + _key_pem(self._key)

    @property
    def certificate(self) -> bytes:
        """What programs have to trust, in PEM."""
        return self._certificate.public_bytes(Encoding.PEM)

    @property
    def expires(self) -> datetime.datetime:
        """The moment from which nobody trusts it any more."""
        return self._certificate.not_valid_after_utc

    def server_context(self) -> ssl.SSLContext:
        """Return what a server needs to answer as each of its names; HTTP/1.1 is all that it offers."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        with _file(self._leaf()) as path:
            context.load_cert_chain(path)
        return context

    def _leaf(self) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAMES[0])])
        names = [*map(x509.DNSName, _NAMES), *(x509.IPAddress(ip_address(each)) for each in _ADDRESSES)]
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            _builder(name, self._certificate.subject, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(issuer, critical=False)
        )
        certificate = builder.sign(self._key, hashes.SHA256())
        return _key_pem(key) + certificate.public_bytes(Encoding.PEM) + self.certificate


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now - _SLACK + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_certificates, crl_sign=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _constraints() -> x509.NameConstraints:
    networks = [x509.IPAddress(ip_network(each)) for each in _NETWORKS]
    return x509.NameConstraints([*map(x509.DNSName, _NAMES), *networks], excluded_subtrees=None)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    """Give bytes as a file that only this user can read, as Python's ssl wants certificates."""
    with TemporaryDirectory(prefix="kling3-mock-") as folder:
        path = Path(folder, "leaf.pem")
        path.touch(0o600)
        path.write_bytes(content)
        yield path
