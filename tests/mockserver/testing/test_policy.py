"""A policy says of each finding whether its test fails, by code before severity, and refuses words it can't read."""

from __future__ import annotations

import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.testing.policy import Policy, Verdict, check_code
from kling3_openapi.findings import Severity
from kling3_openapi.rules.catalogue import CatalogueError
from tests.mockserver.samples import a_finding

ERROR, IGNORED, ADVICE = Severity.ERROR, Severity.IGNORED, Severity.ADVICE
FAIL, WARN, OFF = Verdict.FAIL, Verdict.WARN, Verdict.OFF


@pytest.mark.parametrize(("severity", "expected"), [(ERROR, WARN), (IGNORED, FAIL), (ADVICE, WARN)])
def test_by_itself_only_what_the_service_would_ignore_fails_a_test(severity: Severity, expected: Verdict) -> None:
    assert Policy().verdict(a_finding(severity=severity)) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ignored=warn"], WARN),
        (["ignored=off"], OFF),
        (["K001=off"], OFF),
        (["K001=warn", "ignored=off"], WARN),
        (["ignored=off", "ignored=fail"], FAIL),
        (["K002=off", "error=off", "advice=off"], FAIL),
    ],
)
def test_a_code_goes_before_its_severity_and_a_later_word_before_an_earlier_one(
    words: list[str], expected: Verdict
) -> None:
    assert Policy().changed(words).verdict(a_finding("K001", IGNORED)) is expected


@pytest.mark.parametrize(
    ("words", "expected"), [([], WARN), (["error=fail"], FAIL), (["error=off"], OFF), (["K001=fail"], FAIL)]
)
def test_what_a_request_was_refused_for_counts_as_an_error(words: list[str], expected: Verdict) -> None:
    assert Policy().changed(words).verdict(a_finding("K001", IGNORED), refused=True) is expected


def test_a_changed_policy_leaves_the_one_that_it_comes_from_as_it_was() -> None:
    first = Policy()
    first.changed(["ignored=off"])
    assert first == Policy()


def test_findings_of_one_verdict_are_picked_in_their_order() -> None:
    findings = [a_finding("K001", IGNORED), a_finding("K009", ERROR), a_finding("K002", IGNORED)]
    assert [each.code for each in Policy().having(FAIL, findings)] == ["K001", "K002"]


@pytest.mark.parametrize("word", ["", "ignored", "ignored=", "ignored=maybe", "warn=ignored", "Kxy=off", "K=off"])
def test_a_word_that_cannot_be_read_is_refused_with_an_example_of_good_ones(word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Policy().changed([word])
    expected = 'expected a severity or a code with =fail, =warn or =off, such as "ignored=warn" or "K014=off"'
    assert str(refused.value) == f"kling3_findings: got '{word}', {expected}"


def test_a_code_that_the_catalogue_lacks_is_refused_with_those_near_it() -> None:
    with pytest.raises(CatalogueError, match="there is no code 'K999': near it are"):
        Policy().changed(["K999=off"])


def test_a_code_is_given_back_as_the_catalogue_writes_it() -> None:
    assert check_code(" k001 ") == "K001"
