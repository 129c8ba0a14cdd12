"""Mocks that a test makes by other libraries answer what they match, the fake the rest of its own, in every order."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from typing import TypeVar

import aiohttp
import httpx
import pytest
import requests
import requests_mock as requests_mocks
import respx
from aioresponses import aioresponses
from pytest_httpx import HTTPXMock
from requests_mock.exceptions import NoMockAddress
from responses import RequestsMock, registries

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.doors.network import blocked
from kling3_mockserver.doors.requests_door import RequestsAdapter, mount_service
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.doors.apps import Answering, Echo

API, MINE, OTHER = "https://api.freepik.com/v1/list", "https://api.freepik.com/v1/mine", "https://other.example/"
ORDERS = ["mocks first", "fake first"]
Get = Callable[[str], httpx.Response]
_Mock = TypeVar("_Mock")


def get_sync(url: str) -> httpx.Response:
    return httpx.get(url)


def get_async(url: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(url)

    return asyncio.run(ask())


@pytest.fixture
def app() -> Echo:
    return Echo("fake")


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    """A server that stands for the live one of the fake; its answers tell that they came by a socket."""
    with ThreadedServer(Answering(207)) as server:
        yield server.url


@pytest.fixture(params=ORDERS)
def order(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def beside(app: Echo, live: str, order: str) -> Iterator[Callable[[AbstractContextManager[_Mock]], _Mock]]:
    """Open the fake's doors and mocks in this order, and close them in the other."""
    with ExitStack() as stack:

        def both(mocks: AbstractContextManager[_Mock]) -> _Mock:
            if order == "mocks first":
                made = stack.enter_context(mocks)
            stack.enter_context(intercepted(app, Destinations(lambda: live)))
            return made if order == "mocks first" else stack.enter_context(mocks)

        yield both


@contextmanager
def the_fixture(request: pytest.FixtureRequest, name: str) -> Iterator[HTTPXMock]:
    yield request.getfixturevalue(name)


@pytest.fixture
def httpx_mocks(request: pytest.FixtureRequest, beside: Callable[..., HTTPXMock]) -> HTTPXMock:
    return beside(the_fixture(request, "httpx_mock"))


@pytest.fixture(params=[get_sync, get_async])
def get(request: pytest.FixtureRequest) -> Get:
    chosen: Get = request.param
    return chosen


def test_what_httpx_mock_has_no_response_for_the_fake_answers(httpx_mocks: HTTPXMock, get: Get) -> None:
    httpx_mocks.add_response(url=MINE, status_code=201)
    httpx_mocks.add_response(url=OTHER, status_code=202)
    assert [get(url).status_code for url in (MINE, OTHER, API)] == [201, 202, 200]
    assert get(API).json()["name"] == "fake"


def test_a_response_of_httpx_mock_is_used_up_and_then_the_fake_answers(httpx_mocks: HTTPXMock, get: Get) -> None:
    httpx_mocks.add_response(url=MINE, status_code=503)
    assert [get(MINE).status_code for _ in range(2)] == [503, 200]


def test_a_test_finds_with_httpx_mock_only_what_that_answered(httpx_mocks: HTTPXMock, get: Get) -> None:
    httpx_mocks.add_response(url=OTHER)
    get(API)
    get(OTHER)
    assert [str(each.url) for each in httpx_mocks.get_requests()] == [OTHER]


def test_an_error_of_httpx_mock_reaches_the_program(httpx_mocks: HTTPXMock, get: Get) -> None:
    httpx_mocks.add_exception(httpx.ReadTimeout("mine"), url=MINE)
    with pytest.raises(httpx.ReadTimeout, match="mine"):
        get(MINE)


def test_the_live_server_is_not_barred_by_httpx_mock(httpx_mocks: HTTPXMock, get: Get, live: str) -> None:
    httpx_mocks.add_response(url=f"{live}/mine", status_code=201)
    assert [get(f"{live}/mine").status_code, get(live).json()["name"]] == [201, "fake"]


