"""The state machine is a test that others may run, and it finds the shortest way to a breach."""

from __future__ import annotations

import unittest

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from kling3_contracts.errors import OptionError
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.target import HttpTarget
from kling3_contracts.workflow import BreachError, TaskWorkflow, workflow_of
from kling3_contracts.workflow.search import search
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.endpoints import Family, Tier
from tests.contracts.broken.fake import KEY, OTHER_KEY, Answered, Ask, Asked, a_target, changed
from tests.contracts.broken.judged import a_context, codes
from tests.contracts.broken.life import LIFE

pytestmark = pytest.mark.one_python

OPTIONS = Options(key=KEY, other_key=OTHER_KEY)
FEW = settings(max_examples=30, stateful_step_count=10, database=None, deadline=None)


def found_by_search(name: str, only: frozenset[str] = frozenset()) -> list[str]:
    """What the machine alone reports of a broken fake, as sentences with their codes."""
    target = next(each for each in LIFE if each.name == name).make()
    context = a_context(target, max_examples=20, only=only)
    search(context)
    target.close()
    return [f"{each.code} {each.message}" for each in context.judge.violations()]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("404 right after creation", "K121", "(after: order Kling 3 std)"),
        ("another task is returned", "K123", "(after: order Kling 3 std, then order Kling 3 std)"),
        ("COMPLETED without a URL", "K126", "(after: order Kling 3 std, then wait 5 s)"),
        ("another family finds the task", "K130", "(after: order Kling 3 std, then read it as Kling 3 Omni)"),
        ("another key reads the task", "K131", "(after: order Kling 3 std, then read it with another key)"),
    ],
)
def test_the_machine_alone_finds_the_shortest_way(name: str, code: str, expected: str) -> None:
    (sentence,) = found_by_search(name)
    assert sentence.startswith(code)
    assert sentence.endswith(expected)


def test_what_is_not_asked_for_is_not_looked_for() -> None:
    assert found_by_search("404 right after creation", only=frozenset({"K122"})) == []


def test_what_is_broken_only_once_is_told_of_all_the_same() -> None:
    hidden: list[str] = []

    async def once(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if not asked.path.startswith(f"{Family.KLING3.path}/") or hidden or answer.status != 200:
            return answer
        hidden.append(asked.path)
        return answer.with_body(b'{"message":"no such task"}', 404)

    target = changed(once)
    context = a_context(target, max_examples=20)
    search(context)
    target.close()
    assert codes(context.judge) == {"K121"}


def test_a_machine_that_may_order_nothing_reads_on() -> None:
    target = a_target()
    context = a_context(target, budget=Budget(MemoryAccount(0), Creating((KEY,))), max_examples=3)
    search(context)
    target.close()
    assert codes(context.judge) == set()
    assert context.sender.sent > 0


def test_a_list_that_falls_behind_is_found() -> None:
    target = next(each for each in LIFE if each.name == "the list is behind").make()
    machine = workflow_of(target, OPTIONS)()
    life = machine.order((Family.KLING3, Tier.STD))
    machine.wait(1.5)
    machine.poll(life)
    with pytest.raises(BreachError, match=r"K138 .* the list says CREATED where the task said IN_PROGRESS: let both"):
        machine.list_tasks(Family.KLING3)
    target.close()


def test_an_intact_fake_passes_in_every_order() -> None:
    target = a_target()
    context = a_context(target, max_examples=10)
    search(context)
    target.close()
    assert codes(context.judge) == set()


def test_over_http_the_machine_does_not_wait() -> None:
    mock = Mock(Settings(seed=1))
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        assert workflow_of(target, OPTIONS, waits=False).waits is False
        context = a_context(target, max_examples=1)
        search(context)
        target.close()
    mock.close()
    assert codes(context.judge) == set()


def test_others_run_it_as_a_test_case() -> None:
    target = a_target()
    case = workflow_of(target, OPTIONS).TestCase
    case.settings = FEW
    outcome = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(outcome)
    target.close()
    assert outcome.testsRun == 1
    assert outcome.wasSuccessful()


def test_a_breach_fails_the_test_of_others_in_a_sentence() -> None:
    target = next(each for each in LIFE if each.promise_code == "K121").make()
    with pytest.raises(
        BreachError, match="K121 getAiVideoKlingV3Task: a task that was just ordered is answered 404"
    ) as caught:
        run_state_machine_as_test(seed(1)(workflow_of(target, OPTIONS)), settings=FEW)
    target.close()
    assert isinstance(caught.value, AssertionError)
    assert caught.value.steps == ("order Kling 3 std",)


def test_a_machine_without_a_target_says_how_to_make_one() -> None:
    with pytest.raises(OptionError, match=r"make the machine by workflow_of\(target, options\)"):
        TaskWorkflow()
