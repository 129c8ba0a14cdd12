"""What goes wrong on purpose goes wrong behind a door as it does over a socket, only that nobody has to wait."""

from __future__ import annotations

import aiohttp
import httpx
import httpx2
import pytest
import requests

from kling3_mockserver.faults.fault import ConnectionReset, DocumentedError, Fault, HtmlPage, Latency, TruncatedJson
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.mock import Mock
from tests.mockserver.doors.clients import (
    API,
    CLIENTS,
    HEADERS,
    ORDER,
    Client,
    mounted_requests,
    patched_aiohttp,
    patched_async_httpx,
    patched_httpx,
    patched_httpx2,
    patched_requests,
    patched_urllib,
    patched_urllib3,
    pooled_urllib3,
)

PATH = f"{API}/v1/ai/video/kling-v3"


def fail(mock: Mock, fault: Fault) -> None:
    mock.faults.put(PlannedFault(fault))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (DocumentedError(503), (503, b"Service Unavailable")),
        (HtmlPage(200), (200, b"<html")),
        (TruncatedJson(), (200, b'{"dat')),
    ],
)
def test_a_bad_answer_is_an_answer(client: Client, mock: Mock, fault: Fault, expected: tuple[int, bytes]) -> None:
    fail(mock, fault)
    status, _, body = client(mock)("GET", PATH, HEADERS, None)
    assert (status, expected[1] in body) == (expected[0], True)


@pytest.mark.parametrize(
    ("client", "midway", "expected"),
    [
        (patched_httpx, False, httpx.ReadError),
        (patched_httpx, True, httpx.ReadError),
        (patched_async_httpx, False, httpx.ReadError),
        (patched_async_httpx, True, httpx.ReadError),
        (patched_httpx2, False, httpx2.ReadError),
        (patched_httpx2, True, httpx2.ReadError),
        (mounted_requests, False, requests.ConnectionError),
        (mounted_requests, True, requests.exceptions.ChunkedEncodingError),
        (patched_requests, False, requests.ConnectionError),
        (patched_requests, True, requests.exceptions.ChunkedEncodingError),
        (patched_urllib, False, ConnectionResetError),
        (patched_urllib, True, ConnectionResetError),
        (patched_aiohttp, False, aiohttp.ClientOSError),
        (patched_aiohttp, True, aiohttp.ClientPayloadError),
    ],
)
def test_a_reset_is_the_error_that_a_socket_gives(
    client: Client,
    midway: bool,  # noqa: FBT001  (a column of the table)
    expected: type[Exception],
    mock: Mock,
) -> None:
    fail(mock, ConnectionReset(midway=midway))
    # An order, since aiohttp tries a reading again by itself.
    with pytest.raises(expected, match=r"(?i)reset"):
        client(mock)("POST", f"{PATH}-pro", HEADERS, ORDER)


@pytest.mark.parametrize("client", [patched_httpx, patched_async_httpx, patched_httpx2])
def test_an_answer_that_comes_too_late_is_a_timeout_at_once(client: Client, mock: Mock) -> None:
    began = mock.clock.now()
    fail(mock, Latency(60))
    with pytest.raises((httpx.ReadTimeout, httpx2.ReadTimeout), match=r"the answer takes 60 s, .* waits for 5 s"):
        client(mock)("GET", PATH, HEADERS, None)
    assert mock.clock.now() - began == 5


def test_aiohttp_waits_five_minutes_by_itself_and_no_longer(mock: Mock) -> None:
    fail(mock, Latency(60))
    assert patched_aiohttp(mock)("GET", PATH, HEADERS, None).status == 200
    fail(mock, Latency(301))
    with pytest.raises(TimeoutError, match=r"the answer takes 301 s, .* waits for 300 s"):
        patched_aiohttp(mock)("GET", PATH, HEADERS, None)


@pytest.mark.parametrize(
    "client", [mounted_requests, pooled_urllib3, patched_requests, patched_urllib3, patched_urllib]
)
def test_a_client_without_a_limit_waits_as_long_as_it_takes(client: Client, mock: Mock) -> None:
    began = mock.clock.now()
    fail(mock, Latency(60))
    assert client(mock)("GET", PATH, HEADERS, None).status == 200
    assert mock.clock.now() - began == 60
