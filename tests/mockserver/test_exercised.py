"""What a suite exercised is counted by endpoint, status, error and finding, added over processes, and summed up."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.exercised import Exercised
from kling3_mockserver.journal import Exchange
from kling3_mockserver.messages import Response
from kling3_openapi.endpoints import ENDPOINTS
from tests.mockserver.samples import a_finding, a_request, an_exchange

CREATE = "POST /v1/ai/video/kling-v3-pro"
GET = "GET /v1/ai/video/kling-v3/{task-id}"
LIST = "GET /v1/ai/video/kling-v3"


def exchange(method: str, path: str, status: int = 200, body: bytes = b"") -> Exchange:
    return an_exchange(request=a_request(method, path))._replace(response=Response(status, [], body))


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/v1/ai/video/kling-v3-pro", {CREATE: 1}),
        ("GET", "/v1/ai/video/kling-v3", {LIST: 1}),
        ("GET", "/v1/ai/video/kling-v3/046b6c7f", {GET: 1}),
        ("GET", "/v1/ai/video/kling-v3-pro", {}),
        ("POST", "/v1/ai/video/kling-v3", {}),
        ("GET", "/kling_046b6c7f.mp4", {}),
        ("GET", "/v1/ai/video/kling-v9/046b6c7f", {}),
    ],
)
def test_a_request_counts_for_the_endpoint_that_it_reached(method: str, path: str, expected: dict[str, int]) -> None:
    counts = Exercised()
    counts.note("a test", [exchange(method, path)], [])
    assert counts.endpoints == expected


def test_statuses_are_counted_from_good_answers_and_errors_from_the_others() -> None:
    counts = Exercised()
    shown = exchange("GET", "/v1/ai/video/kling-v3/1", body=b'{"data":{"status":"COMPLETED"}}')
    counts.note("a test", [shown, exchange("GET", "/v1/ai/video/kling-v3/2", 404, b'"FAILED"')], [])
    assert (counts.statuses, counts.errors) == ({"COMPLETED": 1}, {404: 1})


def test_a_finding_keeps_the_first_test_that_caused_it() -> None:
    counts = Exercised()
    counts.note("test_a", [], [a_finding("K001", message="one")])
    counts.note("test_b", [], [a_finding("K001", message="two"), a_finding("K002", message="three")])
    assert counts.findings == {"K001": 2, "K002": 1}
    assert counts.first == {"K001": "test_a: one", "K002": "test_b: three"}


def test_counts_of_another_process_are_added_after_a_way_through_json() -> None:
    ours, theirs = Exercised(), Exercised()
    ours.note("test_a", [exchange("POST", "/v1/ai/video/kling-v3-pro", 400)], [a_finding("K001", message="one")])
    theirs.note("test_b", [exchange("POST", "/v1/ai/video/kling-v3-pro", 400)], [a_finding("K001", message="two")])
    theirs.note("test_c", [exchange("GET", "/v1/ai/video/kling-v3", 200, b'"FAILED"')], [a_finding("K002")])
    ours.merge(json.loads(json.dumps(theirs.to_json())))
    assert (ours.endpoints, ours.errors, ours.statuses) == ({CREATE: 2, LIST: 1}, {400: 2}, {"FAILED": 1})
    assert ours.findings == {"K001": 2, "K002": 1}
    assert ours.first["K001"] == "test_a: one"
    assert ours.first["K002"].startswith("test_c: ")


def test_a_run_without_the_fake_says_nothing() -> None:
    assert Exercised().lines() == []


def test_the_summary_names_findings_by_code_and_what_was_not_exercised() -> None:
    counts = Exercised()
    counts.note("t::b", [exchange("POST", "/v1/ai/video/kling-v3-pro", body=b'"CREATED"')], [a_finding("K009")])
    counts.note("t::a", [exchange("GET", "/v1/ai/video/kling-v3/1", 401)], [a_finding("K001", message="no effect")])
    missed = [f"{each.method} {each.path}" for each in ENDPOINTS if f"{each.method} {each.path}" not in (CREATE, GET)]
    assert counts.lines() == [
        "K001 x1, first in t::a: no effect",
        "K009 x1, first in t::b: duration must be a string",
        f"endpoints 2 of 12, not exercised: {', '.join(missed)}",
        "statuses  1 of 4: CREATED",
        "errors    1 of 6: 401",
    ]


def test_the_summary_says_so_where_nothing_or_everything_was_exercised() -> None:
    counts = Exercised()
    counts.note("a test", [exchange(each.method, each.path.replace("{task-id}", "1")) for each in ENDPOINTS], [])
    assert counts.lines() == [
        "endpoints 12 of 12, not exercised: none",
        "statuses  0 of 4: none",
        "errors    0 of 6: none",
    ]
