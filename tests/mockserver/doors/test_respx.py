"""A user's own respx mocks keep all they do beside an open door, whichever of the two was opened first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpcore
import httpx
import pytest
import requests
import respx
from respx.models import AllMockedAssertionError

from kling3_mockserver.doors.httpx_door import httpx_intercepted
from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from tests.mockserver.doors.apps import Echo
from tests.mockserver.doors.clients import API

OTHER = "https://other.example"
Get = Callable[[str], httpx.Response]
Beside = Callable[..., "respx.MockRouter"]


def get_sync(url: str) -> httpx.Response:
    return httpx.get(url)


def get_async(url: str) -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(url)

    return asyncio.run(get())


@pytest.fixture(params=[get_sync, get_async])
def get(request: pytest.FixtureRequest) -> Get:
    chosen: Get = request.param
    return chosen


@pytest.fixture
def app() -> Echo:
    return Echo("door")


@pytest.fixture(params=["routes first", "door first"])
def beside(request: pytest.FixtureRequest, app: Echo) -> Iterator[Beside]:
    """Open the door and a router of respx in this order; both are closed afterwards, in the other."""
    with ExitStack() as stack:

        def both(**settings: object) -> respx.MockRouter:
            router = respx.mock(**settings)  # type: ignore[call-overload]
            opened = [router, httpx_intercepted(app)]
            for each in opened if request.param == "routes first" else reversed(opened):
                stack.enter_context(each)
            return router  # type: ignore[no-any-return]

        yield both


@pytest.fixture(params=["httpcore", "httpx"])
def mocker(request: pytest.FixtureRequest) -> str:
    """Which functions respx replaces: those below ours, or those above."""
    chosen: str = request.param
    return chosen


def test_a_route_for_another_host_is_answered(beside: Beside, mocker: str, get: Get, app: Echo) -> None:
    route = beside(using=mocker).get(OTHER).respond(201)
    assert (get(OTHER).status_code, route.call_count, app.count) == (201, 1, 0)


def test_what_matches_no_route_goes_through_the_door(beside: Beside, mocker: str, get: Get) -> None:
    router = beside(using=mocker, assert_all_called=False)
    router.get(f"{API}/v1/other").respond(201)
    assert get(f"{API}/v1/tasks").json()["name"] == "door"
    assert router.calls.call_count == 0


def test_a_route_for_the_service_comes_first(beside: Beside, mocker: str, get: Get, app: Echo) -> None:
    route = beside(using=mocker).get(f"{API}/v1/tasks").respond(503, json={"message": "mine"})
    answer = get(f"{API}/v1/tasks")
    assert (answer.status_code, answer.json(), route.call_count, app.count) == (503, {"message": "mine"}, 1, 0)


def test_a_route_for_everything_is_for_the_service_too(beside: Beside, mocker: str, get: Get, app: Echo) -> None:
    beside(using=mocker).route().respond(202)
    assert (get(API).status_code, app.count) == (202, 0)


def test_an_answer_of_a_route_tells_how_long_it_took(beside: Beside, get: Get) -> None:
    beside().get(API).respond(200, text="mine")
    assert get(API).elapsed.total_seconds() >= 0


def test_a_route_matches_by_the_body_that_is_sent(beside: Beside, mocker: str) -> None:
    beside(using=mocker).post(API, json={"a": 1}).respond(201)
    assert httpx.post(API, json={"a": 1}).status_code == 201
    assert httpx.post(API, json={"a": 2}).status_code == 200


def test_a_side_effect_finds_the_body_read(beside: Beside, mocker: str) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=request.content)

    async def parts() -> AsyncIterator[bytes]:
        yield b"mine"

    async def post() -> bytes:
        async with httpx.AsyncClient() as client:
            return (await client.post(API, content=parts())).content

    beside(using=mocker).post(API).mock(side_effect=echo)
    assert (httpx.post(API, content=iter([b"mine"])).content, asyncio.run(post())) == (b"mine", b"mine")


def test_another_host_without_a_route_is_refused(beside: Beside, mocker: str, get: Get) -> None:
    beside(using=mocker)
    with pytest.raises(AllMockedAssertionError, match=r"other\.example"):
        get(OTHER)


def test_another_host_without_a_route_is_answered_where_the_user_says_so(beside: Beside, mocker: str, get: Get) -> None:
    router = beside(using=mocker, assert_all_mocked=False)
    assert (get(OTHER).content, get(API).json()["name"], router.calls.call_count) == (b"", "door", 1)


def test_another_host_passes_through_where_the_user_says_so(beside: Beside, mocker: str, get: Get) -> None:
    beside(using=mocker).route(host="other.example").pass_through()
    with blocked({"other.example"}), pytest.raises(NetworkBlockedError):
        get(OTHER)


@pytest.mark.parametrize("how", ["said", "returned"])
def test_what_a_route_lets_pass_goes_through_the_door(beside: Beside, mocker: str, get: Get, how: str) -> None:
    route = beside(using=mocker).get(API)
    if how == "said":
        route.pass_through()
    else:
        route.mock(side_effect=lambda request: request)
    assert (get(API).json()["name"], route.call_count) == ("door", 1)


def test_side_effects_are_used_up_one_for_each_call(beside: Beside, mocker: str, get: Get) -> None:
    beside(using=mocker).get(API).mock(side_effect=[httpx.Response(503), httpx.Response(429), httpx.ReadTimeout])
    assert [get(API).status_code, get(API).status_code] == [503, 429]
    with pytest.raises(httpx.ReadTimeout):
        get(API)


def test_a_side_effect_that_gives_nothing_is_no_match(beside: Beside, get: Get) -> None:
    beside(assert_all_called=False).get(API).mock(side_effect=lambda _request: None)
    assert get(API).json()["name"] == "door"


def test_a_side_effect_may_wait_in_async_clients(beside: Beside, mocker: str) -> None:
    async def waits(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return httpx.Response(202)

    beside(using=mocker).get(API).mock(side_effect=waits)
    assert get_async(API).status_code == 202


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx.ConnectError("mine"), httpx.ConnectError),
        (httpcore.ConnectTimeout("mine"), httpx.ConnectTimeout),
        (requests.ConnectTimeout("mine"), requests.ConnectTimeout),
        (ZeroDivisionError("mine"), ZeroDivisionError),
    ],
)
def test_an_error_of_a_route_reaches_the_program(
    beside: Beside, get: Get, raised: Exception, expected: type[Exception]
) -> None:
    beside().get(API).mock(side_effect=raised)
    with pytest.raises(expected, match="mine"):
        get(API)


def test_the_first_of_several_routers_that_matches_answers(beside: Beside, mocker: str, get: Get) -> None:
    first = beside(using=mocker, assert_all_called=False)
    with respx.mock(using=mocker, assert_all_called=False) as second:
        first.get(f"{API}/v1/both").respond(201)
        second.get(f"{API}/v1/both").respond(202)
        second.get(f"{API}/v1/one").respond(203)
        statuses = [get(f"{API}/v1/{path}").status_code for path in ("both", "one", "none")]
    assert statuses == [201, 203, 200]


@contextmanager
def both(app: Echo, order: str, router: respx.MockRouter) -> Iterator[None]:
    outer, inner = (router, httpx_intercepted(app)) if order == "routes first" else (httpx_intercepted(app), router)
    with outer, inner:
        yield


@pytest.mark.parametrize("order", ["routes first", "door first"])
def test_a_route_that_nobody_called_fails_as_ever(app: Echo, order: str, mocker: str) -> None:
    router = respx.mock(using=mocker)
    router.get(f"{API}/v1/other").respond(201)
    with pytest.raises(AssertionError, match="some routes were not called"), both(app, order, router):
        httpx.get(API)


def functions() -> list[object]:
    return [
        vars(httpx.HTTPTransport)["handle_request"], vars(httpx.AsyncHTTPTransport)["handle_async_request"],
        vars(httpx.Client)["_transport_for_url"], vars(httpx.AsyncClient)["_transport_for_url"],
        vars(httpcore.ConnectionPool)["handle_request"], "handler" in vars(respx.mocks.HTTPXMocker),
    ]  # fmt: skip


@pytest.mark.parametrize("order", ["routes first", "door first"])
def test_nothing_of_either_is_left(app: Echo, order: str, mocker: str) -> None:
    before = functions()
    with pytest.raises(ZeroDivisionError), both(app, order, respx.mock(using=mocker)):
        raise ZeroDivisionError
    assert functions() == before


def test_they_may_end_in_the_order_in_which_they_began(app: Echo, mocker: str, get: Get) -> None:
    before, door, router = functions(), httpx_intercepted(app), respx.mock(using=mocker)
    door.__enter__()
    router.start()
    door.__exit__(None, None, None)
    router.get(API).respond(201)
    assert get(API).status_code == 201
    router.stop()
    assert functions() == before


@respx.mock
def test_the_decorator_works_beside_the_door(get: Get, app: Echo) -> None:
    respx.get(OTHER).respond(201)
    respx.get(f"{API}/v1/mine").respond(202)
    with httpx_intercepted(app):
        assert [get(OTHER).status_code, get(f"{API}/v1/mine").status_code, get(API).status_code] == [201, 202, 200]


def test_the_fixture_works_beside_the_door(get: Get, app: Echo, respx_mock: respx.MockRouter) -> None:
    with httpx_intercepted(app):
        respx_mock.get(OTHER).respond(201)
        assert [get(OTHER).status_code, get(API).json()["name"]] == [201, "door"]


@pytest.mark.respx(base_url=API, assert_all_mocked=False)
def test_the_fixture_works_as_its_marker_says(get: Get, app: Echo, respx_mock: respx.MockRouter) -> None:
    with httpx_intercepted(app):
        respx_mock.get("/v1/mine").respond(201)
        assert [get(f"{API}/v1/mine").status_code, get(API).json()["name"], get(OTHER).content] == [201, "door", b""]
