"""Whoever watches a fake that is served hears of each thing as it comes, and keeps nobody waiting."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.asking import BASE, control, create, created
from tests.mockserver.posting import PATIENCE
from tests.mockserver.receivers import closed_port
from tests.mockserver.streaming import events_of, watching
from tests.mockserver.wire import header, send

NewMock = Callable[..., Mock]


@pytest.fixture
def url(mock: Mock) -> Iterator[str]:
    with ThreadedServer(mock) as server:
        yield server.url


def test_what_was_and_what_comes_is_told(mock: Mock, url: str) -> None:
    created(mock)
    with watching(url) as stream:
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.until("hello").content["state"]["tasks"] == 1
        assert [row["number"] for row in stream.rows(1)] == [1]
        created(mock)
        assert [row["number"] for row in stream.rows(1)] == [2]
        assert stream.until("state").content["tasks"] == 2


def test_a_reader_that_comes_back_misses_nothing_and_hears_nothing_twice(mock: Mock, url: str) -> None:
    created(mock)
    with watching(url) as stream:
        place = stream.until("records").place
    created(mock)
    with watching(url, **{"last-event-id": place}) as stream:
        assert stream.until("hello").content["resumed"]
        assert [row["number"] for row in stream.rows(1)] == [2]


def test_the_place_may_stand_in_the_query(mock: Mock) -> None:
    created(mock)
    *_, last = events_of(iter(control(mock, "GET", "/events").body.decode().splitlines()))
    again = control(mock, "GET", f"/events?last-event-id={last.place}")
    (hello,) = events_of(iter(again.body.decode().splitlines()))
    assert (last.name, hello.content["resumed"]) == ("records", True)


def test_a_delivery_from_the_courier_s_thread_is_told(mock: Mock, url: str) -> None:
    with closed_port() as port, watching(url) as stream:
        create(mock, webhook_url=f"http://127.0.0.1:{port}")
        mock.clock.advance(60)
        rows = sorted(stream.rows(2), key=lambda row: row["number"])
        assert [(row["type"], row.get("delivered")) for row in rows] == [("request", None), ("delivery", False)]


def test_a_reset_is_told_and_is_a_change(url: str) -> None:
    with watching(url) as stream:
        stream.until("hello")
        httpx.post(f"{url}/_mock/reset", timeout=PATIENCE)
        assert stream.until("cleared").content == {}
        assert stream.until("state").content["changed"] == 1


def test_a_control_request_that_only_reads_is_no_change(mock: Mock) -> None:
    control(mock, "GET", "/health")
    control(mock, "POST", "/scenarios", scenario="fail")
    (hello,) = events_of(iter(control(mock, "GET", "/events").body.decode().splitlines()))
    assert hello.content["state"]["changed"] == 1


def test_a_server_that_stops_ends_the_streams_and_waits_for_none(mock: Mock) -> None:
    server = ThreadedServer(mock).start()
    with watching(server.url) as stream:
        stream.until("hello")
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 1.5
        assert [each.name for each in stream.events if each.name != "state"] == []


def test_a_server_that_stops_waits_for_no_stream_that_nobody_reads(mock: Mock) -> None:
    server = ThreadedServer(mock).start()
    with unread(server.url) as asleep, watching(server.url) as awake:
        assert asleep.recv(15) == b"HTTP/1.1 200 OK"
        for _ in range(400):
            send(mock, "GET", f"/v1/{'long/' * 3_000}")
        awake.rows(400)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 1.5


def unread(url: str) -> socket.socket:
    """Return a connection that has asked for events, and has little room for them."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    connection.settimeout(PATIENCE)
    connection.connect(("127.0.0.1", httpx.URL(url).port or 0))
    connection.sendall(b"GET /_mock/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return connection


def test_a_fake_that_is_closed_ends_its_streams(mock: Mock, url: str) -> None:
    with watching(url) as stream:
        stream.until("hello")
        mock.close()
        assert [each.name for each in stream.events if each.name != "state"] == []


def test_who_leaves_is_watched_for_no_more(url: str) -> None:
    """One stream is allowed less than there may be, as soon as the server has heard that they left."""
    with ExitStack() as stack:
        streams = [stack.enter_context(watching(url)) for _ in range(20)]
        assert [each.until("hello").content["resumed"] for each in streams] == [False] * 20
        refused = httpx.get(f"{url}/_mock/events", timeout=PATIENCE)
        words = "20 streams of events are open, the most there may be: close a page that shows them"
        assert (refused.status_code, refused.json()["message"]) == (503, words)
    last = time.monotonic() + PATIENCE
    while (again := httpx.head(f"{url}/_mock/events", timeout=PATIENCE).status_code) != 200:
        assert time.monotonic() < last, again


def test_head_has_the_headers_alone(url: str) -> None:
    answer = httpx.head(f"{url}/_mock/events", timeout=PATIENCE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_in_process_what_there_is_comes_whole(mock: Mock) -> None:
    created(mock)
    answer = control(mock, "GET", "/events")
    assert header(answer, "content-type") == "text/event-stream; charset=utf-8"
    names = [each.name for each in events_of(iter(answer.body.decode().splitlines()))]
    assert names == ["hello", "records"]


def test_the_stream_is_guarded_as_all_else(new_mock: NewMock) -> None:
    with ThreadedServer(new_mock(control_token="hush")) as server:
        answers = [
            httpx.head(f"{server.url}/_mock/events", headers=headers, timeout=PATIENCE).status_code
            for headers in ({}, {"x-kling3-control-token": "hush"})
        ]
    assert answers == [403, 200]


def test_no_key_of_a_request_is_told(new_mock: NewMock) -> None:
    mock = new_mock(api_keys=("key-of-the-whole-team",))
    send(mock, "GET", "/v1/key-of-the-whole-team", key="key-of-the-whole-team")
    assert "whole-team" not in control(mock, "GET", "/events").body.decode()
    assert BASE not in control(mock, "GET", "/events").body.decode()
