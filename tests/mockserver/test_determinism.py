"""Equal seed, equal requests, equal clock: equal bytes, for a whole conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.message import Message
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import at_once, control, create, get, read


class Step(NamedTuple):
    """One thing to ask; which of its parts matter follows from its kind."""

    kind: str
    key: str
    family: Family
    scenario: str
    number: int


steps = st.builds(
    Step,
    kind=st.sampled_from(["create", "create", "read", "list", "advance", "force"]),
    key=st.sampled_from(["alpha-key", "beta-key", ""]),
    family=st.sampled_from(Family),
    scenario=st.sampled_from(["", "at-once", "reads 2", "fail 1", "no-url", "nonsense"]),
    number=st.integers(0, 5),
)
SCRIPT = [
    Step("create", "alpha-key", Family.KLING3, scenario, number) for number, scenario in enumerate(["", "fail", "x"])
] + [Step(kind, "alpha-key", Family.KLING3, "", 1) for kind in ("read", "force", "read", "list")]


def new_mock(seed: int) -> Mock:
    """Make a mock that tells nobody, so that a test may ask for its messages."""
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=seed))
    mock.lifecycle.on_due = mock.clock.moved = lambda: None  # type: ignore[attr-defined]
    return mock


def asked(mock: Mock, step: Step, task_id: str) -> Response:
    ask: dict[str, Callable[[], Response]] = {
        "create": lambda: create(
            mock, step.family, key=step.key, scenario=step.scenario, webhook_url="https://receiver.example"
        ),
        "read": lambda: read(mock, task_id, step.family, key=step.key),
        "list": lambda: get(mock, step.family.path, key=step.key),
        "advance": lambda: control(mock, "POST", "/clock", advance=step.number),
        "force": lambda: control(mock, "POST", f"/tasks/{task_id}/complete"),
    }
    return ask[step.kind]()


def conversation(mock: Mock, script: list[Step]) -> list[tuple[Response, tuple[Message, ...]]]:
    """Return all that clients and receivers get: statuses, headers, bodies."""
    ids, told = ["no-task"], []
    for step in script:
        answer = asked(mock, step, ids[-step.number % len(ids)])
        if step.kind == "create" and answer.status == 200:
            ids.append(json.loads(answer.body)["data"]["task_id"])
        told.append((answer, tuple(at_once(mock.lifecycle.due(mock.clock.now())))))
    return told


@given(st.integers(), st.lists(steps, max_size=15))
def test_two_mocks_of_one_seed_say_the_same(seed: int, script: list[Step]) -> None:
    assert conversation(new_mock(seed), script) == conversation(new_mock(seed), script)


def test_mocks_of_different_seeds_differ_in_every_answer() -> None:
    pairs = zip(conversation(new_mock(1), SCRIPT), conversation(new_mock(2), SCRIPT), strict=True)
    assert all(one != other for one, other in pairs)


def test_a_reset_mock_begins_anew() -> None:
    mock = new_mock(1)
    first = conversation(mock, SCRIPT)
    assert control(mock, "POST", "/reset").status == 204
    assert conversation(mock, SCRIPT) == first