@pytest.mark.httpx_mock(assert_all_requests_were_expected=False)
def test_another_host_is_the_business_of_httpx_mock(httpx_mocks: HTTPXMock, get: Get) -> None:
    with pytest.raises(httpx.TimeoutException, match=r"No response can be found for GET request on https://other"):
        get(OTHER)
    assert len(httpx_mocks.get_requests()) == 1


@pytest.mark.httpx_mock(should_mock=lambda request: request.url.host != "api.freepik.com")
@pytest.mark.usefixtures("httpx_mocks")
def test_what_httpx_mock_is_not_to_mock_the_fake_answers(get: Get) -> None:
    assert get(API).json()["name"] == "fake"


@pytest.mark.usefixtures("httpx_mocks")
def test_several_fakes_beside_one_httpx_mock_answer_too(get: Get) -> None:
    with intercepted(Echo("second")):
        assert get(API).json()["name"] == "second"
    assert get(API).json()["name"] == "fake"


def test_a_response_that_nobody_asked_for_fails_as_ever(httpx_mocks: HTTPXMock, get: Get) -> None:
    httpx_mocks.add_response(url=MINE)
    get(API)
    with pytest.raises(AssertionError, match="mocked but not requested"):
        httpx_mocks._assert_options()  # noqa: SLF001  (what its fixture does at the end)
    get(MINE)


def test_the_live_server_is_not_barred_by_respx(beside: Callable[..., respx.MockRouter], get: Get, live: str) -> None:
    for mocker in ("httpcore", "httpx"):
        router = beside(respx.mock(using=mocker))
        router.get(f"{live}/mine").respond(201)
        assert get(f"{live}/mine").status_code == 201
        assert get(live).status_code in (200, 207)
        with pytest.raises(respx.models.AllMockedAssertionError):
            get(OTHER)


@contextmanager
def a_session(app: Echo) -> Iterator[requests.Session]:
    """Give a session with the fake's adapter for all hosts of the service."""
    with requests.Session() as session:
        mount_service(session, RequestsAdapter(app))
        yield session


def by_responses(beside: Callable[..., RequestsMock]) -> Callable[..., object]:
    return partial(beside(RequestsMock(assert_all_requests_are_fired=False)).add, "GET")


def by_requests_mock(beside: Callable[..., requests_mocks.Mocker]) -> Callable[..., object]:
    mocker = beside(requests_mocks.Mocker())
    return lambda url, status: mocker.get(url, status_code=status)


@pytest.mark.parametrize("library", [by_responses, by_requests_mock])
def test_what_mocks_of_requests_do_not_match_the_fake_answers(
    beside: Callable[..., object], app: Echo, live: str, library: Callable[..., Callable[..., object]]
) -> None:
    add = library(beside)
    for url, status in ((MINE, 201), (OTHER, 202), (f"{live}/mine", 203)):
        add(url, status=status)
    with a_session(app) as session:
        assert [session.get(url).status_code for url in (MINE, OTHER, f"{live}/mine")] == [201, 202, 203]
        assert (session.get(API).json()["name"], session.get(live).status_code) == ("fake", 207)
        with pytest.raises((requests.ConnectionError, NoMockAddress), match=r"other\.example/none"):
            session.get(f"{OTHER}none")


@pytest.mark.parametrize("library", [by_responses, by_requests_mock])
def test_a_session_that_nothing_is_mounted_on_is_answered_too_while_its_network_is_mocked(
    beside: Callable[..., object], library: Callable[..., Callable[..., object]]
) -> None:
    library(beside)
    answer = requests.post(API, data=b"fox", headers={"x-freepik-api-key": "any"}, timeout=7)
    assert (answer.json()["name"], answer.json()["body"], answer.json()["patience"]) == ("fake", "fox", 7)


def test_a_test_finds_with_responses_only_what_those_answered(beside: Callable[..., RequestsMock], app: Echo) -> None:
    mocks = beside(RequestsMock())
    mocks.add("GET", OTHER)
    with a_session(app) as session:
        session.get(API)
        session.get(OTHER)
    assert [each.request.url for each in mocks.calls] == [OTHER]


