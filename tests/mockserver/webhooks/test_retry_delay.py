"""Delays between attempts grow fourfold, and scatter by a fifth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.webhooks.retries import retry_delay
from kling3_mockserver.webhooks.sender import Answer

fractions = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("attempt", "fraction", "expected"),
    [(1, 0.5, 5), (2, 0.5, 20), (3, 0.5, 80), (5, 0.5, 1_280), (1, 0.0, 4), (1, 1.0, 6), (2, 0.25, 18)],
)
def test_each_delay_is_four_times_the_one_before(attempt: int, fraction: float, expected: float) -> None:
    assert retry_delay(5, attempt, fraction) == pytest.approx(expected)


@given(st.floats(0.001, 1_000), st.integers(1, 20), fractions, fractions)
def test_whatever_the_scatter_a_later_delay_is_longer(first: float, attempt: int, one: float, other: float) -> None:
    assert 0 < retry_delay(first, attempt, one) < retry_delay(first, attempt + 1, other)


def test_the_thousandth_delay_is_a_number_still() -> None:
    assert retry_delay(1e12, 1_000, 0.5) == retry_delay(1e12, 21, 0.5) < float("inf")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, False),
        (199, False),
        (200, True),
        (204, True),
        (299, True),
        (300, False),
        (410, False),
        (500, False),
    ],
)
def test_only_2xx_counts_as_delivered(status: int | None, *, expected: bool) -> None:
    assert Answer(status).delivered is expected
