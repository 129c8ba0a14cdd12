"""Recordings tell how much of the contract they exercise, and less than was asked for is a violation."""

from __future__ import annotations

import pytest

from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.verdicts.report import Report, Verdict
from kling3_openapi.coverage.summary import Dimension
from tests.contracts.traffic.recordings import (
    GET,
    PRO,
    TASK,
    URL,
    Flat,
    codes,
    flat,
    judged,
    lines,
    ordered,
    polled,
)
from tests.contracts.traffic.test_journal import delivery

SEEN = (
    ordered(),
    polled("IN_PROGRESS"),
    polled("COMPLETED", URL),
    flat("GET", f"{GET}?limit=3", answer={"data": []}),
)


def touched(report: Report, dimension: Dimension) -> int:
    assert report.coverage is not None
    return report.coverage.of(dimension).touched


@pytest.mark.parametrize(
    ("recorded", "dimension", "expected"),
    [
        (SEEN, Dimension.OPERATIONS, 3),
        (SEEN, Dimension.TRANSITIONS, 2),
        (SEEN, Dimension.RULES, 1),
        (SEEN, Dimension.RESPONSES, 3),
        (SEEN, Dimension.WEBHOOKS, 0),
        ((delivery(),), Dimension.WEBHOOKS, 1),
        ((delivery(), delivery(status=500), delivery(status=500, retry_in=5)), Dimension.WEBHOOKS, 3),
        ((delivery(body="<html>"),), Dimension.WEBHOOKS, 0),
        ((ordered(), delivery()), Dimension.TRANSITIONS, 1),
    ],
)
def test_what_was_exercised_is_counted(recorded: tuple[Flat, ...], dimension: Dimension, expected: int) -> None:
    assert touched(judged(lines(*recorded)), dimension) == expected


@pytest.mark.parametrize(("percent", "expected"), [(9, []), (10, ["K190"]), (100, ["K190"]), (0, [])])
def test_less_than_was_asked_for_is_a_violation(percent: float, expected: list[str]) -> None:
    report = judged(
        lines(*SEEN[:3], flat("GET", GET, answer={"data": []})),
        TrafficOptions(thresholds={Dimension.OPERATIONS: percent}),
    )
    assert (codes(report), report.exit_status) == (expected, len(expected))
    (check,) = (each for each in report.checks if each.code == "K190")
    assert check.verdict is (Verdict.VIOLATED if expected else Verdict.KEPT)


def test_a_missed_threshold_names_what_was_never_tried() -> None:
    report = judged(lines(*SEEN[:3]), TrafficOptions(thresholds={Dimension.OPERATIONS: 50}))
    (violation,) = report.violations
    assert violation.place == "coverage of operations"
    assert violation.message.startswith("operations: 2 of 33 exercised, expected at least 50 %: try POST ")


def test_a_body_that_is_not_in_the_recording_exercises_no_field() -> None:
    known = judged(lines(ordered()))
    left_out = {name: value for name, value in ordered().items() if name != "request_body"}
    unknown = judged(lines(left_out))
    assert (touched(known, Dimension.PARAMETERS), touched(unknown, Dimension.PARAMETERS)) == (1, 0)


def test_other_hosts_exercise_nothing() -> None:
    elsewhere = ordered(url=f"https://elsewhere.example{PRO}")
    report = judged(lines(elsewhere, flat("GET", f"{GET}/{TASK}", 404)))
    assert touched(report, Dimension.OPERATIONS) == 1
