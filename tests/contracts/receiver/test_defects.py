"""A careful receiver keeps every case, and each defect is named by the cases that are there for it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from kling3_contracts.receiver.cases import CODES
from kling3_contracts.verdicts.report import Verdict
from kling3_openapi.signature import Secret, SignatureError, verify
from tests.contracts.receiver import defects
from tests.contracts.receiver.careful import BAD, OK, SECRET, Careful
from tests.contracts.receiver.judged import QUICK, faults, judged, watched
from tests.contracts.receiver.servers import Answer, Came

pytestmark = pytest.mark.one_python

FORGED, CRASHED, REFUSED, VIOLATED = "accepted though forged", "crashed", "refused though valid", "violated"
EVERY_VALID = "K200 K201 K202 K203 K204 K205 K206 K207 K208 K209 K210 K211 K212 K213 K214 K245 K246 K247 K248"
EVERY_FORGED = (
    "K215 K216 K217 K218 K219 K220 K221 K222 K223 K224 K225 K226 K227 K228 K230 K231 K232 K233 K235 K236 K237 K239"
)
CODE_NAMES = {each.code for each in CODES}

DEFECTS = [
    (defects.TakesAll, {FORGED: EVERY_FORGED}),
    (defects.RefusesAll, {REFUSED: EVERY_VALID}),
    (defects.Redirects, {REFUSED: EVERY_VALID}),
    (defects.HangsUp, {CRASHED: " ".join(each for each in sorted(CODE_NAMES) if each != "K244")}),
    (defects.PrintedBody, {REFUSED: EVERY_VALID}),
    (defects.ChecksBodyAlone, {FORGED: "K222", REFUSED: EVERY_VALID}),
    (defects.ComparesHexadecimal, {FORGED: "K223", REFUSED: EVERY_VALID}),
    (defects.CountsMilliseconds, {FORGED: "K239", REFUSED: EVERY_VALID}),
    (defects.HasNoSecret, {FORGED: "K218", REFUSED: EVERY_VALID}),
    (defects.MindsTheCase, {REFUSED: "K205"}),
    (defects.WritesJsonAnew, {FORGED: "K216", CRASHED: "K240 K241 K242", REFUSED: "K210"}),
    (defects.FailsOnOddBodies, {CRASHED: "K240 K241 K242"}),
    (defects.TakesFirstVideo, {CRASHED: "K203 K240 K241 K242"}),
    (defects.Forgets, {VIOLATED: "K212 K213 K247"}),
    (defects.KnowsMessagesByTheirSignature, {VIOLATED: "K213"}),
    (defects.ActsBeforeVerifying, {FORGED: EVERY_FORGED.replace("K225 ", "")}),
    (defects.KeepsIdsBeforeVerifying, {VIOLATED: "K214"}),
    (defects.RefusesReplays, {REFUSED: "K212 K213 K247"}),
    (defects.ReadsFirstSignature, {REFUSED: "K209"}),
    (defects.NeverFresh, {FORGED: "K235 K236 K239"}),
    (defects.PastOnly, {FORGED: "K236 K239"}),
    (defects.ReadsFloats, {FORGED: "K237"}),
    (defects.ReadsIntegers, {CRASHED: "K237 K238"}),
    (defects.ImpatientByTenSeconds, {REFUSED: "K206"}),
    (defects.ComparesText, {CRASHED: "K233 K249"}),
    (defects.ComparesBeginnings, {FORGED: "K224"}),
    (defects.ComparesDecoded, {CRASHED: "K231 K232 K233 K249"}),
    (defects.VerifiesOnlyWhatIsSigned, {FORGED: "K227"}),
    (defects.TrustsAnyVersion, {FORGED: "K219"}),
    (defects.KnowsOnlyTheOldSecret, {REFUSED: "K208"}),
    (defects.TakesAnyMethod, {FORGED: "K244"}),
    (defects.ForbidsExtraFields, {CRASHED: "K240 K241 K242", REFUSED: "K204 K210"}),
    (defects.EndsOnce, {REFUSED: "K211"}),
    (defects.HangsUpOnLargeBodies, {CRASHED: "K243"}),
    (defects.FailsOnHeadersThatComeTwice, {CRASHED: "K234"}),
    (defects.FailsOnEmptyEntries, {CRASHED: "K229 K230"}),
]


def by_the_promise(came: Came) -> int:
    """Verify as kling3_openapi does."""
    try:
        verify([Secret.parse(SECRET)], dict(came.headers.items()), came.body, now=time.time())
    except SignatureError:
        return BAD
    return OK if came.method == "POST" else 405


def test_a_careful_receiver_keeps_every_case() -> None:
    report = watched(Careful())
    assert [check for check in report.checks if check.verdict is not Verdict.KEPT] == []
    assert (report.violations, report.notes, report.exit_status) == ((), (), 0)
    assert [check.code for check in report.checks] == sorted(CODE_NAMES)


def test_the_whole_run_takes_less_than_six_seconds() -> None:
    assert watched(Careful(), replace(QUICK, drip=0.5)).seconds < 5


def test_the_projects_own_verification_keeps_every_case() -> None:
    assert faults(judged(by_the_promise, secrets=[SECRET])) == {}


@pytest.mark.parametrize(("defect", "expected"), DEFECTS)
def test_a_defect_is_named_by_these_cases(defect: type[Careful], expected: dict[str, str]) -> None:
    report = watched(defect(), replace(QUICK, timeout=2.0))
    assert (faults(report), report.exit_status) == (expected, 1)


def test_every_defect_is_tried_and_every_case_sees_one() -> None:
    classes = {each for each in vars(defects).values() if isinstance(each, type) and issubclass(each, Careful)}
    assert classes - {defect for defect, _ in DEFECTS} == {Careful, defects.IsSlowOnceTrusted}
    seen = {code for _, expected in DEFECTS for codes in expected.values() for code in codes.split()}
    assert seen == CODE_NAMES


def test_a_receiver_that_works_before_it_answers_is_too_slow() -> None:
    over = threading.Event()
    options = replace(QUICK, timeout=0.2, only=frozenset({"K201", "K215", "K248"}))
    try:
        report = judged(defects.IsSlowOnceTrusted(over), options)
    finally:
        over.set()
    assert faults(report) == {"too slow": "K201 K248"}
    assert report.violations[0].message == (
        "got no answer within 0.2 seconds, expected 2xx: answer first and do the work afterwards; "
        "answer 2xx as soon as the signature is verified, and download the video afterwards"
    )
    assert report.violations[1].times == 50


def test_501_refuses_a_method_and_is_no_failure() -> None:
    class KnowsPostAlone(Careful):
        def __call__(self, came: Came) -> int | Answer:
            return super().__call__(came) if came.method == "POST" else 501

    assert faults(judged(KnowsPostAlone(), replace(QUICK, only=frozenset({"K244"})))) == {}


def test_fifty_at_once_are_there_at_the_same_time() -> None:
    class Together(Careful):
        def post(self, came: Came) -> int:
            crowd.wait(timeout=30)
            return super().post(came)

    crowd = threading.Barrier(50)
    assert faults(judged(Together(), replace(QUICK, timeout=30, only=frozenset({"K248"})))) == {}


def test_what_was_taken_though_forged_is_shown_first() -> None:
    report = watched(defects.WritesJsonAnew())
    assert [each.verdict.value for each in report.violations] == sorted(
        (each.verdict.value for each in report.violations), key=[FORGED, CRASHED, REFUSED].index
    )
    assert report.checks[0].verdict is Verdict.ACCEPTED_FORGED
