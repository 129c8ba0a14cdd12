"""Clocks tell the time, never go back, and refuse in words what they can't do."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.clock import ManualClock, RealClock
from kling3_mockserver.errors import ClockError

LAST = 253_402_300_799.0


def test_a_real_clock_shows_the_time_of_its_source_and_has_the_speed_of_life() -> None:
    clock = RealClock(source=lambda: 12.5)
    assert (clock.now(), clock.span(3.0)) == (12.5, 3.0)


@pytest.mark.parametrize(("speed", "expected"), [(1.0, 3.0), (10.0, 0.3), (0.5, 6.0)])
def test_a_real_clock_shortens_spans_by_its_speed(speed: float, expected: float) -> None:
    assert RealClock(speed).span(3.0) == pytest.approx(expected)


@pytest.mark.parametrize(("moment", "expected"), [(100.0, 0.0), (103.5, 3.5), (90.0, 0.0)])
def test_a_real_clock_counts_real_seconds_until_a_moment_whatever_its_speed(moment: float, expected: float) -> None:
    assert RealClock(speed=50, source=lambda: 100.0).wait(moment) == expected


def test_a_real_clock_refuses_to_be_moved_and_names_the_clock_that_can_be() -> None:
    with pytest.raises(ClockError) as advanced:
        RealClock().advance(5)
    assert str(advanced.value) == (
        "can't advance a real clock by 5 s: it runs by itself; "
        "use a ManualClock (serve: --clock manual), or force the end of a task"
    )
    with pytest.raises(ClockError) as moved:
        RealClock().set(1_700_000_000.5)
    assert str(moved.value) == (
        "can't set a real clock to 1700000000.5: it runs by itself; use a ManualClock (serve: --clock manual)"
    )


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(100.0)
    assert clock.now() == clock.now() == 100.0
    clock.advance(2.5)
    assert clock.now() == 102.5
    clock.set(200)
    assert clock.now() == 200


def test_a_manual_clock_leaves_spans_as_they_are() -> None:
    assert ManualClock().span(3.0) == 3.0


@pytest.mark.parametrize(("moment", "expected"), [(99.0, 0.0), (100.0, 0.0), (100.001, None)])
def test_a_manual_clock_waits_for_a_hand(moment: float, expected: float | None) -> None:
    assert ManualClock(100.0).wait(moment) == expected


def test_a_manual_clock_tells_of_each_move_after_it() -> None:
    clock, seen = ManualClock(100.0), list[float]()
    clock.moved = lambda: seen.append(clock.now())
    clock.advance(0)
    clock.advance(1)
    clock.set(105)
    assert seen == [100.0, 101.0, 105.0]


def test_a_manual_clock_can_be_moved_with_nobody_to_tell() -> None:
    clock = ManualClock(5)
    clock.advance(1)
    assert clock.now() == 6


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1.5, "can't advance the clock by -1.5 s: give a span of 0 s or more"),
        (math.nan, "can't advance the clock by nan s: give a span of 0 s or more"),
        ("5", "can't advance the clock by '5' s: give a span of 0 s or more"),
        (math.inf, "can't move the clock to inf: it ends with the year 9999, at 253402300799"),
        (1e308, "can't move the clock to 1e+308: it ends with the year 9999, at 253402300799"),
    ],
)
def test_a_span_that_leads_nowhere_is_refused(seconds: float, expected: str) -> None:
    clock = ManualClock(1_700_000_000.0)
    with pytest.raises(ClockError, match=f"^{re.escape(expected)}$"):
        clock.advance(seconds)
    assert clock.now() == 1_700_000_000.0


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (
            1_699_999_999.5,
            "can't set the clock to 1699999999.5: it never goes back, and it is 1700000000 now",
        ),
        (math.nan, "can't set the clock to nan: it never goes back, and it is 1700000000 now"),
        (math.inf, "can't move the clock to inf: it ends with the year 9999, at 253402300799"),
    ],
)
def test_a_moment_that_can_not_come_is_refused(moment: float, expected: str) -> None:
    clock = ManualClock(1_700_000_000.0)
    with pytest.raises(ClockError, match=f"^{re.escape(expected)}$"):
        clock.set(moment)
    assert clock.now() == 1_700_000_000.0


def test_a_manual_clock_runs_from_1970_to_the_end_of_the_year_9999() -> None:
    clock = ManualClock(0)
    clock.set(LAST)
    clock.set(LAST)
    assert clock.now() == ManualClock(LAST).now() == LAST


@pytest.mark.parametrize(
    ("start", "expected"), [(-1.5, "-1.5"), (math.nan, "nan"), (math.inf, "inf"), (LAST + 1, "253402300800")]
)
def test_a_clock_that_could_write_no_date_does_not_start(start: float, expected: str) -> None:
    with pytest.raises(ClockError) as refused:
        ManualClock(start)
    words = f"can't start a clock at {expected}: give unix seconds from 0 to 253402300799"
    assert str(refused.value) == words


@given(st.lists(st.floats(), max_size=20))
def test_no_move_takes_the_clock_back_or_beyond_its_end(spans: list[float]) -> None:
    clock = ManualClock(LAST - 1_000)
    for span in spans:
        before = clock.now()
        try:
            clock.advance(span)
        except ClockError:
            assert clock.now() == before
        assert before <= clock.now() <= LAST


def test_a_clock_is_restored_to_any_moment_and_only_what_is_later_is_told() -> None:
    clock, told = ManualClock(100), list[float]()
    clock.moved = lambda: told.append(clock.now())
    for moment in (150, 120, 120, 130):
        clock.restore(moment)
        assert clock.now() == moment
    assert told == [150, 130]
