"""Over a real socket a fault is real: clients wait, get pieces, and lose their connection."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator

import aiohttp
import httpx
import pytest
import requests

from kling3_mockserver.doors import ask
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    DocumentedError,
    EmptyBody,
    Latency,
    ResultSlow,
    ResultTruncated,
    TruncatedJson,
)
from kling3_mockserver.faults.occasions import When
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.serving.server import server
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.asking import BASE, KEY, at_once, control, created
from tests.mockserver.faulting import AFTER, fail
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import KLING3, KLING3_PRO

ORDER = {"prompt": "A fox in the snow"}
HASTE = httpx.Timeout(PATIENCE, read=0.05)
"""Gives an answer up soon, but not a connection: that may take longer on a loaded machine."""


@pytest.fixture
def client(mock: Mock) -> Iterator[httpx.Client]:
    """Make a client of a mock that listens, with a key."""
    with (
        ThreadedServer(mock) as served,
        httpx.Client(
            base_url=served.url, headers={"x-freepik-api-key": KEY}, trust_env=False, timeout=PATIENCE
        ) as made,
    ):
        yield made


def held(mock: Mock) -> int:
    return at_once(mock.store.count())


@pytest.mark.parametrize(("when", "expected"), [(When.BEFORE, 0), (AFTER, 1)])
def test_a_connection_is_reset_before_the_answer(
    mock: Mock, client: httpx.Client, when: When, expected: int, capfd: pytest.CaptureFixture[str]
) -> None:
    fail(mock, ConnectionReset(), when=when)
    with pytest.raises(httpx.ReadError, match=r"(?i)reset|forcibly"):
        client.post(KLING3_PRO, json=ORDER)
    assert (held(mock), mock.journal.exchanges()[0].fault) == (expected, "reset")
    assert client.post(KLING3_PRO, json=ORDER).status_code == 200
    assert capfd.readouterr() == ("", "")


def test_a_connection_is_reset_in_the_middle_of_the_answer(
    mock: Mock, client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    fail(mock, ConnectionReset(midway=True))
    with client.stream("POST", KLING3_PRO, json=ORDER) as response:
        assert (response.status_code, response.headers["x-kling3-fault"]) == (200, "reset-midway")
        with pytest.raises(httpx.ReadError, match=r"(?i)reset|forcibly"):
            response.read()
    assert (held(mock), mock.journal.exchanges()[0].task_id != "") == (1, True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("midway", "expected"),
    [(False, requests.exceptions.ConnectionError), (True, requests.exceptions.ChunkedEncodingError)],
)
def test_requests_lose_their_connection_too(
    mock: Mock, client: httpx.Client, *, midway: bool, expected: type[Exception]
) -> None:
    fail(mock, ConnectionReset(midway=midway))
    with pytest.raises(expected, match="ConnectionResetError"):
        requests.get(f"{client.base_url}{KLING3}", headers={"x-freepik-api-key": KEY}, timeout=PATIENCE)


def test_a_long_answer_leaves_by_half_before_the_reset(mock: Mock, client: httpx.Client) -> None:
    for _ in range(50):
        created(mock)
    whole = client.get(KLING3).content
    fail(mock, ConnectionReset(midway=True))
    port = client.base_url.port or 0
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(f"GET {KLING3} HTTP/1.1\r\nhost: mock\r\nx-freepik-api-key: {KEY}\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            received(line, whole[: len(whole) // 2])


def received(line: socket.socket, expected: bytes) -> None:
    """Read until the connection is lost; what came must end as expected."""
    content = b""
    try:
        while part := line.recv(65_536):
            content += part
    finally:
        assert content.endswith(b"\r\n\r\n" + expected)


def test_a_server_of_another_make_ends_an_answer_that_should_be_reset(mock: Mock) -> None:
    """The plain protocol of uvicorn can't reset: its client has no whole answer all the same."""
    fail(mock, ConnectionReset(midway=True))
    sent: list[str] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(f"{message['type']} {message.get('more_body')}")

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": json.dumps(ORDER).encode(), "more_body": False}

    headers = [(b"x-freepik-api-key", KEY.encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": KLING3_PRO, "query_string": b"", "headers": headers}
    at_once(mock(scope, receive, send))  # type: ignore[arg-type]
    assert sent == ["http.response.start None", "http.response.body True"]


# Waiting ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", When)
def test_a_latency_is_waited_for(mock: Mock, client: httpx.Client, when: When) -> None:
    fail(mock, Latency(0.02), when=when)
    assert client.post(KLING3_PRO, json=ORDER).status_code == 200
    (exchange,) = mock.journal.exchanges()
    assert (exchange.fault, exchange.seconds >= 0.02, exchange.request.body != b"") == ("latency 0.02", True, True)
    assert (held(mock), mock.clock.now()) == (1, exchange.at)


def test_a_latency_holds_up_nobody_else(mock: Mock, client: httpx.Client) -> None:
    """The slow answer is still under way while others come and go."""
    task_id = created(mock)
    fail(mock, Latency(PATIENCE))
    with pytest.raises(httpx.ReadTimeout):
        client.get(KLING3, timeout=HASTE)
    assert [client.get(f"{KLING3}/{task_id}").status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(("when", "expected"), [(When.BEFORE, 0), (AFTER, 1)])
def test_a_client_that_gives_up_has_its_task_only_when_the_work_came_first(
    mock: Mock, client: httpx.Client, when: When, expected: int
) -> None:
    fail(mock, Latency(PATIENCE), when=when)
    gone = notice(mock)
    with pytest.raises(httpx.ReadTimeout):
        client.post(KLING3_PRO, json=ORDER, timeout=HASTE)
    assert gone() == (0, f"latency {PATIENCE:g}")
    assert held(mock) == expected


def notice(mock: Mock) -> Callable[[], tuple[int, str]]:
    """Return a function that waits for the next exchange in the journal, and returns its status and fault."""
    waiting, noticing = socket.socketpair()
    waiting.settimeout(PATIENCE)
    mock.journal.on_exchange = lambda _: noticing.sendall(b".")  # type: ignore[assignment, return-value]

    def wait() -> tuple[int, str]:
        with waiting, noticing:
            waiting.recv(1)
        exchange = mock.journal.exchanges()[-1]
        return exchange.response.status, exchange.fault

    return wait


def test_the_whole_body_of_a_slow_request_is_still_read(mock: Mock, client: httpx.Client) -> None:
    fail(mock, Latency(0.02))
    prompt = "x" * 2_500
    body = json.dumps({"prompt": prompt, "image_list": ["y" * 1_000] * 500}).encode()
    answer = client.post(
        KLING3_PRO, content=iter([body[:100], body[100:]]), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    assert mock.journal.exchanges()[0].seconds >= 0.02


def test_a_body_that_is_too_large_is_refused_after_the_wait(mock: Mock, client: httpx.Client) -> None:
    fail(mock, Latency(0.02))
    answer = client.post(KLING3_PRO, content=b" " * 1_100_000, headers={"content-type": "application/json"})
    assert answer.status_code == 413


# Bodies -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [TruncatedJson(), EmptyBody()])
def test_a_body_that_is_no_json_comes_whole_by_http(
    mock: Mock, client: httpx.Client, fault: TruncatedJson | EmptyBody
) -> None:
    fail(mock, fault)
    answer = client.post(KLING3_PRO, json=ORDER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


def link(mock: Mock) -> str:
    """Return path and query of a result."""
    task_id = created(mock, scenario="at-once")
    shown = ask(mock, "GET", f"{BASE}{KLING3}/{task_id}", [("x-freepik-api-key", KEY)])
    return str(json.loads(shown.body)["data"]["generated"][0]).removeprefix(BASE)


def test_a_file_comes_in_pieces_and_whole(mock: Mock, client: httpx.Client) -> None:
    path = link(mock)
    whole = client.get(path).content
    fail(mock, ResultSlow(0.03))
    with client.stream("GET", path) as answer:
        parts = list(answer.iter_raw())
    assert (b"".join(parts), answer.headers["x-kling3-fault"]) == (whole, "result-slow 0.03")
    exchange = mock.journal.exchanges()[-1]
    assert (exchange.fault, exchange.seconds >= 0.03) == ("result-slow 0.03", True)


def test_who_hangs_up_on_a_slow_file_stands_in_the_journal_all_the_same(mock: Mock, client: httpx.Client) -> None:
    path = link(mock)
    fail(mock, ResultSlow(PATIENCE))
    gone = notice(mock)
    with client.stream("GET", path):
        pass
    assert gone() == (200, f"result-slow {PATIENCE:g}")


def test_a_truncated_file_is_told_by_nothing_but_the_file(mock: Mock, client: httpx.Client) -> None:
    path = link(mock)
    whole = client.get(path).content
    fail(mock, ResultTruncated())
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, whole[: len(whole) // 2])
    assert answer.headers["content-length"] == str(len(answer.content))


def test_aiohttp_meets_the_same(mock: Mock) -> None:
    async def converse(url: str) -> list[object]:
        seen: list[object] = []
        async with aiohttp.ClientSession(url, headers={"x-freepik-api-key": KEY}) as session:
            for _ in range(3):
                try:
                    async with session.post(KLING3_PRO, json=ORDER) as answer:
                        seen.append(answer.status)
                        await answer.read()
                except aiohttp.ClientError as error:
                    seen.append(type(error))
        return seen

    fail(mock, DocumentedError(503))
    fail(mock, ConnectionReset())
    with ThreadedServer(mock) as served:
        assert asyncio.run(converse(served.url)) == [503, aiohttp.ClientOSError, 200]


@pytest.mark.parametrize("loop", ["asyncio", "auto"])
def test_resets_work_on_every_event_loop(mock: Mock, loop: str) -> None:
    """The faster loop is an extra, and writes later than the standard one."""
    listener = bind("127.0.0.1", 0)
    running = server(mock, loop=loop)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}{KLING3}"
    fail(mock, ConnectionReset(midway=True))
    try:
        with (
            httpx.stream("GET", url, headers={"x-freepik-api-key": KEY}, trust_env=False) as answer,
            pytest.raises(httpx.ReadError),
        ):
            answer.read()
        assert answer.status_code == 200
    finally:
        running.should_exit = True
        thread.join()
        listener.close()
    assert json.loads(control(mock, "GET", "/requests").body)[0]["fault"] == "reset-midway"
