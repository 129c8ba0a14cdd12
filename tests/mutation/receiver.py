"""Receiver: a mutant of the careful receiver, judged as `kling3-contracts receiver --processed-url` does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kling3_contracts.errors import ContractsError
from tests.mutation.loading import put_in_place
from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Outcome, Verdict

TIMEOUT = 2.0
"""Seconds for one answer: it comes at once, or never."""


def judge(mutant: Mutant, alive: Callable[[], None]) -> Outcome:
    """Return what the referee has to say of a receiver with this change."""
    put_in_place(mutant)
    try:
        # Not before the mutant is in its place.
        from tests.contracts.receiver.careful import Careful
        from tests.contracts.receiver.judged import QUICK, watched

        receiver = Careful()
    except Exception as error:  # noqa: BLE001  (whatever a mutant fails with)
        return Outcome(Verdict.AT_START, f"{type(error).__name__}: {error}")
    alive()
    try:
        report = watched(receiver, replace(QUICK, timeout=TIMEOUT))
    except ContractsError as error:
        return Outcome(Verdict.AT_START, f"{type(error).__name__}: {error}")
    codes = [each.code for each in report.checks if each.verdict.fails]
    if codes:
        return Outcome(Verdict.SEEN, " ".join(codes))
    return Outcome(Verdict.TROUBLE, report.trouble) if report.trouble else Outcome(Verdict.NOT_SEEN)
