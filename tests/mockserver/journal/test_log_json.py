"""In the log for programs everything is one JSON object a line, masked as the log for people is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_json import JsonLines, dropped, started, stopped
from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.journal.order_prices import OrderPrices
from kling3_mockserver.tasks.lifecycle import Upcoming
from kling3_mockserver.tasks.task import Status, Video
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.prices import Bill, price_table
from tests.mockserver.samples import BASIS, HOOK, NOW, a_delivery, a_finding, a_message, a_request, an_exchange

REQUEST = {
    "event": "request",
    "time": "2023-11-14T22:13:20.000Z",
    "method": "POST",
    "path": "/v1/ai/video/kling-v3-pro",
    "status": 200,
    "ms": 1.2,
    "task_id": None,
    "findings": [],
    "reason": None,
    "fault": None,
}
WEBHOOK = {
    "event": "webhook",
    "time": "2023-11-14T22:13:20.000Z",
    "task_id": "task-1",
    "task_status": "COMPLETED",
    "url": HOOK,
    "attempt": 1,
    "status": 200,
    "delivered": True,
    "ms": 10.0,
    "error": None,
    "retry_in": None,
    "fault": None,
}
SHAPED = "FPSX9f8e7d6c5b4a39281706"
"""Like a key."""
FINDING = {
    "code": "K064", "severity": "error", "field": "body.duration", "message": "duration must be a string",
}  # fmt: skip


def line(record: Exchange | Delivery | Notice, *known: str) -> object:
    (only,) = JsonLines(lambda: known).of(record)
    assert only.isascii()
    assert "\n" not in only
    return json.loads(only)


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (an_exchange(), {}),
        (an_exchange(task_id="task-1"), {"task_id": "task-1"}),
        (an_exchange(status=400, findings=(a_finding(),)), {"status": 400, "findings": [FINDING]}),
        (an_exchange(status=400, reason="unknown scenario"), {"status": 400, "reason": "unknown scenario"}),
        (an_exchange(status=503)._replace(fault="503"), {"status": 503, "fault": "503"}),
        (an_exchange(status=0), {"status": None, "reason": "no answer"}),
        (
            an_exchange(status=0)._replace(stopped=True),
            {"status": None, "reason": "no answer: the fake was stopped"},
        ),
        (
            an_exchange(1, a_request("GET", "/v1", "api_key=key-of-somebody")),
            {"method": "GET", "path": "/v1?api_key=key-..."},
        ),
        (
            an_exchange(1, a_request("GET", f"/x/{SHAPED}"), task_id=SHAPED, status=404),
            {"method": "GET", "path": "/x/FPSX...", "task_id": "FPSX...", "status": 404},
        ),
        (an_exchange(1, a_request("GET", f"/{'x' * 5_000}")), {"method": "GET", "path": f"/{'x' * 399}..."}),
    ],
)
def test_a_request_is_one_object(exchange: Exchange, expected: dict[str, object]) -> None:
    assert line(exchange) == {**REQUEST, **expected}


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (a_delivery(), {}),
        (
            a_delivery(1, a_message(url="http://bob:hunter2@h/?key=abc"), status=None, error="refused", retry_in=4.56),
            {"url": "http://...@h/?key=...", "status": None, "delivered": False, "error": "refused", "retry_in": 4.6},
        ),
    ],
)
def test_a_delivery_is_one_object(delivery: Delivery, expected: dict[str, object]) -> None:
    assert line(delivery) == {**WEBHOOK, **expected}


def test_what_is_known_to_be_secret_is_masked() -> None:
    told = line(an_exchange(1, a_request("GET", "/v1/team-a/video")), "team-a")
    assert "team-a" not in json.dumps(told)


def test_what_was_no_request_is_one_object_too() -> None:
    assert line(Notice(NOW, "not served")) == {
        "event": "notice", "time": "2023-11-14T22:13:20.000Z", "message": "not served",
    }  # fmt: skip


@given(st.text(), st.text())
def test_whatever_is_asked_stays_one_line(path: str, message: str) -> None:
    line(an_exchange(1, a_request("GET", path, path), findings=(a_finding(message=message),)))
    line(a_delivery(1, a_message(url=path), status=None, error=message))


PRICES = OrderPrices(price_table)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/ai/video/kling-v3-pro", {"price": 1.96, "currency": "EUR", "price_basis": BASIS}),
        ("/v1/ai/text-to-video/kling-v3-turbo-720p", {"price": None, "currency": "EUR", "price_basis": None}),
    ],
)
def test_an_order_has_its_price(path: str, expected: dict[str, object]) -> None:
    order = an_exchange(1, a_request("POST", path), task_id="task-1")
    video = Video(5, "16:9", audio="turbo" not in path)
    (told,) = JsonLines(tuple, PRICES).of(order._replace(video=video))
    assert json.loads(told) == {**REQUEST, "path": path, "task_id": "task-1", **expected}


def test_what_is_no_order_has_no_price() -> None:
    (told,) = JsonLines(tuple, PRICES).of(an_exchange())
    assert json.loads(told) == REQUEST


def test_the_last_words_have_the_sum() -> None:
    bill = Bill("EUR")
    bill.add(price_table().price(Family.MOTION_STD, Tier.STD, seconds=5, sound=False), "kling-v3-motion-control-std")
    bill.add(None, "kling-v3-turbo-720p")
    assert json.loads(stopped([], [], bill))["cost"] == {
        "orders": 1, "amount": 1.34, "currency": "EUR", "assumed": True, "unknown": 1,
        "basis": "measured 2026-05-06 by one operator, confidence C; the provider prints none",
    }  # fmt: skip
    assert "cost" not in json.loads(stopped([], [], Bill("EUR")))


def test_the_first_and_the_last_words_are_objects() -> None:
    assert json.loads(started("http://127.0.0.1:1", ["careful"])) == {
        "event": "started", "url": "http://127.0.0.1:1", "page": "http://127.0.0.1:1/_mock/",
        "control": "http://127.0.0.1:1/_mock/openapi.yaml", "warnings": ["careful"],
    }  # fmt: skip
    upcoming = Upcoming("task-2", Status.FAILED, "http://bob:hunter2@h/", 42.0)
    assert json.loads(stopped([a_message()], [upcoming])) == {
        "event": "stopped",
        "undelivered": [{"task_id": "task-1", "task_status": "COMPLETED", "url": HOOK}],
        "upcoming": [{"task_id": "task-2", "task_status": "FAILED", "url": "http://...@h/", "due_in": 42.0}],
    }
    assert json.loads(dropped(3, "nobody read")) == {"event": "dropped", "lines": 3, "reason": "nobody read"}
