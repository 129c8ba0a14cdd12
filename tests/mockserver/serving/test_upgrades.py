"""A request that wishes for another protocol is served in this one, body and all."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.lines import ORDER, Served, chunked, listening, listing, ordering
from tests.mockserver.processes import LONGEST, environment
from tests.mockserver.wire import KLING3, KLING3_PRO

H2C = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAA")
WEBSOCKET = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA")
CURL, JAVA = shutil.which("curl"), shutil.which("java")
HAS_JDK = JAVA is not None and shutil.which("javac") is not None


@pytest.fixture
def served(mock: Mock) -> Iterator[Served]:
    with listening(mock) as made:
        yield made


def bodies(mock: Mock) -> list[bytes]:
    return [each.request.body for each in mock.journal.exchanges()]


@pytest.mark.parametrize("wish", [H2C, WEBSOCKET], ids=["h2c", "websocket"])
@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize("together", [True, False])
def test_the_body_of_an_order_is_read(
    served: Served, mock: Mock, wish: tuple[str, ...], *, in_chunks: bool, together: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    request = chunked(ORDER[:9], ORDER[9:], head_lines=wish) if in_chunks else ordering(*wish)
    line = served.line()
    for part in (request,) if together else (request[start : start + 1] for start in range(len(request))):
        line.send(part)
    assert line.answer().status == 200
    assert bodies(mock) == [ORDER]
    assert served.notices.empty()
    assert caplog.records == []


def test_requests_that_follow_are_served_with_and_without_such_a_wish(served: Served, mock: Mock) -> None:
    line = served.line()
    line.send(ordering(*H2C), listing(*WEBSOCKET), listing(), chunked(ORDER, head_lines=H2C), ordering(), listing(*H2C))
    assert [line.answer().status for _ in range(6)] == [200] * 6
    assert bodies(mock) == [ORDER, b"", b"", ORDER, ORDER, b""]
    asked = mock.journal.exchanges()[4].request
    assert (asked.method, asked.path, asked.header(b"upgrade")) == ("POST", KLING3_PRO, "")


def test_a_connection_that_is_to_be_closed_is(served: Served) -> None:
    line = served.line()
    line.send(ordering("Connection: close, Upgrade", "Upgrade: h2c"))
    assert line.answer().headers["connection"] == "close"
    assert line.rest() == b""


def test_a_client_that_asks_whether_to_send_its_body_is_told_so(served: Served, mock: Mock) -> None:
    line = served.line()
    request = ordering(*H2C, "Expect: 100-continue")
    line.send(request[: -len(ORDER)])
    assert line.line() == b"HTTP/1.1 100 Continue\r\n"
    assert line.line() == b"\r\n"
    line.send(ORDER)
    assert line.answer().status == 200
    assert bodies(mock) == [ORDER]


def test_what_is_no_request_behind_the_body_is_refused(served: Served) -> None:
    line = served.line()
    line.send(ordering(*H2C))
    assert line.answer().status == 200
    line.send(b"HELLO\r\n")
    assert line.answer().status == 400


@pytest.mark.skipif(CURL is None, reason="curl is not installed: its wish for HTTP/2 was not tried")
def test_curl_orders_with_its_wish_for_http_2(served: Served, mock: Mock) -> None:
    words = ["-sS", "--http2", "--max-time", f"{LONGEST:g}", "-H", "x-freepik-api-key: k"]
    order = ["-H", "content-type: application/json", "-d", ORDER.decode(), f"{served.url}{KLING3_PRO}"]
    told = subprocess.run(
        [CURL or "curl", *words, *order, "--next", *words, f"{served.url}{KLING3}"],
        capture_output=True, check=True, env=environment(NO_PROXY="*", no_proxy="*"), timeout=LONGEST,
    ).stdout.decode()  # fmt: skip
    assert told.count('"status":"CREATED"') == 2
    assert mock.journal.exchanges()[0].request.header(b"upgrade") == "h2c"


@pytest.mark.skipif(not HAS_JDK, reason="no JDK is installed: the wish of java.net.http for HTTP/2 was not tried")
def test_java_orders_with_its_wish_for_http_2(served: Served, mock: Mock) -> None:
    ended = subprocess.run(
        [JAVA or "java", str(Path(__file__).with_name("Ask.java")), served.url],
        capture_output=True, check=False, env=environment(), timeout=LONGEST,
    )  # fmt: skip
    lines = ended.stdout.decode().splitlines()
    assert [each[:4] for each in lines] == ["200 ", "200 "], ended.stderr.decode()
    assert {json.loads(each[4:])["data"]["status"] for each in lines} == {"CREATED"}
    assert {each.request.header(b"upgrade") for each in mock.journal.exchanges()} == {"h2c"}
