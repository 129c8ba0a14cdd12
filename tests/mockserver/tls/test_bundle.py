"""The bundle has what a program trusted before, each once, and our authority: so other hosts go on working."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from kling3_mockserver.tls import bundle
from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.bundle import bundle_of

BEGIN, END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


@pytest.fixture(scope="module")
def own() -> bytes:
    return Authority.new().certificate


@pytest.fixture(scope="module")
def theirs() -> bytes:
    return Authority.new().certificate


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that trusts nobody."""
    monkeypatch.setattr(bundle, "_certifi", lambda: None)
    monkeypatch.setattr(bundle, "_loaded", lambda: b"")
    paths = ssl.get_default_verify_paths()
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths._replace(cafile=None))


def certificates(content: bytes) -> set[bytes]:
    return {ssl.PEM_cert_to_DER_cert((BEGIN + each + END).decode()) for each in _insides(content)}


def _insides(content: bytes) -> list[bytes]:
    return [each.partition(END)[0] for each in content.split(BEGIN)[1:]]


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"])
@pytest.mark.usefixtures("_bare")
def test_what_an_environment_names_stays(name: str, own: bytes, theirs: bytes, tmp_path: Path) -> None:
    path = tmp_path / "corporate.pem"
    path.write_bytes(b"# of the house\n" + theirs)
    assert certificates(bundle_of(own, {name: str(path)})) == certificates(own + theirs)


@pytest.mark.usefixtures("_bare")
def test_each_certificate_stands_once_however_it_is_written(own: bytes, theirs: bytes, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pem", tmp_path / "second.pem"
    first.write_bytes(theirs + own)
    second.write_bytes((theirs * 2).replace(b"\n", b"\r\n"))
    made = bundle_of(own, {"SSL_CERT_FILE": str(first), "REQUESTS_CA_BUNDLE": str(second)})
    assert len(_insides(made)) == 2
    assert certificates(made) == certificates(own + theirs)


@pytest.mark.usefixtures("_bare")
def test_nothing_but_certificates_comes_into_it(own: bytes, tmp_path: Path) -> None:
    path = tmp_path / "with-key.pem"
    path.write_bytes(Authority.new().dump())
    assert b"PRIVATE KEY" not in bundle_of(own, {"SSL_CERT_FILE": str(path)})


def _absent(path: Path) -> None:
    assert not path.exists()


def _folder(path: Path) -> None:
    path.mkdir()


def _closed(path: Path) -> None:
    path.write_bytes(b"")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads every file")


def _pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes with a name here")
    os.mkfifo(path)


def _noise(path: Path) -> None:
    path.write_bytes(b"\xff\x00" + BEGIN + b"\n")


@pytest.mark.parametrize("make", [_absent, _folder, _closed, _pipe, _noise])
@pytest.mark.usefixtures("_bare")
def test_a_file_that_cant_be_read_is_left_out(make: Callable[[Path], None], own: bytes, tmp_path: Path) -> None:
    make(tmp_path / "ca.pem")
    assert certificates(bundle_of(own, {"SSL_CERT_FILE": str(tmp_path / "ca.pem")})) == certificates(own)


@pytest.mark.usefixtures("_bare")
def test_a_file_that_fails_while_it_is_read_is_left_out(
    own: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "ca.pem").touch()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fail)
        made = bundle_of(own, {"SSL_CERT_FILE": str(tmp_path / "ca.pem")})
    assert certificates(made) == certificates(own)


def test_what_this_machine_trusts_is_in_it(own: bytes) -> None:
    made = certificates(bundle_of(own, {}))
    context = ssl.create_default_context()
    assert certificates(own) < made
    assert {*context.get_ca_certs(binary_form=True)} <= made
    assert certificates(Path(pytest.importorskip("certifi").where()).read_bytes()) <= made


def test_openssl_takes_it(own: bytes) -> None:
    made = bundle_of(own, {})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=made.decode("ascii"))
    assert context.cert_store_stats()["x509_ca"] >= len(certificates(made)) - 1
