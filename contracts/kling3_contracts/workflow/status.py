"""Status: the four words, and what an answer shows of tasks.

Answers are read leniently here: whether they keep their schema is judged elsewhere (K102), and a status in the wrong
case must not make a life look as if it never ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from kling3_contracts.messages import Answer


class Status(Enum):
    """The statuses of a task (provider's task schema); `rank` grows as a task moves on."""

    CREATED = "CREATED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"

    @property
    def ended(self) -> bool:
        """Whether nothing may follow on this status."""
        return self in (Status.COMPLETED, Status.FAILED)

    @property
    def rank(self) -> int:
        """0, 1 or 2: both ends are equally far."""
        return {Status.CREATED: 0, Status.IN_PROGRESS: 1}.get(self, 2)


class Seen(NamedTuple):
    """One task as an answer shows it; a status that is none of the four is None."""

    task_id: str
    status: Status | None
    urls: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The status in messages."""
        return self.status.value if self.status else "an unknown status"


def task_in(answer: Answer) -> Seen | None:
    """Return the task that an answer shows within `data`, or None."""
    data = _data(answer)
    return _seen(data) if isinstance(data, dict) else None


def tasks_in(answer: Answer) -> tuple[Seen, ...] | None:
    """Return the tasks that an answer lists, or None when it is no list."""
    data = _data(answer)
    if not isinstance(data, list):
        return None
    found = (_seen(each) for each in data if isinstance(each, dict))
    return tuple(each for each in found if each is not None)


def seen_in(value: object) -> Seen | None:
    """Return the task that a JSON object shows, as webhooks carry it, or None."""
    return _seen(value) if isinstance(value, dict) else None


def parsed(body: bytes) -> object:
    """Return the JSON of a body, or None for what is none."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _data(answer: Answer) -> object:
    content = parsed(answer.body) if 200 <= answer.status < 300 else None
    return content.get("data") if isinstance(content, dict) else None


def _seen(data: dict[str, object]) -> Seen | None:
    task_id, status, generated = data.get("task_id"), data.get("status"), data.get("generated")
    if not isinstance(task_id, str) or not task_id:
        return None
    return Seen(task_id, _status(status), _texts(generated if isinstance(generated, list) else ()))


def _status(value: object) -> Status | None:
    name = value.upper() if isinstance(value, str) else ""
    return Status[name] if name in Status.__members__ else None


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(each for each in values if isinstance(each, str))
