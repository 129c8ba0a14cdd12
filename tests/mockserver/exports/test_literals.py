"""What is written as a literal is the same value when Python reads it, with names in their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.exports.literals import called, literal, marked, text_literal

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Co"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES, st.integers(0, 12))
def test_any_json_is_read_back(value: object, column: int) -> None:
    assert eval(literal(value, column)) == value  # noqa: S307


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["task_1", "video_2"]))), TEXTS)
def test_names_stand_for_their_values(parts: list[tuple[str, str]], end: str) -> None:
    values = {"task_1": "one", "video_2": "two"}
    text = "".join(before + marked(name) for before, name in parts) + end
    expected = "".join(before + values[name] for before, name in parts) + end
    assert eval(text_literal(text), values) == expected  # noqa: S307


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a fox", '"a fox"'),
        ('a "fox"', "'a \"fox\"'"),
        (marked("task_1"), "task_1"),
        (f"/v1/{marked('task_1')}", 'f"/v1/{task_1}"'),
        (f"{{}}{marked('task_1')}", '"{}" + task_1'),
    ],
)
def test_it_reads_as_a_person_would_write_it(text: str, expected: str) -> None:
    assert text_literal(text) == expected


def test_what_is_long_has_a_line_for_each_member() -> None:
    assert literal({"a": ["x" * 60], "b": "y" * 60}, 4) == (
        f'{{\n        "a": ["{"x" * 60}"],\n        "b": "{"y" * 60}",\n    }}'
    )
    assert called("post", ["1", "x" * 100], 4) == f"post(\n        1,\n        {'x' * 100},\n    )"
    assert called("post", ["1", "2"], 4) == "post(1, 2)"
