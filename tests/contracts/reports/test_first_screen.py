"""What a person reads first: the causes, then the promises that were broken in most places, and what to do."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from kling3_contracts.reports.first_screen import MOST_CAUSES, gravest, next_steps
from kling3_contracts.reports.terminal import show
from kling3_contracts.verdicts.report import Cause, Check, Report, Verdict
from tests.contracts.reports.samples import CAUSED, KEPT, RECEIVER, SERVER, violation


def violated(*codes: str, causes: tuple[Cause, ...] = ()) -> Report:
    """A server's report with one violation for each code that is named, and one check for all that are equal."""
    checks = tuple(Check(code, f"Title of {code}.", Verdict.VIOLATED, 9) for code in dict.fromkeys(codes))
    found = tuple(violation(code, Verdict.VIOLATED, f"place {number}") for number, code in enumerate(codes))
    return replace(KEPT, checks=checks, violations=found, causes=causes)


def test_a_report_without_violations_has_nothing_to_mend() -> None:
    assert gravest(KEPT) == ()
    assert list(next_steps(KEPT, ())) == []


def test_what_was_broken_in_most_places_comes_first() -> None:
    found = gravest(violated("K101", "K102", "K102", "K103", "K103", "K103"))
    assert [each.codes for each in found] == [("K103",), ("K102",), ("K101",)]
    assert (found[0].sentence, found[0].extent) == ("not kept: title of K103", "violated in 3 places, K103")


def test_a_server_that_fails_is_told_of_first() -> None:
    assert [each.codes for each in gravest(violated("K102", "K102", "K104"))] == [("K104",), ("K102",)]


def test_three_are_enough() -> None:
    assert len(gravest(violated("K101", "K102", "K103", "K105", "K106"))) == MOST_CAUSES == 3


def test_causes_come_before_all_and_what_follows_from_them_does_not_come_again() -> None:
    cause = Cause("no task is kept: keep it", frozenset({"K121", "K122", "K137"}))
    report = violated("K101", "K121", "K122", causes=(cause,))
    checks = (*report.checks, Check("K137", "A task ends.", Verdict.NOT_TRIED, 0, "there was no task"))
    found = gravest(replace(report, checks=checks))
    assert [each.codes for each in found] == [("K121", "K122"), ("K101",)]
    assert found[0].sentence == "no task is kept: keep it"
    assert found[0].extent == "2 of 3 promises follow from it: K121, K122; 1 more could not be tried"
    assert found[0].example == report.violations[1]


def test_what_the_baseline_accepts_is_not_to_be_mended() -> None:
    accepted = violation("K124", Verdict.ACCEPTED)
    check = Check("K124", "A status only moves forward.", Verdict.ACCEPTED, 8)
    assert gravest(replace(KEPT, checks=(check,), violations=(accepted,))) == ()


def test_the_next_steps_name_the_codes_of_the_first_cause() -> None:
    report = violated("K101", "K102", "K102")
    assert list(next_steps(report, gravest(report))) == [
        "kling3-contracts explain K102 tells what is owed, on what that rests, and how to mend it",
        "after a mend, the same command with --only K102 asks for that alone",
        "--html FILE writes a page with every violation, --baseline FILE accepts what shall stay as it is",
    ]


def test_options_of_the_command_for_servers_are_named_to_nobody_else() -> None:
    assert list(next_steps(RECEIVER, gravest(RECEIVER))) == list(next_steps(CAUSED, gravest(CAUSED))) == []


def test_on_a_terminal_the_verdict_stands_above_and_the_steps_below() -> None:
    file = StringIO()
    show(violated("K101", "K102", "K102"), file)
    told = file.getvalue().splitlines()
    assert told[1:4] == ["violated: K101, K102 (2 of 2 promises)", "", "1. not kept: title of K102"]
    assert told[4:6] == ["  violated in 2 places, K102", "  as in: got 200, expected what K102 says: mend the server"]
    first = next(number for number, line in enumerate(told) if line.startswith("next: "))
    assert first < next(number for number, line in enumerate(told) if line.startswith("verdict"))


def test_texts_of_strangers_are_plain() -> None:
    assert all("\x1b" not in f"{each.sentence}{each.extent}" for each in gravest(SERVER))
