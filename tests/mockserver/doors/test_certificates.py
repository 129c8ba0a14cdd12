"""Clients that ask the service alone read no certificates, and all others trust whom they would trust anyway."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import httpx
import httpx2
import pytest
import truststore

from kling3_mockserver.doors.certificates import Certificates
from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.mock import Mock
from tests.mockserver.certificates import Signer, safe_receiver
from tests.mockserver.doors.clients import API, HEADERS

URL = f"{API}/v1/ai/video/kling-v3"
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"

Post = Callable[[str], int]
NewClient = Callable[..., Post]


def sync_client(library: ModuleType, **options: object) -> Post:
    client: httpx.Client = library.Client(headers=HEADERS, **options)
    return lambda url: client.post(url).status_code


def async_client(library: ModuleType, **options: object) -> Post:
    client: httpx.AsyncClient = library.AsyncClient(headers=HEADERS, **options)

    async def post(url: str) -> int:
        return (await client.post(url)).status_code

    return lambda url: asyncio.run(post(url))


@pytest.fixture(params=[httpx, httpx2], ids=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> ModuleType:
    found: ModuleType = request.param
    return found


@pytest.fixture(params=[sync_client, async_client], ids=["sync", "async"])
def new_client(request: pytest.FixtureRequest, library: ModuleType) -> NewClient:
    return lambda **options: request.param(library, **options)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """The contexts that were given certificates, in their order."""
    contexts: list[ssl.SSLContext] = []
    read = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, *files: str, **named: str) -> None:
        contexts.append(context)
        read(context, *files, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    return contexts


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path)


@pytest.fixture
def server(signer: Signer) -> Iterator[str]:
    """The URL of a server whose certificate no public authority has signed."""
    with safe_receiver(signer.server()) as url:
        yield url


@pytest.fixture
def block(mock: Mock, new_client: NewClient) -> Callable[[], Iterator[None]]:
    """Open the doors in a run that has read what its environment names."""

    @contextmanager
    def opened() -> Iterator[None]:
        with intercepted(mock, certificates=certificates):
            new_client()
            yield

    certificates = Certificates()
    return opened  # type: ignore[return-value]


def refused(post: Post, url: str) -> bool:
    with pytest.raises((httpx.ConnectError, httpx2.ConnectError)) as error:
        post(url)
    return UNTRUSTED in str(error.value)


def test_the_first_client_of_a_run_reads_certificates_and_no_other_that_asks_the_service(
    mock: Mock, new_client: NewClient, reads: list[ssl.SSLContext]
) -> None:
    certificates = Certificates()
    for _ in range(2):
        with intercepted(mock, certificates=certificates):
            assert [new_client()(URL) for _ in range(3)] == [404] * 3
    assert len(reads) == 1
    with intercepted(mock, certificates=Certificates()):
        new_client()
    assert len(reads) == 2


def test_a_client_that_asks_another_host_verifies_it(block: Callable, new_client: NewClient, server: str) -> None:
    with block():
        assert refused(new_client(), server)


def test_a_client_that_outlives_its_test_verifies_whom_it_asks(
    block: Callable, new_client: NewClient, server: str
) -> None:
    with block():
        kept = new_client()
    assert refused(kept, server)


def test_what_outlives_a_test_has_read_its_certificates_by_then(
    block: Callable, new_client: NewClient, reads: list[ssl.SSLContext]
) -> None:
    with block():
        kept = new_client()
        assert len(reads) == 1
    assert len(reads) == 2
    assert reads[0].cert_store_stats() == reads[1].cert_store_stats()
    del kept


def test_a_client_trusts_whom_the_environment_named_when_it_was_made(
    block: Callable, new_client: NewClient, server: str, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", signer.path)
    with block():
        at_once, later, kept = new_client(), new_client(), new_client()
        assert at_once(server) == 204
        monkeypatch.delenv("SSL_CERT_FILE")
        assert later(server) == 204
        assert refused(new_client(), server)
    assert kept(server) == 204


def test_a_client_does_not_trust_whom_the_environment_names_later(
    block: Callable, new_client: NewClient, server: str, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    with block():
        before = new_client()
        monkeypatch.setenv("SSL_CERT_FILE", signer.path)
        assert refused(before, server)
        assert new_client()(server) == 204


def test_a_client_that_does_not_look_at_the_environment_is_not_told_what_it_names(
    block: Callable, new_client: NewClient, server: str, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", signer.path)
    with block():
        new_client(trust_env=False)
        client = new_client(trust_env=False)
        assert refused(client, server)
        other = new_client(trust_env=False)
        monkeypatch.delenv("SSL_CERT_FILE")
        assert refused(other, server)


def test_a_folder_that_the_environment_names_is_left_to_the_library(
    block: Callable, new_client: NewClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[str | None] = []
    create = ssl.create_default_context

    @functools.wraps(create)
    def noted(*, cafile: str | None = None, capath: str | None = None) -> ssl.SSLContext:
        folders.append(capath)
        return create(cafile=cafile, capath=capath)

    monkeypatch.setattr(ssl, "create_default_context", noted)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with block():
        new_client()
        assert folders == [str(tmp_path)] * 2


def test_a_file_that_has_changed_is_read_at_once(
    block: Callable, new_client: NewClient, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", signer.path)
    with block():
        Path(signer.path).write_text("no certificate")
        with pytest.raises(ssl.SSLError):
            new_client()


def test_a_file_that_there_is_not_is_missed_by_every_client(
    mock: Mock, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with intercepted(mock):
        for _ in range(2):
            with pytest.raises(FileNotFoundError):
                new_client()


def test_who_says_what_to_trust_gets_just_that(
    block: Callable, new_client: NewClient, server: str, signer: Signer
) -> None:
    own = ssl.create_default_context(cafile=signer.path)
    with block():
        assert new_client(verify=own)(server) == 204
        assert new_client(verify=False)(server) == 204
        assert refused(new_client(verify=ssl.create_default_context()), server)


def test_a_context_of_ones_own_is_the_one_that_shakes_hands(
    block: Callable, new_client: NewClient, server: str, signer: Signer
) -> None:
    class Own(ssl.SSLContext):
        handshakes = 0

        def wrap_socket(self, *arguments: object, **named: object) -> ssl.SSLSocket:
            Own.handshakes += 1
            return super().wrap_socket(*arguments, **named)  # type: ignore[arg-type]

        def wrap_bio(self, *arguments: object, **named: object) -> ssl.SSLObject:
            Own.handshakes += 1
            return super().wrap_bio(*arguments, **named)  # type: ignore[arg-type]

    own = Own(ssl.PROTOCOL_TLS_CLIENT)
    own.load_verify_locations(signer.path)
    with block():
        assert (new_client(verify=own)(server), Own.handshakes) == (204, 1)


def test_contexts_that_somebody_has_put_in_the_place_of_pythons_are_made_at_once(
    block: Callable, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As truststore does, which asks the operating system."""
    made: list[object] = []
    init = truststore.SSLContext.__init__

    def counted(context: truststore.SSLContext, protocol: int) -> None:
        made.append(context)
        init(context, protocol)

    monkeypatch.setattr(truststore.SSLContext, "__init__", counted)
    with block():
        truststore.inject_into_ssl()
        try:
            assert [new_client()(URL) for _ in range(2)] == [404] * 2
        finally:
            truststore.extract_from_ssl()
    assert len(made) == 2


def test_a_function_that_a_test_has_put_in_the_place_of_pythons_is_called_at_once(
    block: Callable, new_client: NewClient, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def create(*, cafile: str | None = None) -> ssl.SSLContext:
        asked.append(cafile)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    monkeypatch.setenv("SSL_CERT_FILE", signer.path)
    with block():
        monkeypatch.setattr(ssl, "create_default_context", create)
        new_client()
        assert asked == [signer.path]


def test_transports_of_ones_own_that_build_on_the_libraries_are_made_as_ever(
    library: ModuleType, block: Callable
) -> None:
    transport: type[httpx.HTTPTransport] = library.HTTPTransport

    class Own(transport):  # type: ignore[misc,valid-type]
        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__(True, None, False, retries=2)  # noqa: FBT003

    with block():
        Own("first")
        own = Own("second")
        assert (own.name, library.Client(transport=own, headers=HEADERS).get(URL).status_code) == ("second", 200)
