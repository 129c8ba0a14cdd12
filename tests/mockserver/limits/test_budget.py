"""The rate headers count a key's requests in windows of a minute."""

from __future__ import annotations

import pytest

from kling3_mockserver.limits.budget import RateBudget


def left(budget: RateBudget, now: float, key: str = "alpha-key") -> tuple[bytes, ...]:
    """Spend one request and return remaining and reset."""
    headers = budget.spend(key, now)
    assert [name for name, _ in headers] == [
        b"x-ratelimit-limit",
        b"x-ratelimit-remaining",
        b"x-ratelimit-reset",
    ]
    return tuple(value for _, value in headers[1:])


def test_the_limit_is_that_of_the_recorded_answers() -> None:
    assert RateBudget().spend("alpha-key", 100.0)[0] == (b"x-ratelimit-limit", b"300")


def test_each_request_leaves_one_less_until_the_window_ends() -> None:
    budget = RateBudget()
    seen = [left(budget, now) for now in (100.0, 100.0, 130.5, 159.9)]
    assert seen == [(b"299", b"60"), (b"298", b"60"), (b"297", b"29"), (b"296", b"0")]


@pytest.mark.parametrize("now", [160.0, 1e9])
def test_a_window_begins_with_the_first_request_after_the_last_one(now: float) -> None:
    budget = RateBudget()
    left(budget, 100.0)
    assert left(budget, now) == (b"299", b"60")


def test_less_than_nothing_is_never_left() -> None:
    budget = RateBudget()
    seen = [left(budget, 100.0)[0] for _ in range(302)]
    assert seen[-3:] == [b"0", b"0", b"0"]


def test_keys_have_budgets_of_their_own() -> None:
    budget = RateBudget()
    left(budget, 100.0)
    assert left(budget, 101.0, "beta-key") == (b"299", b"60")


def test_of_very_many_keys_the_first_is_forgotten() -> None:
    budget = RateBudget()
    for number in range(1_000):
        left(budget, 100.0, f"key-{number}")
    assert left(budget, 100.0, "key-0") == (b"298", b"60")
    left(budget, 100.0, "key-1000")
    assert left(budget, 100.0, "key-1") == (b"298", b"60")
    assert left(budget, 100.0, "key-0") == (b"299", b"60")


def test_a_cleared_budget_is_whole() -> None:
    budget = RateBudget()
    left(budget, 100.0)
    budget.clear()
    assert left(budget, 101.0) == (b"299", b"60")
