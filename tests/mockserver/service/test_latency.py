"""A latency takes the time of the clock, before the work or after it, and who would not wait so long is told so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.faults.fault import (
    Latency,
)
from kling3_mockserver.faults.occasions import When
from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind
from tests.mockserver.asking import at_once, create
from tests.mockserver.faulting import AFTER, fail, named
from tests.mockserver.samples import NOW
from tests.mockserver.wire import order

NewMock = Callable[..., Mock]


def held(mock: Mock) -> int:
    """Return how many tasks there are."""
    return at_once(mock.store.count())


@pytest.mark.parametrize("when", [None, AFTER])
def test_in_process_a_latency_moves_a_manual_clock_and_nobody_waits(mock: Mock, when: When | None) -> None:
    fail(mock, Latency(40), when=when)
    assert create(mock).status == 200
    assert (mock.clock.now(), mock.journal.exchanges()[0].fault) == (NOW + 40, "latency 40")


def test_a_task_is_created_at_the_end_of_a_latency_before_its_work_and_at_the_beginning_of_one_after(
    mock: Mock,
) -> None:
    for when in (None, AFTER):
        fail(mock, Latency(40), when=when)
        create(mock)
    times = [each.created_at for each in at_once(mock.store.all(2))]
    assert times == [NOW + 40, NOW + 40]


def test_in_process_a_real_clock_is_left_alone(new_mock: NewMock) -> None:
    mock = new_mock(clock=ClockKind.REAL)
    fail(mock, Latency(40))
    assert create(mock).status == 200
    assert mock.journal.exchanges()[0].seconds < 40


def test_a_drawn_latency_is_named_as_it_was(mock: Mock) -> None:
    fail(mock, Latency(1, 3))
    response = create(mock)
    waited = mock.clock.now() - NOW
    assert 1 < waited < 3
    assert float(str(named(response)).removeprefix("latency ")) == pytest.approx(waited, abs=1e-6)


def hasty(mock: Mock, patience: float | None) -> Response:
    """Order a video as a client in process that waits for so many seconds."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        await mock({**scope, "extensions": {IN_PROCESS: {"patience": patience}}}, receive, send)

    return order(door, {"prompt": "A fox"})


@pytest.mark.parametrize(("when", "expected"), [(None, 0), (AFTER, 1)])
def test_who_would_not_wait_so_long_is_told_so(mock: Mock, when: When | None, expected: int) -> None:
    fail(mock, Latency(40), when=when)
    with pytest.raises(TooSlowError, match="the answer takes 40 s, and the client waits for 5 s") as slow:
        hasty(mock, 5)
    assert (slow.value.seconds, slow.value.patience) == (40, 5)
    assert (mock.clock.now(), held(mock)) == (NOW + 5, expected)
    assert [(each.response.status, each.fault) for each in mock.journal.exchanges()] == [(0, "latency 40")]


@pytest.mark.parametrize("patience", [None, 40])
def test_who_waits_long_enough_has_an_answer(mock: Mock, patience: float | None) -> None:
    fail(mock, Latency(40))
    assert (hasty(mock, patience).status, mock.clock.now()) == (200, NOW + 40)
