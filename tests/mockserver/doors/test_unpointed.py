"""Programs that make sessions and pools of their own reach the fake with no line changed, and get there no longer."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.doors.apps import Answering, Echo, slow
from tests.mockserver.doors.clients import API

NOBODY = "http://127.0.0.1:9"
"""A proxy that refuses whoever asks it."""
SESSION = requests.Session()
POOL = urllib3.PoolManager()
OPENER = urllib.request.build_opener()
CONNECTION = http.client.HTTPSConnection("api.freepik.com")
Ask = Callable[[str], int]


def by_requests(url: str) -> int:
    return SESSION.get(url).status_code


def by_urllib3(url: str) -> int:
    return POOL.request("GET", url).status


def by_urllib(url: str) -> int:
    with OPENER.open(url) as answer:
        status: int = answer.status
    return status


def by_http_client(url: str) -> int:
    try:
        CONNECTION.request("GET", url.removeprefix(API))
    except NetworkBlockedError:
        CONNECTION.close()  # else it waits for an answer for ever
        raise
    with CONNECTION.getresponse() as answer:
        answer.read()
        return answer.status


def by_aiohttp(url: str) -> int:
    async def ask() -> int:
        async with aiohttp.ClientSession(trust_env=True) as session, session.get(url) as answer:
            await answer.read()
            return answer.status

    return asyncio.run(ask())


ASKED: tuple[Ask, ...] = (by_requests, by_urllib3, by_urllib, by_http_client, by_aiohttp)


@pytest.fixture(params=ASKED)
def ask(request: pytest.FixtureRequest) -> Ask:
    chosen: Ask = request.param
    return chosen


@pytest.fixture
def other() -> Iterator[str]:
    with ThreadedServer(Answering(207)) as server:
        yield server.url


def test_what_was_made_before_reaches_each_fake_in_turn_and_afterwards_nobody(ask: Ask) -> None:
    for status in (201, 202):
        with intercepted(Answering(status)):
            assert [ask(f"{API}/v1") for _ in range(2)] == [status, status]
    with blocked(), pytest.raises(NetworkBlockedError):
        ask(f"{API}/v1")


def test_threads_reach_it_too(ask: Ask) -> None:
    with intercepted(Answering(201)), ThreadPoolExecutor(1) as threads:
        assert threads.submit(ask, f"{API}/v1").result() == 201


@pytest.mark.parametrize("ask", [by_requests, by_urllib3, by_urllib, by_aiohttp])
def test_other_hosts_are_reached_as_ever(ask: Ask, other: str) -> None:
    with intercepted(Answering(201)):
        assert [ask(other), ask(f"{API}/v1"), ask(other)] == [207, 201, 207]


@pytest.mark.parametrize("ask", [by_requests, by_urllib, by_aiohttp])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxies_of_the_environment_are_passed_by(ask: Ask, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, NOBODY)
    monkeypatch.setattr(f"{__name__}.OPENER", urllib.request.build_opener())
    with intercepted(Answering(201)):
        assert [ask(f"{scheme}://api.freepik.com/v1") for _ in range(2)] == [201, 201]


def test_an_answer_that_comes_too_late_behind_a_proxy_is_no_error_of_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", NOBODY)
    with intercepted(slow), requests.Session() as session, pytest.raises(requests.ReadTimeout):
        session.get(API, timeout=2)


def test_a_pool_for_a_proxy_goes_to_that_with_what_is_not_for_the_fake(other: str) -> None:
    pools = urllib3.ProxyManager(other)
    with intercepted(app := Echo()):
        statuses = [
            pools.request("GET", f"http://{host}/v1").status for host in ("a.test", "api.freepik.com", "b.test")
        ]
    assert (statuses, app.count) == ([207, 200, 207], 1)


@pytest.mark.parametrize("url", ["https://API.freepik.com./v1", "http://cdn-magnific.freepik.com:8080/kling_1.mp4"])
@pytest.mark.parametrize("ask", [by_requests, by_urllib3, by_urllib, by_aiohttp])
def test_hosts_are_known_in_every_spelling_and_with_every_port(ask: Ask, url: str) -> None:
    with intercepted(Answering(201)):
        assert ask(url) == 201


def test_a_call_that_connects_before_it_asks_is_put_through() -> None:
    connection = http.client.HTTPSConnection("api.magnific.com")
    with intercepted(Answering(201)):
        connection.connect()
        connection.request("GET", "/v1")
        assert connection.getresponse().status == 201


def test_retries_that_a_program_has_mounted_are_its_own() -> None:
    app = Answering(503, 503, 200)
    with intercepted(app), requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=Retry(3, status_forcelist=[503], backoff_factor=0)))
        assert (session.get(API).status_code, app.count) == (200, 3)


@pytest.mark.parametrize("verify", [True, False])
def test_a_session_may_verify_or_not(verify: bool) -> None:  # noqa: FBT001
    with intercepted(Answering(200)), requests.Session() as session:
        session.verify = verify
        assert session.get(API).status_code == 200


def test_a_bundle_that_is_not_there_is_told_as_ever() -> None:
    with intercepted(Answering(200)), pytest.raises(OSError, match="invalid path: /nowhere"):
        requests.get(API, verify="/nowhere", timeout=1)


def test_a_video_is_streamed_in_the_pieces_that_are_asked_for() -> None:
    with intercepted(Answering(200, body=bytes(100_000))), SESSION.get(API, stream=True) as answer:
        assert [len(each) for each in answer.iter_content(40_000)] == [40_000, 40_000, 20_000]


@pytest.mark.parametrize(("timeout", "expected"), [(2, 2), ((1, 3), 3), (None, None)])
def test_the_fake_is_told_how_long_requests_waits(
    timeout: float | tuple[float, float] | None, expected: float | None
) -> None:
    with intercepted(Echo()):
        assert SESSION.get(API, timeout=timeout).json()["patience"] == expected


@pytest.mark.parametrize("default", [None, 4])
def test_the_fake_is_told_how_long_urllib_waits(default: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getdefaulttimeout", lambda: default)
    with intercepted(Echo()):
        for given, expected in (({}, default), ({"timeout": 2}, 2)):
            with OPENER.open(f"{API}/v1", **given) as answer:
                assert json.load(answer)["patience"] == expected


def test_an_answer_that_comes_too_late_for_urllib_is_a_timeout_at_once() -> None:
    with intercepted(slow), pytest.raises(TimeoutError, match="takes 10 s"):
        OPENER.open(API, timeout=2)


def test_a_thread_that_asks_while_the_fake_ends_is_answered_by_it_or_blocked() -> None:
    asked, end = threading.Event(), threading.Event()
    seen: list[object] = []

    def poll() -> None:
        while not end.is_set():
            try:
                seen.append(SESSION.get(API).status_code)
            except NetworkBlockedError as error:
                seen.append(type(error))
            asked.set()

    thread = threading.Thread(target=poll)
    with blocked():
        with intercepted(Answering(200)):
            thread.start()
            asked.wait(10)
        end.set()
        thread.join()
    assert set(seen) <= {200, NetworkBlockedError}
