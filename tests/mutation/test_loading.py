"""The import system finds a mutant in the place of its module, and the module's file stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from tests.mutation.loading import module_of, put_in_place
from tests.mutation.mutant import Mutant
from tests.mutation.mutating import mutants
from tests.mutation.source import ROOT, Source

TOY = "tests/mutation/toy.py"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    sys.modules.pop("tests.mutation.toy", None)
    yield
    sys.modules.pop("tests.mutation.toy", None)


def loosened() -> Mutant:
    return next(each for each in mutants(Source.read(TOY)) if each.key.after == "return number <= MOST")


def test_the_next_import_finds_the_mutant() -> None:
    put_in_place(loosened())
    assert import_module("tests.mutation.toy").admits(3)


def test_nothing_is_written() -> None:
    before = {each: each.stat().st_mtime_ns for each in (ROOT / TOY).parent.rglob("*toy.*")}
    put_in_place(loosened())
    import_module("tests.mutation.toy")
    assert {each: each.stat().st_mtime_ns for each in (ROOT / TOY).parent.rglob("*toy.*")} == before


def test_a_module_that_is_there_already_is_told_of() -> None:
    import_module("tests.mutation.toy")
    with pytest.raises(RuntimeError, match="is loaded already, so its mutant would change nothing: start a process"):
        put_in_place(loosened())


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("mockserver/kling3_mockserver/tasks/task.py", "kling3_mockserver.tasks.task"),
        ("tests/contracts/receiver/careful.py", "tests.contracts.receiver.careful"),
    ],
)
def test_a_file_has_the_name_under_which_others_import_it(file: str, expected: str) -> None:
    assert module_of(file) == expected
