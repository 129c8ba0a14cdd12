"""The last words about a program: its tasks, what was found with its mend, what was not taken."""

from __future__ import annotations

import pytest

from kling3_mockserver.running.tally import Tally
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Location, Severity
from kling3_openapi.prices import Bill, price_table
from tests.mockserver.samples import BASIS, a_message, an_exchange

NOTHING = (
    "kling3-mock: no request reached the fake: if the program made some, it went another way (it sets a proxy of its "
    "own, or is no program that reads one): run kling3-mock serve, and point it at that URL"
)
DONE, FAILED = Status.COMPLETED, Status.FAILED


def found(code: str, severity: Severity, message: str = "Say it otherwise") -> Finding:
    return Finding(code, severity, Location.BODY, "/prompt", message)


def tally_of(*findings: Finding) -> Tally:
    made = Tally()
    for each in findings:
        made.note(an_exchange(findings=(each,)))
    return made


def test_a_program_that_asked_for_nothing_hears_of_the_other_way() -> None:
    assert Tally().lines([], []) == [NOTHING]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "no task was ordered"),
        ([DONE], "1 task ordered: 1 COMPLETED"),
        ([DONE, FAILED, DONE], "3 tasks ordered: 2 COMPLETED, 1 FAILED"),
        ([Status.CREATED, Status.IN_PROGRESS], "2 tasks ordered: 1 CREATED, 1 IN_PROGRESS"),
    ],
)
def test_tasks_are_counted_by_their_outcome(statuses: list[Status], expected: str) -> None:
    tally = Tally()
    tally.note(an_exchange())
    assert tally.lines(statuses, []) == [f"kling3-mock: {expected}"]


def test_what_the_tasks_would_have_cost_stands_below_their_number() -> None:
    tally, bill = tally_of(found("K001", Severity.ERROR)), Bill("EUR")
    bill.add(price_table().price(Family.KLING3, Tier.STD, seconds=5, sound=True), "kling-v3-std")
    cost = f"  1 task would have cost EUR 1.54 ({BASIS})"
    assert tally.lines([DONE], [], bill)[:2] == ["kling3-mock: 1 task ordered: 1 COMPLETED", cost]


def test_findings_stand_once_each_with_their_mend_and_the_heaviest_first() -> None:
    tally = tally_of(
        found("K003", Severity.ADVICE, "Poll less\noften"),
        found("K002", Severity.IGNORED),
        found("K001", Severity.ERROR),
        found("K002", Severity.IGNORED, "Another"),
    )
    assert tally.lines([], [])[1:] == [
        "  K001 error: Say it otherwise",
        "  K002 ignored, 2 times: Say it otherwise",
        "  K003 advice: Poll less\N{REPLACEMENT CHARACTER}often",
    ]


def test_webhooks_that_were_not_taken_are_named_up_to_a_bound() -> None:
    tally = tally_of()
    tally.note(an_exchange())
    messages = [a_message(f"task-{number}", url="https://me.example/hook?token=abcdefghijkl") for number in range(23)]
    _, first, *others = tally.lines([], messages)
    assert first.startswith("  webhook not taken: COMPLETED of task task-0 to https://me.example/hook")
    assert "abcdefghijkl" not in first
    assert (len(others), others[-1]) == (20, "  and 3 more")


WEIGHTS = [Severity.ERROR, Severity.IGNORED, Severity.ADVICE]


@pytest.mark.parametrize("found_weight", WEIGHTS)
@pytest.mark.parametrize("asked", WEIGHTS)
def test_a_weight_fails_at_itself_and_above(found_weight: Severity, asked: Severity) -> None:
    expected = WEIGHTS.index(found_weight) <= WEIGHTS.index(asked)
    assert tally_of(found("K001", found_weight)).fails(asked) is expected
    assert not Tally().fails(asked)


def test_a_code_that_weighs_more_the_second_time_counts_with_that() -> None:
    assert tally_of(found("K001", Severity.IGNORED), found("K001", Severity.ERROR)).fails(Severity.ERROR)
