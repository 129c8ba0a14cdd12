"""Replay: one violation of the last run looked for again, by the phase that found it and with the same requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kling3_contracts.history.last_run import Remembered
from kling3_contracts.options import Options, Phase
from kling3_contracts.verdicts.report import Check, Report, Verdict

_SEARCHING = frozenset({Phase.COVERAGE, Phase.FUZZING, Phase.STATEFUL, Phase.WALK})
"""Phases whose requests depend on all that they look for: what is found steers the search."""


def replay(remembered: Remembered, options: Options, run: Callable[[Options], Report]) -> Report:
    """Return what a run says of one violation alone; its exit status is 1 while the violation is there.

    `run` makes a whole run by the options that it is given: those of the run that found it, for the one phase. Equal
    seeds send equal requests, so an unchanged server shows the same; one that answers by chance may hide it for once.
    """
    report = run(options_of(remembered, options))
    found = tuple(each for each in report.violations if each.identity == remembered.identity)
    checks = (_check(each, found=bool(found)) for each in report.checks if each.code == remembered.code)
    notes = (*report.notes, *_notes(remembered, report, found=bool(found)))
    return replace(report, violations=found, checks=tuple(checks), notes=notes)


def options_of(remembered: Remembered, options: Options) -> Options:
    """Return the options by which a violation is looked for again."""
    only = remembered.only if remembered.phase in _SEARCHING else frozenset({remembered.code})
    return replace(
        options,
        phases=(remembered.phase,),
        only=only,
        seed=remembered.seed,
        max_examples=remembered.max_examples,
        families=remembered.families,
        edition=remembered.edition,
    )


def _check(check: Check, *, found: bool) -> Check:
    """Return a check without what it says of other violations of its code."""
    return check if found or not check.verdict.fails else replace(check, verdict=Verdict.KEPT)


def _notes(remembered: Remembered, report: Report, *, found: bool) -> tuple[str, ...]:
    where = f"{remembered.identity} at {remembered.place}, in phase {remembered.phase.value}, seed {remembered.seed}"
    if found:
        return (f"{where}: still there",)
    if report.trouble:
        return (f"{where}: not seen, but the run did not come to its end",)
    first = f"; it was found by: {remembered.curl}" if remembered.curl else ""
    return (f"{where}: not there any more{first}",)
