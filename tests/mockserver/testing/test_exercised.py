"""What a suite exercised is counted from the journal, added over processes, and summed up in a line a dimension."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.testing.exercised import Exercised
from kling3_openapi.coverage.counter import Coverage
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.document import Strictness, load
from tests.mockserver.asking import BASE
from tests.mockserver.samples import a_delivery, a_finding, a_message, a_request, an_exchange
from tests.openapi.coverage.exchanges import candidates

PRO = "/v1/ai/video/kling-v3-pro"
GET = "/v1/ai/video/kling-v3/{task-id}"
HEADERS = [("x-freepik-api-key", "any"), ("content-type", "application/json")]
JSON = [(b"Content-Type", b"application/json; charset=utf-8")]


def exchange(path: str, status: int = 200, *, number: int = 1, query: str = "", answer: str = "") -> Exchange:
    asked = a_request("POST" if path == PRO else "GET", path, query, body=b'{"prompt": "A fox"}')
    body = json.dumps({"data": {"task_id": "task-1", "status": answer}}).encode() if answer else b""
    return an_exchange(number, asked)._replace(response=Response(status, JSON, body))


def exercised(*exchanges: Exchange, deliveries: Sequence[Delivery] = ()) -> dict[str, list[str]]:
    """Return what exchanges and deliveries touch."""
    counts = Exercised()
    counts.note("a test", exchanges, [], deliveries)
    return counts.coverage.to_json()


def test_an_exchange_of_the_journal_counts_with_all_its_parts() -> None:
    found = exchange(PRO)._replace(findings=(a_finding("K014"),))
    touched = exercised(found, exchange("/v1/ai/reference-to-video/kling-v3-omni", query="page=0&a=%ff"))
    assert touched["operations"] == [f"POST {PRO}", "GET /v1/ai/reference-to-video/kling-v3-omni"]
    assert touched["parameters"] == ["kling-v3 prompt", "GET /v1/ai/reference-to-video/kling-v3-omni page"]
    assert touched["responses"][0] == f"POST {PRO}: 200 application/json"
    assert touched["rules"] == ["K014 multi_shot is in the newer documentation only"]


def test_the_fake_can_be_asked_all_fields_and_keywords(mock: Mock) -> None:
    """Nothing is called for ever untried because the fake never looks at it."""
    coverage = Coverage()
    for seen in candidates(load(Strictness.STRICT)):
        url = f"{BASE}{seen.path}?{urlencode(seen.query)}"
        answer = ask(mock, seen.method, url, HEADERS, seen.body or b"")
        coverage.exchange(seen._replace(status=answer.status))
    summary = coverage.summary()
    assert summary.of(Dimension.PARAMETERS).missing == ()
    assert [each for each in summary.of(Dimension.KEYWORDS).missing if not each.startswith("answers status")] == []


def test_a_request_without_an_answer_counts_as_no_response() -> None:
    assert exercised(exchange(PRO, 0)._replace(response=Response(0, [], b"")))["responses"] == []


@pytest.mark.parametrize(
    ("status", "retry_in", "expected"),
    [
        (204, None, "COMPLETED taken"),
        (500, 5.0, "COMPLETED tried again"),
        (None, 5.0, "COMPLETED tried again"),
        (410, None, "COMPLETED given up"),
    ],
)
def test_a_delivery_counts_with_what_became_of_it(status: int | None, retry_in: float | None, expected: str) -> None:
    assert exercised(deliveries=[a_delivery(status=status, retry_in=retry_in)])["webhooks"] == [expected]


def test_exchanges_and_deliveries_count_in_the_order_in_which_they_came() -> None:
    told = a_delivery(2, a_message(status=Status.IN_PROGRESS))
    seen = [exchange(PRO, number=1, answer="CREATED"), exchange(GET, number=3, answer="FAILED")]
    assert exercised(*seen, deliveries=[told])["transitions"] == ["CREATED -> IN_PROGRESS", "IN_PROGRESS -> FAILED"]


def test_a_finding_keeps_the_first_test_that_caused_it() -> None:
    counts = Exercised()
    counts.note("test_a", [], [a_finding("K001", message="one")])
    counts.note("test_b", [], [a_finding("K001", message="two"), a_finding("K002", message="three")])
    assert counts.findings == {"K001": 2, "K002": 1}
    assert counts.first == {"K001": "test_a: one", "K002": "test_b: three"}


def test_counts_of_another_process_are_added_after_a_way_through_json() -> None:
    ours, theirs = Exercised(), Exercised()
    ours.note("test_a", [exchange(PRO, 400)], [a_finding("K001", message="one")])
    theirs.note("test_b", [exchange(PRO, 401)], [a_finding("K001", message="two")])
    theirs.note("test_c", [exchange(GET)], [a_finding("K002")])
    ours.merge(json.loads(json.dumps(theirs.to_json())))
    touched = ours.coverage.to_json()
    assert touched["operations"] == [f"POST {PRO}", f"GET {GET}"]
    assert [name.split(": ")[1][:3] for name in touched["responses"]] == ["400", "401", "200"]
    assert ours.findings == {"K001": 2, "K002": 1}
    assert ours.first["K001"] == "test_a: one"
    assert ours.first["K002"].startswith("test_c: ")


def test_a_run_without_the_fake_says_nothing() -> None:
    assert Exercised().lines() == []


def test_a_run_that_asks_for_the_whole_is_told_that_it_touched_nothing() -> None:
    assert Exercised().lines(whole=True)[0].startswith("operations  0 of 33, never: ")


def test_a_run_that_does_not_ask_is_told_its_findings_and_one_line() -> None:
    counts = Exercised()
    counts.note("t::a", [exchange(PRO, answer="CREATED")], [a_finding("K001", message="no effect")])
    assert counts.lines() == [
        "K001 x1, first in t::a: no effect",
        "contract: 1 of 33 operations, 7 of 456 keywords exercised (--kling3-coverage tells the rest)",
    ]


def test_the_summary_names_findings_by_code_and_the_first_that_were_never_tried() -> None:
    counts = Exercised()
    counts.note("t::b", [exchange(PRO, answer="CREATED")], [a_finding("K009")])
    counts.note("t::a", [exchange(GET, answer="FAILED")], [a_finding("K001", message="no effect")])
    lines = counts.lines(whole=True)
    assert lines[:3] == [
        "K001 x1, first in t::a: no effect",
        "K009 x1, first in t::b: duration must be a string",
        "operations  2 of 33, never: POST /v1/ai/video/kling-v3-std, GET /v1/ai/video/kling-v3 (+29)",
    ]
    assert lines[8:] == [
        "transitions 1 of 5, never: CREATED -> IN_PROGRESS, CREATED -> COMPLETED, IN_PROGRESS -> COMPLETED (+1)",
        "webhooks    0 of 9, never: IN_PROGRESS taken, IN_PROGRESS tried again, IN_PROGRESS given up (+6)",
    ]


def test_the_summary_has_a_line_of_moderate_length_for_each_dimension() -> None:
    counts = Exercised()
    counts.note("a test", [exchange(GET)], [])
    assert [line.split()[0] for line in counts.lines(whole=True)] == [each.value for each in Dimension]
    assert max(map(len, counts.lines(whole=True))) < 120


def test_at_least_one_thing_is_named_however_long_its_name() -> None:
    counts, long = Exercised(), "GET /v1/ai/reference-to-video/kling-v3-omni/{task-id}: 400 application/problem+json"
    all_responses = counts.coverage.summary().of(Dimension.RESPONSES).missing
    others = [each for each in all_responses if each != long]
    counts.merge({"coverage": {"responses": others}, "findings": {}, "first": {}, "expenses": {"orders": []}})
    assert f"responses   322 of 323, never: {long}" in counts.lines(whole=True)


def test_a_dimension_of_which_all_was_tried_has_nothing_more_to_say() -> None:
    counts = Exercised()
    webhooks = [a_message(status=each) for each in (Status.IN_PROGRESS, Status.COMPLETED, Status.FAILED)]
    for status, retry_in in ((200, None), (500, 5.0), (500, None)):
        counts.note("a test", [], [], [a_delivery(1, each, status=status, retry_in=retry_in) for each in webhooks])
    assert counts.lines(whole=True)[-1] == "webhooks    9 of 9"