def test_responses_whose_order_counts_are_kept_in_order(beside: Callable[..., RequestsMock], app: Echo) -> None:
    mocks = beside(RequestsMock(registry=registries.OrderedRegistry))
    for status in (201, 202):
        mocks.add("GET", OTHER, status=status)
    with a_session(app) as session:
        statuses = [session.get(url).status_code for url in (API, OTHER, API, OTHER, API)]
    assert statuses == [200, 201, 200, 202, 200]


def test_what_aioresponses_do_not_match_reaches_the_live_server(beside: Callable[..., aioresponses], live: str) -> None:
    mocks = beside(aioresponses())
    # An error and not an answer, since the library can't make one for every release of aiohttp.
    mocks.get(f"{live}/mine", exception=ZeroDivisionError())
    mocks.get(OTHER, exception=KeyError())

    async def ask() -> int:
        async with aiohttp.ClientSession() as session:
            for url, error in ((f"{live}/mine", ZeroDivisionError), (OTHER, KeyError)):
                with pytest.raises(error):
                    await session.get(url)
            async with session.get(live) as answer:
                status = answer.status
            with pytest.raises(aiohttp.ClientConnectionError, match=r"refused: GET https://other\.example/none"):
                await session.get(f"{OTHER}none")
        return status

    assert asyncio.run(ask()) == 207


def test_what_aioresponses_do_not_match_the_fake_answers(beside: Callable[..., aioresponses]) -> None:
    mocks = beside(aioresponses())
    mocks.get(MINE, exception=ZeroDivisionError())

    async def ask() -> str:
        async with aiohttp.ClientSession() as session:
            with pytest.raises(ZeroDivisionError):
                await session.get(MINE)
            async with session.get(API) as answer:
                return await answer.text()

    with blocked():
        assert json.loads(asyncio.run(ask()))["name"] == "fake"


def test_aioresponses_that_let_everything_through_still_do_afterwards(app: Echo, live: str) -> None:
    async def ask() -> int:
        async with aiohttp.ClientSession() as session, session.get(live) as answer:
            return answer.status

    for passing in (True, False):
        with aioresponses(passthrough_unmatched=passing) as mocks:
            with intercepted(app, Destinations(lambda: live)):
                assert asyncio.run(ask()) == 207
            assert mocks.passthrough_unmatched is passing


def replaced_functions() -> list[object]:
    owners = (HTTPXMock, RequestsMock, requests_mocks.Adapter, aioresponses, httpx.HTTPTransport)
    return [value for owner in owners for _, value in sorted(vars(owner).items()) if inspect.isfunction(value)]


def test_nothing_of_the_fake_is_left(app: Echo) -> None:
    before = replaced_functions()
    with intercepted(app):
        assert replaced_functions() != before
    assert replaced_functions() == before


@pytest.mark.parametrize(
    ("owner", "name"),
    [(HTTPXMock, "_request_not_matched"), (RequestsMock, "_find_match"), (RequestsMock, "_on_request")],
)
def test_a_release_that_is_built_otherwise_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, app: Echo, owner: type, name: str
) -> None:
    monkeypatch.delattr(owner, name)
    with intercepted(app):
        assert get_sync(API).json()["name"] == "fake"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.freepik.com/v1", True),
        ("http://cdn-magnific.freepik.com.:8080/kling_1.mp4?token=a", True),
        ("http://127.0.0.1:8333/v1", True),
        ("http://localhost:8333", True),
        ("http://[::1]:8333/", True),
        ("http://127.0.0.1:8334/v1", False),
        ("http://127.0.0.1/v1", False),
        ("https://api.freepik.com.example/v1", False),
        ("http://[", False),
        ("http://127.0.0.1:port/", False),
        ("", False),
    ],
)
def test_what_is_for_the_fake_is_known_by_its_url(url: str, expected: bool) -> None:  # noqa: FBT001
    assert (url in Destinations(lambda: "http://127.0.0.1:8333")) is expected


def test_where_nothing_listens_no_address_of_this_machine_is_for_the_fake() -> None:
    assert "http://127.0.0.1:8333/" not in Destinations()
    assert "http://127.0.0.1/" not in Destinations()
