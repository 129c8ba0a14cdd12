"""What tasks cost at most is what the dearest order does, as often, and an unknown price is said to be unknown."""

from __future__ import annotations

import pytest

from kling3_contracts.verifying.ceiling import ceiling_words
from kling3_openapi.endpoints import Family
from kling3_openapi.prices import price_table
from tests.mockserver.samples import BASIS

TURBO = "kling-v3-turbo-720p and kling-v3-turbo-1080p"


@pytest.mark.parametrize(
    ("families", "tasks", "expected"),
    [
        ([Family.KLING3], 2, f"EUR 11.76 at most (the dearest order costs EUR 5.88: {BASIS})"),
        (
            [Family.KLING3, Family.TURBO_TEXT], 1,
            f"EUR 5.88 at most (the dearest order costs EUR 5.88: {BASIS}); the price of {TURBO} is unknown",
        ),
        ([Family.TURBO_IMAGE], 3, f"of unknown price ({TURBO})"),
        ([], 3, "of unknown price"),
    ],
)  # fmt: skip
def test_the_words_name_the_most_and_what_is_unknown(families: list[Family], tasks: int, expected: str) -> None:
    assert ceiling_words(price_table(), families, tasks) == expected
