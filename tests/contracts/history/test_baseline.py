"""What is accepted is marked with its reason, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling3_contracts.history.baseline import NO_REASON_YET, Accepted, Baseline, apply, prune, update
from kling3_contracts.judging.judge import MOST_VIOLATIONS_PER_CODE
from kling3_contracts.verdicts.report import Check, Report, Subject, Verdict, Violation, identity_of


def violation(code: str, place: str, verdict: Verdict = Verdict.VIOLATED) -> Violation:
    return Violation(code, verdict, place, "got 1, expected 2: mend it", identity_of(code, place, ""))


def accepted(code: str, place: str, reason: str = "known") -> Accepted:
    return Accepted(identity_of(code, place, ""), code, place, reason)


def report(*checks: Check, violations: tuple[Violation, ...] = (), trouble: str = "") -> Report:
    return Report(Subject.SERVER, "http://x", checks, violations, 1, 0.1, trouble=trouble)


BODIES = Check("K102", "Every body keeps its schema.", Verdict.VIOLATED, 9)
KEYS = Check("K111", "A request with a wrong key is answered 401.", Verdict.VIOLATED, 3)
FOUND = (violation("K102", "get"), violation("K102", "list"), violation("K111", "get"))
SEEN = report(BODIES, KEYS, violations=FOUND)


def test_accepted_violation_is_marked_with_its_reason() -> None:
    marked = apply(Baseline((accepted("K102", "get", "known since May"),)), SEEN)
    assert [(each.verdict, each.reason) for each in marked.violations] == [
        (Verdict.ACCEPTED, "known since May"), (Verdict.VIOLATED, ""), (Verdict.VIOLATED, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "expected", "status"),
    [
        ((), ["violated", "violated"], 1),
        ((accepted("K102", "get"),), ["violated", "violated"], 1),
        ((accepted("K102", "get"), accepted("K102", "list")), ["accepted by the baseline", "violated"], 1),
        (
            (accepted("K102", "get"), accepted("K102", "list"), accepted("K111", "get")),
            ["accepted by the baseline", "accepted by the baseline"],
            0,
        ),
    ],
)
def test_check_is_accepted_when_all_its_violations_are(
    entries: tuple[Accepted, ...], expected: list[str], status: int
) -> None:
    marked = apply(Baseline(entries), SEEN)
    assert [each.verdict.value for each in marked.checks] == expected
    assert marked.exit_status == status


def test_check_that_fails_without_a_violation_is_not_accepted() -> None:
    assert apply(Baseline((accepted("K102", "get"),)), report(BODIES)).exit_status == 1


def test_trouble_is_never_accepted() -> None:
    baseline = update(Baseline(), SEEN, "all")
    assert apply(baseline, replace(SEEN, trouble="no answer")).exit_status == 2


def test_entry_without_a_reason_is_told_as_a_note() -> None:
    noted = apply(Baseline((accepted("K102", "get", NO_REASON_YET), accepted("K111", "get"))), SEEN)
    assert noted.notes == (f"the baseline accepts {FOUND[0].identity} without a reason: write in the file why",)
    assert apply(Baseline((accepted("K111", "get"),)), SEEN).notes == ()


def test_check_with_as_many_violations_as_are_kept_says_that_there_may_be_more() -> None:
    found = tuple(violation("K102", f"place {number}") for number in range(MOST_VIOLATIONS_PER_CODE))
    full = report(BODIES, violations=found)
    check = apply(update(Baseline(), full, "known"), full).checks[0]
    assert check.verdict is Verdict.ACCEPTED
    most = f"{MOST_VIOLATIONS_PER_CODE} accepted"
    assert check.note == f"{most}: no more than these are kept apart, so others may hide behind them"


@pytest.mark.parametrize(
    ("reason", "expected"), [("in repair", "in repair"), ("", "to be explained"), (" \n", "to be explained")]
)
def test_update_adds_what_is_new_and_keeps_old_reasons(reason: str, expected: str) -> None:
    updated = update(Baseline((accepted("K102", "list", "old"),)), SEEN, reason)
    assert [(each.code, each.place, each.reason) for each in updated.accepted] == [
        ("K102", "get", expected), ("K102", "list", "old"), ("K111", "get", expected),
    ]  # fmt: skip


def test_update_with_a_marked_report_changes_nothing() -> None:
    baseline = update(Baseline(), SEEN, "known")
    assert update(baseline, apply(baseline, SEEN), "other") == baseline


def test_update_leaves_out_what_does_not_fail() -> None:
    told = report(BODIES, violations=(violation("K102", "get", Verdict.WARNING),))
    assert update(Baseline(), told) == Baseline()


GONE = accepted("K102", "gone")


MANY = tuple(violation("K102", str(number)) for number in range(MOST_VIOLATIONS_PER_CODE))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (report(BODIES), ()),
        (report(replace(BODIES, verdict=Verdict.KEPT)), ()),
        (report(replace(BODIES, tried=0, verdict=Verdict.NOT_TRIED)), (GONE,)),
        (report(KEYS), (GONE,)),
        (report(), (GONE,)),
        (report(BODIES, trouble="no answer"), (GONE,)),
        (report(BODIES, violations=(violation("K102", "gone"),)), (GONE,)),
        (report(BODIES, violations=(violation("K102", "gone", Verdict.ACCEPTED),)), (GONE,)),
        (report(BODIES, violations=MANY), (GONE,)),
    ],
)
def test_prune_takes_out_only_what_this_run_would_have_found(seen: Report, expected: tuple[Accepted, ...]) -> None:
    assert prune(Baseline((GONE,)), seen).accepted == expected
