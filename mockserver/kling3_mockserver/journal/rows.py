"""Rows: exchanges and deliveries in short, as a list shows them, secrets masked.

A fake that is watched makes hundreds a second beside its work, so what can't hold a secret is not searched for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kling3_mockserver.http.messages import secrets_of
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.display import shown_error
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_lines import is_plain
from kling3_mockserver.journal.views import JsonObject, shown_task_id
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.masking.secrets import Secrets

_MODELS: Mapping[str, str] = MappingProxyType({each.path.removesuffix("/{task-id}"): each.model for each in ENDPOINTS})
_SECONDS = 6
"""Digits that are told of how long an answer took."""


def row_of(record: Exchange | Delivery, known: tuple[str, ...] = ()) -> JsonObject:
    """Return the row of a record; `known` are secrets that are masked wherever they stand."""
    return _request_row(record, known) if isinstance(record, Exchange) else _delivery_row(record, known)


def _request_row(exchange: Exchange, known: tuple[str, ...]) -> JsonObject:
    request, task_id = exchange.request, exchange.task_id or None
    path, query = request.path, request.query
    if not is_plain(exchange):
        secrets = secrets_of(request, known)
        path, query = secrets.path(path), secrets.query(query)
        task_id = shown_task_id(exchange, secrets)
    return {
        "type": "request",
        "number": exchange.number,
        "at": exchange.at,
        "seconds": round(exchange.seconds, _SECONDS),
        "method": request.method,
        "path": path,
        "query": query,
        "status": exchange.response.status,
        "key": exchange.key,
        "task_id": task_id,
        "model": _MODELS.get(request.path) or _MODELS.get(request.path.rpartition("/")[0]),
        "fault": exchange.fault or None,
        "findings": [{"code": each.code, "severity": each.severity.value} for each in exchange.findings],
    }


def _delivery_row(delivery: Delivery, known: tuple[str, ...]) -> JsonObject:
    message = delivery.message
    return {
        "type": "delivery",
        "number": delivery.number,
        "at": delivery.at,
        "id": message.id,
        "task_id": message.task_id,
        "task_status": message.status.value,
        "url": _shown_url(message.url, known),
        "attempt": delivery.attempt,
        "status": delivery.status,
        "error": (shown_error(delivery) or None) if delivery.error else None,
        "delivered": delivery.delivered,
        "retry_in": delivery.retry_in,
        "fault": delivery.fault or None,
    }


@lru_cache(maxsize=64)
def _shown_url(url: str, known: tuple[str, ...]) -> str:
    return Secrets(known).url(url)
