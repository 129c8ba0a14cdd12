"""Occasions: the moments at which something may go wrong, and what is asked of one that is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kling3_mockserver.errors import FaultError
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.tasks import Status
from kling3_openapi.endpoints import ENDPOINTS, Kind

_MODELS = tuple(dict.fromkeys(each.model for each in ENDPOINTS))
_METHODS = ("GET", "HEAD", "POST")


class Group(Enum):
    """Whose fault it is."""

    API = "API"
    WEBHOOK = "webhook"
    RESULT = "result"


class When(Enum):
    """At which end of the work an API fault happens."""

    BEFORE = "before"
    """The request is not carried out: no task is created."""
    AFTER = "after"
    """The request is carried out, its answer is lost: the task exists and is paid for, and the client sees an error.
    Only requests that the fake would have answered with 200 count."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a fault waits for; None stands for anything.

    `kind`, `model` (the last word of the path, without a task: `kling-v3-pro`), `method` and `key` are those of
    requests, `status` is that of webhooks, `task_id` any group has.
    """

    kind: Kind | None = None
    model: str | None = None
    method: str | None = None
    key: str | None = None
    task_id: str | None = None
    status: Status | None = None

    def __post_init__(self) -> None:
        if self.model not in (None, *_MODELS):
            meant = suggestion(self.model, _MODELS)
            raise FaultError(f"got model {self.model!r}{meant}: expected one of {', '.join(_MODELS)}")
        if self.method not in (None, *_METHODS):
            meant = suggestion(self.method, _METHODS)
            raise FaultError(f"got method {self.method!r}{meant}: expected one of {', '.join(_METHODS)}")

    def asks(self, occasion: Occasion) -> bool:
        """Return whether an occasion is one that is waited for."""
        return all(getattr(self, name) == getattr(occasion, name) for name in self.named())

    def named(self) -> tuple[str, ...]:
        """Return the names of the facts that are asked for."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


class Occasion(NamedTuple):
    """A moment at which something may go wrong, and what is known of it."""

    group: Group
    when: When = When.BEFORE
    kind: Kind | None = None
    model: str = ""
    method: str = ""
    key: str = ""
    task_id: str = ""
    status: Status | None = None
    draw: str = ""
    """What chance is drawn by, where occasions come in no certain order; else they are counted."""
