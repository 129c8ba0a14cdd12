"""Results: the videos of tasks that ended, and the door to the first of them."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_contracts.judging.promises import RESULTS
from kling3_contracts.workflow.births import Born
from kling3_contracts.workflow.head import hold_head
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.ranges import hold_ranges
from kling3_contracts.workflow.tokens import CODES as TOKENS
from kling3_contracts.workflow.tokens import hold_tokens
from kling3_contracts.workflow.video import Downloaded, hold_equal, hold_video
from kling3_contracts.workflow.walk_state import Walk

CODES = tuple(each.code for each in RESULTS)
_FRUGAL = "it takes a second order, with sound, and orders are not free here"
_DOOR = (*TOKENS, "K174", "K175", "K176", "K180")
_AGAIN = ("K174", "K175", "K180")
_FILMS = ("K126", "K127", "K128", "K176", "K177", "K178", "K179", "K180")
"""What every result is held to; for the rest one is enough."""


def hold_results(walk: Walk, born: Born) -> Sequence[Downloaded]:
    """Download every result, hold each to its order, and try what else opens the first; return what came."""
    if not any(each.order.sound for each in born.followed):
        why = "none of the families that were looked at has sound" if walk.orders_are_free else _FRUGAL
        walk.not_tried(why, "K178")
    came = _downloaded(walk, born.followed)
    if not came:
        walk.not_tried("the URL of the result does not download", *_DOOR)
        return ()
    first = came[0]
    hold_tokens(walk, first.life, _another(born, first.life))
    equal = [hold_equal(walk, each) for each in (came if walk.judge.wants(*_AGAIN) else ())]
    if not all(equal):
        walk.not_tried("K180 says more: results are not the same file at each download", "K174", "K175")
        return came
    if walk.judge.wants("K174"):
        hold_ranges(walk, first)
    if walk.judge.wants("K175"):
        hold_head(walk, first)
    return came


def _downloaded(walk: Walk, lives: Sequence[Life]) -> Sequence[Downloaded]:
    came: list[Downloaded] = []
    for life in lives:
        if (not came or walk.judge.wants(*_FILMS)) and (result := hold_video(walk, life)):
            came.append(result)
    return came


def _another(born: Born, life: Life) -> Life | None:
    """Another task of the same order, which was not looked at before: its token is as fresh."""
    return born.unread.get(life.order) or next((each for each in born.followed if each is not life), None)
