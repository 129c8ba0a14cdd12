"""Baseline: violations that are accepted, each with its reason, in a TOML file that people review and keep.

[[accepted]]
id = "K102-3f9a1c07"
code = "K102"
place = "getTask"
reason = "the proxy in front takes the header away, until it is replaced in May"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kling3_contracts.judging.judge import MOST_VIOLATIONS_PER_CODE
from kling3_contracts.verdicts.report import Check, Report, Verdict, Violation

NO_REASON_YET = "to be explained"
"""The reason of an entry that was added without one; every run tells of it."""

_CROWDED = f"{MOST_VIOLATIONS_PER_CODE} accepted: no more than these are kept apart, so others may hide behind them"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One violation that is accepted; `place` is for the people who read the file."""

    identity: str
    code: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """All accepted violations, each identity once."""

    accepted: tuple[Accepted, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the report must know: the entries that nobody has explained yet."""
        bare = [each.identity for each in self.accepted if each.reason == NO_REASON_YET]
        told = f"the baseline accepts {', '.join(bare)} without a reason: write in the file why"
        return (told,) if bare else ()


def apply(baseline: Baseline, report: Report) -> Report:
    """Return the report with its accepted violations marked, and the checks that have no others."""
    reasons = {each.identity: each.reason for each in baseline.accepted}
    violations = tuple(_marked(each, reasons) for each in report.violations)
    checks = tuple(_settled(each, [other for other in violations if other.code == each.code]) for each in report.checks)
    return replace(report, checks=checks, violations=violations, notes=(*report.notes, *baseline.notes))


def update(baseline: Baseline, report: Report, reason: str = "") -> Baseline:
    """Return the baseline with the violations of a report added, those that are in it as they were."""
    known = {each.identity for each in baseline.accepted}
    new = {each.identity: each for each in report.violations if each.verdict.fails and each.identity not in known}
    why = reason.strip() or NO_REASON_YET
    added = (Accepted(each.identity, each.code, each.place, why) for each in new.values())
    return _ordered((*baseline.accepted, *added))


def prune(baseline: Baseline, report: Report) -> Baseline:
    """Return the baseline without the entries that no longer occur, by a report of a whole run.

    An entry stays when this run can't tell: when its promise was not tried, when the run did not finish, or when so
    many other violations of its promise were found that it may not have been kept.
    """
    found = {each.identity for each in report.violations}
    judged = frozenset() if report.trouble else _judged(report)
    return _ordered(each for each in baseline.accepted if each.identity in found or each.code not in judged)


def _judged(report: Report) -> frozenset[str]:
    found = Counter(each.code for each in report.violations)
    tried = (each for each in report.checks if each.tried and each.verdict is not Verdict.NOT_TRIED)
    return frozenset(each.code for each in tried if found[each.code] < MOST_VIOLATIONS_PER_CODE)


def _marked(violation: Violation, reasons: dict[str, str]) -> Violation:
    if violation.identity not in reasons:
        return violation
    return replace(violation, verdict=Verdict.ACCEPTED, reason=reasons[violation.identity])


def _settled(check: Check, violations: Sequence[Violation]) -> Check:
    if not violations or any(each.verdict is not Verdict.ACCEPTED for each in violations):
        return check
    crowded = len(violations) >= MOST_VIOLATIONS_PER_CODE
    return replace(check, verdict=Verdict.ACCEPTED, note=_CROWDED if crowded else check.note)


def _ordered(accepted: Iterable[Accepted]) -> Baseline:
    return Baseline(tuple(sorted(accepted, key=lambda each: (each.code, each.place, each.identity))))
