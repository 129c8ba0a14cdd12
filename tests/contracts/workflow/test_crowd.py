"""What is mixed up when requests come at once is seen, in this process and over HTTP; where it costs none is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling3_contracts.judging.judge import Judge
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.pace import Pace, Rate
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import HttpTarget, Target
from kling3_contracts.workflow.crowd import CODES, hold_crowd
from kling3_contracts.workflow.walk_state import Walk
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.contracts.broken.crowds import CROWDS
from tests.contracts.broken.fake import KEY, Opened, a_target
from tests.contracts.broken.judged import a_context, codes, untried
from tests.contracts.broken.kinds import Broken
from tests.contracts.sending.counting import CountingTarget

pytestmark = pytest.mark.one_python


def crowd(target: Target, *, budget: Budget | None = None, **options: object) -> Judge:
    """The judge after a crowd alone."""
    context = a_context(target, budget=budget, **options)
    hold_crowd(Walk(context))
    return context.judge


@pytest.mark.parametrize("broken", CROWDS, ids=repr)
def test_it_is_seen_over_http_too(broken: Broken, opened: Opened) -> None:
    with ThreadedServer(opened(broken.make()).app) as server:
        target = HttpTarget(server.url)
        judge = crowd(target)
        target.close()
    assert codes(judge) == {broken.promise_code}


@pytest.mark.parametrize("options", [{}, {"other_key": ""}])
def test_a_whole_fake_keeps_every_promise_both_ways(opened: Opened, options: dict[str, object]) -> None:
    mock = opened(a_target())
    here = crowd(mock, **options)
    with ThreadedServer(mock.app) as server:
        target = HttpTarget(server.url)
        there = crowd(target, **options)
        target.close()
    assert [codes(here), codes(there)] == [set(), set()]
    assert [untried(here, CODES), untried(there, CODES)] == [{}, {}]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orders at once share an id", "of 20 orders at once number 2 is answered with the id of another one"),
        (
            "orders at once share a key",
            "after 20 orders at once a list lacks 5 of 5 tasks of its key, expected",
        ),
        ("of orders at once all but one can't be read", "is answered by 404, expected the task: store each before"),
        ("readings at once share a path", "among 32 requests at once a task is answered by"),
        ("readings at once share a key", "expected what each alone is answered: keep what belongs to a request"),
        ("lists are empty while a task is stored", "a list lacks 5 of 5 tasks of its key, expected what each alone"),
    ],
)
def test_a_breach_says_what_was_got_what_was_expected_and_what_to_do(opened: Opened, name: str, expected: str) -> None:
    broken = next(each for each in CROWDS if each.name == name)
    assert expected in " / ".join(each.message for each in crowd(opened(broken.make())).violations())


def test_where_orders_are_counted_none_is_sent(opened: Opened) -> None:
    budget = Budget(MemoryAccount(100), Creating((KEY,)))
    judge = crowd(opened(a_target()), budget=budget)
    assert set(untried(judge, CODES).values()) == {"it takes many orders at once, and orders are not free here"}
    assert budget.created == 0


def test_where_they_cost_money_none_is_sent() -> None:
    target = CountingTarget()
    crowd(target)
    assert target.requests == []


def test_what_is_broken_alone_is_not_looked_at_in_a_crowd(opened: Opened) -> None:
    context = a_context(opened(a_target()))
    context.judge.broken("K131", "here", "broken")
    hold_crowd(Walk(context))
    assert context.sender.sent == 0
    reason = "what is broken when requests come one by one is broken in a crowd too"
    assert set(untried(context.judge, CODES).values()) == {reason}


def test_a_target_that_can_be_asked_one_by_one_alone_is_left_alone() -> None:
    target = CountingTarget()
    target.paid = False
    reasons = set(untried(crowd(target), CODES).values())
    assert reasons == {"the target has no way to send many requests at once: give it `send_at_once`"}
    assert target.requests == []


def test_a_rate_below_a_crowd_leaves_it_untried(opened: Opened) -> None:
    target = opened(a_target())
    context = a_context(target)
    sender = Sender(target, Budget(), Pace(target, Rate(31, 60)))
    hold_crowd(Walk(replace(context, sender=sender)))
    assert set(untried(context.judge, CODES).values()) == {"--rate allows fewer than 32 requests at once"}
    assert sender.sent == 0


def test_a_server_that_answers_429_breaks_nothing(opened: Opened) -> None:
    judge = crowd(opened(a_target(rate_limit=parse("5"))))
    assert codes(judge) == set()
