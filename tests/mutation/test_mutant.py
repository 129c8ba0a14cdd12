"""A mutant names itself so that it is found again."""

from __future__ import annotations

from tests.mutation.mutant import Key
from tests.mutation.mutating import mutants
from tests.mutation.source import Source

TEXT = b"""class A:
    def b(self):
        return self.c(
            1,
            d=e,
        )
"""


def keys(text: bytes) -> list[Key]:
    return [each.key for each in mutants(Source("some.py", text))]


def test_a_mutant_is_named_by_its_function_and_its_lines_before_and_after() -> None:
    assert Key("some.py", "A.b", "1,", "2,") in keys(TEXT)
    assert Key("some.py", "A.b", "return self.c( 1, d=e, )", "return self.c(1)") in keys(TEXT)


def test_its_name_outlives_lines_that_come_above_it() -> None:
    assert keys(b"# more\nx = y\n" + TEXT) == keys(TEXT)


def test_it_is_shown_as_a_small_diff() -> None:
    first = mutants(Source("some.py", b"\nn = 1\n"))[0]
    assert str(first) == "some.py:2 (number)\n    - n = 1\n    + n = 2"
    assert first.source == b"\nn = 2\n"
