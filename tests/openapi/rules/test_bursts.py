"""What comes too much at once is told with what was seen, and with what to do."""

from __future__ import annotations

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.bursts import RULES, Collision, Penalty, in_penalty_box, orders_at_once


def test_bursts_are_refused_on_account_of_what_was_asked_before() -> None:
    assert {(each.entry.severity, each.location) for each in RULES} == {(Severity.ERROR, Location.TASK)}


def test_an_address_that_is_shut_out_is_told_why_and_until_when() -> None:
    (finding,) = in_penalty_box.findings(Penalty(5, 590.4, 1_763_700_600.4))
    assert finding.code == "K350"
    assert finding.message == (
        "5 requests of this address were refused within a minute, so it is shut out for 590 s more, until 1763700600 "
        "in unix seconds: wait, then mend what was refused and send less at once"
    )


def test_an_order_that_meets_another_is_told_to_keep_away_from_it() -> None:
    (finding,) = orders_at_once.findings(Collision(422))
    assert finding.code == "K351"
    assert finding.message == (
        "another order by this key came in the same millisecond, so this one is answered 422: space orders out by some "
        "milliseconds, and send this one again"
    )
