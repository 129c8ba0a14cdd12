"""Causes of absence that lie with a message: a fault, a receiver, its place behind another. Each says its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_mockserver.tasks.spans import Span
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.testing.absence.causes import (
    Ahead,
    AllCame,
    Lost,
    Never,
    NoTask,
    NotSent,
    NoUrl,
    OtherEnd,
    UnknownTask,
)
from kling3_openapi.masking.text import shown_text


@dataclass(frozen=True, slots=True)
class Behind:
    """An earlier message of the task goes first: it was refused at this attempt, and is tried again."""

    task_id: str
    status: Status
    first: Status
    attempt: int
    refusal: str
    span: Span

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return (
            f"{self.status.value} of task {self.task_id} waits behind its {self.first.value}, which was not taken at "
            f"try {self.attempt} ({self.refusal}) and is tried again in {self.span.seconds} s: mend the receiver, "
            f"then {self.span.mend}"
        )


@dataclass(frozen=True, slots=True)
class PutOff:
    """A fault has put the message off, until a moment or, without one, until the next message of its task."""

    task_id: str
    status: Status
    span: Span | None

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        until = (
            f"for {self.span.seconds} s: {self.span.mend}"
            if self.span
            else "until the next webhook of its task is sent"
        )
        return f"{self.status.value} of task {self.task_id} is put off by a fault {until}"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """This fault went into an attempt, which is made again where there is a `span`."""

    task_id: str
    status: Status
    fault: str
    span: Span | None

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        again = f", and is tried again in {self.span.seconds} s: {self.span.mend}" if self.span else ""
        return f"{self.status.value} of task {self.task_id} met the fault '{self.fault}' of fail_next or chaos{again}"


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """The call to this URL, as it may be shown, has not been answered yet."""

    task_id: str
    status: Status
    url: str

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return (
            f"{self.status.value} of task {self.task_id} is still on its way to {self.url}: a receiver in the event "
            "loop of the test can answer only while the test awaits, as in `await kling3.settle()`"
        )


@dataclass(frozen=True, slots=True)
class GivenUp:
    """No call is made for it, since the receiver wants none, as this reason says."""

    task_id: str
    status: Status
    reason: str

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return f"{self.status.value} of task {self.task_id} is not sent: {self.reason}, which asks for no more calls"


@dataclass(frozen=True, slots=True)
class Distrusted:
    """It came, and can't be trusted for this reason."""

    task_id: str
    status: Status
    reason: str

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return f"{self.status.value} of task {self.task_id} came, but can't be trusted: {shown_text(self.reason)}"


Cause = (
    NoTask | UnknownTask | NoUrl | NotSent | Ahead | Never | OtherEnd | AllCame | Lost | Behind | PutOff | Spoilt
    | OnItsWay | GivenUp | Distrusted
)  # fmt: skip
