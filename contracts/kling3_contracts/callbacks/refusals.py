"""Refusals: what a server does after an answer that was no success (K156, K189, K191, K192, K194)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.listener import Call
from kling3_contracts.callbacks.reply import CLOSED, Reply
from kling3_contracts.callbacks.told import PLACE, Told, told
from kling3_contracts.context import Context
from kling3_openapi.rules.echo import echoed

_MOST_WITHIN = {1.0: 8, 0.25: 5}
"""Attempts of one message within so many seconds; a fake that is fast may come near it."""
_SHRUNK = 0.5
_SLACK = 1.0
"""Seconds by which all attempts of a moment may be late: a machine that stands still makes them so."""
_MESSAGES, _ATTEMPTS = 3, 3
"""So many of each show a trend: where delays are drawn by chance one may well be shorter than another."""


def hold_refused(context: Context, hooks: Hooks) -> None:
    """Hold the first message of each order that was refused to coming again, whatever it was answered."""
    if not _hold_again(context, "K156", hooks.told(Reply.FAIL_ONCE)):
        context.judge.not_tried("K189", "K156 says more: what was answered 500 did not come again")
        return
    moved = {each.hook for each in hooks.listener.calls() if each.moved}
    for calls in hooks.series(lambda each: not (each.takes or each in (Reply.GONE, Reply.FAIL_ONCE, Reply.FAIL))):
        if calls and calls[0].call.hook not in moved:
            _hold_again(context, "K189", calls)


def hold_unmoved(context: Context, hooks: Hooks) -> None:
    """Hold redirects to leading nowhere."""
    calls = hooks.listener.calls()
    for each in calls:
        if each.status // 100 == 3:
            followed = [later for later in calls if later.moved and later.hook == each.hook]
            _hold_stayed(context, each, followed)


def hold_no_storm(context: Context, hooks: Hooks, messages: Iterable[Sequence[Told]]) -> None:
    """Hold each message to a number of attempts within a second, and within a part of it."""
    for each in messages:
        storm = next((span for span, most in _MOST_WITHIN.items() if _storms(hooks, each, span, most)), 0.0)
        message = (
            f"{each[0].word} was attempted more than {_MOST_WITHIN.get(storm)} times within {storm:g} s, expected "
            "pauses: wait between attempts, longer each time"
        )
        context.judge.hold("K192", not storm or hooks.is_behind, PLACE, message, each[-1].exchange)


def hold_delays(context: Context, hooks: Hooks, messages: Iterable[Sequence[Told]]) -> None:
    """Hold the delays between attempts to not getting shorter; one message alone may do so by chance."""
    several = [each for each in messages if len(each) >= _ATTEMPTS and _is_measured(hooks, each)]
    if len(several) < _MESSAGES or hooks.is_behind:
        context.judge.not_tried("K191", f"too few messages came {_ATTEMPTS} times in the time that was watched")
        return
    shown = ", ".join(f"{most:.1f}" for _, most in _delays(hooks, several[-1]))
    message = f"attempts came after {shown} s, expected no shorter delays as time goes on: let delays grow"
    shrink = all(_shrinks(_delays(hooks, each)) for each in several)
    context.judge.hold("K191", not shrink, PLACE, message, several[-1][-1].exchange)


def _storms(hooks: Hooks, message: Sequence[Told], span: float, most: int) -> bool:
    """Whether more attempts came within a span, however late in its step of the clock the first of them was."""
    moments = [told.call.at for told in message]
    pairs = zip(moments, moments[most:], strict=False)
    return any(later - hooks.steps.get(first, first) <= span for first, later in pairs)


def _hold_again(context: Context, code: str, calls: Sequence[Told]) -> bool:
    if not calls:
        return True
    status = calls[0].call.status
    got = "whose connection was closed without an answer" if status == CLOSED else f"that was answered {status}"
    message = (
        f"the call of {calls[0].word} {got} did not come again within "
        f"{context.options.patience:g} s: keep a message until it was taken"
    )
    same = [each for each in calls if each.rank == calls[0].rank]
    return context.judge.hold(code, len(same) > 1, PLACE, message, calls[0].exchange, detail=_detail(code, status))


def _detail(code: str, status: int) -> str:
    return "" if code == "K156" else f"{status or 'closed'}"


def _hold_stayed(context: Context, call: Call, followed: Sequence[Call]) -> None:
    target = echoed(followed[0].request.target[:60]) if followed else ""
    message = (
        f"a call that was answered {call.status} was followed to {target!r}, expected the ordered URL alone: "
        "follow no redirects, and take them for a failure"
    )
    context.judge.hold("K194", not followed, PLACE, message, told(call).exchange)


def _delays(hooks: Hooks, message: Sequence[Told]) -> list[tuple[float, float]]:
    """The least and the most seconds between attempts: a clock that is moved by hand jumps over the moment."""
    moments = [each.call.at for each in message]
    return [(hooks.steps.get(later, later) - first, later - first) for first, later in pairwise(moments)]


def _is_measured(hooks: Hooks, message: Sequence[Told]) -> bool:
    """Whether it is known of a message's delays that they shrink, or that they don't."""
    delays = _delays(hooks, message)
    return _shrinks(delays) or not _shrinks([(most, least) for least, most in delays])


def _shrinks(delays: Sequence[tuple[float, float]]) -> bool:
    """Whether a delay, at its most, is far shorter than one before at its least."""
    longest = 0.0
    for least, most in delays:
        if most < longest * _SHRUNK - _SLACK:
            return True
        longest = max(longest, least)
    return False
