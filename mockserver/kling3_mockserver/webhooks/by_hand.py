"""By hand: webhooks that no task brought about, and what goes wrong with one that a person sends."""

from __future__ import annotations

import re
from typing import TypeGuard
from urllib.parse import urlsplit

from kling3_mockserver.errors import FaultError, MockError
from kling3_mockserver.faults.fault import Fault, WebhookFault, WebhookOutOfOrder
from kling3_mockserver.faults.text import parse
from kling3_mockserver.http.hosts import RESULT_HOST
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.links import Links
from kling3_mockserver.tasks.message import Message, body
from kling3_mockserver.tasks.task import Status

_PREFIX = "webhook-"
_FAULTS = "wrong-signature, stale [SECONDS], tampered, old-secret, not-json, duplicated, dropped or delayed SECONDS"
_TASK_ID = re.compile(r"[A-Za-z0-9._~-]{1,100}")
"""What stands in a JSON text, in a header and in a path as it is."""


class WebhookError(MockError):
    """A webhook that can't be sent."""


def message_by_hand(url: str, status: Status, identifiers: Identifiers, now: float, task_id: str = "") -> Message:
    """Return a message about a task that there need not be; raise WebhookError for what can't be called or told.

    Without `task_id` the task has an id made up for it. `now` is unix seconds: a COMPLETED one names a result of that
    moment, in the service's form, which leads nowhere.
    """
    _check(url)
    if task_id and _TASK_ID.fullmatch(task_id) is None:
        expected = "at most 100 letters, digits and - . _ ~, as in 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
        raise WebhookError(f"got task_id '{task_id[:60]}': expected {expected}")
    told = task_id or identifiers.task_id()
    results = [Links(identifiers).url(f"https://{RESULT_HOST}", told, now)] if status is Status.COMPLETED else []
    return Message(identifiers.message_id(told, status.value), url, told, status, body(told, status, results))


def fault_by_hand(words: str) -> WebhookFault:
    """Return the fault of a single call, its words with `webhook-` before them or without; raise FaultError."""
    named = words if words.startswith(_PREFIX) else f"{_PREFIX}{words}"
    try:
        fault = parse(named)
    except FaultError as error:
        raise FaultError(f"got '{words[:60]}': expected {_FAULTS}") from error
    if not is_by_hand(fault):
        raise FaultError(f"got '{words[:60]}', which takes two calls: expected {_FAULTS}")
    return fault


def is_by_hand(fault: Fault) -> TypeGuard[WebhookFault]:
    """Return whether a fault is one of a single call to a receiver."""
    return isinstance(fault, WebhookFault) and not isinstance(fault, WebhookOutOfOrder)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise WebhookError(f"got '{url[:60]}': expected an http:// or https:// URL, as in http://127.0.0.1:9000/hook")
