"""A message that was taken is waited for no longer than it could come again, and where time is real not for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import cast

import pytest

from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.lingering import end_of_linger
from kling3_contracts.callbacks.listener import Call, Listener
from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.script import Scripted
from kling3_contracts.messages import Request
from kling3_contracts.target import AsgiTarget, HttpTarget, Target
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family, Tier
from tests.contracts.broken.judged import a_context

REPLIES = (Reply.FAIL_ONCE, Reply.TAKE, Reply.TAKE_SLOWLY)


class Heard:
    """A listener to which calls have come, each for an order and at a moment."""

    def __init__(self, came: Sequence[tuple[int, float]]) -> None:
        request = Request("POST", "/hook", (), b"{}")
        self._calls = tuple(Call(hook, request, at, 0.0, 200) for hook, at in came)

    def calls(self, hook: int | None = None) -> tuple[Call, ...]:
        return tuple(each for each in self._calls if hook in (None, each.hook))


@pytest.fixture
def by_hand() -> Iterator[Target]:
    async def app(*_: object) -> None: ...

    with closing(AsgiTarget(app, lambda _: None)) as target:
        yield target


@pytest.fixture
def in_real_time() -> Iterator[Target]:
    with closing(HttpTarget("http://127.0.0.1:1")) as target:
        yield target


def end(target: Target, *came: tuple[int, float]) -> float:
    script = tuple(Scripted(each, Family.KLING3, Tier.STD) for each in REPLIES)
    lives = dict.fromkeys(range(len(REPLIES)))
    return end_of_linger(Hooks(Walk(a_context(target)), cast("Listener", Heard(came)), script, lives))  # type: ignore[arg-type]


CAME = ((0, 1.0), (1, 1.0), (2, 1.5), (1, 3.0), (2, 3.5), (0, 6.0), (0, 6.5))
"""The first order's call is refused, and comes again after five seconds."""


def test_where_time_is_real_those_that_were_taken_at_once_count(in_real_time: Target) -> None:
    assert end(in_real_time, *CAME) == 3.5 + 5.0 * 1.3


def test_a_clock_that_is_moved_costs_nothing_so_all_are_waited_for(by_hand: Target) -> None:
    assert end(by_hand, *CAME) == 6.5 + 5.0 * 1.3


def test_where_none_was_taken_at_once_the_last_call_counts(in_real_time: Target) -> None:
    assert end(in_real_time, (0, 1.0), (0, 3.0), (0, 3.5)) == 3.5 + 2.0 * 1.3


@pytest.mark.parametrize(
    ("again", "expected"), [(1.01, 0.5), (31.0, 8.0), (None, 8.0)], ids=["at once", "late", "never"]
)
def test_it_lasts_half_a_second_at_least_and_eight_at_most(
    by_hand: Target, again: float | None, expected: float
) -> None:
    came = [(0, 1.0)] if again is None else [(0, 1.0), (0, again)]
    assert end(by_hand, *came) == came[-1][1] + expected
