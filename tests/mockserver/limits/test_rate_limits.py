"""Limits are set by a word or a number, and show as it."""

from __future__ import annotations

import pytest

from kling3_mockserver.limits.rate_limits import DOCUMENTED, OFF, Limit, RateLimits, Whose, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("off", OFF),
        ("documented", DOCUMENTED),
        ("30", RateLimits("30", (Limit(Whose.KEY, 30, 60),))),
        ("007", RateLimits("7", (Limit(Whose.KEY, 7, 60),))),
    ],
)
def test_a_text_stands_for_limits(text: str, expected: RateLimits) -> None:
    assert parse(text) == expected
    assert parse(str(expected)) == expected


def test_the_documented_limits_are_those_of_the_provider() -> None:
    assert DOCUMENTED.limits == (
        Limit(Whose.KEY, 50, 60),
        Limit(Whose.ADDRESS, 250, 5),
        Limit(Whose.ADDRESS, 1_200, 120),
    )


@pytest.mark.parametrize("text", ["", "on", "0", "-1", "1.5", "9" * 10, "\u0663", "\xb2"])
def test_anything_else_is_refused_with_what_there_is(text: str) -> None:
    expected = "expected off, documented or a number of requests a minute for each key"
    with pytest.raises(ValueError, match=f"^got '{text}', {expected}$"):
        parse(text)
