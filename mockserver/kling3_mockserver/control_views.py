"""Control views: tasks, exchanges and deliveries as the JSON that the control API shows, secrets masked."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from kling3_mockserver.journal import Delivery, Exchange, masked, masked_query
from kling3_mockserver.lifecycle import Lifecycle
from kling3_mockserver.scenario import words
from kling3_mockserver.scenario_queue import Queued
from kling3_mockserver.tasks import Task
from kling3_openapi.findings import Finding

JsonObject = dict[str, object]

_SECRET_HEADERS = frozenset(
    {b"x-freepik-api-key", b"x-magnific-api-key", b"authorization", b"cookie", b"x-kling3-control-token"}
)


def task_view(task: Task, lifecycle: Lifecycle, now: float) -> JsonObject:
    """Return a task with what the service would not tell: model, times, video and whom it calls."""
    return {
        "task_id": task.id,
        "status": task.status(now).value,
        "generated": list(lifecycle.generated(task, now)),
        "model": f"{task.family.value.rpartition('/')[2]}-{task.tier.value}",
        "family": task.family.value,
        "key": masked(task.key),
        "created_at": task.created_at,
        "video": {
            "seconds": task.video.seconds,
            "aspect_ratio": task.video.aspect_ratio,
            "audio": task.video.audio,
        },
        "webhook_url": task.webhook_url,
    }


def exchange_view(exchange: Exchange) -> JsonObject:
    """Return one request and its answer; bodies as text, or base64 where they are no UTF-8."""
    request, response = exchange.request, exchange.response
    return {
        "number": exchange.number,
        "at": exchange.at,
        "seconds": exchange.seconds,
        "key": exchange.key,
        "task_id": exchange.task_id or None,
        "request": {
            "method": request.method,
            "path": request.path,
            "query": masked_query(request.query),
            "headers": _headers(request.headers),
            **_body(request.body),
        },
        "response": {
            "status": response.status,
            "headers": _headers(dict(response.headers)),
            **_body(response.body),
        },
        "cut": exchange.cut,
        "fault": exchange.fault or None,
        "findings": [finding_view(each) for each in exchange.findings],
    }


def delivery_view(delivery: Delivery) -> JsonObject:
    """Return one attempt to deliver a webhook, with the exact body that was signed."""
    message = delivery.message
    return {
        "number": delivery.number,
        "at": delivery.at,
        "id": message.id,
        "task_id": message.task_id,
        "task_status": message.status.value,
        "url": message.url,
        "body": message.body.decode(),
        "attempt": delivery.attempt,
        "timestamp": delivery.timestamp,
        "signature": delivery.signature,
        "delivered": delivery.delivered,
        "status": delivery.status,
        "error": delivery.error or None,
        "seconds": delivery.seconds,
        "retry_in": delivery.retry_in,
        "fault": delivery.fault or None,
    }


def finding_view(finding: Finding) -> JsonObject:
    """Return one finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "field": finding.field,
        "message": finding.message,
    }


def queued_view(queued: Queued) -> JsonObject:
    """Return one waiting scenario."""
    return {
        "scenario": words(queued.scenario),
        "times": queued.times,
        "model": queued.model,
        "fields": dict(queued.fields),
    }


def _headers(headers: Mapping[bytes, bytes]) -> dict[str, str]:
    return {
        name.decode("latin-1"): masked(value.decode("latin-1")) if name in _SECRET_HEADERS else value.decode("latin-1")
        for name, value in headers.items()
    }


def _body(body: bytes) -> JsonObject:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "body_encoding": "base64"}
