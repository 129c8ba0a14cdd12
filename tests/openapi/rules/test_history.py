"""What was asked over time is judged from facts that a server hands in."""

from __future__ import annotations

import pytest

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.history import (
    RULES,
    Repetition,
    Retry,
    TaskReads,
    failed_order_again,
    polling_after_end,
    retry_within_limit,
)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        (TaskReads("COMPLETED", ended=True, reads_after_end=0), False),
        (TaskReads("COMPLETED", ended=True, reads_after_end=2), False),
        (TaskReads("COMPLETED", ended=True, reads_after_end=3), True),
        (TaskReads("FAILED", ended=True, reads_after_end=40), True),
        (TaskReads("IN_PROGRESS", ended=False, reads_after_end=40), False),
    ],
)
def test_polling_on_is_told_from_the_third_read_after_the_end(*, reads: TaskReads, expected: bool) -> None:
    assert bool(list(polling_after_end.findings(reads))) is expected


def test_polling_on_is_told_which_statuses_there_are() -> None:
    (finding,) = polling_after_end.findings(TaskReads("COMPLETED", ended=True, reads_after_end=5))
    assert finding.message == (
        "the task is COMPLETED and was read 5 times since it was so: stop polling, the only statuses are "
        "CREATED, IN_PROGRESS, COMPLETED and FAILED, and waiting for DONE, SUCCESS or succeed never ends"
    )


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.0, True), (4.2, True), (59.9, True), (60.0, False), (900.0, False)]
)
def test_retry_is_told_until_the_minute_is_over(*, seconds: float, expected: bool) -> None:
    assert bool(list(retry_within_limit.findings(Retry(seconds)))) is expected


def test_retry_is_told_how_long_to_wait() -> None:
    (finding,) = retry_within_limit.findings(Retry(4.2))
    assert finding.message == (
        "this request comes 4 s after a 429: the limit counts by the minute, wait 60 s before the next one"
    )


@pytest.mark.parametrize(("failures", "expected"), [(0, False), (2, False), (3, True), (9, True)])
def test_order_that_failed_three_times_is_told_when_it_comes_again(*, failures: int, expected: bool) -> None:
    assert bool(list(failed_order_again.findings(Repetition(failures)))) is expected


def test_failed_order_is_told_what_to_change() -> None:
    (finding,) = failed_order_again.findings(Repetition(3))
    assert finding.message == "this very order FAILED 3 times before: change the prompt or the images, or give up"


def test_history_gives_advice_on_the_task_alone() -> None:
    kinds = {(each.entry.severity, each.location) for each in RULES}
    assert kinds == {(Severity.ADVICE, Location.TASK)}
