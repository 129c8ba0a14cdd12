"""The walk keeps an intact fake clean, tries every promise of a task's life, and makes do with what it is allowed."""

from __future__ import annotations

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.target import HttpTarget
from kling3_contracts.workflow import run
from kling3_contracts.workflow.walk import CODES
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import EmptyList, Settings
from tests.contracts.broken.fake import KEY, Answered, Ask, Asked, Opened, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, not_tried, untried

pytestmark = pytest.mark.one_python


def of_at_most(creations: int) -> Budget:
    return Budget(MemoryAccount(creations), Creating((KEY,)))


def test_an_intact_fake_keeps_every_promise(opened: Opened) -> None:
    judge = judged(run, opened(a_target()), max_examples=5)
    assert codes(judge) == set()
    assert untried(judge, CODES) == {}


def test_an_intact_fake_keeps_them_over_http_too() -> None:
    mock = Mock(Settings(seed=1, speed=20))
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        judge = judged(run, target, max_examples=2)
        target.close()
    mock.close()
    assert codes(judge) == set()
    assert untried(judge, CODES) == {"K176": "it takes hours, and the clock of this server can't be moved"}


def test_a_key_without_tasks_may_be_answered_404(opened: Opened) -> None:
    assert codes(judged(run, opened(a_target(empty_list=EmptyList.NOT_FOUND)))) == set()


def test_one_creation_is_enough_for_most(opened: Opened) -> None:
    target = opened(a_target())
    budget = of_at_most(1)
    judge = judged(run, target, budget=budget)
    assert budget.created == 1
    alone = ["K133", "K134", "K135", "K136", "K165", "K178", "K195", "K196", "K197", "K198"]
    assert sorted(untried(judge, CODES)) == alone
    assert codes(judge) == set()


def test_without_creations_lists_and_unknown_ids_are_left(opened: Opened) -> None:
    target = opened(a_target())
    judge = judged(run, target, budget=of_at_most(0))
    tried = set(CODES) - set(untried(judge, CODES))
    assert tried == {"K132", "K139"}
    assert "allow creations with --spend N" in not_tried(judge, "K120", "K120")["K120"]


def test_pages_are_read_from_tasks_that_are_there_already(opened: Opened) -> None:
    target = opened(a_target())
    judged(run, target)
    again = judged(run, target, budget=of_at_most(0))
    assert {"K134", "K135"}.isdisjoint(untried(again, CODES))
    assert codes(again) == set()


def test_without_a_second_key_nothing_is_said_of_keys(opened: Opened) -> None:
    judge = judged(run, opened(a_target()), other_key="")
    assert not_tried(judge, "K131", "K131") == {"K131": "there is no second key: give one (--other-api-key)"}


def test_promises_of_others_cost_no_request(opened: Opened) -> None:
    context = a_context(opened(a_target()), only=frozenset({"K152"}))
    run(context)
    assert context.sender.sent == 0


def test_what_is_not_asked_for_is_left_out(opened: Opened) -> None:
    context = a_context(opened(a_target()), only=frozenset({"K132"}))
    run(context)
    assert context.sender.sent < 320


def test_equal_seeds_send_equal_requests(opened: Opened) -> None:
    def sent(seed: int) -> list[Request]:
        context = a_context(opened(a_target()), seed=seed, max_examples=5)
        requests: list[Request] = []
        context.sender.listeners.append(lambda exchange: requests.append(exchange.request))
        run(context)
        return requests

    assert sent(7) == sent(7)
    assert sent(7) != sent(8)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, {"K106"}), (403, {"K106"}), (429, set()), (500, set()), (503, set())],
)
def test_a_server_that_takes_no_order_is_told_of_once(opened: Opened, status: int, expected: set[str]) -> None:
    async def refusing(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b'{"message":"no"}', status) if asked.method == "POST" else answer

    judge = judged(run, opened(changed(refusing)))
    assert codes(judge) == expected
    assert not_tried(judge, "K124", "K124")["K124"] == f"an order was answered {status} without a task"


def test_a_server_that_fails_at_reading_is_left_to_the_checks_of_answers(opened: Opened) -> None:
    async def failing(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"{}", 500) if asked.method == "GET" else answer

    judge = judged(run, opened(changed(failing)), patience=2)
    assert codes(judge) == set()
    assert not_tried(judge, "K137", "K137") == {"K137": "the task could not be read: its last answer was 500"}


def test_what_shows_no_task_is_left_to_the_checks_of_answers(opened: Opened) -> None:
    async def emptied(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b'{"data":7}') if asked.method == "GET" and answer.status == 200 else answer

    assert codes(judged(run, opened(changed(emptied)), patience=2)) <= {"K127", "K137"}


def test_a_status_in_the_wrong_case_is_no_broken_life(opened: Opened) -> None:
    async def small(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer._replace(body=answer.body.replace(b'"COMPLETED"', b'"completed"'))

    assert codes(judged(run, opened(changed(small)))) == set()


def test_a_breach_says_what_was_got_what_was_expected_and_what_to_do(opened: Opened) -> None:
    async def always(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"", 404) if asked.path.startswith("/kling_") else answer

    found = judged(run, opened(changed(always))).violations()[0]
    assert found.place == "getAiVideoKlingV3Task"
    assert found.message == (
        "the URL answers 404 with application/json, expected 200 with video/mp4 to a GET without a key: "
        "serve the file behind it"
    )
    assert found.request is not None
    assert not found.request.headers


def test_results_elsewhere_are_not_reached_in_this_process(opened: Opened) -> None:
    judge = judged(run, opened(a_target(result_url="http://cdn.test")))
    reason = "results lie at cdn.test, which a target in this process has no way to"
    assert not_tried(judge, "K127", "K128") == {"K127": reason, "K128": reason}


def test_a_result_that_nobody_serves_is_a_breach_over_http() -> None:
    mock = Mock(Settings(seed=1, speed=50, result_url="http://127.0.0.1:9"))
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        judge = judged(run, target, only=frozenset({"K127"}))
        target.close()
    mock.close()
    found = judge.violations()[0]
    assert "the URL at 127.0.0.1:9 has no answer" in found.message


def test_failed_tasks_have_no_video_to_look_at(opened: Opened) -> None:
    from kling3_mockserver.tasks.scenario import FailAfter

    judge = judged(run, opened(a_target(scenario=FailAfter())))
    assert codes(judge) == set()
    assert set(not_tried(judge, "K126", "K128").values()) == {"the task that was followed was last seen FAILED"}


def test_a_limited_server_is_no_broken_one(opened: Opened) -> None:
    judge = judged(run, opened(a_target(rate_limit=parse("20"))))
    assert codes(judge) == set()
