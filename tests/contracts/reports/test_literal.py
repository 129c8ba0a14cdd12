"""Bytes are written as Python reads them, and what comes again and again is written once."""

from __future__ import annotations

import ast
from operator import add, mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_contracts.reports.literal import has_runs, literal

FOX = "\N{FOX FACE}".encode()


def read(expression: ast.expr) -> object:
    """Return the value of an expression that adds and multiplies."""
    if isinstance(expression, ast.BinOp):
        return {ast.Add: add, ast.Mult: mul}[type(expression.op)](read(expression.left), read(expression.right))
    return ast.literal_eval(expression)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "b''"),
        (b"fox", "b'fox'"),
        (b"a" * 199, repr(b"a" * 199)),
        (b"a" * 200, "b'a' * 200"),
        (b"a" * 2**20, "b'a' * 1048576"),
        (b'{"note":"' + b"a" * 2**20 + b'"}', "b'{\"note\":\"' + b'a' * 1048576 + b'\"}'"),
        (b"[" * 1_000 + b"]" * 1_000, "b'[' * 1000 + b']' * 1000"),
        (FOX * 2_500, f"{FOX!r} * 2500"),
        (b"\n" * 300, "b'\\n' * 300"),
    ],
)
def test_what_comes_again_and_again_is_written_once(content: bytes, expected: str) -> None:
    assert literal(content) == expected
    assert has_runs(content) is ("*" in expected)


@given(st.lists(st.tuples(st.binary(max_size=6), st.sampled_from([0, 1, 3, 199, 200, 600]))))
def test_the_expression_is_of_the_same_bytes(parts: list[tuple[bytes, int]]) -> None:
    content = b"".join(part * times for part, times in parts)
    assert read(ast.parse(literal(content), mode="eval").body) == content
