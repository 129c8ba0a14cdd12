"""A span is told in few digits, and whoever moves the clock by them has come to its moment."""

from __future__ import annotations

import pytest

from kling3_mockserver.tasks.spans import Span, readings
from tests.mockserver.samples import NOW


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(57, "57"), (100, "100"), (0, "0"), (-1, "0"), (0.25, "0.25"), (5.7691, "5.77"), (20.5, "20.5")],
)
def test_a_span_is_told_in_few_digits(ahead: float, expected: str) -> None:
    assert Span(NOW + ahead, NOW).seconds == expected


@pytest.mark.parametrize("moved", [0.1, 0.2, 1 / 3, 2.7, 4.999])
@pytest.mark.parametrize("ahead", [5, 20 / 3, 60])
def test_a_clock_that_is_moved_by_these_seconds_has_come_to_the_moment(moved: float, ahead: float) -> None:
    now, moment = NOW + moved, NOW + ahead
    assert now + float(Span(moment, now).seconds) >= moment


def test_a_clock_that_runs_is_waited_for() -> None:
    assert Span(NOW + 5, NOW).mend == "kling3.clock.advance(5)"
    assert Span(NOW + 5, NOW, runs=True).mend == "wait 5 s"


def test_readings_are_counted_in_words() -> None:
    assert (readings(1), readings(3)) == ("one more reading", "3 more readings")
