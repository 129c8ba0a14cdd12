"""A response of any of four libraries is held to the document, and told in one message all that it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import aiohttp
import httpx
import httpx2
import pytest
import requests
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling3_contracts.assertions import BrokenContractError, assert_keeps_contract
from kling3_contracts.errors import SubjectError
from kling3_contracts.messages import Request
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_openapi.document import Strictness

KEY = {"x-freepik-api-key": "a-key"}
LIST, CREATE = "/v1/ai/video/kling-v3", "/v1/ai/video/kling-v3-pro"
Judge = Callable[[str, str], None]


def by_httpx(method: str, url: str) -> None:
    assert_keeps_contract(httpx.request(method, url, headers=KEY, json={"prompt": "A fox"}, trust_env=False))


def by_httpx2(method: str, url: str) -> None:
    assert_keeps_contract(httpx2.request(method, url, headers=KEY, json={"prompt": "A fox"}, trust_env=False))


def by_requests(method: str, url: str) -> None:
    assert_keeps_contract(requests.request(method, url, headers=KEY, json={"prompt": "A fox"}, timeout=10))


def by_aiohttp(method: str, url: str) -> None:
    async def ask() -> None:
        order = {"prompt": "A fox"}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=KEY, json=order) as response,
        ):
            await response.read()
        assert_keeps_contract(response)

    asyncio.run(ask())


with_each_library = pytest.mark.parametrize("judge", [by_httpx, by_httpx2, by_requests, by_aiohttp])


@contextmanager
def serving(change: Callable[[Message], Message] = lambda message: message) -> Iterator[str]:
    """Serve a fake whose messages are changed on their way out."""
    with (
        closing(Mock(Settings(clock=ClockKind.MANUAL, seed=1))) as mock,
        ThreadedServer(changed(mock, change)) as server,
    ):
        yield server.url


def changed(app: ASGIApp, change: Callable[[Message], Message]) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async def changing(message: Message) -> None:
            await send(change(message))

        await app(scope, receive, changing)

    return application


def in_lower_case(message: Message) -> Message:
    """A status in lower case, and a number of the answer in another form."""
    headers = [(name, b"7" if name == b"x-request-id" else value) for name, value in message.get("headers", ())]
    changed_parts = (
        {"headers": headers} if headers else {"body": message.get("body", b"").replace(b"CREATED", b"created")}
    )
    return {**message, **changed_parts}


def teapot(message: Message) -> Message:
    return {**message, "status": 418} if "status" in message else message


@with_each_library
def test_a_good_answer_passes(judge: Judge) -> None:
    with serving() as url:
        judge("POST", f"{url}{CREATE}")
        judge("GET", f"{url}{LIST}?page=2")
        judge("GET", f"{url}{LIST}/not-there")


@with_each_library
def test_a_bad_answer_is_told_with_all_that_it_breaks(judge: Judge) -> None:
    with serving(in_lower_case) as url, pytest.raises(BrokenContractError) as raised:
        judge("POST", f"{url}{CREATE}")
    assert {each.code for each in raised.value.problems} == {"K102", "K103"}
    lines = str(raised.value).splitlines()
    assert lines[0] == f"POST {CREATE} was answered 200 and breaks 2 promises of the strict document:"
    assert any("K102: the body of a 200 breaks its schema at /data/status" in line for line in lines)
    assert lines[-1] == f"`kling3-contracts explain {raised.value.problems[0].code}` tells more"


@with_each_library
def test_a_status_that_the_document_does_not_have_fails_as_an_assertion(judge: Judge) -> None:
    with (
        serving(teapot) as url,
        pytest.raises(AssertionError, match="breaks a promise of the strict document") as raised,
    ):
        judge("GET", f"{url}{LIST}")
    assert "K100: status 418 is not in the strict document" in str(raised.value)
    assert KEY["x-freepik-api-key"] not in str(raised.value)


@pytest.mark.parametrize(
    ("strictness", "expected"), [(Strictness.STRICT, set()), (Strictness.PUBLISHED, {"K100"})], ids=str
)
def test_a_document_says_what_an_answer_may_be(strictness: Strictness, expected: set[str]) -> None:
    response = httpx.Response(
        404, json={"message": "no such task"}, request=httpx.Request("GET", f"https://a.test{LIST}/7")
    )
    found: set[str] = set()
    try:
        assert_keeps_contract(response, strictness=strictness)
    except BrokenContractError as error:
        found = {each.code for each in error.problems}
    assert found == expected


def test_a_body_of_aiohttp_that_was_not_read_is_asked_for() -> None:
    async def ask(url: str) -> None:
        async with aiohttp.ClientSession() as session, session.get(url, headers=KEY) as response:
            assert_keeps_contract(response)

    with serving() as url, pytest.raises(SubjectError, match=r"not at hand: call `await response\.read\(\)`"):
        asyncio.run(ask(f"{url}{LIST}"))


def test_a_stream_of_httpx_that_was_not_read_is_asked_for() -> None:
    with (
        serving() as url,
        httpx.Client(trust_env=False) as client,
        client.stream("GET", f"{url}{LIST}", headers=KEY) as response,
        pytest.raises(SubjectError, match=r"not at hand: call `read\(\)`"),
    ):
        assert_keeps_contract(response)


def test_a_response_made_by_hand_needs_its_request() -> None:
    response = httpx2.Response(200, json={"data": [{"task_id": "7", "status": "CREATED"}]})
    with pytest.raises(SubjectError, match="does not know its request: give it, as in request=Request"):
        assert_keeps_contract(response)
    with pytest.raises(BrokenContractError, match="/data/0/task_id"):
        assert_keeps_contract(response, request=Request("GET", LIST))


def test_a_given_request_counts_where_a_proxy_has_other_paths() -> None:
    asked = httpx.Request("GET", "https://proxy.test/video/list")
    response = httpx.Response(200, json={"data": {}}, request=asked)
    assert_keeps_contract(response)
    with pytest.raises(BrokenContractError, match=r"^GET /v1/ai/video/kling-v3 was answered 200"):
        assert_keeps_contract(response, request=Request("GET", LIST))


@pytest.mark.parametrize("thing", [None, "200 OK", {"status": 200}])
def test_what_is_no_response_is_told_in_a_sentence(thing: object) -> None:
    with pytest.raises(SubjectError, match="can't be judged: give a response of httpx, httpx2, requests or aiohttp"):
        assert_keeps_contract(thing)


def test_places_for_uploads_are_held_to_the_document_too() -> None:
    asked = httpx.Request("POST", "https://api.freepik.com/v1/ai/uploads/request-url")
    place = {
        "file_id": "3f2b", "upload_url": "https://storage.example.com/3f2b?s=1",
        "headers": {"Content-Type": "image/png"},
        "expires_in": 120, "asset_url": "https://assets.example.com/3f2b.png", "asset_url_expires_in": 86_400,
    }  # fmt: skip
    assert_keeps_contract(httpx.Response(200, json={"files": [place]}, request=asked))
    with pytest.raises(BrokenContractError, match="K102: the body of a 200 breaks its schema at /files: "):
        assert_keeps_contract(httpx.Response(200, json={"data": {"files": [place]}}, request=asked))
