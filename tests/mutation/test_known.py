"""What the lists say by hand is still true of the present source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.mutation.known import known
from tests.mutation.mutant import Mutant
from tests.mutation.mutating import mutants
from tests.mutation.source import Source
from tests.mutation.subject import SUBJECTS

LISTS = known()
pytestmark = pytest.mark.one_python


@cache
def every_mutant() -> Sequence[Mutant]:
    return [mutant for subject in SUBJECTS for mutant in subject.mutants()]


def test_each_entry_is_of_a_mutant_that_there_is() -> None:
    entries = (*LISTS.equivalent, *LISTS.not_seen)
    assert [str(each) for each in entries if not any(map(each.is_of, every_mutant()))] == []


def test_each_place_has_mutants() -> None:
    places = [(each, name) for each in LISTS.out_of_reach for name in each.functions or [""]]
    there = {(each.key.file, name) for each in every_mutant() for name in _around(each.key.function)}
    assert [(each.file, name) for each, name in places if (each.file, name) not in there] == []


def _around(function: str) -> Sequence[str]:
    names = function.split(".")
    return ["", *(".".join(names[:count]) for count in range(1, len(names) + 1))]


def test_every_entry_has_a_reason_and_none_is_in_two_lists() -> None:
    assert all(each.reason for each in (*LISTS.out_of_reach, *LISTS.equivalent, *LISTS.not_seen))
    assert [str(each.key) for each in every_mutant() if LISTS.is_equivalent(each) and LISTS.needs(each)] == []


@pytest.mark.parametrize(
    ("after", "expected"), [('after = "n = 2"', ["n = 2"]), ("", ["n = 2", "n = 0"])], ids=["one", "all of a line"]
)
def test_an_entry_is_of_one_change_or_of_every_one_of_its_lines(
    tmp_path: Path, after: str, expected: list[str]
) -> None:
    entry = f'[[equivalent]]\nfile = "some.py"\nfunction = ""\nbefore = "n = 1"\n{after}\nreason = "nobody reads it"\n'
    (tmp_path / "equivalent.toml").write_text(entry, "utf-8")
    (tmp_path / "not_seen.toml").write_text(entry.replace("equivalent", "not_seen"), "utf-8")
    lists, made = known(tmp_path), mutants(Source("some.py", b"n = 1\nm = 1\n"))
    assert [each.key.after for each in made if lists.is_equivalent(each)] == expected
    assert [each.key.after for each in made if lists.needs(each) == "nobody reads it"] == expected


def test_a_place_is_a_function_with_all_that_is_in_it(tmp_path: Path) -> None:
    place = '[[out_of_reach]]\nfile = "some.py"\nfunctions = ["A.b"]\nreason = "no door leads there"\n'
    (tmp_path / "equivalent.toml").write_text(place, "utf-8")
    (tmp_path / "not_seen.toml").write_text("", "utf-8")
    text = "class A:\n    def b():\n        def c():\n            d()\n    def be():\n        f()\n"
    reached = filter(known(tmp_path).is_reached, mutants(Source("some.py", text.encode())))
    assert [each.key.function for each in reached] == ["A.be"]
