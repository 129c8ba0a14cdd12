"""The tool that kills fakes sees each kind of loss."""

from __future__ import annotations

import pytest

from tests.mockserver.stores.kills import Kills, Told


def told(kill: int, status: str, webhook_id: str = "a", answer: int = 204) -> Told:
    return Told(kill, "task", status, webhook_id, answer)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([told(0, "IN_PROGRESS"), told(0, "COMPLETED", "b")], ""),
        ([told(0, "IN_PROGRESS", answer=503), told(0, "IN_PROGRESS"), told(0, "COMPLETED", "b")], ""),
        ([told(0, "IN_PROGRESS"), told(1, "IN_PROGRESS"), told(1, "COMPLETED", "b")], ""),
        ([told(0, "IN_PROGRESS"), told(0, "COMPLETED", "b", 503)], "not told of"),
        ([told(0, "COMPLETED", "b"), told(0, "IN_PROGRESS")], "told of out of order"),
        (
            [told(0, "IN_PROGRESS"), told(1, "COMPLETED", "b"), told(1, "COMPLETED", "b")],
            "told of again without a kill",
        ),
        ([told(0, "IN_PROGRESS"), told(0, "COMPLETED", "b"), told(1, "COMPLETED", "c")], "told of by several ids"),
    ],
)
def test_each_kind_of_loss_is_seen(calls: list[Told], expected: str) -> None:
    kills = Kills(count=1, ordered=["task"], told=calls)
    assert list(kills.losses) == ([expected] if expected else [])
    assert (expected or "nothing lost") in str(kills)


def test_what_came_again_is_counted_by_the_kill_that_was_next() -> None:
    calls = [told(0, "IN_PROGRESS"), told(1, "COMPLETED", "b"), told(2, "COMPLETED", "b"), told(2, "COMPLETED", "b")]
    kills = Kills(count=2, ordered=["task"], told=calls)
    assert kills.again == {1: 2}
    assert str(kills).endswith("2 came again after a 2xx, at most 2 by one kill")
