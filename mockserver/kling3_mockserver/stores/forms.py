"""Forms: tasks, exchanges and deliveries as the JSON texts that a file holds, and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kling3_mockserver.http.messages import HeaderList, Request, Response
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Plan, Status, Task, Video
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Location, Severity

_LETTERS = "latin-1"
"""By which any bytes become text of as many characters, and bytes again."""
_BEFORE_VIDEO = 5
"""Facts of an exchange that stand between its findings and its video."""


def task_text(task: Task) -> str:
    """Return a task as text, all but its id."""
    plan, video = task.plan, task.video
    return json.dumps([
        task.key, task.family.name, task.tier.name, task.created_at,
        [plan.in_progress_at, plan.ended_at, plan.outcome.name, plan.with_url, plan.reads_left],
        [video.seconds, video.aspect_ratio, video.audio], task.host, task.webhook_url, scenario.words(task.scenario),
    ])  # fmt: skip


def task_of(task_id: str, text: str) -> Task:
    """Return the task of an id and its text."""
    key, family, tier, created_at, plan, video, host, webhook_url, words = json.loads(text)
    in_progress_at, ended_at, outcome, with_url, reads_left = plan
    return Task(
        task_id, key, Family[family], Tier[tier], created_at,
        Plan(in_progress_at, ended_at, Status[outcome], with_url, reads_left), Video(*video), host, webhook_url,
        scenario.parse(words),
    )  # fmt: skip


def exchange_text(each: Exchange) -> str:
    """Return an exchange as text, all but its number."""
    request, response = each.request, each.response
    return json.dumps([
        each.at,
        [request.method, request.path, request.query, _fields(request.headers.items()), _text(request.body)],
        [response.status, _fields(response.headers), _text(response.body)],
        each.key, each.task_id, [_finding(found) for found in each.findings],
        each.seconds, each.cut, each.fault, each.stopped, each.reason,
        None if each.video is None else [each.video.seconds, each.video.aspect_ratio, each.video.audio],
    ])  # fmt: skip


def exchange_of(number: int, text: str) -> Exchange:
    """Return the exchange of a number and its text."""
    at, request, response, key, task_id, findings, *rest = json.loads(text)
    method, path, query, headers, body = request
    status, fields, answer = response
    each = Exchange(
        number, at, Request(method, path, query, dict(_headers(headers)), _bytes(body)),
        Response(status, _headers(fields), _bytes(answer)), key, task_id, tuple(map(_finding_of, findings)),
        *rest[:_BEFORE_VIDEO],
    )  # fmt: skip
    # A file of before there were prices has none.
    video = next(iter(rest[_BEFORE_VIDEO:]), None)
    return each if video is None else each._replace(video=Video(*video))


def delivery_text(each: Delivery) -> str:
    """Return an attempt to deliver as text, all but its number."""
    message = each.message
    return json.dumps([
        each.at, [message.id, message.url, message.task_id, message.status.name, _text(message.body)],
        each.attempt, each.timestamp, each.signature, each.status, each.error, each.seconds, each.retry_in, each.fault,
        None if each.sent is None else _text(each.sent),
    ])  # fmt: skip


def delivery_of(number: int, text: str) -> Delivery:
    """Return the attempt to deliver of a number and its text."""
    at, message, *facts = json.loads(text)
    message_id, url, task_id, status, body = message
    told = Message(message_id, url, task_id, Status[status], _bytes(body))
    each = Delivery(number, at, told, *facts)
    return each if each.sent is None else each._replace(sent=_bytes(facts[-1]))


def _finding(each: Finding) -> Sequence[str]:
    return [each.code, each.severity.name, each.location.name, each.pointer, each.message]


def _finding_of(facts: Sequence[str]) -> Finding:
    code, severity, location, pointer, message = facts
    return Finding(code, Severity[severity], Location[location], pointer, message)


def _fields(headers: Any) -> list[list[str]]:
    return [[_text(name), _text(value)] for name, value in headers]


def _headers(fields: Sequence[Sequence[str]]) -> HeaderList:
    return [(_bytes(name), _bytes(value)) for name, value in fields]


def _text(body: bytes) -> str:
    return body.decode(_LETTERS)


def _bytes(text: str) -> bytes:
    return text.encode(_LETTERS)
