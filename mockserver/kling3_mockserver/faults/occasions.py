"""Occasions: the moments at which something may go wrong, and what is asked of one that is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeVar

from kling3_mockserver.errors import FaultError
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.tasks.models import ModelError, checked_model
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Kind

_METHODS = ("GET", "HEAD", "POST")

_Choice = TypeVar("_Choice", bound=Enum)


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


@dataclass(frozen=True, slots=True, init=False)
class Match:
    """What a fault waits for; None stands for anything.

    `kind`, `model` (family or tier, see tasks.models), `method` and `key` are those of requests, `status` is that of
    webhooks, `task_id` any group has. Where there are choices their text is good too: `Match(kind="create")`. Raises
    FaultError for what is no choice.
    """

    kind: Kind | None
    model: str | None
    method: str | None
    key: str | None
    task_id: str | None
    status: Status | None

    def __init__(  # noqa: PLR0913, PLR0917  (what there is to ask for)
        self,
        kind: Kind | str | None = None,
        model: str | None = None,
        method: str | None = None,
        key: str | None = None,
        task_id: str | None = None,
        status: Status | str | None = None,
    ) -> None:
        checked = {
            "kind": chosen(Kind, kind, "kind"),
            "model": _model(model),
            "method": _method(method),
            "key": _text(key, "key"),
            "task_id": _text(task_id, "task_id"),
            "status": chosen(Status, status, "status"),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, asked: Match | Mapping[str, object] | None) -> Match:
        """Return what is asked for; names and values, `{"kind": "create"}`, are good too. Raises FaultError."""
        if asked is None or isinstance(asked, Match):
            return asked or cls()
        if not isinstance(asked, Mapping):
            raise FaultError(f'got match={asked!r:.60}: expected Match(method="POST"), of kling3_mockserver.faults')
        for name in asked:
            if name not in cls.__slots__:
                raise FaultError(f"got {name!r:.60} in match{suggestion(name, cls.__slots__)}: expected {_NAMES}")
        facts: dict[str, object] = dict(asked)
        return cls(**facts)  # type: ignore[arg-type]  # each is checked there

    def asks(self, occasion: Occasion) -> bool:
        """Return whether an occasion is one that is waited for."""
        if self.model is not None and self.model not in occasion.models:
            return False
        return all(getattr(self, name) == getattr(occasion, name) for name in self.named() if name != "model")

    def named(self) -> tuple[str, ...]:
        """Return the names of the facts that are asked for."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


_NAMES = ", ".join(Match.__slots__)


class Occasion(NamedTuple):
    """A moment at which something may go wrong, and what is known of it; `models` are all names of the model."""

    group: Group
    when: When = When.BEFORE
    kind: Kind | None = None
    models: frozenset[str] = frozenset()
    method: str = ""
    key: str = ""
    task_id: str = ""
    status: Status | None = None
    draw: str = ""
    """What chance is drawn by, where occasions come in no certain order; else they are counted."""


def chosen(kind: type[_Choice], value: object, name: str) -> _Choice | None:
    """Return the member that a value is, or that its text stands for, and None for None; raise FaultError."""
    if value is None or isinstance(value, kind):
        return value
    known = {str(each.value).lower(): each for each in kind}
    text = value.strip().lower().replace("-", "_") if isinstance(value, str) else ""
    if text not in known:
        raise FaultError(f"got {name} {value!r:.60}{suggestion(text, known)}: expected one of {', '.join(known)}")
    return known[text]


def _model(value: object) -> str | None:
    try:
        return None if value is None else checked_model(value)
    except ModelError as error:
        raise FaultError(str(error)) from None


def _method(value: object) -> str | None:
    text = value.strip().upper() if isinstance(value, str) else value
    if text not in (None, *_METHODS):
        raise FaultError(f"got method {value!r:.60}{suggestion(text, _METHODS)}: expected one of {', '.join(_METHODS)}")
    return None if text is None else str(text)


def _text(value: object, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise FaultError(f"got {name} {value!r:.60}: expected a text")
    return value
