"""What schemathesis thinks of: the coverage, fuzzing and stateful phases, all sent through the run's one sender.

K100 to K104 are judged by the listener of the sender that looks at every answer of a run; these phases judge what only
they can: whether what is valid is taken and what is not is refused, and what a document says beyond that listener.
"""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.options import Phase

__all__ = ["run_coverage", "run_fuzzing", "run_stateful"]


def run_coverage(context: Context) -> None:
    """Try each keyword of the document both ways: each bound, each value, each field left out, each wrong method."""
    _run(context, Phase.COVERAGE)


def run_fuzzing(context: Context) -> None:
    """Try random requests by the document, valid and invalid, and shrink what breaks a promise."""
    _run(context, Phase.FUZZING)


def run_stateful(context: Context) -> None:
    """Try random requests that follow from answers: what was created is read, and what was listed is looked up."""
    _run(context, Phase.STATEFUL)


def _run(context: Context, phase: Phase) -> None:
    from kling3_contracts.generated.running import run  # with schemathesis, which takes half a second to load

    run(context, phase)
