"""A row shows a record in short, and no secret in whatever part of it."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.http.messages import Request
from kling3_mockserver.journal.rows import row_of
from kling3_mockserver.journal.views import exchange_view
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.findings import Severity
from tests.mockserver.samples import NOW, a_delivery, a_finding, a_message, a_request, an_exchange
from tests.mockserver.wire import UNKNOWN_TASK

KEY = "fpsk-Zm9vYmFy0123456789abcdef"


def test_a_request_in_short() -> None:
    found = (a_finding("K001", Severity.IGNORED), a_finding("K064"))
    assert row_of(an_exchange(3, task_id=UNKNOWN_TASK, findings=found)) == {
        "type": "request", "number": 3, "at": NOW, "seconds": 0.0012, "method": "POST",
        "path": "/v1/ai/video/kling-v3-pro", "query": "", "status": 200, "key": "alph...", "task_id": UNKNOWN_TASK,
        "model": "kling-v3-pro", "fault": None,
        "findings": [{"code": "K001", "severity": "ignored"}, {"code": "K064", "severity": "error"}],
    }  # fmt: skip


def test_a_delivery_in_short() -> None:
    record = a_delivery(5, a_message(UNKNOWN_TASK, Status.FAILED), status=None, error="refused", retry_in=2.0)
    assert row_of(record) == {
        "type": "delivery", "number": 5, "at": NOW, "id": f"msg_{UNKNOWN_TASK}_FAILED", "task_id": UNKNOWN_TASK,
        "task_status": "FAILED", "url": "https://receiver.example/hook?user=7", "attempt": 1, "status": None,
        "error": "refused", "delivered": False, "retry_in": 2.0, "fault": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [(each.path.replace("{task-id}", UNKNOWN_TASK), each.model) for each in ENDPOINTS]
    + [("/", None), ("", None), ("/v1/ai/video/sora", None), (f"/kling_{UNKNOWN_TASK}.mp4", None)],
)
def test_the_model_is_that_of_the_path(path: str, expected: str | None) -> None:
    assert row_of(an_exchange(request=a_request("GET", path)))["model"] == expected


@pytest.mark.parametrize(
    "request_",
    [
        a_request("GET", f"/v1/{KEY}/kling-v3"),
        a_request("GET", "/v1/ai/video/kling-v3", f"api_key={KEY}"),
        a_request("GET", f"/v1/ai/video/kling-v3/{KEY}"),
        a_request("GET", f"/v1/ai/video/kling-v3/{KEY}", headers={b"x-freepik-api-key": KEY.encode()}),
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_a_request_s_row_has_no_secret_and_what_the_whole_view_has(request_: Request, status: int) -> None:
    exchange = an_exchange(request=request_, status=status, task_id=KEY if status == 404 else "")
    row, view = row_of(exchange, ("our-secret",)), exchange_view(exchange, ("our-secret",))
    assert KEY not in json.dumps(row)
    asked = view["request"]
    assert isinstance(asked, dict)
    assert (row["path"], row["query"], row["task_id"]) == (asked["path"], asked["query"], view["task_id"])


def test_a_secret_that_was_set_is_masked_wherever_it_stands() -> None:
    request = a_request("GET", "/v1/our-own-secret", "a=our-own-secret")
    shown = [row_of(an_exchange(request=request), ("our-own-secret",))]
    shown.append(
        row_of(a_delivery(message=a_message(url="https://u:pw@a.example/our-own-secret")), ("our-own-secret",))
    )
    assert "our-own-secret" not in json.dumps(shown)
    assert "pw@" not in json.dumps(shown)


def test_why_a_webhook_was_not_taken_is_told_without_secrets() -> None:
    row = row_of(a_delivery(status=None, error=f"no such host: https://u:{KEY}@host"))
    assert KEY not in str(row["error"])
