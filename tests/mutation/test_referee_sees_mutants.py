"""Does the referee see what nobody chose? Mutants of the fake, a careful receiver and clients, drawn by a seed."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from tests.mutation.known import known
from tests.mutation.mutant import Mutant
from tests.mutation.mutating import mutants
from tests.mutation.outcome import Verdict
from tests.mutation.processes import judged, outcome_of
from tests.mutation.sample import sample
from tests.mutation.source import Source
from tests.mutation.subject import CLIENT, RECEIVER, SERVER, Subject

pytestmark = pytest.mark.one_python

SEED = 1
BOUND = 25.0
"""Seconds without a sign of life: one that hangs must not keep the others waiting for long."""
LISTS = known()


def unexplained(subject: Subject, number: int) -> Sequence[Mutant]:
    """Draw mutants, and return those of which nobody has said yet why they aren't seen."""
    drawn = sample(filter(LISTS.is_reached, subject.mutants()), SEED, number)
    return [each for each in drawn if not LISTS.is_equivalent(each) and not LISTS.needs(each)]


@pytest.mark.parametrize(
    ("subject", "number"), [(SERVER, 30), (RECEIVER, 8), (CLIENT, 8)], ids=["server", "receiver", "client"]
)
def test_each_mutant_is_seen_or_it_is_said_why_not(subject: Subject, number: int) -> None:
    results = judged(subject, unexplained(subject, number), os.cpu_count() or 1, BOUND)
    assert [str(each.mutant) for each in results if each.not_seen] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "verdict", "by"),
    [
        (
            "service/app.py",
            "return ApiError(404, finding.message, (finding,))",
            "return ApiError(405, finding.message, (finding,))",
            Verdict.SEEN,
            "K100",
        ),
        (
            "tasks/identifiers.py",
            "self._seed = secrets.randbits(_SEED_BITS) if seed is None else seed",
            "pass",
            Verdict.AT_START,
            "AttributeError: 'Identifiers' object has no attribute '_seed'",
        ),
    ],
    ids=["another status", "no start"],
)
def test_a_known_defect_is_told_by_its_promise(file: str, before: str, after: str, verdict: Verdict, by: str) -> None:
    made = mutants(Source.read(f"mockserver/kling3_mockserver/{file}"))
    mutant = next(each for each in made if (each.key.before, each.key.after) == (before, after))
    outcome = outcome_of(SERVER, mutant)
    assert (outcome.verdict, by in outcome.by) == (verdict, True)
