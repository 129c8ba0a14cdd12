"""The trust store has the authorities of a bundle, in the form in which Java reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.bundle import bundle_of
from kling3_mockserver.tls.certificates import TRUST_STORE_PASSWORD
from kling3_mockserver.tls.trust_store import trust_store_of
from tests.mockserver.processes import LONGEST

KEYTOOL = shutil.which("keytool")


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return bundle_of(Authority.new().certificate, {})


@pytest.mark.filterwarnings("ignore:Parsed a serial number")  # old authorities break RFC 5280
def test_every_certificate_of_the_bundle_is_in_it(bundle: bytes) -> None:
    store = load_pkcs12(trust_store_of(bundle), TRUST_STORE_PASSWORD.encode())
    assert (store.key, store.cert) == (None, None)
    assert len(store.additional_certs) == bundle.count(b"BEGIN CERTIFICATE")


def test_a_block_that_is_no_certificate_is_left_out() -> None:
    own = Authority.new().certificate
    noise = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert len(load_pkcs12(trust_store_of(noise + own), TRUST_STORE_PASSWORD.encode()).additional_certs) == 1


@pytest.mark.skipif(KEYTOOL is None, reason="there is no keytool of Java to open it with")
def test_java_opens_it_and_trusts_each(bundle: bytes, tmp_path: Path) -> None:
    path = tmp_path / "authorities.p12"
    path.write_bytes(trust_store_of(bundle))
    asked = [str(KEYTOOL), "-list", "-keystore", str(path), "-storetype", "PKCS12", "-storepass", TRUST_STORE_PASSWORD]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=LONGEST).stdout
    assert told.count("trustedCertEntry") == bundle.count(b"BEGIN CERTIFICATE")
