"""A run is bounded, keeps what it saw, and tells what kept it from seeing more."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from kling3_contracts.errors import OptionError, UnreachableError
from kling3_contracts.receiver.judging import judge_receiver, judge_receiver_async
from kling3_contracts.receiver.options import ReceiverOptions
from kling3_contracts.verdicts.report import Subject, Verdict
from kling3_openapi.signature import SecretEncoding, SecretError
from tests.contracts.receiver import defects
from tests.contracts.receiver.careful import SECRET, Careful
from tests.contracts.receiver.judged import BOTH, QUICK, faults, judged
from tests.contracts.receiver.servers import Came, OneWorker, running, serving

URL = "http://127.0.0.1:9/"

BAD_OPTIONS = [
    (ReceiverOptions(timeout=0), "--timeout: got 0, expected seconds above 0: the default is good for most"),
    (ReceiverOptions(total=float("nan")), "--total: got nan, expected seconds above 0: the default is good for most"),
    (ReceiverOptions(only=frozenset({"K999", "K102"})), "--only: got K102, K999, expected codes K200 to K249"),
    (
        ReceiverOptions(processed_url="done"),
        "--processed-url: got 'done', expected http:// or https://, a host and no user, as http://127.0.0.1:8333",
    ),
]


@pytest.mark.parametrize(("options", "expected"), BAD_OPTIONS)
def test_an_option_that_can_not_be_used_is_told(options: ReceiverOptions, expected: str) -> None:
    with pytest.raises(OptionError) as caught:
        judge_receiver(URL, BOTH, options)
    assert str(caught.value) == expected


@pytest.mark.parametrize(("secrets", "expected"), [((), "got 0 secrets"), ((SECRET,) * 3, "got 3 secrets")])
def test_there_are_one_or_two_secrets(secrets: tuple[str, ...], expected: str) -> None:
    with pytest.raises(OptionError, match=f"--secret: {expected}, expected one, or the old one and the new one"):
        judge_receiver(URL, secrets)


def test_a_secret_that_can_not_be_read_is_told_and_not_shown() -> None:
    with pytest.raises(SecretError) as caught:
        judge_receiver(URL, ["not*base64"], ReceiverOptions(encoding=SecretEncoding.BASE64))
    expected = "choose the encoding 'raw', 'whsec' or 'hex'"
    assert str(caught.value) == f"webhook secret 'v1': got text that is not base64: {expected}"


def test_a_receiver_that_is_not_there_is_told() -> None:
    with serving(Careful()) as url:
        pass
    with pytest.raises(
        UnreachableError, match=r"no answer from http://127\.0\.0\.1:\d+/hook\?\.\.\.: .*; start the server"
    ):
        judge_receiver(url, BOTH)


def test_a_receiver_that_goes_away_leaves_what_was_seen() -> None:
    class GoesAway(Careful):
        def post(self, came: Came) -> int:
            if b"FAILED" in came.body:
                server.socket.close()
            return super().post(came)

    with running(OneWorker(GoesAway())) as server:
        report = judge_receiver(server.url, BOTH, QUICK)
    assert (report.exit_status, report.requests) == (2, 3)
    assert report.trouble.endswith("start the server, or correct the URL (K202 was the last case that was through)")
    assert [check.code for check in report.checks if check.verdict is Verdict.KEPT] == ["K200", "K201", "K202"]


def test_a_run_that_takes_too_long_says_what_was_not_reached() -> None:
    over = threading.Event()
    try:
        report = judged(defects.IsSlowOnceTrusted(over), replace(QUICK, timeout=5, total=0.2))
    finally:
        over.set()
    assert (report.exit_status, report.trouble) == (2, "the run took longer than 0.2 seconds: allow more by --total")
    assert {check.verdict for check in report.checks} == {Verdict.NOT_TRIED}
    assert report.checks[0].note == "not reached: the run took longer than 0.2 seconds: allow more by --total"


def test_a_run_that_saw_faults_before_its_time_was_over_reports_these() -> None:
    over = threading.Event()
    try:
        report = judged(defects.IsSlowOnceTrusted(over), replace(QUICK, timeout=0.1, total=0.35))
    finally:
        over.set()
    assert (report.exit_status, report.trouble) == (1, "")
    assert faults(report)["too slow"].startswith("K200")
    assert report.notes[-1] == "the run took longer than 0.35 seconds: allow more by --total"


def test_one_worker_that_waits_for_a_stuck_sender_is_too_slow() -> None:
    with serving(Careful(), OneWorker) as url:
        report = judge_receiver(url, BOTH, replace(QUICK, timeout=0.2, only=frozenset({"K246"})))
    assert faults(report) == {"too slow": "K246"}
    assert "serve calls side by side" in report.violations[0].message


def test_only_what_is_asked_for_is_sent() -> None:
    report = judged(Careful(), replace(QUICK, only=frozenset({"K235", "K200"})))
    assert ([check.code for check in report.checks], report.requests) == (["K200", "K235"], 2)


def test_without_a_second_secret_the_end_of_a_rotation_is_not_tried() -> None:
    report = judged(Careful(), replace(QUICK, only=frozenset({"K207", "K208"})), [SECRET])
    assert [(check.code, check.verdict, check.note) for check in report.checks] == [
        (
            "K208",
            Verdict.NOT_TRIED,
            "needs --new-secret: the second secret, which a receiver holds while one is rotated",
        ),
        ("K207", Verdict.KEPT, ""),
    ]


def ids_of(options: ReceiverOptions) -> list[str]:
    """Return the message ids that a run sends one after the other."""
    came: list[str] = []
    judged(
        lambda call: came.append(call.headers["webhook-id"]) or 200, replace(options, only=frozenset({"K200", "K205"}))
    )
    return came


def test_equal_seeds_send_equal_ids_and_no_seed_sends_new_ones() -> None:
    assert ids_of(replace(QUICK, seed=7)) == ids_of(replace(QUICK, seed=7))
    assert set(ids_of(QUICK)).isdisjoint(ids_of(QUICK))


def test_the_seed_that_was_drawn_is_told() -> None:
    report = judged(Careful(), replace(QUICK, only=frozenset({"K200"})))
    assert isinstance(report.seed, int)
    assert judged(Careful(), replace(QUICK, seed=7, only=frozenset({"K200"}))).seed == 7


def test_a_violation_shows_the_call_and_the_answer_without_the_query_of_the_url() -> None:
    (violation,) = judged(defects.TakesAll(), replace(QUICK, only=frozenset({"K227"}))).violations
    assert violation.request is not None
    assert violation.answer is not None
    assert (violation.request.method, violation.request.target, violation.answer.status) == ("POST", "/hook?...", 200)
    assert [name for name, _ in violation.request.headers] == ["content-type", "webhook-id", "webhook-timestamp"]
    assert violation.message == "got 200, expected 4xx: answer 400 when one of the three headers is missing"


def test_a_large_body_is_shown_by_its_beginning() -> None:
    (violation,) = judged(defects.HangsUp(), replace(QUICK, only=frozenset({"K243"}))).violations
    assert violation.request is not None
    assert len(violation.request.body) == 2_003
    assert violation.message.startswith(
        "got no answer (the connection was closed before an answer), expected 2xx or 4xx: "
    )


def test_violations_keep_their_identity_from_run_to_run() -> None:
    runs = [judged(defects.ReadsIntegers()) for _ in range(2)]
    assert [each.identity for each in runs[0].violations] == [each.identity for each in runs[1].violations]


def test_progress_names_each_case() -> None:
    lines: list[str] = []
    with serving(Careful()) as url:
        judge_receiver(url, BOTH, replace(QUICK, only=frozenset({"K200"})), lines.append)
    assert lines == ["K200 A call that reports IN_PROGRESS is taken."]


def test_it_runs_in_a_loop_that_is_running_already() -> None:
    async def run(url: str) -> int:
        return (await judge_receiver_async(url, BOTH, replace(QUICK, only=frozenset({"K200"})))).exit_status

    with serving(Careful()) as url:
        assert asyncio.run(run(url)) == 0


def test_a_run_that_is_stopped_by_hand_keeps_what_it_saw() -> None:
    def stop(line: str) -> None:
        if line.startswith("K202"):
            raise KeyboardInterrupt

    with serving(Careful()) as url:
        report = judge_receiver(url, BOTH, QUICK, stop)
    assert (report.subject, report.trouble, report.exit_status) == (Subject.RECEIVER, "stopped by Ctrl-C", 2)
    assert [check.code for check in report.checks if check.verdict is Verdict.KEPT] == ["K200", "K201"]
