"""While a model is out each of its tasks fails after four seconds; the others, and what is asked for, go their way."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.scenario import CompleteAtOnce
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import control, create, data, read

NewMock = Callable[..., Mock]


def status(mock: Mock, family: Family = Family.KLING3, tier: Tier | None = None, **asked: str) -> object:
    """Return what an order shows four seconds after it."""
    task_id = str(data(create(mock, family, tier, **asked))["task_id"])
    mock.clock.advance(4)
    return data(read(mock, task_id, family))["status"]


def test_a_task_of_a_tier_that_is_out_fails_after_four_seconds(new_mock: NewMock) -> None:
    mock = new_mock(outage=("kling-v3-pro",), task_seconds=4)
    task_id = str(data(create(mock, tier=Tier.PRO))["task_id"])
    mock.clock.advance(3.9)
    assert data(read(mock, task_id))["status"] == "IN_PROGRESS"
    mock.clock.advance(0.1)
    assert data(read(mock, task_id)) == {"task_id": task_id, "status": "FAILED", "generated": []}


def test_the_other_tier_goes_on(new_mock: NewMock) -> None:
    mock = new_mock(outage=("kling-v3-pro",), task_seconds=4)
    assert (status(mock, tier=Tier.PRO), status(mock, tier=Tier.STD)) == ("FAILED", "COMPLETED")
    assert status(mock, Family.OMNI, Tier.PRO) == "COMPLETED"


def test_what_an_order_or_a_test_asks_for_wins_over_an_outage(new_mock: NewMock) -> None:
    mock = new_mock(outage=("kling-v3",))
    assert status(mock, scenario="complete 1") == "COMPLETED"
    assert status(mock, prompt="A fox [[kling3: complete 1]]") == "COMPLETED"
    mock.scenarios.put(Queued(CompleteAtOnce()))
    assert (status(mock), status(mock)) == ("COMPLETED", "FAILED")


def test_an_outage_begins_and_ends_while_the_fake_runs(new_mock: NewMock) -> None:
    mock = new_mock()
    before = status(mock)
    control(mock, "PATCH", "/settings", outage="kling-v3-pro")
    meanwhile = status(mock)
    control(mock, "PATCH", "/settings", outage=None)
    assert (before, meanwhile, status(mock)) == ("COMPLETED", "FAILED", "COMPLETED")
