"""Answers: the body of an answer -> the tasks that it tells of and what it says in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from kling3_openapi.strict_json import StrictJsonError, parse

_MOST_TASKS = 100
"""Of a list: as many as the largest page has."""


class Told(NamedTuple):
    """What one answer says; `gist` is the same for all answers like one example, whatever their ids and URLs."""

    tasks: tuple[tuple[str, str], ...] = ()
    """Ids and statuses, in their order."""
    gist: str = ""


def told(body: bytes) -> Told:
    """Return what a body says; nothing when it is not the JSON of this API."""
    try:
        return told_by(parse(body).value)
    except StrictJsonError:
        return Told()


def told_by(value: object) -> Told:
    """Return what a JSON value says as the body of an answer."""
    if not isinstance(value, Mapping):
        return Told()
    data, message = value.get("data"), value.get("message")
    if isinstance(message, str):
        return Told((), message)
    tasks = tuple(islice(_tasks(data), _MOST_TASKS))
    return Told(tasks, _gist(data, tasks[0][1]) if isinstance(data, Mapping) and tasks else "")


def _tasks(data: object) -> Iterator[tuple[str, str]]:
    for each in data if isinstance(data, list) else [data]:
        task_id, status = (each.get("task_id"), each.get("status")) if isinstance(each, Mapping) else (None, None)
        if isinstance(task_id, str) and isinstance(status, str):
            yield task_id, status


def _gist(task: Mapping[object, object], status: str) -> str:
    return f"{status} with a URL" if task.get("generated") else f"{status} without a URL"
