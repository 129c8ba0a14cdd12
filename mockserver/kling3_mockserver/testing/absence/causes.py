"""Causes of absence that lie before a message: there is no task, no URL, no change. Each says its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_mockserver.tasks.spans import Span, readings
from kling3_mockserver.tasks.task import Status
from kling3_openapi.masking.text import shown_text


@dataclass(frozen=True, slots=True)
class NoTask:
    """Nothing was created; `refused` is the status of the newest order's answer, None when there was no order."""

    refused: int | None

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        if self.refused is None:
            return "no video was ordered: does the program reach the fake? kling3.requests has all that came"
        return f"no task was created, the newest order was answered {self.refused}: see kling3.requests[-1].response"


@dataclass(frozen=True, slots=True)
class UnknownTask:
    """No task has this id; `known` are some that there are."""

    task_id: str
    known: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return f"there is no task {shown_text(self.task_id)}: the newest are {', '.join(self.known)}"


@dataclass(frozen=True, slots=True)
class NoUrl:
    """The order named no URL to call; `named` is what stood in its place, as it may be shown, or nothing."""

    task_id: str
    named: str

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        if self.named:
            return f"the webhook_url of task {self.task_id}, '{self.named}', can't be called: send one of http or https"
        return f"the order of task {self.task_id} had no webhook_url: send one of http or https in its body"


@dataclass(frozen=True, slots=True)
class NotSent:
    """The settings send no webhook for this status, but for these."""

    status: Status
    sent: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        option = self.status.value.lower().replace("_", "-")
        return (
            f"no webhook is sent for {self.status.value}, only for {', '.join(self.sent) or 'nothing'}: name it, as in "
            f'@pytest.mark.kling3(webhook_status=["{option}"])'
        )


@dataclass(frozen=True, slots=True)
class Ahead:
    """The clock has not come to the change; so many `reads` of the task bring it as well, if there are any."""

    task_id: str
    status: Status
    span: Span
    reads: int

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        besides = f", or {readings(self.reads)} of the task" if self.reads else ""
        change = f"task {self.task_id} comes to {self.status.value}"
        return f"{change} only when the clock is {self.span.seconds} s further: {self.span.mend}{besides}"


@dataclass(frozen=True, slots=True)
class Never:
    """By its scenario the task never comes to this status, or only by so many `reads`."""

    task_id: str
    status: Status
    reads: int

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        if self.reads:
            return f"task {self.task_id} comes to {self.status.value} by {readings(self.reads)} alone: read the task"
        return f"task {self.task_id} never comes to {self.status.value}, by its scenario: {_other(self.status)}"


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """The task ends, or has ended, in another status."""

    task_id: str
    status: Status
    outcome: Status

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        ends = f"task {self.task_id} ends {self.outcome.value} and not {self.status.value}, by its scenario"
        return f"{ends}: expect {self.outcome.value}, or {_other(self.status)}"


@dataclass(frozen=True, slots=True)
class AllCame:
    """Everything that the task brings has come."""

    task_id: str

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return f"all that task {self.task_id} brings has come: expect no more of it"


@dataclass(frozen=True, slots=True)
class Lost:
    """The change has been, and nothing is known of a message."""

    task_id: str
    status: Status

    @property
    def words(self) -> str:
        """What it is, and what to do."""
        return (
            f"task {self.task_id} was {self.status.value} without a webhook: it took another way to its end, or the "
            "setting webhook_status was another one then"
        )


def _other(wanted: Status) -> str:
    scenario = "fail" if wanted is Status.FAILED else "complete"
    return f'call kling3.next("{scenario}") before the order'
