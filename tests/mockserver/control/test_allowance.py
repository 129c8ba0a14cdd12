"""An allowance lets much be told at once after a rest, and only so much in the long run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.control.allowance import Allowance


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 50)), max_size=40))
def test_never_more_than_its_most_and_what_time_brings(steps: list[tuple[float, int]]) -> None:
    allowance, now, spent = Allowance(10, 20, 0.0), 0.0, 0
    for rest, wanted in steps:
        now += rest
        taken = min(wanted, allowance.left(now))
        allowance.spend(taken)
        spent += taken
        assert 0 <= taken <= 20
        assert spent <= 20 + now * 10 + 1e-6


def test_it_fills_again() -> None:
    allowance = Allowance(10, 20, 100.0)
    allowance.spend(20)
    assert [allowance.left(now) for now in (100.0, 100.5, 101.0, 300.0)] == [0, 5, 10, 20]
