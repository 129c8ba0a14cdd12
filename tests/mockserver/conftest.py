"""Mocks whose time a test moves, and which are closed behind it."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings, WebhookTime
from kling3_mockserver.testing.switchboard import Switchboard
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.posting import Office


@pytest.fixture
def new_mock() -> Iterator[Callable[..., Mock]]:
    """Make mocks with a manual clock that signs webhooks too and seed 1, other settings by name; closed afterwards."""
    made: list[Mock] = []

    def make(**settings: object) -> Mock:
        chosen: dict[str, object] = {
            "clock": ClockKind.MANUAL, "seed": 1, "webhook_time": WebhookTime.CLOCK, **settings,
        }  # fmt: skip
        settled: Callable[..., Settings] = Settings
        made.append(Mock(settled(**chosen)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def mock(new_mock: Callable[..., Mock]) -> Mock:
    """Make one mock with a manual clock and a seed."""
    return new_mock()


@pytest.fixture
def new_office() -> Iterator[Callable[..., Office]]:
    """Make couriers with all that they need and no network; they are stopped afterwards."""
    made: list[Office] = []

    def make(**parts: object) -> Office:
        kind: Callable[..., Office] = Office
        made.append(kind(**parts))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    """Make one courier that is on its own."""
    return new_office()


@pytest.fixture
def new_kling3() -> Iterator[Callable[..., Kling3]]:
    """Make tenants of a switchboard without a server, their settings by name; they are closed afterwards."""
    made: list[Kling3] = []

    def make(clock: ClockKind = ClockKind.MANUAL, **settings: object) -> Kling3:
        settled: Callable[..., Settings] = Settings
        made.append(Kling3(lambda: "http://fake.test", "tenant-key", settled(clock=clock, **settings), Switchboard()))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def kling3(new_kling3: Callable[..., Kling3]) -> Kling3:
    return new_kling3()


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Undo what is done to a process that is there for serving alone."""
    handlers = [(each, signal.getsignal(each)) for each in signal.valid_signals()]
    yield
    for each, handler in handlers:
        if handler is not signal.getsignal(each):
            signal.signal(each, handler)
    gc.unfreeze()
