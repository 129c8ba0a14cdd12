"""A requests session with our adapter is a session like any other, but for where its answers come from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import requests
from urllib3.util import Retry

from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from kling3_mockserver.doors.requests_door import RequestsAdapter, mount_service
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.doors.apps import Answering, Echo, broken, silent, slow
from tests.mockserver.doors.clients import API, HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PATH = f"{API}/v1/ai/video/kling-v3"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        yield session


def test_an_answer_has_all_that_one_from_a_network_has(session: requests.Session, mock: Mock) -> None:
    session.mount(API, RequestsAdapter(mock))
    answer = session.get(PATH)
    answer.raise_for_status()
    assert (answer.ok, answer.reason, answer.url, answer.raw.version) == (True, "OK", PATH, 11)
    assert (answer.json(), answer.elapsed.total_seconds() >= 0) == ({"data": []}, True)


def test_an_error_is_raised_where_the_program_asks_for_it(session: requests.Session, mock: Mock) -> None:
    session.mount(API, RequestsAdapter(mock))
    with pytest.raises(requests.HTTPError, match="404 Client Error: Not Found"):
        session.get(f"{PATH}/unknown").raise_for_status()


def test_a_video_is_streamed_in_the_pieces_that_are_asked_for(session: requests.Session) -> None:
    session.mount(API, RequestsAdapter(Answering(200, body=bytes(100_000))))
    with session.get(PATH, stream=True) as answer:
        pieces = list(answer.iter_content(chunk_size=40_000))
    assert [len(each) for each in pieces] == [40_000, 40_000, 20_000]


def test_the_raw_answer_is_read_like_a_file(session: requests.Session) -> None:
    session.mount(API, RequestsAdapter(Answering(200, body=b"one two")))
    with session.get(PATH, stream=True) as answer:
        assert (answer.raw.read(3), answer.raw.read(), answer.raw.read()) == (b"one", b" two", b"")


def given_in_parts() -> Iterator[bytes]:
    yield b"one "
    yield b"two" * 10_000


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"data": b"bytes"}, ("content-length", "bytes")),
        ({"json": {"a": 1}}, ("content-length", '{"a": 1}')),
        ({"data": {"a": "1"}}, ("content-length", "a=1")),
        ({"data": io.BytesIO(b"file")}, ("content-length", "file")),
        ({"data": "in parts"}, ("transfer-encoding", "one " + "two" * 10_000)),
    ],
)
def test_a_body_arrives_whole_with_the_header_that_frames_it(
    session: requests.Session, given: dict[str, object], expected: tuple[str, str]
) -> None:
    session.mount(API, RequestsAdapter(Echo()))
    given = {"data": given_in_parts()} if given == {"data": "in parts"} else given
    asked = session.post(API, **given).json()  # type: ignore[arg-type]  # a table of arguments
    framed = {name for name, _ in asked["headers"]} & {"content-length", "transfer-encoding"}
    assert (*framed, asked["body"]) == expected


def test_a_file_is_uploaded_as_a_form(session: requests.Session) -> None:
    del session.headers["content-type"]
    session.mount(API, RequestsAdapter(Echo()))
    asked = session.post(API, files={"image": ("fox.png", b"\x89PNG")}).json()
    assert 'filename="fox.png"' in asked["body"]


def test_cookies_are_kept_from_answer_to_request(session: requests.Session) -> None:
    session.mount(API, RequestsAdapter(Answering(200)))
    session.get(API)
    assert session.get(API).request.headers["cookie"] == "seen=1"


def test_a_programs_own_retries_work_behind_it(session: requests.Session) -> None:
    app = Answering(503, 503, 200)
    session.mount(API, RequestsAdapter(app, max_retries=Retry(3, status_forcelist=[503], backoff_factor=0)))
    assert (session.get(API).status_code, app.count) == (200, 3)


@pytest.mark.parametrize(
    ("app", "error", "expected"),
    [
        (silent, requests.ConnectionError, "Remote end closed connection|reset by peer"),
        (broken, requests.exceptions.ChunkedEncodingError, "reset by peer"),
        (slow, requests.ReadTimeout, "Read timed out"),
    ],
)
def test_what_breaks_is_an_error_of_the_library(
    session: requests.Session, app: ASGIApp, error: type[Exception], expected: str
) -> None:
    session.mount(API, RequestsAdapter(app))
    with pytest.raises(error, match=expected):
        session.get(API, timeout=2)


@pytest.mark.parametrize(("timeout", "expected"), [(2, 2), ((1, 3), 3), (None, None)])
def test_the_application_is_told_how_long_the_client_waits(
    session: requests.Session, timeout: float | tuple[float, float] | None, expected: float | None
) -> None:
    session.mount(API, RequestsAdapter(Echo()))
    assert session.get(API, timeout=timeout).json()["patience"] == expected


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxies_of_the_environment_are_passed_by(
    session: requests.Session, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{scheme}_proxy", "http://127.0.0.1:1")
    mount_service(session, RequestsAdapter(Echo()))
    assert session.get(f"{scheme}://api.freepik.com/v1").json()["url"].endswith("/v1")


@pytest.mark.parametrize("host", ["api.freepik.com", "api.magnific.com", "cdn-magnific.freepik.com"])
def test_an_adapter_is_mounted_for_all_hosts_of_the_service(session: requests.Session, host: str) -> None:
    mount_service(session, RequestsAdapter(Answering(200)))
    assert [session.get(f"{scheme}://{host}").status_code for scheme in ("http", "https")] == [200, 200]


def test_other_hosts_stay_what_they_are(session: requests.Session) -> None:
    session.trust_env = False
    mount_service(session, RequestsAdapter(Answering(200)))
    with ThreadedServer(Answering(201)) as server:
        assert session.get(server.url).status_code == 201
    with blocked({"other.example"}), pytest.raises(NetworkBlockedError):
        session.get("https://other.example")
