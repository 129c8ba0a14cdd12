"""Each client that has a door meets the whole life of a task behind it, and all that HTTP says of it."""

from __future__ import annotations

import json
from io import BytesIO

import av
import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.doors.apps import Echo
from tests.mockserver.doors.clients import API, CLIENTS, HEADERS, ORDER, Client, Send

PATH = f"{API}/v1/ai/video/kling-v3"


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    chosen: Client = request.param
    return chosen


@pytest.fixture
def send(client: Client, mock: Mock) -> Send:
    return client(mock)


def ordered(send: Send) -> str:
    task_id: str = json.loads(send("POST", f"{PATH}-pro", HEADERS, ORDER).body)["data"]["task_id"]
    return task_id


def test_a_task_is_ordered_polled_listed_and_downloaded(send: Send, mock: Mock) -> None:
    task_id, polled = ordered(send), []
    for _ in range(3):
        polled.append(json.loads(send("GET", f"{PATH}/{task_id}", HEADERS, None).body)["data"])
        mock.clock.advance(1.5)
    assert [each["status"] for each in polled] == ["CREATED", "IN_PROGRESS", "COMPLETED"]

    listed = json.loads(send("GET", PATH, HEADERS, None).body)["data"]
    assert listed == [{"task_id": task_id, "status": "COMPLETED"}]

    status, headers, video = send("GET", polled[-1]["generated"][0], {}, None)
    with av.open(BytesIO(video), "r") as container:
        assert (status, headers["content-type"], container.duration) == (200, "video/mp4", 4_000_000)


def test_the_link_of_a_result_leads_to_the_host_of_the_service(send: Send, mock: Mock) -> None:
    task_id = ordered(send)
    mock.clock.advance(5)
    (link,) = json.loads(send("GET", f"{PATH}/{task_id}", HEADERS, None).body)["data"]["generated"]
    assert link.startswith("https://cdn-magnific.freepik.com/kling_")


def test_a_refusal_is_an_answer_like_any_other(send: Send) -> None:
    status, headers, body = send("POST", f"{PATH}-pro", HEADERS, b'{"prompt": 5}')
    assert (status, headers["content-type"]) == (400, "application/json")
    assert "prompt" in json.loads(body)["message"]


def test_head_tells_the_length_of_what_it_does_not_bring(send: Send) -> None:
    whole = send("GET", PATH, HEADERS, None)
    status, headers, body = send("HEAD", PATH, HEADERS, None)
    assert (status, headers["content-length"], body) == (200, str(len(whole.body)), b"")


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", f"{API}/v1/a%20b?x=1&y=%2F&x=", ("https://api.freepik.com:443/v1/a%20b", "x=1&y=%2F&x=")),
        ("DELETE", "http://api.freepik.com/", ("http://api.freepik.com:80/", "")),
        ("PATCH", "https://api.freepik.com:8443/v1", ("https://api.freepik.com:8443/v1", "")),
    ],
)
def test_the_request_line_arrives_as_it_was_written(
    client: Client, method: str, url: str, expected: tuple[str, str]
) -> None:
    asked = json.loads(client(Echo())(method, url, {}, None).body)
    assert (asked["method"], asked["url"], asked["query"]) == (method, *expected)


def test_headers_and_body_arrive_byte_by_byte(client: Client) -> None:
    body = bytes(range(256))
    asked = json.loads(client(Echo())("POST", f"{API}/", {"X-Mixed": "a  b", "Cookie": "a=1; b=2"}, body).body)
    headers = dict(asked["headers"])
    assert (headers["x-mixed"], headers["cookie"], headers["content-length"]) == ("a  b", "a=1; b=2", "256")
    assert (headers["host"], asked["body"].encode("latin-1")) == ("api.freepik.com", body)


def test_a_header_that_is_sent_twice_is_received_twice(client: Client) -> None:
    assert client(Echo())("GET", f"{API}/", {}, None).headers["x-twice"] == "1, 2"
