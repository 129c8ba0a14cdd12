"""Requests that are sent at once keep to the budget, are told to every listener, and are answered in their order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kling3_contracts.errors import OptionError, SpendError
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.pace import Pace, Rate
from kling3_contracts.sending.sender import Asked, Sender
from tests.contracts.sending.counting import CREATED, CountingTarget
from tests.contracts.sending.test_budget import CREATING, LIST, request


class CrowdedTarget(CountingTarget):
    """Is asked many things at once, too."""

    def send_at_once(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        self.requests += requests
        return tuple(Answer(200 + number) for number in range(len(requests)))


ORDER, READING = Asked(request(), "order"), Asked(Request("GET", LIST), "list")


def test_each_exchange_has_its_answer_and_place_and_is_told() -> None:
    sender, told = Sender(CrowdedTarget(), Budget(), Pace()), list[Exchange]()
    sender.listeners.append(told.append)
    exchanges = sender.send_at_once([ORDER, READING, ORDER])
    assert [(each.answer.status, each.place) for each in exchanges] == [(200, "order"), (201, "list"), (202, "order")]
    assert (told, sender.sent) == (list(exchanges), 3)


def test_orders_beyond_the_budget_send_nothing_of_it() -> None:
    target = CrowdedTarget()
    sender = Sender(target, Budget(MemoryAccount(1), CREATING), Pace())
    with pytest.raises(SpendError, match="all of --spend 1 is used up"):
        sender.send_at_once([READING, ORDER, ORDER])
    assert target.requests == []


def test_each_order_is_counted_once() -> None:
    budget = Budget(MemoryAccount(2), CREATING)
    Sender(CrowdedTarget(), budget, Pace()).send_at_once([ORDER, READING, ORDER])
    assert (budget.created, budget.notes) == (2, [])
    with pytest.raises(SpendError):
        budget.admit(ORDER.request)


def test_the_rate_is_kept() -> None:
    target = CrowdedTarget()
    sender = Sender(target, Budget(), Pace(target, Rate(2, 60)))
    sender.send_at_once([READING, READING])
    sender.send_at_once([READING])
    assert target.waited == [60]
    with pytest.raises(OptionError, match="target: --rate allows fewer than 3 requests at once"):
        sender.send_at_once([READING] * 3)


def test_a_target_that_has_no_way_to_it_is_told_of() -> None:
    sender = Sender(CountingTarget(lambda _request: CREATED), Budget(), Pace())
    with pytest.raises(OptionError, match="has no way to send many requests at once: give it `send_at_once`"):
        sender.send_at_once([READING])
