"""Created: which tasks the server has told of in a phase, and whether they were there when they were read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kling3_contracts.judging.answers import endpoint_of
from kling3_contracts.messages import Exchange
from kling3_openapi.endpoints import Family, Kind

_Task = tuple[str, Family, str]
"""The key that ordered it, its family and its id."""


class Look(NamedTuple):
    """One look at a task that was created before: whether it was there."""

    exchange: Exchange
    found: bool


def looks(exchanges: Iterable[Exchange]) -> Iterator[Look]:
    """Yield each look at a task of the same key and family, in the order of the exchanges.

    The like check of schemathesis sees a task below the path that created it, and in this API none is.
    """
    created: set[_Task] = set()
    for exchange in exchanges:
        endpoint, request, status = endpoint_of(exchange), exchange.request, exchange.answer.status
        if endpoint is None:
            continue
        if endpoint.kind is Kind.CREATE and status == 200:
            created.add((request.key, endpoint.family, _id_in(exchange)))
        task = request.key, endpoint.family, request.path.rpartition("/")[2]
        if endpoint.kind is Kind.GET and task in created and status in (200, 404):
            yield Look(exchange, status == 200)


def _id_in(exchange: Exchange) -> str:
    try:
        content = json.loads(exchange.answer.body)
    except ValueError:
        return ""
    data = content.get("data") if isinstance(content, dict) else None
    return str(data.get("task_id", "")) if isinstance(data, dict) else ""
