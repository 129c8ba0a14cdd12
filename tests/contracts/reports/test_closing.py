"""A report in one line, and its checks in the order of their gravity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling3_contracts.reports.closing import closing_line, heading, outcome
from kling3_contracts.reports.rows import rows, violations
from kling3_contracts.reports.shares import figures, never_tried, percent
from kling3_contracts.verdicts.report import Check, Report, Verdict
from kling3_openapi.coverage.summary import Dimension, DimensionSummary
from tests.contracts.reports.samples import EMPTY, KEPT, RECEIVER, SAMPLES, SERVER, TRAFFIC

MANY = replace(
    KEPT, checks=tuple(Check(f"K{number}", "Owed.", Verdict.VIOLATED, 1) for number in range(100, 115)), requests=40
)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (KEPT, "kept: 2 promises, 1 request, 0.5 s"),
        (EMPTY, "kept: 0 checks, 0 requests, 0.0 s"),
        (
            SERVER,
            (
                "violated: K104, K102, K107, K106 (4 of 7 promises), 1 accepted by the baseline, 1 not tried, "
                "512 requests, 4 tasks created, 3.2 s"
            ),
        ),
        (RECEIVER, "violated: K215, K200 (2 of 2 cases), 1 not tried, 51 requests, 0.0 s"),
        (
            TRAFFIC,
            (
                "could not finish: other.ndjson, line 3: not JSON; the rest was read; "
                "violated so far: K017 (1 of 2 checks), 10000 requests, 8.0 s"
            ),
        ),
        (
            replace(KEPT, trouble="no\nanswer"),
            "could not finish: no\\nanswer, 1 request, 0.5 s",
        ),
        (
            MANY,
            (
                "violated: K100, K101, K102, K103, K104, K105, K106, K107, K108, K109, K110, K111 and 3 more "
                "(15 of 15 promises), 40 requests, 0.5 s"
            ),
        ),
    ],
)
def test_closing_line_says_the_outcome_and_what_it_took(report: Report, expected: str) -> None:
    assert closing_line(report) == expected


@pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
def test_outcome_agrees_with_the_exit_status(report: Report) -> None:
    assert outcome(report) == {0: "kept", 1: "violated", 2: "could not finish"}[report.exit_status]


def test_heading_names_subject_target_and_seed() -> None:
    assert heading(SERVER) == "server http://127.0.0.1:8333, seed 7"
    assert heading(RECEIVER) == "receiver http://127.0.0.1:9000/hook?secret=..."


def test_checks_and_violations_stand_in_the_order_of_the_verdicts() -> None:
    order = list(Verdict)
    for report in SAMPLES.values():
        for found in ([row.check.verdict for row in rows(report)], [each.verdict for each in violations(report)]):
            assert found == sorted(found, key=order.index)


def test_violation_whose_code_has_no_check_gets_a_row_of_its_own() -> None:
    first = rows(TRAFFIC)[0]
    assert first.check == Check("K017", "POST to the path that lists tasks.", Verdict.VIOLATED, 1)
    assert first.violations == TRAFFIC.violations


def test_violation_of_a_code_that_nobody_knows_is_not_lost() -> None:
    unknown = replace(TRAFFIC, violations=(replace(TRAFFIC.violations[0], code="K999"),))
    assert rows(unknown)[0].check.title == "A code that is not in the catalogue."


@pytest.mark.parametrize(
    ("touched", "total", "expected"),
    [(0, 0, "0 of 0 (100 %)"), (199, 200, "199 of 200 (99 %)"), (2, 2, "2 of 2 (100 %)"), (0, 3, "0 of 3 (0 %)")],
)
def test_only_a_whole_dimension_is_a_hundred_percent(touched: int, total: int, expected: str) -> None:
    dimension = DimensionSummary(Dimension.RULES, touched, total, ())
    assert figures(dimension) == expected
    assert (percent(dimension) == 100) is (touched == total)


@pytest.mark.parametrize(("most", "expected"), [(3, "a, b, c"), (2, "a, b and 1 more")])
def test_what_was_never_tried_is_named_and_the_rest_counted(most: int, expected: str) -> None:
    assert never_tried(DimensionSummary(Dimension.RULES, 0, 3, ("a", "b", "c")), most) == expected
