"""JUnit XML as CI systems read it."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from kling3_contracts.reports.junit import junit
from kling3_contracts.reports.rows import rows
from kling3_contracts.verdicts.report import Report, Verdict
from tests.contracts.reports.samples import (
    ACCEPTED,
    CAUSED,
    KEPT,
    KEY,
    NASTY,
    RECEIVER,
    SAMPLES,
    SERVER,
    TRAFFIC,
    VIOLATED,
)

every_report = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def suite_of(report: Report) -> Xml.Element:
    root = Xml.fromstring(junit(report))  # noqa: S314 -- it is ours
    suite = root.find("testsuite")
    assert suite is not None
    return suite


def case_of(report: Report, code: str) -> Xml.Element:
    return next(each for each in suite_of(report).iter("testcase") if each.attrib["name"].startswith(code))


@every_report
def test_there_is_a_test_case_for_each_check_and_the_figures_agree(report: Report) -> None:
    suite = suite_of(report)
    cases = list(suite.iter("testcase"))
    more = bool(report.trouble) + len(report.causes)
    assert len(cases) == len(rows(report)) + more == int(suite.attrib["tests"])
    for name, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(list(suite.iter(name))) == int(suite.attrib[attribute])
    assert all(each.attrib["classname"] == f"kling3_contracts.{report.subject.value}" for each in cases)


@every_report
def test_it_holds_only_what_xml_allows(report: Report) -> None:
    assert ILLEGAL.search(junit(report)) is None


@every_report
def test_a_run_is_green_exactly_when_its_exit_status_is_0(report: Report) -> None:
    suite = suite_of(report)
    assert (suite.attrib["failures"] == suite.attrib["errors"] == "0") is (report.exit_status == 0)


def test_failure_has_verdict_message_command_request_and_answer() -> None:
    case = case_of(SERVER, "K102")
    failure = case.find("failure")
    assert case.attrib["name"] == "K102 Every body keeps its schema."
    assert failure is not None
    assert failure.attrib == {"type": "violated", "message": VIOLATED.message}
    text = failure.text or ""
    assert text.startswith(f"{VIOLATED.identity} violated in createTask, times: 1\n{VIOLATED.message}\n/status\ncurl ")
    assert '\nX-Freepik-Api-Key: ...\n\n{"prompt": "a cat", "duration": "16"}\n200\n' in text
    assert KEY not in text


def test_check_has_one_failure_however_often_it_is_broken() -> None:
    second = replace(VIOLATED, message="another", detail="/z")
    failures = list(case_of(replace(SERVER, violations=(VIOLATED, second)), "K102").iter("failure"))
    assert [each.attrib["message"] for each in failures] == [f"{VIOLATED.message} (and 1 more)"]
    assert "\nanother\n" in (failures[0].text or "")


def test_message_of_a_failure_is_none_that_the_baseline_accepts() -> None:
    accepted = replace(VIOLATED, verdict=Verdict.ACCEPTED, message="accepted", place="a", reason="known")
    failure = case_of(replace(SERVER, violations=(accepted, VIOLATED)), "K102").find("failure")
    assert failure is not None
    assert failure.attrib["message"] == VIOLATED.message
    assert "accepted because: known" in (failure.text or "")


def test_check_that_fails_without_a_violation_fails_all_the_same() -> None:
    failure = case_of(replace(SERVER, violations=()), "K102").find("failure")
    assert failure is not None
    assert failure.text == failure.attrib["message"] == "Every body keeps its schema."


@pytest.mark.parametrize(
    ("report", "code", "expected"), [(SERVER, "K131", "no second key was given"), (RECEIVER, "K248", "not tried")]
)
def test_what_was_not_tried_is_skipped_with_the_reason(report: Report, code: str, expected: str) -> None:
    skipped = case_of(report, code).find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == expected


def test_what_the_baseline_accepts_passes_and_says_why() -> None:
    case = case_of(SERVER, "K124")
    assert [each.tag for each in case] == ["system-out"]
    assert "accepted because: mended in the next release" in (case[0].text or "")
    assert ACCEPTED.identity in (case[0].text or "")


def test_check_that_was_kept_is_empty() -> None:
    assert list(case_of(KEPT, "K100")) == []
    assert all(row.check.verdict is Verdict.KEPT for row in rows(KEPT))


def test_trouble_is_an_error() -> None:
    error = case_of(TRAFFIC, "the run itself").find("error")
    assert error is not None
    assert error.attrib == {"type": "could not finish", "message": TRAFFIC.trouble}


def test_seed_and_coverage_are_properties() -> None:
    properties = {each.attrib["name"]: each.attrib["value"] for each in suite_of(SERVER).iter("property")}
    assert properties["seed"] == "7"
    assert properties["coverage.rules"] == "0.2439"
    assert not any(each.attrib["name"] == "seed" for each in suite_of(RECEIVER).iter("property"))


def test_text_of_strangers_stays_text() -> None:
    told = case_of(SERVER, "K104").attrib["name"]
    assert "<script>alert(1)</script> </pre> ]]>" in told
    assert "\\x1b]0;owned\\x07" in told
    assert NASTY not in told


def test_the_cause_fails_first_and_what_follows_from_it_is_skipped() -> None:
    first, *others = suite_of(CAUSED).iter("testcase")
    failure = first.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "no valid call was taken: most likely it holds another secret"
    assert "1 of 2 cases follows from it: K200" in (failure.text or "")
    followed = next(each for each in others if each.attrib["name"].startswith("K200")).find("skipped")
    assert followed is not None
    assert followed.attrib["message"] == "follows from 'cause 1'"
