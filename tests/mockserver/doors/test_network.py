"""No client reaches the paid service from a test, whichever way it takes, and the refusal says what to do instead."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3

from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from kling3_mockserver.errors import MockError
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.webhooks.sender import HttpSender
from tests.mockserver.doors.apps import Answering

URL = "https://api.freepik.com/v1/ai/video/kling-v3"


def by_async_httpx() -> None:
    async def get() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(URL)

    asyncio.run(get())


def by_aiohttp() -> None:
    async def get() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(URL)

    asyncio.run(get())


def by_asyncio() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection("api.freepik.com", 443), 5))


def by_requests() -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.get(URL)


def by_http_client() -> None:
    http.client.HTTPSConnection("api.freepik.com").request("GET", "/")


def by_urllib() -> None:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(URL)


def by_socket() -> None:
    with socket.socket() as plain:
        plain.connect(("api.freepik.com", 443))


def by_polite_socket() -> None:
    with socket.socket() as plain:
        plain.connect_ex(("api.freepik.com", 443))


CLIENTS: tuple[Callable[[], object], ...] = (
    lambda: httpx.get(URL, trust_env=False), by_async_httpx, lambda: httpx2.get(URL, trust_env=False),
    by_aiohttp, by_asyncio, by_requests, lambda: urllib3.PoolManager().request("GET", URL),
    by_http_client, by_urllib, by_socket, by_polite_socket,
)  # fmt: skip


@pytest.mark.parametrize("call", CLIENTS)
def test_no_client_comes_through(call: Callable[[], object]) -> None:
    with blocked(), pytest.raises(NetworkBlockedError) as refused:
        call()
    assert refused.value.host == "api.freepik.com"


def test_the_refusal_names_the_ways_there_are_and_the_host_that_is_missing() -> None:
    with blocked(), pytest.raises(MockError) as refused:
        by_socket()
    assert str(refused.value) == (
        "blocked: a connection to api.freepik.com, the paid service, from a test: what is sent by httpx, httpx2, "
        "requests, urllib3, aiohttp and urllib.request reaches the fake by itself, and this went another way: by "
        "another library, or by a transport, a connector or a socket of the program's own. Write `kling3.url` where "
        "the program has https://api.freepik.com (`kling3.base_url` is the same with /v1, for a program whose own URL "
        "ends so)"
    )


def test_the_refusal_of_a_video_tells_how_its_host_is_reached() -> None:
    with blocked(), pytest.raises(NetworkBlockedError) as refused, socket.socket() as plain:
        plain.connect(("cdn-magnific.freepik.com", 443))
    assert str(refused.value) == (
        "blocked: a connection to cdn-magnific.freepik.com, the paid service, from a test: the link of a finished "
        "task leads to that host. What follows it by httpx, httpx2, requests, urllib3, aiohttp or urllib.request "
        "reaches the fake by itself, and this went another way: by another library, or by a transport, a connector "
        "or a socket of the program's own. A program that orders at `kling3.url` gets links to it"
    )


def test_the_mend_may_be_another() -> None:
    with blocked({"other.example"}, "ask Ann"), pytest.raises(NetworkBlockedError, match=r"other\.example.*: ask Ann$"):
        socket.getaddrinfo("other.example", 80)


@pytest.mark.parametrize("host", ["api.magnific.com", "CDN-magnific.freepik.com.", b"api.freepik.com"])
@pytest.mark.parametrize("look_up", ["getaddrinfo", "gethostbyname", "gethostbyname_ex"])
def test_hosts_are_known_in_every_spelling(look_up: str, host: object) -> None:
    arguments = (host, 443) if look_up == "getaddrinfo" else (host,)
    with blocked(), pytest.raises(NetworkBlockedError):
        getattr(socket, look_up)(*arguments)


def test_a_refusal_is_not_taken_for_a_bad_network() -> None:
    assert not issubclass(NetworkBlockedError, OSError)


@pytest.fixture
def listener() -> Iterator[tuple[str, int]]:
    with ThreadedServer(Answering(200)) as server:
        yield "127.0.0.1", int(server.url.rpartition(":")[2])


def test_a_handshake_by_the_name_is_refused_however_the_address_was_found(listener: tuple[str, int]) -> None:
    with blocked(), socket.create_connection(listener) as plain, pytest.raises(NetworkBlockedError):
        ssl.create_default_context().wrap_socket(plain, server_hostname="api.freepik.com")


def test_a_handshake_that_names_the_host_by_its_place_is_refused_too(listener: tuple[str, int]) -> None:
    context = ssl.create_default_context()
    with blocked(), socket.create_connection(listener) as plain, pytest.raises(NetworkBlockedError):
        context.wrap_socket(plain, False, True, True, "api.freepik.com")  # noqa: FBT003  (as such a caller writes it)
    with blocked(), pytest.raises(NetworkBlockedError):
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), False, "api.freepik.com")  # noqa: FBT003  (the same)


def test_an_async_handshake_by_the_name_is_refused() -> None:
    context = ssl.create_default_context()
    with blocked(), pytest.raises(NetworkBlockedError):
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="api.magnific.com")


def test_other_hosts_are_reached_as_ever(listener: tuple[str, int]) -> None:
    with blocked(), httpx.Client(trust_env=False) as client, socket.socket() as plain:
        assert client.get(f"http://localhost:{listener[1]}").status_code == 200
        assert plain.connect_ex(listener) == 0


def test_an_address_without_a_host_is_left_to_the_socket() -> None:
    with blocked(), socket.socket() as plain, pytest.raises(TypeError):
        plain.connect("")


def test_a_webhook_to_the_service_fails_like_one_that_nobody_takes() -> None:
    async def post() -> str:
        sender = HttpSender()
        answer = await sender.post("https://api.freepik.com/hook", [], b"{}", 5)
        await sender.close()
        return answer.error

    with blocked():
        assert asyncio.run(post()).startswith("NetworkBlockedError: blocked: a connection to api.freepik.com")


def watched() -> list[object]:
    return [
        socket.getaddrinfo, socket.gethostbyname, socket.gethostbyname_ex, dict(vars(socket.socket)),
        vars(ssl.SSLContext)["wrap_socket"], vars(ssl.SSLContext)["wrap_bio"],
    ]  # fmt: skip


def test_everything_is_as_before_after_an_error() -> None:
    before = watched()
    with pytest.raises(NetworkBlockedError), blocked(), blocked({"other.example"}):
        by_socket()
    assert watched() == before
