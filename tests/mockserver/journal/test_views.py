"""What is shown of requests, deliveries and findings: all of it but keys and secrets."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.keeping import MOST
from kling3_mockserver.journal.views import delivery_view, exchange_view, finding_view
from kling3_mockserver.tasks.task import Status
from kling3_openapi.findings import Location, Severity
from tests.mockserver.samples import HOOK, NOW, a_delivery, a_finding, a_message, a_request, an_exchange


def test_a_short_key_is_not_shown_at_all() -> None:
    shown: Any = exchange_view(an_exchange(request=a_request(headers={b"x-freepik-api-key": b"short"})))
    assert shown["request"]["headers"] == {"x-freepik-api-key": "..."}


@pytest.mark.parametrize(
    ("second", "expected"),
    [(b"FPSX0123456789", "FPSX..."), (b"FPSX9876543210", "FPSX... (another key)"), (b"key-of-somebody", "key-...")],
)
def test_two_keys_that_begin_alike_are_seen_to_be_two(second: bytes, expected: str) -> None:
    headers = {b"x-freepik-api-key": b"FPSX0123456789", b"x-magnific-api-key": second}
    shown: Any = exchange_view(an_exchange(request=a_request(headers=headers)))
    assert shown["request"]["headers"] == {"x-freepik-api-key": "FPSX...", "x-magnific-api-key": expected}


@pytest.mark.parametrize("side", ["request", "response"])
def test_each_body_says_whether_it_is_cut(side: str) -> None:
    long, journal = b"x" * (MOST + 1), Journal(1)
    request, answer = (a_request(body=long), b"") if side == "request" else (a_request(), long)
    journal.add_exchange(an_exchange(request=request, answer=answer))
    shown: Any = exchange_view(journal.exchanges()[0])
    assert {name: shown[name]["cut"] for name in ("request", "response")} == {
        "request": side == "request",
        "response": side == "response",
    }
    assert shown["cut"]


def test_the_token_of_the_control_api_is_masked() -> None:
    """A program that sends it with every request must not find it in the journal."""
    shown: Any = exchange_view(an_exchange(request=a_request(headers={b"x-kling3-control-token": b"open sesame"})))
    assert shown["request"]["headers"] == {"x-kling3-control-token": "open..."}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x00\xa0"])
def test_a_body_that_is_no_text_is_shown_in_base64(body: bytes) -> None:
    shown: Any = exchange_view(an_exchange(request=a_request(body=body), answer=body))
    for side in (shown["request"], shown["response"]):
        assert isinstance(side, dict)
        assert (base64.b64decode(side["body"]), side["body_encoding"]) == (body, "base64")


@pytest.mark.parametrize(("task_id", "expected"), [("", None), ("task-1", "task-1")])
def test_a_request_without_a_task_says_so(task_id: str, expected: str | None) -> None:
    assert exchange_view(an_exchange(task_id=task_id))["task_id"] == expected


def test_header_values_of_any_bytes_are_shown() -> None:
    exchange = an_exchange(request=a_request(headers={b"x-name": b"caf\xe9"}))
    with_header = exchange._replace(response=Response(200, [(b"x-name", b"\xff")], b""))
    shown: Any = exchange_view(with_header)
    assert shown["request"]["headers"] == {"x-name": "caf\xe9"}
    assert json.dumps(shown)


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (a_delivery(), (True, 200, None, None)),
        (a_delivery(status=500, retry_in=5.0), (False, 500, None, 5.0)),
        (
            a_delivery(status=None, error="no answer within 10 s"),
            (False, None, "no answer within 10 s", None),
        ),
    ],
)
def test_a_delivery_is_shown_with_its_outcome(delivery: Delivery, expected: tuple[object, ...]) -> None:
    shown = delivery_view(delivery)
    assert (shown["delivered"], shown["status"], shown["error"], shown["retry_in"]) == expected


def test_a_delivery_is_shown_with_the_bytes_that_were_signed() -> None:
    body = '{"task_id":"task-1","status":"FAILED","generated":[]}'
    shown = delivery_view(a_delivery(7, a_message(status=Status.FAILED, body=body.encode())))
    headers = [
        ["content-type", "application/json"],
        ["user-agent", "kling3-mock"],
        ["webhook-id", "msg_task-1_FAILED"],
        ["webhook-timestamp", str(int(NOW))],
        ["webhook-signature", "v1,c2ln"],
    ]
    assert shown == {
        "number": 7, "at": NOW, "id": "msg_task-1_FAILED", "task_id": "task-1", "task_status": "FAILED",
        "url": HOOK, "body": body, "sent_body": None, "headers": headers, "attempt": 1,
        "timestamp": int(NOW), "signature": "v1,c2ln",
        "delivered": True, "status": 200, "error": None, "seconds": 0.01, "retry_in": None, "fault": None,
    }  # fmt: skip


def test_a_finding_is_shown_by_the_providers_name_of_its_place() -> None:
    shown = finding_view(a_finding("K007", Severity.IGNORED, Location.BODY, "/multi_prompt/0/index", "no effect"))
    assert shown == {
        "code": "K007",
        "severity": "ignored",
        "field": "body.multi_prompt.0.index",
        "message": "no effect",
    }


def test_a_finding_of_a_request_has_the_pointer_to_its_place_besides() -> None:
    found = a_finding("K007", Severity.IGNORED, Location.BODY, "/multi_prompt/0/index", "no effect")
    shown: Any = exchange_view(an_exchange(findings=(found,)))
    assert shown["findings"] == [{**finding_view(found), "pointer": "/multi_prompt/0/index"}]
