"""Rules on what was asked over time: each request is fine, and together they wait or pay for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.rule import Rule, Spot, rule

PATIENCE_READS = 3
"""From which read after the end on a client is told: a second look is common and harmless."""

LIMIT_SECONDS = 60
"""The window of the limit: after a 429 there is nothing to be had before it is over."""

PATIENCE_FAILURES = 3
"""From how many failures of one order on a client is told that another try is a loop."""

_NEVER_ENDS = (
    "the only statuses are CREATED, IN_PROGRESS, COMPLETED and FAILED, "
    "and waiting for DONE, SUCCESS or succeed never ends"
)


@dataclass(frozen=True, slots=True)
class TaskReads:
    """How often a task was read after the first read that showed its end; `status` is what it shows now."""

    status: str
    ended: bool
    reads_after_end: int


@dataclass(frozen=True, slots=True)
class Retry:
    """A request by a key that was answered 429 before, so many seconds ago."""

    seconds_since_limit: float


@dataclass(frozen=True, slots=True)
class Repetition:
    """An order that creates a task; `failures` is how many tasks of the very same order FAILED before."""

    failures: int


@rule("K026", Severity.ADVICE, Location.TASK, source="seen in public programs")
def polling_after_end(reads: TaskReads) -> Iterator[Spot]:
    """A task is polled long after it ended.

    COMPLETED and FAILED are final, so reading on means that the program waits for a word which never comes:
    DONE, SUCCESS and succeed are statuses of other APIs. Stop polling at COMPLETED or FAILED.
    """
    if reads.ended and reads.reads_after_end >= PATIENCE_READS:
        seen = f"the task is {reads.status} and was read {reads.reads_after_end} times since it was so"
        yield "", f"{seen}: stop polling, {_NEVER_ENDS}"


@rule("K035", Severity.ADVICE, Location.TASK, source="seen in public programs; limits page")
def retry_within_limit(retry: Retry) -> Iterator[Spot]:
    """A request comes too soon after a 429.

    The limit counts requests by the minute, so retries after 2, 4 and 8 seconds are refused as well and
    use up the next minute. Wait 60 seconds after a 429, then go on slowly.
    """
    seconds = retry.seconds_since_limit
    if 0 <= seconds < LIMIT_SECONDS:
        mend = f"the limit counts by the minute, wait {LIMIT_SECONDS} s before the next one"
        yield "", f"this request comes {seconds:.0f} s after a 429: {mend}"


@rule("K044", Severity.ADVICE, Location.TASK, source="seen in public programs")
def failed_order_again(repetition: Repetition) -> Iterator[Spot]:
    """An order is sent again after it failed three times.

    FAILED comes without a reason, most often for what the prompt or an image shows, and the same order
    fails again; programs that retry for ever use up their limit. Change the prompt or the images, or give
    up after a few tries.
    """
    if repetition.failures >= PATIENCE_FAILURES:
        seen = f"this very order FAILED {repetition.failures} times before"
        yield "", f"{seen}: change the prompt or the images, or give up"


RULES: tuple[Rule[TaskReads] | Rule[Retry] | Rule[Repetition], ...] = (
    polling_after_end,
    retry_within_limit,
    failed_order_again,
)
