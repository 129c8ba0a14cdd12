"""Each mutant is judged in a process of its own, which may fail, or never end."""

from __future__ import annotations

import pytest

from tests.mutation.outcome import Outcome, Verdict
from tests.mutation.processes import judged, outcome_of
from tests.mutation.subject import Subject


def toy(judge: str) -> Subject:
    return Subject("toy", ("tests/mutation/toy.py",), f"tests.mutation.toys:{judge}")


def test_all_are_judged_each_with_its_own_change() -> None:
    subject = toy("careful")
    seen = {each.mutant.key.after for each in judged(subject, subject.mutants(), 2) if not each.not_seen}
    assert seen == {"MOST = 4", "return number <= MOST", "return number >= MOST"}


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        ("endless", Outcome(Verdict.HANGS, "nothing came for 0.2 s")),
        ("gone", Outcome(Verdict.AT_START, "its process ended")),
    ],
)
def test_a_process_that_tells_nothing_is_an_outcome_too(judge: str, expected: Outcome) -> None:
    subject = toy(judge)
    assert outcome_of(subject, subject.mutants()[0], 0.2 if judge == "endless" else 60.0) == expected
