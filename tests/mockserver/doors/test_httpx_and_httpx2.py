"""What holds for httpx and for httpx2, its successor: nothing of a client changes but where its answers come from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import httpx
import httpx2
import pytest

from kling3_mockserver.doors.httpx2_door import Httpx2Transport, httpx2_intercepted
from kling3_mockserver.doors.httpx_door import HttpxTransport, httpx_intercepted
from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.doors.apps import Answering, Echo, broken, silent, slow
from tests.mockserver.doors.clients import API, HEADERS, ORDER

if TYPE_CHECKING:
    from types import ModuleType

    from starlette.types import ASGIApp

PATH = f"{API}/v1/ai/video/kling-v3"


class Library(NamedTuple):
    """A library and its door; the two are alike, so mypy sees httpx in both."""

    its: ModuleType
    intercepted: Callable[[ASGIApp], AbstractContextManager[None]]
    transport: Callable[[ASGIApp], httpx.BaseTransport]


LIBRARIES = {
    "httpx": Library(httpx, httpx_intercepted, HttpxTransport),
    "httpx2": Library(httpx2, httpx2_intercepted, Httpx2Transport),  # type: ignore[arg-type]  # alike, see above
}


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Library:
    return LIBRARIES[request.param]


@pytest.fixture
def client(library: Library) -> Iterator[httpx.Client]:
    with library.its.Client(headers=HEADERS) as client:
        yield client


def test_an_answer_has_all_that_one_from_a_network_has(library: Library, client: httpx.Client, mock: Mock) -> None:
    with library.intercepted(mock):
        answer = client.get(PATH).raise_for_status()
    assert (answer.http_version, answer.reason_phrase, answer.is_closed) == ("HTTP/1.1", "OK", True)
    assert timedelta(0) < answer.elapsed < timedelta(seconds=5)
    assert (answer.request.method, str(answer.url), answer.history) == ("GET", PATH, [])


def test_an_error_is_raised_where_the_program_asks_for_it(library: Library, client: httpx.Client, mock: Mock) -> None:
    with library.intercepted(mock), pytest.raises(library.its.HTTPStatusError, match="404 Not Found"):
        client.get(f"{PATH}/unknown").raise_for_status()


def test_a_video_is_streamed_in_pieces(library: Library, client: httpx.Client) -> None:
    video = bytes(300_000)
    with library.intercepted(Answering(200, body=video)), client.stream("GET", PATH) as answer:
        assert not answer.is_closed
        pieces = list(answer.iter_bytes())
    assert (b"".join(pieces), len(pieces), answer.num_bytes_downloaded) == (video, 5, 300_000)


def test_a_video_is_streamed_in_pieces_to_async_clients(library: Library) -> None:
    async def download() -> list[bytes]:
        async with library.its.AsyncClient() as client, client.stream("GET", PATH) as answer:
            return [each async for each in answer.aiter_bytes()]

    with library.intercepted(Answering(200, body=bytes(100_000))):
        assert [len(each) for each in asyncio.run(download())] == [65_536, 34_464]


def given_in_parts() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"content": b"bytes"}, ("content-length", "bytes")),
        ({"content": "text é"}, ("content-length", "text é".encode().decode("latin-1"))),
        ({"json": {"a": 1}}, ("content-length", '{"a":1}')),
        ({"data": {"a": "1"}}, ("content-length", "a=1")),
        ({"content": given_in_parts()}, ("transfer-encoding", "one two")),
    ],
)
def test_a_body_arrives_whole_with_the_header_that_frames_it(
    library: Library, given: dict[str, object], expected: tuple[str, str]
) -> None:
    if not isinstance(given.get("content", b""), bytes | str):
        given = {"content": given_in_parts()}
    with library.intercepted(Echo()):
        asked = library.its.post(API, **given).json()
    framed = {name for name, _ in asked["headers"]} & {"content-length", "transfer-encoding"}
    assert (*framed, asked["body"]) == expected


def test_a_body_in_parts_arrives_whole_at_an_injected_application(library: Library) -> None:
    with library.its.Client(transport=library.transport(Echo())) as client:
        assert client.post(API, content=given_in_parts()).json()["body"] == "one two"


def test_a_file_is_uploaded_as_a_form(library: Library) -> None:
    with library.intercepted(Echo()):
        asked = library.its.post(API, files={"image": ("fox.png", b"\x89PNG")}, data={"a": "1"}).json()
    assert 'filename="fox.png"' in asked["body"]
    assert "\x89PNG" in asked["body"]
    assert dict(asked["headers"])["content-type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize("injected", [True, False])
def test_an_async_body_arrives_whole(library: Library, injected: bool) -> None:  # noqa: FBT001  (a parameter)
    async def parts() -> AsyncIterator[bytes]:
        yield b"one "
        yield b"two"

    async def post() -> str:
        async with library.its.AsyncClient(transport=library.transport(Echo()) if injected else None) as client:
            body: str = (await client.post(API, content=parts())).json()["body"]
            return body

    with library.intercepted(Echo()):
        assert asyncio.run(post()) == "one two"


def test_headers_beyond_ascii_arrive_letter_by_letter(library: Library) -> None:
    sent = {"x-name": "füchse".encode(), "x-latin": "füchse".encode("latin-1")}
    with library.intercepted(Echo()):
        headers = dict(library.its.get(API, headers=sent).json()["headers"])
    assert (headers["x-name"].encode("latin-1"), headers["x-latin"]) == ("füchse".encode(), "füchse")


def test_cookies_hooks_and_credentials_are_the_clients_own(library: Library) -> None:
    seen: list[int] = []
    hooks = {"response": [lambda answer: seen.append(answer.status_code)]}
    with library.intercepted(Answering(200)), library.its.Client(event_hooks=hooks, auth=("a", "b")) as client:
        first, second = client.get(API), client.get(API)
    assert (seen, dict(client.cookies)) == ([200, 200], {"seen": "1"})
    assert first.request.headers["authorization"].startswith("Basic ")
    assert second.request.headers["cookie"] == "seen=1"


@pytest.mark.parametrize(
    ("app", "error", "expected"),
    [
        (silent, "ReadError", "connection reset: the application ended without an answer"),
        (broken, "ReadError", "connection reset: the application ended its answer after 3 bytes"),
        (slow, "ReadTimeout", "the answer takes 10 s, and the client waits for 2 s"),
    ],
)
def test_what_breaks_is_an_error_of_the_library(library: Library, app: ASGIApp, error: str, expected: str) -> None:
    with library.intercepted(app), pytest.raises(getattr(library.its, error), match=expected):
        library.its.get(API, timeout=2)


@pytest.mark.parametrize("app", [silent, broken, slow])
def test_what_breaks_is_an_error_of_the_library_in_async_clients_too(library: Library, app: ASGIApp) -> None:
    async def get() -> None:
        async with library.its.AsyncClient(timeout=2) as client:
            await client.get(API)

    with library.intercepted(app), pytest.raises(library.its.TransportError):
        asyncio.run(get())


def test_a_download_that_breaks_off_has_brought_what_came_before(library: Library, client: httpx.Client) -> None:
    with library.intercepted(broken), client.stream("GET", API) as answer:
        pieces = answer.iter_bytes()
        assert next(pieces) == b"fox"
        with pytest.raises(library.its.ReadError, match="reset"):
            next(pieces)


@pytest.mark.parametrize(("timeout", "expected"), [(2, 2), ((1, 3, 4, 5), 3), (None, None)])
def test_the_application_is_told_how_long_the_client_waits(library: Library, timeout: object, expected: object) -> None:
    with library.intercepted(Echo()):
        assert library.its.get(API, timeout=timeout).json()["patience"] == expected


def test_a_programs_own_retries_stay_between_it_and_the_door(library: Library) -> None:
    class Retrying(library.its.BaseTransport):  # type: ignore[misc, name-defined]  # of either library
        def __init__(self) -> None:
            self._inner = library.its.HTTPTransport()

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer: httpx.Response = self._inner.handle_request(request)
            return answer if answer.status_code == 200 else self.handle_request(request)

    app = Answering(503, 503, 200)
    with library.intercepted(app), library.its.Client(transport=Retrying()) as client:
        assert (client.get(API).status_code, app.count) == (200, 3)


def test_a_client_with_a_transport_of_another_kind_keeps_it(library: Library, mock: Mock) -> None:
    own = library.its.MockTransport(lambda _request: library.its.Response(418))
    with library.intercepted(mock), library.its.Client(transport=own) as client:
        assert client.get(PATH).status_code == 418


def test_an_injected_application_answers_inside_the_door_of_another(library: Library) -> None:
    with library.intercepted(Echo("door")), library.its.Client(transport=library.transport(Echo("given"))) as client:
        assert client.get(API).json()["name"] == "given"


def test_an_injected_application_answers_for_any_host(library: Library, mock: Mock) -> None:
    with library.its.Client(transport=library.transport(mock), base_url="http://testserver/v1") as client:
        answer = client.post("/ai/video/kling-v3-pro", headers=HEADERS, content=ORDER)
    assert answer.json()["data"]["status"] == "CREATED"


def test_proxies_of_the_environment_are_passed_by(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with library.intercepted(Answering(200)):
        assert library.its.get(API).status_code == 200


@pytest.mark.parametrize("host", ["API.Freepik.com", "api.magnific.com.", "cdn-magnific.freepik.com:444"])
def test_hosts_are_known_in_every_spelling(library: Library, host: str) -> None:
    with library.intercepted(Answering(200)):
        assert library.its.get(f"http://{host}/").status_code == 200


@pytest.mark.parametrize("host", ["freepik.com", "www.magnific.com", "api.freepik.com.example"])
def test_other_hosts_stay_what_they_are(library: Library, host: str) -> None:
    with library.intercepted(Answering(200)), blocked({host}), pytest.raises(NetworkBlockedError, match=host):
        library.its.get(f"http://{host}/", trust_env=False)


def test_a_server_on_this_machine_is_reached_beside_the_door(library: Library, client: httpx.Client) -> None:
    with ThreadedServer(Answering(201)) as server, library.intercepted(Answering(200)):
        assert (client.get(server.url).status_code, client.get(API).status_code) == (201, 200)


def test_the_door_that_was_opened_last_is_the_one_in_use(library: Library, client: httpx.Client) -> None:
    names = []
    with library.intercepted(Echo("outer")):
        with library.intercepted(Echo("inner")):
            names.append(client.get(API).json()["name"])
        names.append(client.get(API).json()["name"])
    assert names == ["inner", "outer"]


def functions(library: Library) -> tuple[object, object]:
    its = library.its
    return vars(its.HTTPTransport)["handle_request"], vars(its.AsyncHTTPTransport)["handle_async_request"]


def fail_unless(changed: bool) -> None:  # noqa: FBT001  (a condition)
    assert changed
    raise ZeroDivisionError


def test_everything_is_as_before_after_an_error(library: Library, client: httpx.Client, mock: Mock) -> None:
    before = functions(library)
    with pytest.raises(ZeroDivisionError), library.intercepted(mock):
        fail_unless(functions(library) != before)
    assert functions(library) == before
    with blocked(), pytest.raises(NetworkBlockedError):
        client.get(API)


def test_doors_may_be_closed_in_any_order(library: Library, client: httpx.Client) -> None:
    before = functions(library)
    first, second = library.intercepted(Echo("first")), library.intercepted(Echo("second"))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert client.get(API).json()["name"] == "second"
    second.__exit__(None, None, None)
    assert functions(library) == before


def test_an_application_that_waits_is_waited_for_by_async_clients(library: Library) -> None:
    answering = Answering(200)

    async def waiting(scope: object, receive: object, send: object) -> None:
        await asyncio.sleep(0)
        await answering(scope, receive, send)  # type: ignore[arg-type]

    async def get() -> int:
        async with library.its.AsyncClient() as client:
            status: int = (await client.get(API)).status_code
            return status

    with library.intercepted(waiting):
        assert asyncio.run(get()) == 200


def test_a_json_answer_is_read_as_text_and_as_values(library: Library, client: httpx.Client, mock: Mock) -> None:
    with library.intercepted(mock):
        answer = client.get(PATH)
    assert (answer.encoding, json.loads(answer.text), answer.json()) == ("utf-8", {"data": []}, {"data": []})
