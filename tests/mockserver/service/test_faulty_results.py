"""A result fault spoils a link that is good; one that opens nothing stays as it is."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.faults.fault import Fault, ResultExpired, ResultMissing, ResultSlow, ResultTruncated
from kling3_mockserver.faults.occasions import Match
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import BASE, control, created, data, read
from tests.mockserver.faulting import RESULT_FAULTS, fail, in_words, named
from tests.mockserver.samples import NOW
from tests.mockserver.wire import header, message, send


def link(mock: Mock) -> str:
    """Order a video that is done at once; return path and query of its link."""
    generated = data(read(mock, created(mock, scenario="at-once")))["generated"]
    assert isinstance(generated, list)
    return str(generated[0]).removeprefix(BASE)


def fetch(mock: Mock, path: str, *headers: tuple[str, str], method: str = "GET") -> Response:
    return send(mock, method, path, *headers, key="")


@pytest.mark.parametrize(
    ("fault", "after", "expected"),
    [(ResultExpired(), 3_600, 403), (ResultMissing(), None, 404)],
)
def test_a_link_fails_as_it_would_by_itself(mock: Mock, fault: Fault, after: float | None, expected: int) -> None:
    path = link(mock)
    fail(mock, fault)
    spoiled, good = fetch(mock, path), fetch(mock, path)
    if after is None:
        control(mock, "POST", "/reset")
    else:
        mock.clock.advance(after)
    true = fetch(mock, path)
    assert (spoiled.status, good.status, true.status) == (expected, 200, expected)
    assert message(spoiled) == message(true)


def test_a_truncated_file_is_the_first_half(mock: Mock) -> None:
    path = link(mock)
    whole = fetch(mock, path).body
    fail(mock, ResultTruncated())
    response = fetch(mock, path)
    assert (response.status, response.body) == (200, whole[: len(whole) // 2])
    assert (header(response, "content-type"), header(response, "content-length")) == ("video/mp4", str(len(whole) // 2))


def test_a_part_of_a_file_is_truncated_too(mock: Mock) -> None:
    path = link(mock)
    fail(mock, ResultTruncated())
    response = fetch(mock, path, ("range", "bytes=0-99"))
    assert (response.status, len(response.body), named(response)) == (206, 50, "result-truncated")


def test_a_slow_file_is_whole_and_in_process_a_manual_clock_moves(mock: Mock) -> None:
    path = link(mock)
    whole = fetch(mock, path)
    fail(mock, ResultSlow(30))
    response = fetch(mock, path)
    assert (response.status, response.body, named(response)) == (200, whole.body, "result-slow 30")
    assert mock.clock.now() - NOW == pytest.approx(30)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(**in_words(RESULT_FAULTS))
def test_each_fault_is_named_in_header_and_journal(mock: Mock, fault: Fault, method: str) -> None:
    path = link(mock)
    fail(mock, fault)
    response = fetch(mock, path, method=method)
    assert named(response) == mock.journal.exchanges()[-1].fault
    assert str(named(response)).startswith("result-")
    assert json.loads(control(mock, "GET", "/requests").body)[-1]["fault"] == named(response)


@pytest.mark.parametrize(**in_words(RESULT_FAULTS))
def test_a_link_that_opens_nothing_uses_up_no_fault(mock: Mock, fault: Fault) -> None:
    path = link(mock)
    fail(mock, fault)
    assert fetch(mock, path.partition("?")[0]).status == 403
    assert len(mock.faults.waiting()) == 1
    assert named(fetch(mock, path)) is not None


def test_one_task_can_have_a_bad_link_alone(mock: Mock) -> None:
    good, bad = link(mock), link(mock)
    fail(mock, ResultMissing(), Match(task_id=bad[len("/kling_") :].partition(".")[0]))
    assert [fetch(mock, each).status for each in (good, bad, bad)] == [200, 404, 200]


def test_faults_of_the_api_leave_results_alone(mock: Mock) -> None:
    path = link(mock)
    fail(mock, "503", probability=1)
    assert fetch(mock, path).status == 200
