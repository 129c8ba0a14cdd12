"""A run goes through its phases in order, keeps what it saw, and tells what kept it from seeing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kling3_contracts import extra
from kling3_contracts.context import Context
from kling3_contracts.errors import ExtraError, OptionError, SpendError, SubjectError, UnreachableError
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.spending import Spending
from kling3_contracts.target import AsgiTarget, HttpTarget
from kling3_contracts.verdicts.report import Report, Verdict
from kling3_contracts.verifying import phases
from kling3_contracts.verifying.greeting import MADE_UP_WRONG
from kling3_contracts.verifying.verify import verify
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.endpoints import REQUEST_UPLOADS, Family
from tests.contracts.sending.counting import CREATED, CountingTarget
from tests.contracts.sending.test_budget import CREATE, GOOD, LIST, ORDER, WRONG, request

EMPTY = Answer(200, (("content-type", "application/json"),), b'{"data":[]}')
OPTIONS = Options(GOOD)

Stub = Callable[[Context], None]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put functions in the place of phases; those that are not named do nothing."""

    def put(**named: Stub) -> None:
        monkeypatch.setattr(phases, "runner", lambda phase: named.get(phase.value, lambda _context: None))

    return put


@pytest.fixture
def fake() -> Iterator[AsgiTarget]:
    settings = Settings(clock=ClockKind.MANUAL, seed=1, api_keys=(GOOD,))
    with closing(Mock(settings)) as mock, closing(AsgiTarget(mock, mock.clock.advance)) as target:
        yield target


def reading_or(answer: Answer) -> Callable[[Request], Answer]:
    """Read nothing, refuse uploads, and give one answer to all else."""

    def answers(sent: Request) -> Answer:
        if sent.target == REQUEST_UPLOADS.path:
            return Answer(400)
        return EMPTY if sent.method == "GET" else answer

    return answers


def check_of(report: Report, code: str) -> Verdict:
    return next(each.verdict for each in report.checks if each.code == code)


