"""A pool manager of ours is one of urllib3's, but for where its answers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import urllib3
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.util import SKIP_HEADER

from kling3_mockserver.doors.urllib3_door import Urllib3PoolManager
from kling3_mockserver.mock import Mock
from tests.mockserver.doors.apps import Answering, Echo, broken, silent, slow
from tests.mockserver.doors.clients import API, HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PATH = f"{API}/v1/ai/video/kling-v3"


def test_an_answer_has_all_that_one_from_a_network_has(mock: Mock) -> None:
    answer = Urllib3PoolManager(mock).request("GET", PATH, headers=HEADERS)
    assert (answer.status, answer.reason, answer.version) == (200, "OK", 11)
    assert (answer.json(), answer.headers["content-type"]) == ({"data": []}, "application/json")


def test_headers_for_every_request_may_be_given_to_it(mock: Mock) -> None:
    assert Urllib3PoolManager(mock, headers=HEADERS).request("GET", PATH).status == 200


def test_a_video_is_streamed_in_the_pieces_that_are_asked_for() -> None:
    answer = Urllib3PoolManager(Answering(200, body=bytes(100_000))).request("GET", API, preload_content=False)
    assert [len(each) for each in answer.stream(40_000)] == [40_000, 40_000, 20_000]


def test_one_connection_carries_one_request_after_the_other() -> None:
    pools = Urllib3PoolManager(Echo())
    assert [pools.request("POST", API, body=b"%d" % number).json()["body"] for number in range(3)] == ["0", "1", "2"]
    pool = pools.connection_from_url(API)
    assert (pool.num_connections, pool.num_requests) == (1, 3)


def test_a_header_may_be_left_out() -> None:
    asked = Urllib3PoolManager(Echo()).request("GET", API, headers={"user-agent": SKIP_HEADER}).json()
    assert [name for name, _ in asked["headers"]] == ["host", "accept-encoding"]


def test_a_body_in_parts_arrives_whole() -> None:
    parts = iter([b"one ", b"", b"two"])
    assert Urllib3PoolManager(Echo()).request("POST", API, body=parts).json()["body"] == "one two"


def test_retries_are_its_own() -> None:
    app = Answering(500, 503, 200)
    retries = urllib3.Retry(3, status_forcelist=[500, 503], backoff_factor=0)
    assert (Urllib3PoolManager(app, retries=retries).request("GET", API).status, app.count) == (200, 3)


def test_a_status_that_http_does_not_know_has_no_reason() -> None:
    answer = Urllib3PoolManager(Answering(599)).request("GET", API)
    assert (answer.status, answer.reason) == (599, "")


@pytest.mark.parametrize("url", ["http://[::1]:8333/v1", "https://mock.test:444/v1"])
def test_whatever_the_host_the_application_answers(url: str) -> None:
    asked = Urllib3PoolManager(Echo()).request("GET", url).json()
    assert asked["url"] == url.replace("[", "").replace("]", "")


@pytest.mark.parametrize(
    ("app", "error"),
    [(silent, ProtocolError), (broken, ProtocolError), (slow, ReadTimeoutError)],
)
def test_what_breaks_is_an_error_of_the_library(app: ASGIApp, error: type[Exception]) -> None:
    with pytest.raises(error):
        Urllib3PoolManager(app, retries=False).request("GET", API, timeout=2)


def test_what_breaks_is_tried_again_as_ever() -> None:
    with pytest.raises(MaxRetryError, match="Max retries exceeded"):
        Urllib3PoolManager(silent).request("GET", API, retries=urllib3.Retry(1, backoff_factor=0))
