"""TrustStore: a bundle of authorities in PKCS12, the form in which Java reads them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import suppress

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

from kling3_mockserver.tls.certificates import TRUST_STORE_PASSWORD

_END = b"-----END CERTIFICATE-----"


def trust_store_of(bundle: bytes) -> bytes:
    """Return the certificates of a bundle in PEM as a trust store for Java, to be opened with TRUST_STORE_PASSWORD."""
    entries = [PKCS12Certificate(each, str(number).encode()) for number, each in enumerate(_certificates(bundle))]
    return serialize_java_truststore(entries, BestAvailableEncryption(TRUST_STORE_PASSWORD.encode()))


def _certificates(bundle: bytes) -> Iterator[x509.Certificate]:
    with warnings.catch_warnings():
        # Some old authorities are not as RFC 5280 wants them; who trusts them is not for us to say.
        warnings.simplefilter("ignore")
        for block in bundle.split(_END)[:-1]:
            with suppress(ValueError):
                yield x509.load_pem_x509_certificate(block + _END)
