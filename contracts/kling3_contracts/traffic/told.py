"""Told: what an answer says of tasks, read leniently: whether it keeps its schema is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kling3_contracts.messages import Exchange
from kling3_openapi.endpoints import Endpoint, Kind
from kling3_openapi.strict_json import StrictJsonError, parse


class Told(NamedTuple):
    """A task as one answer shows it; `generated` is None where the answer has no such list."""

    task_id: str
    status: str
    generated: tuple[str, ...] | None


def tasks_told(endpoint: Endpoint, exchange: Exchange) -> Iterator[Told]:
    """Yield the tasks that a good answer shows: one, or those of a list."""
    answer = exchange.answer
    if answer.status != 200 or answer.cut or not answer.body:
        return
    content = _content(answer.body)
    data = content.get("data") if isinstance(content, Mapping) else None
    listed = data if endpoint.kind is Kind.LIST and isinstance(data, list) else [data]
    yield from (_told(each) for each in listed if isinstance(each, Mapping))


def told_by_webhook(body: bytes) -> Told | None:
    """Return the task that a webhook tells of, None for a body that is none."""
    try:
        content = parse(body).value
    except StrictJsonError:
        return None
    return _told(content) if isinstance(content, Mapping) else None


@lru_cache(maxsize=1)
def _content(body: bytes) -> object:
    """Return the content of an answer, None where it can't be read; of an order's it is asked three times."""
    try:
        return parse(body).value
    except StrictJsonError:
        return None


def _told(task: Mapping[str, object]) -> Told:
    generated = task.get("generated")
    urls = tuple(map(str, generated)) if isinstance(generated, list) else None
    return Told(str(task.get("task_id", "")), str(task.get("status", "")), urls)