def test_phases_run_in_their_own_order_and_each_once(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    ran: list[str] = []
    stub(**{each.value: lambda _context, name=each.value: ran.append(name) for each in Phase})
    told: list[str] = []
    verify(fake, Options(GOOD, phases=(Phase.WALK, Phase.KEYS, Phase.WALK)), progress=told.append)
    assert (ran, told) == (["keys", "walk"], ["keys", "walk"])


def test_every_phase_has_a_name_that_is_a_module_and_a_function() -> None:
    assert {each: phases.runner(each).__name__ for each in Phase} == {
        each: name.partition(":")[2] for each, name in phases.RUNNERS.items()
    }


def test_every_answer_is_held_to_the_document(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    stub(keys=lambda context: context.sender.ask("GET", LIST, GOOD))
    report = verify(fake, OPTIONS)
    assert [check_of(report, f"K10{number}") for number in range(5)] == [Verdict.KEPT] * 5
    assert (report.requests, report.created, report.exit_status, report.seed) == (1 + len(Family) + 1 + 1, 0, 0, 0)
    assert check_of(report, "K137") is Verdict.NOT_TRIED


def test_a_wrong_answer_is_named_with_its_operation_and_what_was_asked(stub: Callable[..., None]) -> None:
    target = CountingTarget(reading_or(Answer(418)))
    stub(keys=lambda context: context.sender.send(request(body=WRONG)))
    report = verify(target, OPTIONS)
    [violation] = report.violations
    assert (violation.code, violation.place, report.exit_status) == ("K100", "postAiVideoKlingV3Pro", 1)
    assert violation.message.startswith("POST /v1/ai/video/kling-v3-pro: status 418 is not in the strict document")
    assert violation.request == request(body=WRONG, key="...")


def test_an_answer_of_another_path_is_held_to_nothing_but_being_one(stub: Callable[..., None]) -> None:
    target = CountingTarget(lambda sent: EMPTY if sent.target == LIST else Answer(500))
    stub(keys=lambda context: context.sender.ask("GET", "/elsewhere", GOOD))
    report = verify(target, OPTIONS)
    assert [(each.code, each.place) for each in report.violations] == [("K104", "elsewhere")]
    assert [check_of(report, code) for code in ("K100", "K103")] == [Verdict.NOT_TRIED] * 2


def test_a_link_to_a_result_is_not_held_to_the_document(stub: Callable[..., None]) -> None:
    target = CountingTarget(lambda sent: EMPTY if sent.target == LIST else Answer(500))
    stub(keys=lambda context: context.sender.ask("GET", "https://cdn.example.com/kling.mp4"))
    report = verify(target, OPTIONS)
    assert report.violations == ()
    assert report.coverage is not None
    assert any(each.startswith("K078") for each in report.coverage.of(Dimension.RULES).missing)


def test_only_the_codes_that_were_asked_for_are_in_the_report(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    stub()
    report = verify(fake, Options(GOOD, only=frozenset({"K101", "K008"})))
    assert [each.code for each in report.checks] == ["K008", "K101"]


def test_nobody_at_the_url_is_told_before_anything_is_tried(stub: Callable[..., None]) -> None:
    stub(keys=pytest.fail)
    with closing(HttpTarget("http://127.0.0.1:1")) as target, pytest.raises(UnreachableError, match="no answer from"):
        verify(target, OPTIONS)


def test_a_connection_that_breaks_at_once_is_nobody_too(stub: Callable[..., None]) -> None:
    stub(keys=pytest.fail)
    with pytest.raises(UnreachableError, match=r"no answer from https://api.example.com: the connection broke"):
        verify(CountingTarget(lambda _request: Answer(0)), OPTIONS)


def test_a_key_that_is_refused_is_told_before_anything_is_tried(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    stub(keys=pytest.fail)
    with pytest.raises(SubjectError) as caught:
        verify(fake, Options("another"))
    assert str(caught.value) == (
        "http://target.test: the key was refused with 401: give one that it knows by --api-key"
    )


def gone(_context: Context) -> None:
    raise UnreachableError("http://target.test", "connection refused")


def interrupted(_context: Context) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (
            gone,
            "phase walk: no answer from http://target.test: connection refused; start the server, or correct the URL",
        ),
        (interrupted, "stopped in phase walk: what was seen until then is reported"),
    ],
)
def test_a_run_that_is_cut_short_keeps_what_it_saw(
    ending: Stub, expected: str, fake: AsgiTarget, stub: Callable[..., None]
) -> None:
    stub(keys=lambda context: context.judge.broken("K110", "a place", "a message"), walk=ending, webhooks=pytest.fail)
    report = verify(fake, OPTIONS)
    assert (report.trouble, report.exit_status) == (expected, 2)
    assert [each.code for each in report.violations] == ["K110"]


def defective(_context: Context) -> None:
    raise ValueError("two\nlines")


def test_a_defect_of_a_phase_is_named_and_costs_no_other_phase(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    stub(keys=defective, walk=lambda context: context.judge.kept("K137"))
    report = verify(fake, OPTIONS)
    assert report.trouble.startswith(
        "phase keys failed by a defect of kling3-contracts, please report it: ValueError in "
    )
    assert report.trouble.endswith(": two lines")
    assert (check_of(report, "K137"), report.exit_status) == (Verdict.KEPT, 2)


def test_an_option_that_a_phase_cannot_use_is_trouble_in_its_own_words(
    fake: AsgiTarget, stub: Callable[..., None]
) -> None:
    def unusable(_context: Context) -> None:
        raise OptionError("--webhook-host", "has no such address")

    stub(webhooks=unusable)
    assert verify(fake, OPTIONS).trouble == "phase webhooks: --webhook-host: has no such address"


def test_a_phase_that_runs_out_of_money_is_no_trouble(stub: Callable[..., None]) -> None:
    stub(walk=lambda context: context.sender.send(request()))
    report = verify(CountingTarget(reading_or(CREATED)), OPTIONS)
    assert (report.trouble, report.exit_status) == ("", 0)
    assert report.notes[0].startswith("phase walk ended early: POST /v1/ai/video/kling-v3-pro was not sent")


def test_where_tasks_cost_money_nothing_is_created_and_requests_are_slow_unless_told(
    stub: Callable[..., None],
) -> None:
    def greedy(context: Context) -> None:
        for _ in range(80):
            context.sender.ask("GET", LIST, GOOD)
        with pytest.raises(SpendError):
            context.sender.ask("POST", CREATE, GOOD, ORDER)

    stub(walk=greedy)
    target = CountingTarget(reading_or(CREATED))
    assert verify(target, OPTIONS).created == 0
    assert target.now() == 120


def test_a_limit_holds_on_this_machine_too_when_it_is_given(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    """A proxy here may stand in front of the service that is paid."""

    def greedy(context: Context) -> None:
        for _ in range(3):
            context.sender.ask("POST", CREATE, GOOD, ORDER)

    stub(walk=greedy)
    assert verify(fake, OPTIONS).created == 3
    assert verify(fake, OPTIONS, spend=Spending(0)).created == 0


def test_a_key_that_was_made_up_and_is_taken_is_not_trusted_to_be_refused(stub: Callable[..., None]) -> None:
    """A proxy here that takes any key may pay with its own."""

    def tries_the_wrong_key(context: Context) -> None:
        with pytest.raises(SpendError):
            context.sender.ask("POST", CREATE, MADE_UP_WRONG, ORDER)

    stub(keys=tries_the_wrong_key)
    target = CountingTarget(reading_or(CREATED))
    target.paid = False
    assert verify(target, Options(GOOD, wrong_key=MADE_UP_WRONG), spend=Spending(0)).created == 0


def test_the_path_of_the_url_counts_when_orders_are_told_apart() -> None:
    target = CountingTarget()
    target.url = "https://api.example.com/v1"
    budget = Spending(0).budget(target, OPTIONS)
    assert budget.could_create(request(target="/ai/video/kling-v3-pro"))


def test_each_violation_can_be_shown_again(stub: Callable[..., None]) -> None:
    stub(keys=lambda context: context.sender.send(request(body=WRONG)))
    [violation] = verify(CountingTarget(reading_or(Answer(418))), OPTIONS).violations
    assert violation.curl.startswith(
        "curl -i --path-as-is --globoff -X POST https://api.example.com/v1/ai/video/kling-v3-pro -H"
    )
    assert "assert_keeps_contract(response)" in violation.pytest


def creating(times: int, ending: Stub = lambda _context: None) -> Stub:
    def create(context: Context) -> None:
        for _ in range(times):
            context.sender.ask("POST", CREATE, GOOD, ORDER)
        ending(context)

    return create


def test_what_a_run_has_spent_is_carried_over_when_it_was_stopped_and_settled_when_it_ended(
    tmp_path: Path, stub: Callable[..., None]
) -> None:
    target, spend = CountingTarget(reading_or(CREATED)), Spending(3, tmp_path)
    stub(walk=creating(2, interrupted))
    assert verify(target, OPTIONS, spend=spend).created == 2
    stub(walk=creating(5))
    second = verify(target, OPTIONS, spend=spend)
    assert second.created == 1
    assert second.notes[0] == (
        "earlier runs that did not end have created 2, which count against --spend 3; --forget-spent begins anew"
    )
    assert verify(target, OPTIONS, spend=Spending(3, tmp_path, forget=True)).created == 3
    third = verify(target, OPTIONS, spend=spend)
    assert (third.created, [note for note in third.notes if note.startswith("earlier")]) == (3, [])


def test_a_task_that_nothing_promised_is_noted(stub: Callable[..., None]) -> None:
    stub(walk=lambda context: context.sender.send(request(body=WRONG)))
    report = verify(CountingTarget(reading_or(CREATED)), OPTIONS)
    assert report.created == 1
    assert "although it had to be refused" in report.notes[0]


def test_missing_libraries_are_told_with_the_command_that_installs_them(
    fake: AsgiTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "schemathesis" else object())
    with pytest.raises(ExtraError, match=r'schemathesis is not installed: pip install "kling3-mock\[contracts\]"'):
        verify(fake, OPTIONS)


def test_the_report_tells_what_was_exercised(fake: AsgiTarget, stub: Callable[..., None]) -> None:
    def two(context: Context) -> None:
        context.sender.send(request(body=WRONG))
        context.sender.ask("GET", "http://target.test/v1/ai/video/kling-v3-omni", GOOD)

    stub(keys=two)
    coverage = verify(fake, OPTIONS).coverage
    assert coverage is not None
    missing = {each: coverage.of(each).missing for each in Dimension}
    assert coverage.of(Dimension.OPERATIONS).touched == 1
    assert "POST /v1/ai/video/kling-v3-pro" not in missing[Dimension.OPERATIONS]
    tried = {code for code in ("K009", "K010") if not any(code in each for each in missing[Dimension.RULES])}
    assert tried == {"K010"}
