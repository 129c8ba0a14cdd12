"""Views: exchanges, deliveries and findings as the JSON in which they are shown, secrets masked."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from kling3_mockserver.http.messages import secrets_of
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.display import shown_error
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.keeping import MOST
from kling3_openapi.findings import Finding
from kling3_openapi.masking.mask import masked
from kling3_openapi.masking.secrets import Secrets

JsonObject = dict[str, object]

_KEY_HEADERS = ("x-freepik-api-key", "x-magnific-api-key")
_REFUSED = 400
"""From this status on an answer may repeat what was asked; others tell of tasks alone."""


def exchange_view(exchange: Exchange, known: Iterable[str] = ()) -> JsonObject:
    """Return one request and its answer; bodies as text, or base64 where they are no UTF-8.

    `known` are secrets that are masked wherever they stand, as is what looks like one.
    """
    request, response = exchange.request, exchange.response
    secrets = secrets_of(request, known)
    answered = secrets.body(response.body) if response.status >= _REFUSED else response.body
    return {
        "number": exchange.number,
        "at": exchange.at,
        "seconds": exchange.seconds,
        "key": exchange.key,
        "task_id": shown_task_id(exchange, secrets),
        "request": {
            "method": request.method,
            "path": secrets.path(request.path),
            "query": secrets.query(request.query),
            "headers": _headers(request.headers.items(), secrets),
            **_body(secrets.body(request.body)),
            "cut": exchange.cut and len(request.body) >= MOST,
        },
        "response": {
            "status": response.status,
            "headers": _headers(response.headers, secrets),
            **_body(answered),
            "cut": exchange.cut and len(response.body) >= MOST,
        },
        "cut": exchange.cut,
        "fault": exchange.fault or None,
        "findings": [{**finding_view(each), "pointer": each.pointer} for each in exchange.findings],
    }


def delivery_view(delivery: Delivery, known: Iterable[str] = ()) -> JsonObject:
    """Return one attempt to deliver a webhook, with the headers and the exact body; `known` are secrets to mask.

    `sent_body` is what was sent where a fault made it another than the message's.
    """
    message = delivery.message
    return {
        "number": delivery.number,
        "at": delivery.at,
        "id": message.id,
        "task_id": message.task_id,
        "task_status": message.status.value,
        "url": Secrets(known).url(message.url),
        "headers": [[name.decode(), value.decode()] for name, value in delivery.headers],
        "body": message.body.decode(),
        "sent_body": None if delivery.sent is None else delivery.sent.decode(),
        "attempt": delivery.attempt,
        "timestamp": delivery.timestamp,
        "signature": delivery.signature,
        "delivered": delivery.delivered,
        "status": delivery.status,
        "error": shown_error(delivery) or None,
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


def shown_task_id(exchange: Exchange, secrets: Secrets) -> str | None:
    """Return the id of the task, which where there is no such task is whatever stood in the path."""
    return secrets.path(f"/{exchange.task_id}").removeprefix("/") or None


def _headers(headers: Iterable[tuple[bytes, bytes]], secrets: Secrets) -> dict[str, str]:
    told = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    shown = {name: secrets.header(name, value) for name, value in told.items()}
    first, second = (told.get(name, "") for name in _KEY_HEADERS)
    if first and second and first != second and masked(first) == masked(second):
        # Whoever reads it, a referee too, has to see that these are two keys.
        shown[_KEY_HEADERS[1]] += " (another key)"
    return shown


def _body(body: bytes) -> JsonObject:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "body_encoding": "base64"}
