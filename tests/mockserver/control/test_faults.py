"""Faults are queued, shown and forgotten by the control API, in the words of the log."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.faults.fault import DocumentedError, Fault, WebhookDropped
from kling3_mockserver.faults.json_form import plan_view, planned
from kling3_mockserver.faults.occasions import Match, When
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.text import words
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Kind
from tests.mockserver.asking import control, create
from tests.mockserver.faulting import API_FAULTS, RESULT_FAULTS, WEBHOOK_FAULTS, in_words
from tests.mockserver.wire import message, send

NOTHING_ASKED = {
    "times": 1, "probability": None, "when": None, "kind": None, "model": None, "method": None, "key": None,
    "task_id": None, "status": None,
}  # fmt: skip
EVERYTHING = {
    "fault": "503", "times": 2, "probability": 0.5, "when": "after", "kind": "create", "model": "kling-v3-pro",
    "method": "POST", "key": "alpha-key", "task_id": "some-task",
}  # fmt: skip
FIELDS = "times, probability, when, kind, model, method, key, task_id, status"


def shown(response: Response) -> list[dict[str, object]]:
    assert response.status == 200, response.body
    value: list[dict[str, object]] = json.loads(response.body)
    return value


def test_faults_wait_are_shown_and_are_forgotten(mock: Mock) -> None:
    first = {**NOTHING_ASKED, "fault": "503", "times": 3}
    second = {**NOTHING_ASKED, "fault": "webhook-dropped", "status": "COMPLETED"}
    assert shown(control(mock, "POST", "/faults", fault="503", times=3)) == [first]
    assert shown(control(mock, "POST", "/faults", fault="webhook-dropped", status="completed")) == [first, second]
    assert create(mock).status == 503
    assert shown(control(mock, "GET", "/faults")) == [{**first, "times": 2}, second]
    assert shown(control(mock, "DELETE", "/faults")) == []
    assert (create(mock).status, shown(control(mock, "GET", "/faults"))) == (200, [])


def test_everything_can_be_asked_for_and_a_key_is_shown_masked() -> None:
    match = Match(Kind.CREATE, "kling-v3-pro", "POST", "alpha-key", "some-task")
    assert planned(EVERYTHING) == PlannedFault(DocumentedError(503), match, 2, 0.5, When.AFTER)
    assert plan_view(planned(EVERYTHING)) == {**EVERYTHING, "key": "alph...", "status": None}


@pytest.mark.parametrize("text", ["in_progress", "IN_PROGRESS", "in-progress", "In-Progress"])
def test_a_status_may_be_written_as_anywhere_else(text: str) -> None:
    expected = PlannedFault(WebhookDropped(), Match(status=Status.IN_PROGRESS))
    assert planned({"fault": "webhook-dropped", "status": text}) == expected


@pytest.mark.parametrize(**in_words((*API_FAULTS, *WEBHOOK_FAULTS, *RESULT_FAULTS)))
def test_what_is_shown_can_be_sent_again(mock: Mock, fault: Fault) -> None:
    mock.faults.put(PlannedFault(fault))
    (view,) = shown(control(mock, "GET", "/faults"))
    assert planned(view) == PlannedFault(fault, times=1)
    assert view["fault"] == words(fault)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", f'expected {{"fault": "503"}} with, if wanted, {FIELDS}'),
        (b'{"fault": 503}', 'expected {"fault": "503"} with'),
        (b'{"fault": "503", "time": 2}', """got 'time' (did you mean times?), expected {"fault": "503"} with"""),
        (b'{"fault": "explode"}', "unknown fault 'explode': expected 400, 401, "),
        (b'{"fault": "503", "times": 0}', "got times=0: expected a whole number of 1 or more"),
        (b'{"fault": "503", "times": 1.5}', "got times 1.5: expected a whole number"),
        (b'{"fault": "503", "times": true}', "got times True: expected a number"),
        (b'{"fault": "503", "times": "2"}', "got times '2': expected a number"),
        (b'{"fault": "503", "times": %s}' % (b"9" * 400), "got times above 1000000000: expected less"),
        (b'{"fault": "503", "probability": 2}', "got probability=2: expected a number above 0 and up to 1"),
        (b'{"fault": "503", "probability": []}', "got probability []: expected a number"),
        (b'{"fault": "503", "when": "later"}', "got when 'later' (did you mean after?): expected one of before, after"),
        (b'{"fault": "503", "modle": "x"}', "got 'modle' (did you mean model?), expected {"),
        (b'{"fault": "truncated-json", "when": "before"}', "it spoils the true answer"),
        (b'{"fault": "503", "kind": "put"}', "got kind 'put': expected one of create, list, get"),
        (b'{"fault": "503", "kind": 1}', "got kind 1: expected one of"),
        (b'{"fault": "503", "model": "kling-v2"}', "got model 'kling-v2' (did you mean kling-v3?): expected one of"),
        (b'{"fault": "503", "key": 5}', "got key 5: expected a text"),
        (b'{"fault": "503", "status": "completed"}', "DocumentedError can't be matched by status"),
        (b'{"fault": "webhook-dropped", "status": "done"}', "expected one of created, in_progress, completed, failed"),
        (b'{"fault": "%s"}' % (b"x" * 1_000), "unknown fault 'xxx"),
        (b"[]", "expected a JSON object"),
        (b"", "expected a JSON object"),
    ],
)
def test_what_is_no_fault_is_refused_with_what_there_is(mock: Mock, body: bytes, expected: str) -> None:
    response = send(mock, "POST", "/_mock/faults", body=body, key="")
    assert response.status == 400
    assert expected in message(response)
    assert mock.faults.waiting() == ()
