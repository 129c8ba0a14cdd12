"""The rules phase finds nothing in the intact fake, and in each broken one the promise that it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing

import pytest

from kling3_contracts import enforcement
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import Answer, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_mockserver.settings.settings import ClockKind
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Family
from tests.contracts.broken.fake import KEY, FakeTarget, a_target
from tests.contracts.broken.gate import by_answer, without
from tests.contracts.broken.judged import a_context, codes, judged
from tests.contracts.sending.counting import REFUSED, CountingTarget

pytestmark = pytest.mark.one_python

Answering = Callable[[Request, Answer], Answer]
TAKEN = Answer(
    200,
    (("content-type", "application/json"),),
    b'{"data":{"task_id":"3f9a1c07-0000-4000-8000-000000000000","status":"CREATED","generated":[]}}',
)


def judge_of(target: FakeTarget, **options: object) -> Judge:
    with closing(target):
        return judged(enforcement.run, target, **options)


def through(change: Answering, **options: object) -> Judge:
    return judge_of(by_answer(change)(), **options)


def taking(code: str, path: str = "") -> Answering:
    """Take what the fake refuses with a code, and maybe only below a path."""

    def change(request: Request, answer: Answer) -> Answer:
        met = f"{code};severity=error" in answer.header("x-kling3-findings")
        return TAKEN if met and path in request.target else answer

    return change


def refusing(name: str, value: object) -> Answering:
    def change(request: Request, answer: Answer) -> Answer:
        taken = answer.status == 200 and request.method == "POST"
        return REFUSED if taken and json.loads(request.body).get(name) == value else answer

    return change


@pytest.mark.parametrize("strictness", Strictness)
def test_the_intact_fake_breaks_nothing(strictness: Strictness) -> None:
    judge = judge_of(a_target(), strictness=strictness)
    assert judge.violations() == ()


def test_a_strict_fake_breaks_nothing_for_what_has_no_effect_is_not_asked() -> None:
    assert judge_of(a_target(strict=True)).violations() == ()


@pytest.mark.parametrize(
    ("change", "place", "detail", "expected"),
    [
        (taking("K017"), "getAiVideoKlingV3Tasks", "POST to the list", "K017"),
        (taking("K022", "-omni-pro"), "postAiVideoKlingV3OmniPro", "GET of the path that creates", "K022"),
        (taking("K074"), "postAiVideoKlingV3Std", "a body above 1 MiB", "K074"),
        (taking("K075", "/kling-v3-pro"), "postAiVideoKlingV3Pro", "NaN", "K075"),
        (taking("K076"), "postAiVideoKlingV3Pro", "an empty list", "K076"),
        (taking("K079"), "getAiVideoKlingV3Task", "DELETE /v1/ai/video/kling-v3/{task-id}", "K079"),
        (taking("K080"), "getAiVideoKlingV3OmniTask", "the id undefined", "K080"),
        (taking("K081", "=101"), "getAiReferenceToVideoKlingV3OmniTasks", "?page_size=101", "K081"),
        (taking("K084"), "postAiVideoKlingV3Pro", "a slash at the end", "K084"),
        (taking("K047", "-std"), "postAiVideoKlingV3Std", "prompt of 2501 characters beyond ASCII", "K047"),
        (refusing("duration", "3"), "postAiVideoKlingV3Pro", 'duration "3"', "K106"),
        (refusing("cfg_scale", 2), "postAiReferenceToVideoKlingV3OmniStd", "cfg_scale 2", "K106"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("K") else "",
)
def test_a_fake_that_breaks_one_rule_is_told_of_that_rule(
    change: Answering, place: str, detail: str, expected: str
) -> None:
    judge = through(change)
    assert codes(judge) == {expected}
    assert (place, detail) in {(each.place, each.detail) for each in judge.violations()}


def test_of_two_mistakes_one_that_is_taken_is_told_by_its_own_rule_alone() -> None:
    assert codes(judge_of(without("K010", "K061")())) == {"K010", "K061"}


def test_a_server_that_takes_everything_breaks_every_rule_that_is_asked() -> None:
    judge = through(lambda _request, _answer: TAKEN)
    asked = {probe.code for probe in enforcement.probes(Strictness.STRICT)} - {"K106", "K108", "K146"}
    # What is not refused in the first item is told of there, and of no other.
    assert codes(judge) == asked - {"K144", "K145"}


def test_a_violation_says_what_was_sent_what_came_and_what_to_do() -> None:
    judge = through(taking("K016", "-v3-pro"), only=frozenset({"K016"}))
    found = {each.detail: each for each in judge.violations()}
    message = 'POST /v1/ai/video/kling-v3-pro with aspect_ratio "16:10" was answered 200, expected 400: '
    assert found['aspect_ratio "16:10"'].message.startswith(f"{message}an aspect ratio is one of three")
    judge = through(refusing("duration", "15"), only=frozenset({"K106"}))
    message = 'with duration "15" was answered 400 (Validation error), expected 200: the order is good, widen'
    assert message in judge.violations()[0].message


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], "names no place at all, expected duration or"),
        ([{"name": "aspect_ratio"}], "names aspect_ratio, expected duration"),
    ],
)
def test_a_refusal_that_does_not_name_the_place_is_told(named: list[object], expected: str) -> None:
    body = json.dumps({"message": "no", "invalid_params": named}).encode()

    def change(request: Request, answer: Answer) -> Answer:
        alone = b'"duration":"16"' in request.body and answer.status == 400
        return answer._replace(body=body) if alone else answer

    messages = [each.message for each in through(change).violations() if each.code == "K108"]
    assert any(expected.removesuffix(" or") in each for each in messages)


@pytest.mark.parametrize("status", [0, 401, 429, 500, 503])
def test_an_answer_that_says_nothing_of_a_rule_is_no_violation(status: int) -> None:
    judge = through(lambda _request, answer: answer._replace(status=status, body=b"{}"))
    assert judge.violations() == ()


def test_only_what_is_wanted_is_sent() -> None:
    target = CountingTarget(lambda _request: REFUSED)
    judged(enforcement.run, target, only=frozenset({"K081"}))
    assert {request.path for request in target.requests} == {"/v1/ai/reference-to-video/kling-v3-omni"}


def test_where_tasks_cost_money_nothing_is_sent_that_may_create() -> None:
    budget, target = Budget(MemoryAccount(100), Creating((KEY,))), CountingTarget(lambda _request: REFUSED)
    judge = judged(enforcement.run, target, budget=budget)
    assert 100 < len(target.requests) < 80 * len(Family)
    assert not any(map(budget.could_create, target.requests))
    notes = {each.code: each.note for each in judge.checks()}
    assert notes["K106"] == "a server may take such orders, so none is sent where tasks cost money"


def test_what_a_purse_does_not_allow_is_not_tried() -> None:
    judge = judge_of(a_target(), budget=Budget(MemoryAccount(0), Creating((KEY,))))
    note = next(each.note for each in judge.checks() if each.code == "K106")
    assert "it could create a task, which costs money there; allow creations with --spend N" in note


def test_the_phase_tells_how_far_it_is() -> None:
    with closing(a_target(clock=ClockKind.MANUAL)) as target:
        context, lines = a_context(target, only=frozenset({"K081"})), list[str]()
        enforcement.run(type(context)(context.sender, context.judge, context.options, lines.append))
    count = len(enforcement.probes(Strictness.STRICT, 1))
    assert lines[:2] == [f"rules: 0 of {count} requests", f"rules: 100 of {count} requests"]
