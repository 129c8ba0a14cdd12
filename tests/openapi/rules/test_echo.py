"""An echo of what a request sent is short, printable and without keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.rules.echo import echoed, escaped


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("image_list", 20, "image_list"),
        ("image_list", 5, "image..."),
        ("a\nb\x1b", 20, r"a\nb\x1b"),
        ("a\n\n\n", 5, r"a\n\n..."),
        ("FPSX9f8e7d6c5b4a39281706", 20, "FPSX..."),
        ("/v1/FPSX9f8e7d6c5b4a39281706", 120, "/v1/FPSX..."),
        (f"http://bob:{'p' * 200}@h/hook", 60, "http://...@h/hook"),
        ("x" * 9_000, 5, "xxxxx..."),
        (f"http://bob:{'p' * 4_000}@h/{'q' * 4_000}", 5_000, f"http://...@h/{'q' * 82}..."),
    ],
)
def test_an_echo_is_masked_before_it_is_cut(text: str, most: int, expected: str) -> None:
    assert echoed(text, most) == expected


def test_what_is_no_echo_is_escaped_alone() -> None:
    assert escaped("FPSX9f8e7d6c5b4a39281706\n", 60) == r"FPSX9f8e7d6c5b4a39281706\n"


@given(st.text(), st.integers(1, 50))
def test_an_echo_is_printable_and_within_its_limit(text: str, most: int) -> None:
    assert echoed(text, most).isprintable()
    assert len(echoed(text, most)) <= most + 3
