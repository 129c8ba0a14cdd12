"""The habits of the provider's four samples get these verdicts, code by code, and no others."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from kling3_contracts.receiver.cases import CODES
from kling3_contracts.verdicts.report import Verdict
from kling3_openapi.signature import SecretEncoding
from tests.contracts.receiver.judged import QUICK, faults, judged, watched
from tests.contracts.receiver.samples import JavaHabits, JavaScriptHabits, PhpHabits, PythonHabits, Sample

DECODABLE = base64.b64encode(b"a key of thirty-two random bytes").decode()
DECODED = replace(QUICK, encoding=SecretEncoding.BASE64)

NO_VERSION_AND_NO_CLOCK = "K219 K235 K236 K237 K239"
ACTS_TWICE = "K212 K213 K247"

SAMPLES = [
    (PythonHabits, {
        "accepted though forged": NO_VERSION_AND_NO_CLOCK,
        "crashed": "K228 K232 K241",
        "violated": ACTS_TWICE,
    }),
    (JavaScriptHabits, {
        "accepted though forged": NO_VERSION_AND_NO_CLOCK,
        "violated": ACTS_TWICE,
    }),
    (PhpHabits, {
        "accepted though forged": NO_VERSION_AND_NO_CLOCK,
        "violated": ACTS_TWICE,
    }),
    (JavaHabits, {
        "accepted though forged": NO_VERSION_AND_NO_CLOCK,
        "crashed": "K227 K228 K229 K230",
        "violated": ACTS_TWICE,
    }),
]  # fmt: skip


@pytest.mark.parametrize(("sample", "expected"), SAMPLES)
def test_a_sample_has_these_faults(sample: type[Sample], expected: dict[str, str]) -> None:
    options = DECODED if sample is PhpHabits else QUICK
    assert faults(watched(sample(DECODABLE), options, [DECODABLE])) == expected


@pytest.mark.parametrize(("sample", "_expected"), SAMPLES)
def test_every_other_case_is_kept_but_for_the_rotation_that_needs_a_second_secret(
    sample: type[Sample], _expected: dict[str, str]
) -> None:
    options = DECODED if sample is PhpHabits else QUICK
    report = judged(sample(DECODABLE), options, [DECODABLE])
    named = " ".join(faults(report).values())
    others = {check.code: check.verdict for check in report.checks if check.code not in named}
    assert others == {
        each.code: Verdict.NOT_TRIED if each.code == "K208" else Verdict.KEPT
        for each in CODES
        if each.code not in named
    }


def test_a_secret_that_is_decoded_is_found_out_by_the_first_call() -> None:
    report = judged(PhpHabits(DECODABLE), QUICK, [DECODABLE])
    assert faults(report)["refused though valid"].startswith("K200 K201 K202 ")
    (cause,) = report.causes
    assert cause.sentence == (
        "no valid call was taken: the receiver takes calls whose key is the secret decoded from base64: use "
        "--secret-encoding base64, or let the receiver take the secret's text as it stands"
    )
