"""Whatever is asked, and by whatever method, gets the service's words: never a redirect, never a crash."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from tests.mockserver.asking import KEY, created, data, read
from tests.mockserver.wire import (
    JSON,
    KLING3,
    KLING3_PRO,
    OMNI,
    REFERENCE,
    UNKNOWN_TASK,
    codes,
    content,
    header,
    message,
    scope,
    send,
)

NewMock = Callable[..., Mock]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "BREW")
every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.operation_id)


def path_of(endpoint: Endpoint) -> str:
    return endpoint.path.replace("{task-id}", UNKNOWN_TASK)


@every_endpoint
@pytest.mark.parametrize("method", METHODS)
def test_another_method_is_404_as_seen_of_the_service_and_told_the_right_one(
    mock: Mock, endpoint: Endpoint, method: str
) -> None:
    kinds = {each.kind for each in ENDPOINTS if each.path == endpoint.path}
    ordering = ("POST",) if Kind.CREATE in kinds else ()
    lawful = (*ordering, *(("GET", "HEAD") if kinds - {Kind.CREATE} else ()))
    response = send(mock, method, path_of(endpoint))
    if method in lawful:
        assert response.status != 404 or codes(response) == ["K080"]
    else:
        assert (response.status, header(response, "allow")) == (404, None)
        assert method == "HEAD" or message(response).startswith(f"{method} {path_of(endpoint)} ")


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("POST", KLING3, 404, f"POST {KLING3} lists tasks: create with POST {KLING3}-pro or"),
        ("GET", f"{KLING3}-pro", 404, f"only creates tasks: read one with GET {KLING3}/{{task-id}}"),
        ("GET", f"{KLING3}-pro/{UNKNOWN_TASK}", 404, "only creates tasks"),
        ("POST", f"{KLING3}-standard", 404, f"use POST {KLING3}-std"),
        ("POST", f"{KLING3}/generate-pro", 404, f"use POST {KLING3}-pro"),
        ("POST", f"/v1{KLING3}-pro", 404, "end the base URL at the host"),
        ("POST", f"{KLING3}-pro/", 404, "ends in a slash: drop it"),
        ("GET", f"{KLING3}/", 404, "fill in the task id"),
        ("GET", "/v1/ai/video", 404, "the nearest is GET"),
        ("GET", "/", 404, "is far from all endpoints of Kling 3"),
        ("GET", "/favicon.ico", 404, "is far from all endpoints of Kling 3"),
        ("GET", "/openapi.json", 404, "is far from all endpoints of Kling 3"),
        ("GET", f"/{KLING3}", 404, f"the nearest is GET {KLING3}"),
    ],
)
def test_a_wrong_address_is_told_the_right_one(mock: Mock, method: str, path: str, status: int, expected: str) -> None:
    response = send(mock, method, path)
    assert (response.status, header(response, "content-type")) == (status, "application/json")
    assert expected in message(response)
    assert list(content(response)) == ["message"]


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/ai/video/kling-v3-pro", "/v1"])
def test_a_path_outside_of_the_service_asks_no_key(mock: Mock, path: str) -> None:
    assert send(mock, "GET", path, key="").status == 404


def test_no_path_is_redirected(mock: Mock) -> None:
    paths = [f"{path_of(each)}/" for each in ENDPOINTS] + [
        "/_mock/health/",
        "/v1//ai/video/kling-v3",
    ]
    answered = {path: send(mock, "GET", path).status for path in paths}
    assert {path: status for path, status in answered.items() if 300 <= status < 400} == {}


@pytest.mark.parametrize(
    ("task_id", "expected"),
    [
        ("undefined", "it was never filled in, take data.task_id of the answer to POST"),
        ("{task-id}", "it was never filled in"),
        ("{task_id}", "no Kling 3 task has the id {task_id}: it was never filled in"),
        ("%7Btask-id%7D", "no Kling 3 task has the id {task-id}: it was never filled in"),
        ("12345", "it is no UUID"),
        ("%00", "no Kling 3 task has the id \\x00: it is no UUID"),
        ("%F0%9F%A6%8A", "no Kling 3 task has the id \N{FOX FACE}: it is no UUID"),
        ("%0d%0ax-evil:%201", "no Kling 3 task has the id \\r\\nx-evil: 1: it is no UUID"),
        ("a" * 5_000, f"no Kling 3 task has the id {'a' * 120}...: it is no UUID"),
        (UNKNOWN_TASK, "it was not created here"),
    ],
)
def test_an_unknown_task_is_404_with_the_reason(mock: Mock, task_id: str, expected: str) -> None:
    response = send(mock, "GET", f"{KLING3}/{task_id}")
    assert (response.status, codes(response)) == (404, ["K080"])
    assert expected in message(response)


@pytest.mark.parametrize("asked", Family)
@pytest.mark.parametrize("family", Family)
def test_a_task_is_read_under_its_own_family_alone(mock: Mock, family: Family, asked: Family) -> None:
    task_id = created(mock, family)
    response = read(mock, task_id, asked)
    if asked is family:
        assert data(response)["task_id"] == task_id
    else:
        assert (response.status, codes(response)) == (404, ["K023"])
        assert f"read it with GET {family.path}/{{task-id}}" in message(response)


PARTS = st.sampled_from(["v1", "ai", "video", "kling-v3", "-pro", "_mock", "%00", "%2e%2e", "..", ".", "", "%", "%ff"])
PATHS = st.lists(PARTS | st.text(max_size=8), max_size=8).map("/".join).map("/{}".format)


@given(PATHS, st.sampled_from(METHODS))
def test_no_path_crashes_it(path: str, method: str) -> None:
    """Only printable ASCII reaches a server in a request line; the rest stands percent-encoded."""
    encoded = "".join(each if "!" <= each <= "~" and each not in "?#" else "%0a" for each in path)
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    response = send(mock, method, encoded, JSON)
    assert response.status in (200, 204, 307, 400, 403, 404, 405, 409)
    assert response.status in (200, 204, 307) or method == "HEAD" or message(response)


@pytest.mark.parametrize("path", [KLING3_PRO, f"{OMNI}/{UNKNOWN_TASK}", REFERENCE, "/", "/_mock/health", "/_mock/x"])
@pytest.mark.parametrize("client", ["127.0.0.1", "203.0.113.7"])
def test_a_websocket_is_closed(mock: Mock, path: str, client: str) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send_back(part: Message) -> None:
        sent.append(part)

    asyncio.run(mock(scope("GET", path, kind="websocket", client=client), receive, send_back))
    assert [each["type"] for each in sent] == ["websocket.close"]


def test_head_over_a_socket_has_the_headers_of_get_and_no_body(mock: Mock) -> None:
    task_id = created(mock)
    with ThreadedServer(mock) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        for path in (KLING3, f"{KLING3}/{task_id}", "/nowhere"):
            answers = []
            for method in ("GET", "HEAD", "GET"):
                connection.request(method, path, headers={"x-freepik-api-key": KEY})
                answer = connection.getresponse()
                answers.append((answer.status, answer.getheader("content-length"), answer.read()))
            (status, length, _), headed, again = answers
            assert headed == (status, length if path != "/nowhere" else headed[1], b"")
            assert again[0] == status
        connection.close()
