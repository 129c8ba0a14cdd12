"""A mask shows the first characters of a key at most."""

from __future__ import annotations

import pytest

from kling3_openapi.masking.mask import masked


@pytest.mark.parametrize(
    ("key", "expected"),
    [("", ""), ("k", "..."), ("12345678", "..."), ("123456789", "1234..."), ("k" * 64, "kkkk...")],
)
def test_a_key_is_never_shown_whole(key: str, expected: str) -> None:
    assert masked(key) == expected
