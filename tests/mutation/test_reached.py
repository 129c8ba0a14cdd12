"""A change of a statement that never ran can't be seen."""

from __future__ import annotations

import pytest

from tests.mutation.mutating import mutants
from tests.mutation.reached import is_reached
from tests.mutation.source import Source

TEXT = b"""def f():
    if a < (
        b
    ):
        return c(
            1,
        )
    return [d]
"""


@pytest.mark.parametrize(
    ("ran", "expected"), [({1}, set()), ({1, 2, 8}, {2, 8}), ({1, 3}, {2}), ({1, 5}, {5, 6}), ({1, 6}, {5, 6})]
)
def test_a_statement_ran_when_one_of_its_lines_did_and_a_block_is_none_of_them(
    ran: set[int], expected: set[int]
) -> None:
    made = mutants(Source("some.py", TEXT))
    assert {each.line for each in made if is_reached(each, {"some.py": frozenset(ran)})} == expected


def test_of_a_file_that_was_not_measured_everything_may_be_reached() -> None:
    assert all(is_reached(each, {}) for each in mutants(Source("some.py", TEXT)))
