"""Values to test with: each as plain as can be, any part of it given by name."""

from __future__ import annotations

from kling3_mockserver.http.messages import Request, Response
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Plan, Status, Task, Video
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Location, Severity

NOW = 1_700_000_000.0
BASIS = "measured 2026-05-06 by one operator, confidence B; the provider prints none"
ONE_TASK = f"1 task would have cost EUR 1.96 ({BASIS})"
"""What is said at the end of a task that was ordered of Kling 3 pro, with what is so by itself."""
HOOK = "https://receiver.example/hook?user=7"
VIDEO = Video(5, "16:9", audio=True)


def a_task(
    task_id: str = "task-1",
    key: str = "alpha-key",
    family: Family = Family.KLING3,
    plan: Plan = Plan(NOW + 1, NOW + 3),  # noqa: B008  (frozen)
    tier: Tier = Tier.PRO,
) -> Task:
    return Task(task_id, key, family, tier, NOW, plan, VIDEO, "http://mock.test")


def a_message(
    task_id: str = "task-1", status: Status = Status.COMPLETED, url: str = HOOK, body: bytes = b"{}"
) -> Message:
    return Message(f"msg_{task_id}_{status.value}", url, task_id, status, body)


def a_request(
    method: str = "POST",
    path: str = "/v1/ai/video/kling-v3-pro",
    query: str = "",
    headers: dict[bytes, bytes] | None = None,
    body: bytes = b"",
) -> Request:
    return Request(method, path, query, headers or {}, body)


def an_exchange(
    number: int = 1,
    request: Request | None = None,
    *,
    answer: bytes = b"",
    task_id: str = "",
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    reason: str = "",
) -> Exchange:
    asked, answered = request or a_request(), Response(status, [], answer)
    return Exchange(number, NOW, asked, answered, "alph...", task_id, findings, 0.0012, reason=reason)


def a_delivery(
    number: int = 1,
    message: Message | None = None,
    *,
    status: int | None = 200,
    error: str = "",
    retry_in: float | None = None,
) -> Delivery:
    sent = message or a_message()
    return Delivery(number, NOW, sent, 1, int(NOW), "v1,c2ln", status, error, 0.01, retry_in)


def a_finding(
    code: str = "K064",
    severity: Severity = Severity.ERROR,
    location: Location = Location.BODY,
    pointer: str = "/duration",
    message: str = "duration must be a string",
) -> Finding:
    return Finding(code, severity, location, pointer, message)
